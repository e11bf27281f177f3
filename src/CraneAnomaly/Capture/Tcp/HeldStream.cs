namespace CraneAnomaly.Capture.Tcp;

/// <summary>What is held back from one flow: segments before their turn, and begun PDUs.</summary>
internal sealed class HeldStream
{
    private readonly SegmentQueue[] _queues = [new(), new()];
    private readonly CarryBuffer[] _carries = new CarryBuffer[2];

    /// <summary>The flow's place in the table.</summary>
    public int Place;

    /// <summary>Neighbours by age; 0 for none.</summary>
    public int Older, Newer;

    /// <summary>When it was last made the youngest.</summary>
    public long ListedNs;

    public bool HasSegments => _queues[0].First is not null || _queues[1].First is not null;

    public bool IsEmpty => !HasSegments && _carries[0].Length == 0 && _carries[1].Length == 0;

    public SegmentQueue Queue(int side) => _queues[side];

    public ref CarryBuffer Carry(int side) => ref _carries[side];

    /// <summary>When the first of the segments now held came.</summary>
    public long SinceNs => _queues[0].First is null ? _queues[1].SinceNs
        : _queues[1].First is null ? _queues[0].SinceNs
        : Math.Min(_queues[0].SinceNs, _queues[1].SinceNs);
}
