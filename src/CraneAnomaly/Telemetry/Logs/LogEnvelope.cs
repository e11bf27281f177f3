using System.Runtime.InteropServices;
using CraneAnomaly.Records;

namespace CraneAnomaly.Telemetry.Logs;

/// <summary>What goes with a record from the reader of a log to where flows are numbered, before its head and its payload.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct LogEnvelope
{
    /// <summary>Who speaks with whom.</summary>
    public FlowIdentity Flow;

    /// <summary>The sensor's own name of the flow, folded; both 0 where it has none.</summary>
    public ulong UidHigh, UidLow;

    /// <summary>When the conversation began, as far as this record says.</summary>
    public long BeganNs;

    /// <summary>The kind of row that it comes from.</summary>
    public LogKind Log;

    /// <summary>What the flow speaks.</summary>
    public OtProtocol Service;

    /// <summary>What else there is to say.</summary>
    public LogMarks Marks;
}

/// <summary>What else is to be said of a record out of a log.</summary>
[Flags]
internal enum LogMarks : byte
{
    None = 0,

    /// <summary>The flow carried something: if nothing was told of it before, a conversation was opened.</summary>
    Converses = 1,

    /// <summary>The log does not say whether it is a request or a response: it is what is expected next.</summary>
    Undirected = 2,
}
