using System.IO.Pipelines;

namespace CraneAnomaly.Extensions.Hosting.Diagnostics;

/// <summary>A stream that is watched: when it last brought something, and how long what it brought took.</summary>
internal sealed class MeteredPipeReader : PipeReader
{
    private readonly PipeReader _inner;
    private readonly PipelineState _state;
    private readonly PipelineMetrics _metrics;
    private long _handedAt;

    public MeteredPipeReader(PipeReader inner, PipelineState state, PipelineMetrics metrics)
    {
        (_inner, _state, _metrics) = (inner, state, metrics);
        state.HasRead();
    }

    public override async ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
    {
        if (_handedAt != 0) _metrics.Took(_state, _state.Clock.GetElapsedTime(_handedAt));
        _state.Waits = true;
        var result = await _inner.ReadAsync(cancellationToken).ConfigureAwait(false);
        _state.Waits = false;
        _state.HasRead();
        _handedAt = _state.Clock.GetTimestamp();
        return result;
    }

    public override bool TryRead(out ReadResult result) => _inner.TryRead(out result);

    public override void AdvanceTo(SequencePosition consumed) => _inner.AdvanceTo(consumed);

    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined) => _inner.AdvanceTo(consumed, examined);

    public override void CancelPendingRead() => _inner.CancelPendingRead();

    public override void Complete(Exception? exception = null) => _inner.Complete(exception);

    public override ValueTask CompleteAsync(Exception? exception = null) => _inner.CompleteAsync(exception);
}
