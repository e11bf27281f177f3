using CraneAnomaly.Detectors;
using CraneAnomaly.Records;

namespace CraneAnomaly.Alerts;

/// <summary>A place for one record that is overwritten again and again: holds the latest without allocating.</summary>
internal sealed class RecordSlot
{
    private readonly byte[] _head = new byte[128];
    private byte[] _payload = [];
    private OtRecord _record;
    private FlowIdentity _flow;
    private int _headLength;
    private int _payloadLength;
    private long _fileOffset;

    public bool IsEmpty { get; private set; } = true;

    public void Set(in OtRecord record, RecordBody body, long fileOffset)
    {
        _record = record;
        _flow = body.Flow;
        _headLength = Math.Min(body.Head.Length, _head.Length);
        body.Head[.._headLength].CopyTo(_head);
        if (_payload.Length < body.Payload.Length) _payload = new byte[body.Payload.Length];
        body.Payload.CopyTo(_payload);
        _payloadLength = body.Payload.Length;
        _fileOffset = fileOffset;
        IsEmpty = false;
    }

    /// <summary>A copy that stays.</summary>
    public RecordCopy ToCopy() =>
        new(_record, new RecordBody(in _flow, _head.AsSpan(0, _headLength), _payload.AsSpan(0, _payloadLength)))
        {
            FileOffset = _fileOffset,
        };
}
