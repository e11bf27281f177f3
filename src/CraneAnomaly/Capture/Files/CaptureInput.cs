using System.IO.Pipelines;
using CraneAnomaly.Capture.Bytes;
using CraneAnomaly.Capture.Formats;
using CraneAnomaly.Records;

namespace CraneAnomaly.Capture.Files;

/// <summary>
/// One capture as an input: opened at the first read, unpacked if it is compressed, its format found, and its packets
/// handed to a sink. Nothing in the bytes, and nothing the system says of the file, is an exception: the
/// <see cref="Result"/> says how it ended.
/// </summary>
/// <typeparam name="TSink">Where packets go.</typeparam>
internal sealed class CaptureInput<TSink> : IDisposable where TSink : struct, IPacketSink
{
    private readonly string _path;
    private readonly InputFormat _format;
    private readonly Limits _limits;
    private readonly TSink _sink;
    private readonly IRowReaders? _rows;
    private readonly bool _peek;
    private readonly Lock? _gate;
    private InputFormat _found;
    private PipeReader? _pipe;
    private GunzipStream? _gunzip;
    private CaptureFileReader<TSink>? _reader;
    private ByteSource? _source;
    private readonly InputProgress<TSink>? _resumed;

    /// <summary>An input by its path; <c>-</c> is standard input.</summary>
    public CaptureInput(
        string path, InputFormat format, TSink sink, Limits limits, IRowReaders? rows = null, bool peek = false) =>
        (_path, _format, _sink, _limits, _rows, _peek) = (path, format, sink, limits, rows, peek);

    /// <summary>An input that is open already; it is completed at the end.</summary>
    public CaptureInput(PipeReader pipe, InputFormat format, TSink sink, Limits limits, IRowReaders? rows = null)
        : this("", format, sink, limits, rows) => _pipe = pipe;

    /// <summary>An input that is read as it comes, beside others: what it reads it hands on while it holds the gate.</summary>
    /// <param name="stream">What it says; of one that is gone on with, what follows, unless it is compressed.</param>
    /// <param name="format">What it is.</param>
    /// <param name="sink">Where packets go.</param>
    /// <param name="limits">The caps.</param>
    /// <param name="rows">Makes readers of rows.</param>
    /// <param name="gate">Held while it is read.</param>
    /// <param name="resumed">How far it was read before; null for not at all.</param>
    public CaptureInput(
        Stream stream, InputFormat format, TSink sink, Limits limits, IRowReaders rows, Lock gate, InputProgress<TSink>? resumed = null)
        : this("", format, sink, limits, rows) =>
        (_pipe, _gate, _resumed) = (new ContiguousPipeReader(stream, blocking: false, MostBytesAtOnce), gate, resumed);

    /// <summary>What became of it, once it has ended.</summary>
    public CaptureResult? Result { get; private set; }

    /// <summary>How far it was read; null while nothing was. Asked for by who holds the gate.</summary>
    public InputProgress<TSink>? Progress => _source is null || _reader is null
        ? _resumed
        : new(_reader, _found, _source.Offset, _gunzip is not null, _source.HasEnded);

    /// <summary>Awaited before each read: whoever takes what comes out of it may need time. Null for none.</summary>
    public Func<CancellationToken, ValueTask>? Room { get; init; }

    /// <summary>Hands on what one read of the input brings.</summary>
    /// <returns>Whether there may be more; after false there is a <see cref="Result"/>.</returns>
    public async ValueTask<bool> ReadAsync(CancellationToken cancellation)
    {
        if (Result is not null) return false;
        if (Room is not null) await Room(cancellation).ConfigureAwait(false);
        if (_source is null) await OpenAsync(cancellation).ConfigureAwait(false);
        if (_source is not null && await _source.ReadAsync(cancellation).ConfigureAwait(false)) return true;
        Result ??= Conclude(_source!, _reader!);
        Dispose();
        return false;
    }

    /// <summary>Hands on the whole input.</summary>
    public async ValueTask<CaptureResult> RunAsync(CancellationToken cancellation)
    {
        while (await ReadAsync(cancellation).ConfigureAwait(false))
        {
        }

        return Result!;
    }

