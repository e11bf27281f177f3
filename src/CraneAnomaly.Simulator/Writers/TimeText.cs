namespace CraneAnomaly.Simulator.Writers;

/// <summary>Times as RFC 3339 in UTC, to the millisecond, or the microsecond where there is a part of one.</summary>
internal sealed class TimeText
{
    /// <summary>No time is longer.</summary>
    public const int MaxLength = 27;

    private const int SecondLength = 19;

    private readonly byte[] _second = new byte[SecondLength];
    private long _at = long.MinValue;

    /// <summary>Writes a time in nanoseconds since 1970; returns how many bytes it took.</summary>
    /// <param name="to">At least <see cref="MaxLength"/> bytes.</param>
    /// <param name="ns">Nanoseconds since 1970.</param>
    public int Write(Span<byte> to, long ns)
    {
        long second = ns / 1_000_000_000;
        uint micros = (uint)(ns - (second * 1_000_000_000)) / 1000;
        // Rows come second by second, of all cranes in turn.
        if (second != _at) Keep(second);
        _second.CopyTo(to);
        to[SecondLength] = (byte)'.';
        (int digits, uint fraction) = micros % 1000 == 0 ? (3, micros / 1000) : (6, micros);
        FixedDecimal.Digits(to.Slice(SecondLength + 1, digits), fraction);
        to[SecondLength + 1 + digits] = (byte)'Z';
        return SecondLength + 2 + digits;
    }

    /// <summary>A time for the small files, to the second where it is whole.</summary>
    public static string Of(long ns)
    {
        Span<byte> text = stackalloc byte[MaxLength];
        int length = new TimeText().Write(text, ns);
        return ns % 1_000_000_000 == 0
            ? System.Text.Encoding.ASCII.GetString(text[..SecondLength]) + "Z"
            : System.Text.Encoding.ASCII.GetString(text[..length]);
    }

    private void Keep(long second)
    {
        _at = second;
        var time = DateTimeOffset.FromUnixTimeSeconds(second).UtcDateTime;
        time.TryFormat(_second, out _, "yyyy'-'MM'-'dd'T'HH':'mm':'ss", System.Globalization.CultureInfo.InvariantCulture);
    }
}
