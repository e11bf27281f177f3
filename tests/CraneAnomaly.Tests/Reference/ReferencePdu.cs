using CraneAnomaly.Records;

namespace CraneAnomaly.Tests.Reference;

/// <summary>A Modbus PDU as the pipeline told it, copied.</summary>
internal readonly record struct ReferencePdu(
    OtRecord Record, FlowIdentity Flow, RegisterAccess Access, ReadOnlyMemory<byte> Payload)
{
    public bool IsRequest => Record.Kind == RecordKind.Request;

    public bool IsMatched => (Record.Flags & RecordFlags.Matched) != 0;

    /// <summary>Whether it counts as a transaction: each request, and each answer without one.</summary>
    public bool IsTransaction => IsRequest || !IsMatched;
}
