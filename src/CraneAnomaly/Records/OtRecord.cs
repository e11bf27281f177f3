using System.Runtime.InteropServices;

namespace CraneAnomaly.Records;

/// <summary>Yes-or-no facts of a record.</summary>
[Flags]
public enum RecordFlags : ushort
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>The responder (server) of the flow sent it; otherwise the originator (client) did.</summary>
    FromResponder = 1,

    /// <summary>A response or exception for which the request was seen.</summary>
    Matched = 2,

    /// <summary><see cref="OtRecord.LatencyMicroseconds"/> is known.</summary>
    HasLatency = 4,

    /// <summary>The record changes the server's state: a write, a control or a program function.</summary>
    Writes = 8,

    /// <summary>A function that stops, restarts, reprograms or silences a controller.</summary>
    Critical = 16,

    /// <summary>The flow was first seen in the middle: its opening was not captured.</summary>
    Midstream = 32,
}

/// <summary>
/// The fixed part of every record: 64 bytes, no references. What differs from protocol to protocol is in the
/// <see cref="RecordBody"/> that is handed over beside it.
/// </summary>
[StructLayout(LayoutKind.Sequential, Pack = 8, Size = 64)]
public struct OtRecord
{
    /// <summary>Event time in nanoseconds since 1970-01-01 UTC.</summary>
    public long TimestampNs;

    /// <summary>
    /// 1-based ordinal, within its input, of the packet that completed the record, of a telemetry row that of its
    /// line; 0 for none.
    /// </summary>
    public long Frame;

    /// <summary>Ordinal of the flow within the pipeline; -1 for none.</summary>
    public int Flow;

    /// <summary>Symbol of the function's name (lower_snake_case) in the pipeline's <see cref="SymbolTable"/>.</summary>
    public int FunctionSymbol;

    /// <summary>Transaction, invocation or sequence identifier of the protocol.</summary>
    public uint Transaction;

    /// <summary>Time from request to this response, in microseconds; see <see cref="RecordFlags.HasLatency"/>.</summary>
    public uint LatencyMicroseconds;

    /// <summary>Ordinal of the input the record was read from.</summary>
    public ushort Input;

    /// <summary>Function or service code in the protocol's own numbering.</summary>
    public ushort FunctionCode;

    /// <summary>Addressed sub-unit of the server (Modbus unit identifier).</summary>
    public ushort Unit;

    /// <summary>Yes-or-no facts.</summary>
    public RecordFlags Flags;

    /// <summary>What is wrong with it; <see cref="Violation.None"/> for nothing.</summary>
    public Violation Violation;

    /// <summary>The protocol.</summary>
    public OtProtocol Protocol;

    /// <summary>What the record says.</summary>
    public RecordKind Kind;

    /// <summary>Bytes of the body's head (its fixed structure).</summary>
    public ushort HeadLength;

    /// <summary>Bytes of the body's payload (values, items, text).</summary>
    public ushort PayloadLength;

    /// <summary>Symbol of the crane that a telemetry row is of; 0 for none.</summary>
    public int Crane;

    /// <summary>Whether the responder of the flow is the sender.</summary>
    public readonly bool FromResponder => (Flags & RecordFlags.FromResponder) != 0;
}
