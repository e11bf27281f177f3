namespace CraneAnomaly.Records;

/// <summary>What a record says. The first four are PDUs; the others are not.</summary>
public enum RecordKind : byte
{
    /// <summary>A PDU that asks.</summary>
    Request = 0,

    /// <summary>A PDU that answers.</summary>
    Response = 1,

    /// <summary>A PDU that answers with an error.</summary>
    Exception = 2,

    /// <summary>A PDU that neither asks nor answers.</summary>
    Event = 3,

    /// <summary>A telemetry row.</summary>
    Measurement = 4,

    /// <summary>A remote session.</summary>
    Session = 5,

    /// <summary>A transport flow that ended or was evicted; the body is a <see cref="FlowSummary"/>.</summary>
    Flow = 6,

    /// <summary>Bytes that were not seen or could not be read; the body is a <see cref="GapBody"/>.</summary>
    Gap = 7,

    /// <summary>Impossible traffic outside of any PDU; the body is a <see cref="GapBody"/>.</summary>
    Violation = 8,

    /// <summary>
    /// A flow carried its first payload: its protocol is now known or given up. For detectors; never written out.
    /// </summary>
    Conversation = 9,

    /// <summary>Container numbers or manifests in readable traffic; the body is a <see cref="Cargo.ContentBody"/>.</summary>
    Content = 10,

    /// <summary>
    /// The client of a session that was told, or of a flow that nobody can read, speaks again after a second of silence; <see cref="OtRecord.Transaction"/> is
    /// the number of bytes that it begins with. For detectors; never written out.
    /// </summary>
    Burst = 11,
}

/// <summary>Names of <see cref="RecordKind"/> as they stand in records.</summary>
public static class RecordKindNames
{
    /// <summary>The lower-case name, for example <c>request</c>.</summary>
    public static string Name(this RecordKind kind) => kind switch
    {
        RecordKind.Request => "request",
        RecordKind.Response => "response",
        RecordKind.Exception => "exception",
        RecordKind.Event => "event",
        RecordKind.Measurement => "measurement",
        RecordKind.Session => "session",
        RecordKind.Flow => "flow",
        RecordKind.Gap => "gap",
        RecordKind.Violation => "violation",
        RecordKind.Content => "content",
        RecordKind.Burst => "burst",
        _ => "conversation",
    };

    /// <summary>Whether the record is one protocol data unit.</summary>
    public static bool IsPdu(this RecordKind kind) => kind <= RecordKind.Event;
}