    /// <inheritdoc/>
    public void Dispose() => _pipe?.Complete();

    private async ValueTask OpenAsync(CancellationToken cancellation)
    {
        try
        {
            _pipe ??= OpenPipe();
            if (_resumed is not null)
            {
                await ResumeAsync(_resumed, cancellation).ConfigureAwait(false);
                return;
            }

            byte[] head = await PeekAsync(InputFormatDetector.MagicBytes, cancellation).ConfigureAwait(false);
            if (InputFormatDetector.IsGzip(head))
            {
                _gunzip = new GunzipStream(_pipe.AsStream(), _limits);
                _pipe = new ContiguousPipeReader(_gunzip, blocking: false, MostBytesAtOnce);
                head = await PeekAsync(InputFormatDetector.MagicBytes, cancellation).ConfigureAwait(false);
            }

            _found = _format == InputFormat.Auto ? InputFormatDetector.Detect(head) : _format;
            if (_found == InputFormat.Auto && InputFormatDetector.MayBeTable(head))
            {
                // Not more than is needed: a live table may grow slowly.
                head = await PeekAsync(InputFormatDetector.HeadBytes, cancellation).ConfigureAwait(false);
                if (!head.AsSpan().ContainsAny((byte)'\n', (byte)'\r'))
                    head = await PeekAsync(InputFormatDetector.TableHeadBytes, cancellation).ConfigureAwait(false);
                _found = InputFormatDetector.Detect(head);
            }

            if (_format == InputFormat.Auto && InputFormatDetector.MayBeLines(head))
                _found = InputFormatDetector.Detect(await PeekLineAsync(cancellation).ConfigureAwait(false));
            if (_rows is null && _found.HasRows()) _found = InputFormat.Auto;
            if (head.Length == 0)
            {
                Result = Conclude(CaptureEnd.Empty, 0, "it is empty");
            }
            else if (_found == InputFormat.Auto)
            {
                head = await PeekAsync(InputFormatDetector.HeadBytes, cancellation).ConfigureAwait(false);
                Result = Conclude(CaptureEnd.Foreign, 0, $"it holds {InputFormatDetector.Describe(head)}");
            }
            else
            {
                _reader = CreateReader();
                _source = new ByteSource(_pipe, _reader, _gate);
            }
        }
        catch (Exception e) when (
            e is IOException or UnauthorizedAccessException or ArgumentException { ParamName: "path" })
        {
            Result = Conclude(CaptureEnd.Unreadable, 0, e.Message);
        }
    }

    private async ValueTask ResumeAsync(InputProgress<TSink> from, CancellationToken cancellation)
    {
        if (from.IsPacked)
        {
            _gunzip = new GunzipStream(_pipe!.AsStream(), _limits);
            _pipe = new ContiguousPipeReader(_gunzip, blocking: false, MostBytesAtOnce);
            for (long left = from.Offset; left > 0;)
            {
                var read = await _pipe.ReadAsync(cancellation).ConfigureAwait(false);
                var skipped = read.Buffer.Slice(0, Math.Min(left, read.Buffer.Length));
                left -= skipped.Length;
                _pipe.AdvanceTo(skipped.End);
                if (read.IsCompleted) break;
            }
        }

        // Before it is a source whoever asks is told what was resumed.
        lock (_gate!) (_reader, _found, _source) = (from.Reader, from.Format, new(_pipe!, from.Reader, _gate, from.Offset));
    }

    private CaptureFileReader<TSink> CreateReader()
    {
        if (!_found.HasRows()) return CaptureFileReader<TSink>.Create(_found, _sink, _limits);
        if (_gate is null) return _rows!.Create(_found, _sink, _limits, _peek);
        lock (_gate) return _rows!.Create(_found, _sink, _limits, _peek);
    }

    private ValueTask<byte[]> PeekAsync(int count, CancellationToken cancellation) =>
        ByteSource.PeekAsync(_pipe!, count, cancellation);

