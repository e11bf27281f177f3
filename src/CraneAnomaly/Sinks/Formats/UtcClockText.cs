namespace CraneAnomaly.Sinks.Formats;

/// <summary>
/// Writes event times as RFC 3339 in UTC with nine digits. Keeps the text of the last second, as most records fall
/// into the second of the one before.
/// </summary>
internal sealed class UtcClockText
{
    /// <summary>Length of <c>2024-05-01T12:34:56.123456789Z</c>.</summary>
    public const int Length = 30;

    private const long NanosecondsPerSecond = 1_000_000_000;
    private const int SecondLength = 20;

    private readonly byte[] _second = new byte[SecondLength];
    private long _secondNs;

    /// <summary>Makes one that stands at 1970.</summary>
    public UtcClockText() => Render(0);

    /// <summary>Writes <paramref name="timestampNs"/>, nanoseconds since 1970, as <see cref="Length"/> bytes.</summary>
    public void Write(ref AsciiCursor to, long timestampNs)
    {
        ulong fraction = (ulong)timestampNs - (ulong)_secondNs;
        if (fraction >= NanosecondsPerSecond)
        {
            fraction = (ulong)((timestampNs % NanosecondsPerSecond + NanosecondsPerSecond) % NanosecondsPerSecond);
            Render(Seconds(timestampNs));
        }

        to.Text(_second);
        to.Nine((uint)fraction);
        to.Byte((byte)'Z');
    }

    /// <summary>Whole seconds since 1970, towards the past for times before it.</summary>
    public static long Seconds(long timestampNs)
    {
        var (seconds, rest) = Math.DivRem(timestampNs, NanosecondsPerSecond);
        return rest < 0 ? seconds - 1 : seconds;
    }

    /// <summary>Writes the date and time of day with the given separators, without a fraction: 19 bytes.</summary>
    public static void WriteSecond(ref AsciiCursor to, long seconds, byte between, byte inTime)
    {
        // Nanoseconds in 64 bits reach from 1677 to 2262: always a valid DateTime.
        var time = DateTime.UnixEpoch.AddTicks(seconds * TimeSpan.TicksPerSecond);
        to.Two((uint)time.Year / 100);
        to.Two((uint)time.Year % 100);
        to.Byte((byte)'-');
        to.Two((uint)time.Month);
        to.Byte((byte)'-');
        to.Two((uint)time.Day);
        to.Byte(between);
        to.Two((uint)time.Hour);
        to.Byte(inTime);
        to.Two((uint)time.Minute);
        to.Byte(inTime);
        to.Two((uint)time.Second);
    }

    private void Render(long seconds)
    {
        var text = new AsciiCursor(_second);
        WriteSecond(ref text, seconds, (byte)'T', (byte)':');
        text.Byte((byte)'.');
        // The first second of 64 bits of nanoseconds begins before them: its start wraps, and so does the difference.
        _secondNs = unchecked(seconds * NanosecondsPerSecond);
    }
}
