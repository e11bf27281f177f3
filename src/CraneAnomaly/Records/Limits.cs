using CraneAnomaly.Checkpoints;

namespace CraneAnomaly.Records;

/// <summary>
/// Every cap on what traffic can make the product hold. Reaching one has a stated policy, is counted, and is told by
/// a record. The defaults are those of the design; memory at the caps is stated where it matters.
/// </summary>
[NotState("Given with the options, and never changed.")]
public sealed record Limits
{
    /// <summary>The defaults.</summary>
    public static Limits Default { get; } = new();

    /// <summary>VLAN tags read per frame.</summary><value>4.</value>
    /// <remarks>A frame with more is counted and not decoded further.</remarks>
    public int VlanTags { get; init; } = 4;

    /// <summary>Tunnels inside each other.</summary><value>4.</value>
    /// <remarks>A packet with more is counted and not decoded further.</remarks>
    public int TunnelDepth { get; init; } = 4;

    /// <summary>IPv6 extension headers per packet.</summary><value>16.</value>
    /// <remarks>A packet with more is counted and not decoded further.</remarks>
    public int Ipv6Headers { get; init; } = 16;

    /// <summary>Bytes held out of order for each direction of a TCP flow.</summary><value>64 KiB.</value>
    /// <remarks>At the cap the hole is given up: a gap record, then reading goes on behind it.</remarks>
    public int OutOfOrderBytes { get; init; } = 64 * 1024;

    /// <summary>How long a hole in a TCP stream is waited for, in event time.</summary><value>5 s.</value>
    public TimeSpan OutOfOrderTime { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Bytes held back for all TCP streams: out of order, or a begun PDU.</summary><value>256 MiB.</value>
    /// <remarks>At the cap the flow that has held its bytes longest gives them up, with gap records.</remarks>
    public long StreamBytes { get; init; } = 256L * 1024 * 1024;

    /// <summary>Requests open at one time in a flow.</summary><value>256.</value>
    /// <remarks>The oldest is given up and counted; reading never stops.</remarks>
    public int OpenTransactions { get; init; } = 256;

    /// <summary>Flows held at one time.</summary><value>1,000,000.</value>
    /// <remarks>The longest idle one is ended early and counted.</remarks>
    public int Flows { get; init; } = 1_000_000;

    /// <summary>Remote sessions watched at one time.</summary><value>100,000.</value>
    /// <remarks>The one opened longest ago is given up and counted.</remarks>
    public int Sessions { get; init; } = 100_000;

    /// <summary>Idle time after which a TCP flow ends, in event time.</summary><value>5 min; flows with an OT protocol 1 h.</value>
    public TimeSpan TcpIdle { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Idle time after which a TCP flow of a decoded protocol ends, in event time.</summary><value>1 h.</value>
    public TimeSpan ProtocolIdle { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Idle time after which any other flow ends, in event time.</summary><value>1 min.</value>
    public TimeSpan UdpIdle { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Bytes held for all IP fragments together.</summary><value>32 MiB.</value>
    /// <remarks>The oldest datagram is given up and counted.</remarks>
    public int DefragmentationBytes { get; init; } = 32 * 1024 * 1024;

    /// <summary>How long the fragments of a datagram are waited for, in event time.</summary><value>30 s.</value>
    public TimeSpan DefragmentationTime { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Bytes of one captured packet.</summary><value>262,144, as libpcap has it.</value>
    /// <remarks>A longer record means a damaged file: reading tries to find the next record, and says so.</remarks>
    public int PacketBytes { get; init; } = 262_144;

    /// <summary>Interfaces of a pcapng section.</summary><value>65,536.</value>
    public int PcapngInterfaces { get; init; } = 65_536;

    /// <summary>Expansion of compressed input, as a ratio to its size, beyond the first 64 MiB.</summary><value>200.</value>
    public int DecompressionRatio { get; init; } = 200;

    /// <summary>Names in the symbol table.</summary><value>1,000,000.</value>
    public int Symbols { get; init; } = 1_000_000;

    /// <summary>Copies of a packet that arrive within this time are one packet (mirror ports show both sides).</summary>
    /// <value>1 ms; zero switches it off.</value>
    public TimeSpan DuplicateWindow { get; init; } = TimeSpan.FromMilliseconds(1);

    /// <summary>Requests that log formats with one row a transaction hold until the response comes.</summary>
    /// <value>65,536, about 40 MB.</value>
    /// <remarks>The oldest gets its row without a response, and is counted.</remarks>
    public int PendingLogRows { get; init; } = 65_536;

    /// <summary>Bytes of one line of telemetry.</summary><value>1 MiB.</value>
    /// <remarks>A longer one is skipped to its end, and told by one record.</remarks>
    public int LineBytes { get; init; } = 1024 * 1024;

    /// <summary>Objects and arrays inside each other in one message.</summary><value>100.</value>
    /// <remarks>A deeper one is refused, and told by a record.</remarks>
    public int Nesting { get; init; } = 100;

    /// <summary>Cranes of which telemetry is read.</summary><value>10,000.</value>
    /// <remarks>Rows of further ones are refused, and told by a record each.</remarks>
    public int Cranes { get; init; } = 10_000;

    /// <summary>Values of one row.</summary><value>4,000, which a record can hold.</value>
    /// <remarks>A row with more is refused, and told by a record.</remarks>
    public int RowValues { get; init; } = 4_000;

    /// <summary>Names of signals that are remembered, known ones and others.</summary><value>65,536.</value>
    /// <remarks>Further ones are read only when the catalog knows them; others are counted and left out.</remarks>
    public int SeriesNames { get; init; } = 65_536;

    /// <summary>Rows of telemetry that wait for earlier ones, for each input.</summary><value>4,096.</value>
    /// <remarks>The oldest is handed on.</remarks>
    public int ReorderRows { get; init; } = 4_096;

    /// <summary>How long a row of telemetry waits for earlier ones, in event time.</summary><value>5 s.</value>
    /// <remarks>A row that comes later is counted, told by a record, and not handed on.</remarks>
    public TimeSpan ReorderTime { get; init; } = TimeSpan.FromSeconds(5);
}
