namespace CraneAnomaly.Sinks.Formats.Summary;

/// <summary>
/// What became of the packets of a capture, as the summary prints it. Every packet is in exactly one of
/// <see cref="Tcp"/>, <see cref="Udp"/>, <see cref="Icmp"/>, <see cref="OtherIp"/>, <see cref="NotIp"/>,
/// <see cref="FragmentsHeld"/> and <see cref="Rejected"/>.
/// </summary>
public sealed record CaptureCoverage
{
    /// <summary>Packets taken.</summary>
    public long Packets { get; init; }

    /// <summary>Captured bytes taken.</summary>
    public long Bytes { get; init; }

    /// <summary>TCP segments.</summary>
    public long Tcp { get; init; }

    /// <summary>UDP datagrams.</summary>
    public long Udp { get; init; }

    /// <summary>ICMP and ICMPv6 messages.</summary>
    public long Icmp { get; init; }

    /// <summary>IP packets of another transport.</summary>
    public long OtherIp { get; init; }

    /// <summary>Frames that do not carry IP.</summary>
    public long NotIp { get; init; }

    /// <summary>Fragments kept for their datagram.</summary>
    public long FragmentsHeld { get; init; }

    /// <summary>Packets that were not decoded.</summary>
    public long Rejected { get; init; }

    /// <summary>Second copies of a packet, left aside.</summary>
    public long Duplicates { get; init; }

    /// <summary>Segments that brought only bytes already seen.</summary>
    public long Retransmissions { get; init; }

    /// <summary>Segments that came early.</summary>
    public long OutOfOrder { get; init; }

    /// <summary>Packets of which the capture holds less than was sent.</summary>
    public long Truncated { get; init; }

    /// <summary>Stream bytes that no packet carried.</summary>
    public long GapBytes { get; init; }

    /// <summary>Flows opened.</summary>
    public long Flows { get; init; }

    /// <summary>Flows ended because the table was full.</summary>
    public long FlowsEvicted { get; init; }

    /// <summary>PDUs read.</summary>
    public long Pdus { get; init; }

    /// <summary>How often each violation was seen, by code, with or without a record of its own.</summary>
    public IReadOnlyList<long> Violations { get; init; } = [];
}
