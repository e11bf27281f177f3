using System.Buffers;
using System.IO.Pipelines;
using Microsoft.Win32.SafeHandles;

namespace CraneAnomaly.Capture.Bytes;

/// <summary>
/// A <see cref="PipeReader"/> with one buffer: what is left unconsumed moves to its front before more is read, so that
/// every read is one segment. Over a file it reads at once on the caller's thread, which for cached pages is faster
/// than any hand-over; a memory map would be no slower, but a file cut while mapped kills the process.
/// </summary>
internal sealed class ContiguousPipeReader : PipeReader
{
    /// <summary>How many bytes are asked for at once: fits the second-level cache beside the tables.</summary>
    public const int BufferBytes = 256 * 1024;

    private readonly SafeFileHandle? _file;
    private readonly Stream? _stream;
    private readonly bool _blocking;
    private readonly int _maximumBytes;

    private byte[] _buffer;
    private int _start;
    private int _end;
    private bool _unexamined;
    private bool _sourceEnded;
    private bool _completed;
    private long _fileOffset;
    private ReadOnlySequence<byte> _lastRead;
    private CancellationTokenSource? _pending;
    private int _cancelRequested;

    /// <summary>Reads a file from its start; closes it on <see cref="Complete"/>.</summary>
    /// <param name="file">The file: something that can be read at an offset.</param>
    /// <param name="maximumBytes">The most that a reader may leave unconsumed.</param>
    /// <param name="bufferBytes">Size of the buffer to begin with.</param>
    public ContiguousPipeReader(SafeFileHandle file, int maximumBytes, int bufferBytes = BufferBytes)
        : this(maximumBytes, bufferBytes) => _file = file;

    /// <summary>Reads a stream; closes it on <see cref="Complete"/>.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="blocking">Whether to wait on the caller's thread: right for standard input and named pipes.</param>
    /// <param name="maximumBytes">The most that a reader may leave unconsumed.</param>
    /// <param name="bufferBytes">Size of the buffer to begin with.</param>
    public ContiguousPipeReader(Stream stream, bool blocking, int maximumBytes, int bufferBytes = BufferBytes)
        : this(maximumBytes, bufferBytes) => (_stream, _blocking) = (stream, blocking);

    private ContiguousPipeReader(int maximumBytes, int bufferBytes)
    {
        _maximumBytes = Math.Max(maximumBytes, bufferBytes);
        _buffer = ArrayPool<byte>.Shared.Rent(bufferBytes);
    }

    /// <inheritdoc/>
    public override ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
    {
        if (cancellationToken.IsCancellationRequested) return ValueTask.FromCanceled<ReadResult>(cancellationToken);
        if (TryRead(out ReadResult result)) return new(result);

        Memory<byte> room = MakeRoom();
        if (_file is not null)
        {
            int count = RandomAccess.Read(_file, room.Span, _fileOffset);
            _fileOffset += count;
            return new(Filled(count));
        }

        return _blocking ? new(Filled(_stream!.Read(room.Span))) : ReadStreamAsync(room, cancellationToken);
    }

    /// <inheritdoc/>
    public override bool TryRead(out ReadResult result)
    {
        if (_completed) throw new InvalidOperationException("Reading after the reader was completed.");
        bool cancelled = Interlocked.Exchange(ref _cancelRequested, 0) != 0;
        if (cancelled || _unexamined || _sourceEnded)
        {
            result = Result(cancelled);
            return true;
        }

        result = default;
        return false;
    }

    /// <inheritdoc/>
    public override void AdvanceTo(SequencePosition consumed) => AdvanceTo(consumed, consumed);

    /// <inheritdoc/>
    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
    {
        int consumedBytes = (int)_lastRead.Slice(_lastRead.Start, consumed).Length;
        long examinedBytes = _lastRead.Slice(_lastRead.Start, examined).Length;
        if (examinedBytes < consumedBytes) throw new ArgumentException("Less than was consumed.", nameof(examined));
        _unexamined = examinedBytes < _lastRead.Length;
        _start += consumedBytes;
        _lastRead = default;
    }

    /// <summary>
    /// Ends the pending read, or else the next one, with a result that says so. A read that waits on the caller's
    /// thread (a file, standard input) cannot be ended.
    /// </summary>
    public override void CancelPendingRead()
    {
        Interlocked.Exchange(ref _cancelRequested, 1);
        Volatile.Read(ref _pending)?.Cancel();
    }

    /// <inheritdoc/>
    public override void Complete(Exception? exception = null)
    {
        if (_completed) return;
        _completed = true;
        _lastRead = default;
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
        _file?.Dispose();
        _stream?.Dispose();
        _pending?.Dispose();
    }

    private async ValueTask<ReadResult> ReadStreamAsync(Memory<byte> room, CancellationToken cancellation)
    {
        if (_pending is null || !_pending.TryReset()) Volatile.Write(ref _pending, new CancellationTokenSource());
        using var registration = cancellation.UnsafeRegister(
            static pending => ((CancellationTokenSource)pending!).Cancel(), _pending);
        if (Volatile.Read(ref _cancelRequested) != 0) _pending!.Cancel();
        try
        {
            return Filled(await _stream!.ReadAsync(room, _pending!.Token).ConfigureAwait(false));
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            Interlocked.Exchange(ref _cancelRequested, 0);
            return Result(cancelled: true);
        }
    }

    private Memory<byte> MakeRoom()
    {
        int held = _end - _start;
        if (held == _buffer.Length)
        {
            // Everything was examined and nothing consumed: the reader wants more at a time than the buffer holds.
            if (held >= _maximumBytes)
                throw new InvalidOperationException($"A reader wants more than {_maximumBytes} bytes at a time.");
            byte[] larger = ArrayPool<byte>.Shared.Rent((int)Math.Min(2L * held, Array.MaxLength));
            _buffer.AsSpan(_start, held).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = larger;
        }
        else if (_start > 0)
        {
            _buffer.AsSpan(_start, held).CopyTo(_buffer);
        }

        (_start, _end) = (0, held);
        return _buffer.AsMemory(held);
    }

    private ReadResult Filled(int count)
    {
        if (count == 0) _sourceEnded = true;
        _end += count;
        return Result(cancelled: false);
    }

    private ReadResult Result(bool cancelled)
    {
        _lastRead = new ReadOnlySequence<byte>(_buffer, _start, _end - _start);
        return new ReadResult(_lastRead, cancelled, _sourceEnded);
    }
}
