using System.Runtime.CompilerServices;

namespace CraneAnomaly.Records;

/// <summary>Connection states as Zeek's conn.log names them.</summary>
public enum FlowState : byte
{
    /// <summary>No opening seen, midstream traffic.</summary>
    OTH = 0,

    /// <summary>Attempt seen, no reply.</summary>
    S0,

    /// <summary>Established, not ended.</summary>
    S1,

    /// <summary>Established, originator closed, no reply from the responder.</summary>
    S2,

    /// <summary>Established, responder closed, no reply from the originator.</summary>
    S3,

    /// <summary>Normal opening and end.</summary>
    SF,

    /// <summary>Attempt rejected.</summary>
    REJ,

    /// <summary>Established, originator reset.</summary>
    RSTO,

    /// <summary>Responder reset.</summary>
    RSTR,

    /// <summary>Originator opened and reset, no SYN-ACK seen.</summary>
    RSTOS0,

    /// <summary>Responder answered and reset, no SYN seen.</summary>
    RSTRH,

    /// <summary>Originator opened and closed, no SYN-ACK seen.</summary>
    SH,

    /// <summary>Responder answered and closed, no SYN seen.</summary>
    SHR,
}

/// <summary>The letters of a flow's history, at most 32 (Zeek conn.log, field <c>history</c>).</summary>
[InlineArray(Capacity)]
public struct FlowHistory
{
    /// <summary>Most letters kept.</summary>
    public const int Capacity = 32;

    private byte _element0;
}

/// <summary>The body of a flow record: what Zeek's conn.log says of a connection.</summary>
public struct FlowSummary
{
    /// <summary>Time of the first packet, nanoseconds since 1970.</summary>
    public long FirstNs;

    /// <summary>Time of the last packet, nanoseconds since 1970.</summary>
    public long LastNs;

    /// <summary>Payload bytes sent by the originator; for TCP by sequence numbers.</summary>
    public long OriginatorBytes;

    /// <summary>Payload bytes sent by the responder; for TCP by sequence numbers.</summary>
    public long ResponderBytes;

    /// <summary>Packets sent by the originator.</summary>
    public long OriginatorPackets;

    /// <summary>Packets sent by the responder.</summary>
    public long ResponderPackets;

    /// <summary>IP bytes sent by the originator (total length fields).</summary>
    public long OriginatorIpBytes;

    /// <summary>IP bytes sent by the responder (total length fields).</summary>
    public long ResponderIpBytes;

    /// <summary>Stream bytes that no packet carried.</summary>
    public long MissedBytes;

    /// <summary>Frame of the first packet.</summary>
    public long FirstFrame;

    /// <summary>PDUs read from the flow.</summary>
    public long Pdus;

    /// <summary>Letters of the history.</summary>
    public FlowHistory History;

    /// <summary>Number of letters.</summary>
    public byte HistoryLength;

    /// <summary>State at the end.</summary>
    public FlowState State;

    /// <summary>Protocol that the content showed, <see cref="OtProtocol.Unknown"/> for none.</summary>
    public OtProtocol Service;
}
