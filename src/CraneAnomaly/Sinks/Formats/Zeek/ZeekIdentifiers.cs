using CraneAnomaly.Records;

namespace CraneAnomaly.Sinks.Formats.Zeek;

/// <summary>
/// Identifiers of connections and links. Zeek draws them at random; here they are hashes, so that the same input gives
/// the same logs.
/// </summary>
internal static class ZeekIdentifiers
{
    private const int LinkLength = 16;

    private static ReadOnlySpan<byte> Digits =>
        "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"u8;

    /// <summary>Writes a connection's uid: <c>C</c> and 17 characters, the same whichever side is the client.</summary>
    public static void WriteUid(ref AsciiCursor to, int flow, in FlowIdentity identity)
    {
        ulong a = End(identity.Originator, identity.OriginatorPort);
        ulong b = End(identity.Responder, identity.ResponderPort);
        ulong common = Mix((ulong)(uint)flow << 32 | (ulong)identity.IpProtocol << 16 | (ushort)identity.Vlan);
        // A sum and a product that do not depend on the order of the two ends.
        ulong upper = Mix(common ^ (a + b)), lower = Mix(upper ^ (a * (b | 1) + b * (a | 1)));
        to.Byte((byte)'C');
        Write(ref to, upper, 9);
        Write(ref to, lower, 8);
    }

    /// <summary>Writes the identifier of a link as 16 characters; <paramref name="link"/> counts from 1.</summary>
    public static void WriteLink(ref AsciiCursor to, ulong link)
    {
        // The counter is put in front of the hash bits, so that no two links are alike.
        Write(ref to, Mix(link), LinkLength - 10);
        Write(ref to, Unique(link), 10);
    }

    // Multiplication by an odd number is a bijection of 59 bits; ten digits hold 59.5.
    private static ulong Unique(ulong link) => link * 0x9E3779B97F4A7C15 & (1UL << 59) - 1;

    private static ulong End(IpAddress address, ushort port) => Mix(address.High + Mix(address.Low + Mix(port + 1UL)));

    // The finaliser of SplitMix64.
    private static ulong Mix(ulong value)
    {
        value += 0x9E3779B97F4A7C15;
        value = (value ^ value >> 30) * 0xBF58476D1CE4E5B9;
        value = (value ^ value >> 27) * 0x94D049BB133111EB;
        return value ^ value >> 31;
    }

    private static void Write(ref AsciiCursor to, ulong value, int digits)
    {
        for (int i = 0; i < digits; i++)
        {
            to.Byte(Digits[(int)(value % 62)]);
            value /= 62;
        }
    }
}
