using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using CraneAnomaly.Records.Cargo;
using CraneAnomaly.Records.Signals;

namespace CraneAnomaly.Records;

/// <summary>
/// What belongs to a record besides its fixed part. Valid until the sink returns: who keeps any of it copies it.
/// Which accessor applies is said by the record's kind and protocol.
/// </summary>
public readonly ref struct RecordBody
{
    private readonly ref readonly FlowIdentity _flow;

    /// <summary>Makes a body over memory that outlives the call to the sink.</summary>
    public RecordBody(ref readonly FlowIdentity flow, ReadOnlySpan<byte> head, ReadOnlySpan<byte> payload)
    {
        _flow = ref flow;
        Head = head;
        Payload = payload;
    }

    /// <summary>The flow's end points; <see cref="FlowIdentity.None"/>'s values when there is no flow.</summary>
    public ref readonly FlowIdentity Flow => ref _flow;

    /// <summary>The fixed structure of the body, as bytes.</summary>
    public ReadOnlySpan<byte> Head { get; }

    /// <summary>The variable part: values as on the wire, or text.</summary>
    public ReadOnlySpan<byte> Payload { get; }

    /// <summary>The body of a register or coil access (Modbus PDUs).</summary>
    public ref readonly RegisterAccess Registers => ref As<RegisterAccess>();

    /// <summary>The body of a record of kind <see cref="RecordKind.Flow"/>.</summary>
    public ref readonly FlowSummary Summary => ref As<FlowSummary>();

    /// <summary>The body of records of kind <see cref="RecordKind.Gap"/> and <see cref="RecordKind.Violation"/>.</summary>
    public ref readonly GapBody Gap => ref As<GapBody>();

    /// <summary>The body of a record of kind <see cref="RecordKind.Content"/>.</summary>
    public ref readonly ContentBody Content => ref As<ContentBody>();

    /// <summary>The body of a record of kind <see cref="RecordKind.Measurement"/>.</summary>
    public ReadOnlySpan<SignalValue> Signals => MemoryMarshal.Cast<byte, SignalValue>(Payload);

    /// <summary>Whether the body's head is a <typeparamref name="T"/> (by size).</summary>
    public bool Is<T>() where T : unmanaged => Head.Length == Unsafe.SizeOf<T>();

    /// <summary>The head as bytes of <paramref name="value"/>.</summary>
    public static ReadOnlySpan<byte> HeadOf<T>(ref readonly T value) where T : unmanaged =>
        MemoryMarshal.AsBytes(new ReadOnlySpan<T>(in value));

    private ref readonly T As<T>() where T : unmanaged => ref MemoryMarshal.AsRef<T>(Head);
}
