namespace CraneAnomaly.Capture.Flows;

/// <summary>How far one side of a connection has come, as Zeek tells it apart.</summary>
internal enum EndpointState : byte
{
    /// <summary>Nothing seen from it.</summary>
    Inactive = 0,

    /// <summary>It sent a SYN.</summary>
    SynSent,

    /// <summary>It opened with a SYN-ACK.</summary>
    SynAckSent,

    /// <summary>Seen in the middle.</summary>
    Partial,

    /// <summary>Opened; for datagrams: has sent.</summary>
    Established,

    /// <summary>It sent a FIN.</summary>
    Closed,

    /// <summary>It sent a RST.</summary>
    Reset,
}
