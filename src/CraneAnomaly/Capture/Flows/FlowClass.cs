namespace CraneAnomaly.Capture.Flows;

/// <summary>
/// Which list of the table a flow is in: one list for each time a flow may be idle. In the order in which a full
/// table gives flows up.
/// </summary>
internal enum FlowClass : byte
{
    /// <summary>TCP, ended; kept for what trails.</summary>
    Closed = 0,

    /// <summary>TCP, opening without an answer.</summary>
    Attempt,

    /// <summary>One datagram.</summary>
    SingleDatagram,

    /// <summary>One segment, not an opening.</summary>
    SingleStream,

    /// <summary>Datagrams.</summary>
    Datagram,

    /// <summary>A TCP connection.</summary>
    Stream,

    /// <summary>Datagrams of a decoded protocol.</summary>
    ProtocolDatagram,

    /// <summary>A TCP connection of a protocol of controllers, or of a remote session.</summary>
    Protocol,
}
