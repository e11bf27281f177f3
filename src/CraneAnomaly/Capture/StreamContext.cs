using System.Runtime.CompilerServices;
using CraneAnomaly.Records;

namespace CraneAnomaly.Capture;

/// <summary>Where a piece of a stream, or a datagram, comes from.</summary>
public readonly ref struct StreamContext
{
    private readonly ref readonly FlowIdentity _identity;
    private readonly RecordFlags _flags;

    /// <summary>Makes a context over a flow's identity.</summary>
    public StreamContext(ref readonly FlowIdentity identity) => _identity = ref identity;

    /// <summary>The flow's end points.</summary>
    public ref readonly FlowIdentity Identity => ref _identity;

    /// <summary>Event time of the packet, nanoseconds since 1970.</summary>
    public long TimestampNs { get; init; }

    /// <summary>Ordinal of the packet within its input.</summary>
    public long Frame { get; init; }

    /// <summary>Ordinal of the flow within the pipeline.</summary>
    public int Flow { get; init; }

    /// <summary>Ordinal of the input.</summary>
    public ushort Input { get; init; }

    /// <summary>Whether the responder sent these bytes.</summary>
    public bool FromResponder
    {
        get => (_flags & RecordFlags.FromResponder) != 0;
        init => _flags = value ? _flags | RecordFlags.FromResponder : _flags & ~RecordFlags.FromResponder;
    }

    /// <summary>Whether the flow's opening was not captured.</summary>
    public bool Midstream
    {
        get => (_flags & RecordFlags.Midstream) != 0;
        init => _flags = value ? _flags | RecordFlags.Midstream : _flags & ~RecordFlags.Midstream;
    }

    /// <summary>Both of these, as every record carries them.</summary>
    internal RecordFlags Flags
    {
        get => _flags;
        init => _flags = value;
    }

    /// <summary>Bytes of this datagram that were sent and not captured; 0 for streams, where they are a gap.</summary>
    internal int CutBytes { get; init; }

    /// <summary>The part of a record that every protocol fills alike.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public OtRecord NewRecord(OtProtocol protocol, RecordKind kind) => new()
    {
        TimestampNs = TimestampNs,
        Frame = Frame,
        Flow = Flow,
        Input = Input,
        Protocol = protocol,
        Kind = kind,
        Flags = _flags,
    };
}
