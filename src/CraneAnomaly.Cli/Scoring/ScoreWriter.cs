using System.Globalization;
using CraneAnomaly.Detectors.Series;
using CraneAnomaly.Telemetry.Series;

namespace CraneAnomaly.Cli.Scoring;

/// <summary>Scores rows as they are read, and writes one line for each. The output is opened by the first: a table that
/// cannot be used leaves what was there.</summary>
internal sealed class ScoreWriter(SeriesScorer scorer, Func<Stream> open) : ISeriesSink, IDisposable
{
    private const int BufferBytes = 64 * 1024;
    private const int RoomForNumbers = 128;

    private readonly byte[] _buffer = new byte[BufferBytes];
    private Stream? _output;
    private int _used;

    /// <inheritdoc/>
    public void OnRow(ReadOnlySpan<byte> time, long timestampNs, ReadOnlySpan<double> values)
    {
        if (_output is null)
        {
            _output = open();
            Write("timestamp,score,p_value,alert\n"u8);
        }

        var score = scorer.Next(values, timestampNs);
        bool quoted = time.ContainsAny(",\"\r"u8);
        if (quoted) Write("\""u8);
        Write(time);
        if (quoted) Write("\""u8);
        if (_buffer.Length - _used < RoomForNumbers) Flush();
        Write(","u8);
        Write(score.Score);
        Write(","u8);
        Write(score.PValue);
        Write(score.IsAlert ? ",1\n"u8 : ",0\n"u8);
    }

    /// <summary>Writes what is waiting.</summary>
    public void Flush()
    {
        _output?.Write(_buffer.AsSpan(0, _used));
        _used = 0;
    }

    /// <inheritdoc/>
    public void Dispose() => _output?.Dispose();

    // 17 digits: different scores stay different.
    private void Write(double number)
    {
        number.TryFormat(_buffer.AsSpan(_used), out int written, "G17", CultureInfo.InvariantCulture);
        _used += written;
    }

    private void Write(ReadOnlySpan<byte> text)
    {
        if (text.Length > _buffer.Length - _used) Flush();
        if (text.Length > _buffer.Length)
        {
            _output!.Write(text);
            return;
        }

        text.CopyTo(_buffer.AsSpan(_used));
        _used += text.Length;
    }
}
