using CraneAnomaly.Capture.Bytes;

namespace CraneAnomaly.Capture.Live;

/// <summary>The pieces of a live source one behind the other. The next is asked for when all of the last was read.</summary>
internal sealed class LiveStream(LiveSource source, CancellationToken stop) : ForwardStream
{
    private readonly IAsyncEnumerator<ReadOnlyMemory<byte>> _pieces = source.ReadAsync(stop).GetAsyncEnumerator(CancellationToken.None);
    private ReadOnlyMemory<byte> _rest;

    /// <inheritdoc/>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (_rest.IsEmpty)
        {
            try
            {
                if (!await _pieces.MoveNextAsync().ConfigureAwait(false)) return 0;
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return 0;
            }

            _rest = _pieces.Current;
        }

        int count = Math.Min(buffer.Length, _rest.Length);
        _rest[..count].CopyTo(buffer);
        _rest = _rest[count..];
        return count;
    }

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        await _pieces.DisposeAsync().ConfigureAwait(false);
        await base.DisposeAsync().ConfigureAwait(false);
    }
}