    // The first line, and of a header as much as is there: a live log may have no more for long.
    private async ValueTask<byte[]> PeekLineAsync(CancellationToken cancellation)
    {
        byte[] head = await PeekAsync(InputFormatDetector.MagicBytes, cancellation).ConfigureAwait(false);
        for (int wanted = head.Length + 1; wanted <= InputFormatDetector.TableHeadBytes && !head.AsSpan().Contains((byte)'\n');)
        {
            byte[] more = await ByteSource.PeekAtLeastAsync(_pipe!, wanted, InputFormatDetector.TableHeadBytes, cancellation).ConfigureAwait(false);
            if (more.Length < wanted) return more;
            (head, wanted) = (more, more.Length + 1);
        }

        return head;
    }

    // A reader never asks for more than a packet and its options, or a line, whatever a file claims.
    private int MostBytesAtOnce =>
        Math.Max(Math.Clamp(_limits.PacketBytes, 1, 1 << 28), Math.Clamp(_limits.LineBytes, 1, 1 << 28)) + (256 * 1024);

    private PipeReader OpenPipe()
    {
        if (_path == "-")
            return new ContiguousPipeReader(Console.OpenStandardInput(), blocking: true, MostBytesAtOnce);
        if (Directory.Exists(_path)) throw new IOException("it is a folder");

        // Whoever writes, rotates or deletes the file is not to be disturbed.
        var file = File.OpenHandle(
            _path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, FileOptions.SequentialScan);
        var stream = new FileStream(file, FileAccess.Read, bufferSize: 0);

        // A named pipe, or what a shell's <(...) leads to, has no offsets to read at.
        return stream.CanSeek
            ? new ContiguousPipeReader(file, MostBytesAtOnce)
            : new ContiguousPipeReader(stream, blocking: true, MostBytesAtOnce);
    }

    private CaptureResult Conclude(ByteSource source, CaptureFileReader<TSink> reader)
    {
        if (source.Failure is not null) return Conclude(CaptureEnd.Unreadable, source.Offset, source.Failure.Message);
        long offset = reader.Ended == CaptureEnd.Complete ? source.Offset : reader.FindingOffset;
        return Conclude(reader.Ended, offset, reader.Finding);
    }

    private void Tell(Violation violation, long packets, long offset)
    {
        if (_gate is null)
        {
            _sink.OnFileEvent(violation, packets, offset, 0);
            return;
        }

        lock (_gate) _sink.OnFileEvent(violation, packets, offset, 0);
    }

    private CaptureResult Conclude(CaptureEnd end, long offset, string finding)
    {
        long packets = _reader?.Packets ?? 0;
        var (unpacking, violation, text) = _gunzip?.End switch
        {
            GunzipEnd.Cut => (CaptureEnd.Truncated, Violation.TruncatedFile,
                "its compressed data is cut off, or followed by something else"),
            GunzipEnd.Damaged => (CaptureEnd.Damaged, Violation.DamagedFile, "its compressed data is damaged"),
            GunzipEnd.TooLarge => (CaptureEnd.Damaged, Violation.DecompressionLimit,
                $"it expands to more than {_limits.DecompressionRatio} times its size"),
            _ => (CaptureEnd.Complete, Violation.None, ""),
        };
        if (violation != Violation.None && end is not (CaptureEnd.Damaged or CaptureEnd.Unreadable))
        {
            // A cut in the compressed data mostly cuts a record too: one cause, one event.
            if (violation != Violation.TruncatedFile || end != CaptureEnd.Truncated)
                Tell(violation, packets, offset);
            (end, finding) = (unpacking, text);
        }

        return new CaptureResult { End = end, Format = _found, Packets = packets, Offset = offset, Reason = finding };
    }
}

/// <summary>How far an input was read, between two reads.</summary>
/// <param name="Reader">Who reads it.</param>
/// <param name="Format">What it is.</param>
/// <param name="Offset">Bytes consumed, of what is unpacked where it is compressed.</param>
/// <param name="IsPacked">Whether it is compressed.</param>
/// <param name="HasEnded">Whether its reader was told the end.</param>
internal sealed record InputProgress<TSink>(
    CaptureFileReader<TSink> Reader, InputFormat Format, long Offset, bool IsPacked, bool HasEnded) where TSink : struct, IPacketSink;
