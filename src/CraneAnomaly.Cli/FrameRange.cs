using System.Globalization;

namespace CraneAnomaly.Cli;

/// <summary>A range of frames, both ends included.</summary>
internal readonly record struct FrameRange(long First, long Last)
{
    public static FrameRange All { get; } = new(1, long.MaxValue);

    public static bool TryParse(string? text, out FrameRange range)
    {
        range = All;
        if (text is null) return true;
        int dash = text.IndexOf('-');
        if (dash < 0 || text.Length == 1) return false;
        long first = 1, last = long.MaxValue;
        if (dash > 0 && !TryNumber(text.AsSpan(0, dash), out first)) return false;
        if (dash < text.Length - 1 && !TryNumber(text.AsSpan(dash + 1), out last)) return false;
        if (first > last) return false;
        range = new(first, last);
        return true;
    }

    private static bool TryNumber(ReadOnlySpan<char> text, out long value) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value) && value >= 1;
}
