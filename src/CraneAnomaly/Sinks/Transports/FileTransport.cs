using System.Globalization;
using System.Text;
using CraneAnomaly.Sinks.Spool;

namespace CraneAnomaly.Sinks.Transports;

/// <summary>When a file of alerts is put aside for the next one.</summary>
/// <param name="MaxBytes">From this size on.</param>
/// <param name="Files">How many are kept beside the current one, as <c>FILE.1</c> (the newest) and so on.</param>
public sealed record FileRotation(long MaxBytes, int Files)
{
    /// <summary>100 MiB, ten files.</summary>
    public static FileRotation Default { get; } = new(100L * 1024 * 1024, 10);
}

/// <summary>
/// Appends alerts to a file, one a line, and syncs before it says that they are delivered. What a crash left half written
/// is cut off. Our own JSON lines carry their number, so that none is written twice; in other words a crash may double
/// the last ones.
/// </summary>
public sealed class FileTransport : AlertTransport
{
    private readonly string _path;
    private readonly FileRotation _rotation;
    private FileStream? _file;
    private (long Sequence, string Hash)? _last;
    private bool _joined;

    /// <summary>Makes a transport; the file is opened with the first alert.</summary>
    public FileTransport(string path, AlertRendering rendering, FileRotation? rotation = null)
        : base($"file:{Path.GetFullPath(path)}", rendering)
    {
        (_path, _rotation) = (Path.GetFullPath(path), rotation ?? FileRotation.Default);
        ArgumentOutOfRangeException.ThrowIfNegative(_rotation.Files, nameof(rotation));
    }

    /// <inheritdoc/>
    public override DeliveryGuarantee Guarantee => DeliveryGuarantee.Acknowledged;

    /// <summary>Bytes of a half-written line that were cut off.</summary>
    public long TornBytes { get; private set; }

    /// <inheritdoc/>
    public override ValueTask<bool> ConnectAsync(CancellationToken cancellationToken)
    {
        if (_file is not null) return new(false);
        var file = new FileStream(_path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read, bufferSize: 0);
        try
        {
            CutTorn(file);
            if (Rendering == AlertRendering.Lines) _last = LastOf(file) ?? LastOfRotated();
        }
        catch
        {
            file.Dispose();
            throw;
        }

        (_file, _joined) = (file, false);
        return new(true);
    }

    /// <inheritdoc/>
    public override ValueTask<SendReport> SendAsync(IReadOnlyList<SpooledAlert> alerts, CancellationToken cancellationToken)
    {
        Join(alerts[0]);
        var output = new MemoryStream();
        foreach (var alert in alerts)
        {
            if (alert.Sequence <= _last?.Sequence) continue;
            var line = alert.In(Rendering).Span;
            if (_file!.Length + output.Length + line.Length + 1 > _rotation.MaxBytes && _file.Length + output.Length > 0)
            {
                Write(output);
                Rotate();
            }

            output.Write(line);
            output.WriteByte((byte)'\n');
            if (Rendering == AlertRendering.Lines) _last = (alert.Sequence, alert.Hash);
        }

        Write(output);
        return new(SendReport.Delivered(alerts.Count));
    }

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        if (_file is not null) await _file.DisposeAsync().ConfigureAwait(false);
        _file = null;
    }

    private void Write(MemoryStream output)
    {
        long before = _file!.Length;
        try
        {
            _file.Position = before;
            _file.Write(output.GetBuffer().AsSpan(0, (int)output.Length));
            _file.Flush(flushToDisk: true);
            output.SetLength(0);
        }
        catch
        {
            // Opened anew, so that half a line is cut off and the last number is that on disk.
            _file.Dispose();
            _file = null;
            throw;
        }
    }

    private void Rotate()
    {
        _file!.Dispose();
        _file = null;
        for (int i = _rotation.Files; i > 0; i--)
        {
            string from = i == 1 ? _path : NameOf(i - 1);
            if (File.Exists(from)) File.Move(from, NameOf(i), overwrite: true);
        }

        _file = new FileStream(_path, FileMode.Create, FileAccess.ReadWrite, FileShare.Read, bufferSize: 0);
    }

    private string NameOf(int number) => string.Create(CultureInfo.InvariantCulture, $"{_path}.{number}");

    private void CutTorn(FileStream file)
    {
        long end = EndOfLines(file, file.Length);
        TornBytes += file.Length - end;
        if (file.Length > end) file.SetLength(end);
    }

    // The first alert behind what the file holds, or one that it holds: of another spool it would be either by chance.
    private void Join(SpooledAlert first)
    {
        if (_joined || _last is not { } last) return;
        bool foreign = first.Sequence == last.Sequence + 1 ? !Text(first).Contains($"\"prev\":\"{last.Hash}\"", StringComparison.Ordinal)
            : first.Sequence <= last.Sequence && !Holds(first.Hash);
        if (foreign) throw new IOException($"{_path}: it holds alerts of another spool; name another file.");
        _joined = true;

        static string Text(SpooledAlert alert) => Encoding.UTF8.GetString(alert.In(AlertRendering.Lines).Span);
    }

    private bool Holds(string hash)
    {
        for (int i = 0; i <= _rotation.Files; i++)
        {
            string path = i == 0 ? _path : NameOf(i);
            if (!File.Exists(path)) return false;
            using var reader = new StreamReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));
            while (reader.ReadLine() is { } line)
            {
                if (line.EndsWith($"\"hash\":\"{hash}\"}}}}", StringComparison.Ordinal)) return true;
            }
        }

        return false;
    }

    private (long, string)? LastOfRotated()
    {
        if (!File.Exists(NameOf(1))) return null;
        using var file = new FileStream(NameOf(1), FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
        return LastOf(file);
    }

    // Number and hash out of the chain member, which is the last one of a line.
    private static (long, string)? LastOf(FileStream file)
    {
        long end = EndOfLines(file, file.Length);
        if (end == 0) return null;
        long start = EndOfLines(file, end - 1);
        byte[] bytes = new byte[end - start];
        file.Position = start;
        file.ReadExactly(bytes);
        string line = Encoding.UTF8.GetString(bytes);
        int sequence = line.LastIndexOf("\"chain\":{\"seq\":", StringComparison.Ordinal), hash = line.LastIndexOf("\"hash\":\"", StringComparison.Ordinal);
        if (sequence < 0 || hash < 0 || line.Length < hash + 8 + 64) return null;
        var digits = line.AsSpan(sequence + 15);
        int comma = digits.IndexOf(',');
        return comma > 0 && long.TryParse(digits[..comma], NumberStyles.None, CultureInfo.InvariantCulture, out long number)
            ? (number, line.Substring(hash + 8, 64)) : null;
    }

    // Position behind the last line end before a position.
    private static long EndOfLines(FileStream file, long before)
    {
        byte[] buffer = new byte[64 * 1024];
        while (before > 0)
        {
            int length = (int)Math.Min(buffer.Length, before);
            file.Position = before - length;
            file.ReadExactly(buffer, 0, length);
            int at = buffer.AsSpan(0, length).LastIndexOf((byte)'\n');
            if (at >= 0) return before - length + at + 1;
            before -= length;
        }

        return 0;
    }
}
