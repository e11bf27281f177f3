using CraneAnomaly.Records;

namespace CraneAnomaly.Capture;

/// <summary>
/// What was seen, what was left aside, and why. Every packet is in <see cref="Packets"/>, and in exactly one of
/// <see cref="Tcp"/>, <see cref="Udp"/>, <see cref="Icmp"/>, <see cref="OtherIp"/>, <see cref="NotIp"/>,
/// <see cref="FragmentsHeld"/>, <see cref="Rejected"/>.
/// </summary>
public sealed class CaptureCounters
{
    private readonly long[] _violations = new long[Violations.Count];

    /// <summary>Packets taken.</summary>
    public long Packets { get; internal set; }

    /// <summary>Captured bytes taken.</summary>
    public long Bytes { get; internal set; }

    /// <summary>TCP segments.</summary>
    public long Tcp { get; internal set; }

    /// <summary>UDP datagrams.</summary>
    public long Udp { get; internal set; }

    /// <summary>ICMP and ICMPv6 messages.</summary>
    public long Icmp { get; internal set; }

    /// <summary>IP packets of another transport.</summary>
    public long OtherIp { get; internal set; }

    /// <summary>Frames that do not carry IP.</summary>
    public long NotIp { get; internal set; }

    /// <summary>Fragments kept for their datagram.</summary>
    public long FragmentsHeld { get; internal set; }

    /// <summary>Packets that were not decoded.</summary>
    public long Rejected { get; internal set; }

    /// <summary>Second copies of a packet, left aside before any state.</summary>
    public long Duplicates { get; internal set; }

    /// <summary>Segments that brought only bytes already seen.</summary>
    public long Retransmissions { get; internal set; }

    /// <summary>Segments that came before the bytes in front of them.</summary>
    public long OutOfOrder { get; internal set; }

    /// <summary>Stream bytes that no packet carried.</summary>
    public long GapBytes { get; internal set; }

    /// <summary>Packets whose captured bytes are fewer than those sent.</summary>
    public long Truncated { get; internal set; }

    /// <summary>Packets and messages that a capture or a source says it lost.</summary>
    public long Lost { get; internal set; }

    /// <summary>Flows opened.</summary>
    public long Flows { get; internal set; }

    /// <summary>Flows held now.</summary>
    public int OpenFlows { get; internal set; }

    /// <summary>Flows ended because the table was full.</summary>
    public long FlowsEvicted { get; internal set; }

    /// <summary>PDUs read.</summary>
    public long Pdus { get; internal set; }

    /// <summary>How often a violation was seen, whether or not it made a record of its own.</summary>
    public long Count(Violation violation) => _violations[(int)violation];

    internal void Add(Violation violation, long times = 1) => _violations[(int)violation] += times;
}
