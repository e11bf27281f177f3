using System.Numerics;
using System.Runtime.CompilerServices;
using CraneAnomaly.Records;

namespace CraneAnomaly.Capture.Link;

/// <summary>
/// Mixes what lies around a flow into 64 bits, so that equal 5-tuples in different VLANs, tunnels and places of capture
/// stay apart. Only facts that are equal in both directions of a conversation may enter: the place, VLAN ids, tunnel kinds
/// and ids, and end points without order. A path is compared within a run and never stored.
/// </summary>
internal static class FlowPath
{
    private const ulong VlanFact = 1UL << 56;
    private const ulong PlaceFact = 0xFFUL << 56;

    /// <summary>The path of a place of capture; the first, which mostly is the only one, has none.</summary>
    public static ulong Place(int number) => number == 0 ? 0 : Mix(0, PlaceFact | (uint)number);

    /// <summary>The path inside of a VLAN tag.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Vlan(ulong path, int id) => Mix(path, VlanFact | (uint)id);

    /// <summary>The path inside of a tunnel that an id names whichever way the packet goes.</summary>
    public static ulong Tunnel(ulong path, TunnelKind kind, uint id) => Mix(path, (ulong)kind << 56 | id);

    /// <summary>The path inside of a tunnel between two end points, which take turns as sender.</summary>
    public static ulong Tunnel(ulong path, TunnelKind kind, uint id, in DecodedPacket outer) =>
        Mix(Tunnel(path, kind, id), Hash(outer.Source) + Hash(outer.Destination));

    private static ulong Hash(in IpAddress address) => Mix(Mix(0, address.High), address.Low);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Mix(ulong path, ulong fact)
    {
        // The multiplier is 2^64 over the golden ratio; the shift brings its high bits back to where keys are read.
        ulong mixed = (BitOperations.RotateLeft(path, 23) ^ fact) * 0x9E37_79B9_7F4A_7C15;
        return mixed ^ mixed >> 32;
    }
}
