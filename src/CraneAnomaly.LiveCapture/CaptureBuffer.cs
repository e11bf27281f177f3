using System.Buffers;
using System.Threading.Channels;

namespace CraneAnomaly.LiveCapture;

/// <summary>
/// Two buffers between the thread that captures and the one that reads: one is filled while the other is read. When both are
/// full the thread that captures waits, and what does not fit into the system's own buffer meanwhile is lost and counted there.
/// </summary>
internal sealed class CaptureBuffer(int mostBytes)
{
    private readonly Lock _gate = new();
    private readonly Channel<bool> _signal = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly ManualResetEventSlim _room = new(initialState: true);
    private ArrayBufferWriter<byte> _filled = new(64 * 1024), _read = new(64 * 1024);

    /// <summary>Waits until there is room; on the thread that captures.</summary>
    public void WaitForRoom(CancellationToken cancellation) => _room.Wait(cancellation);

    /// <summary>Writes a block whole.</summary>
    public void Write<TState>(TState state, Action<IBufferWriter<byte>, TState> write) where TState : allows ref struct
    {
        lock (_gate)
        {
            write(_filled, state);
            if (_filled.WrittenCount >= mostBytes) _room.Reset();
        }

        _signal.Writer.TryWrite(true);
    }

    /// <summary>Nothing more comes; for this reason, or in order.</summary>
    public void Complete(Exception? why) => _signal.Writer.TryComplete(why);

    /// <summary>What came since the last one, valid until the next; empty at the end.</summary>
    public async ValueTask<ReadOnlyMemory<byte>> NextAsync()
    {
        while (true)
        {
            bool more = await _signal.Reader.WaitToReadAsync().ConfigureAwait(false);
            _signal.Reader.TryRead(out _);
            lock (_gate)
            {
                _read.ResetWrittenCount();
                (_filled, _read) = (_read, _filled);
                _room.Set();
            }

            if (_read.WrittenCount > 0 || !more) return _read.WrittenMemory;
        }
    }
}
