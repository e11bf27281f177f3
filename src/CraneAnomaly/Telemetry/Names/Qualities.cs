using System.Text;
using CraneAnomaly.Records.Signals;

namespace CraneAnomaly.Telemetry.Names;

/// <summary>Qualities as sources write them.</summary>
internal static class Qualities
{
    /// <summary>Reads <c>good</c>, <c>uncertain</c>, <c>bad</c>, or the classic OPC number of one; false for anything else.</summary>
    public static bool TryRead(ReadOnlySpan<byte> text, out SignalQuality quality)
    {
        quality = SignalQuality.Unstated;
        if (text.IsEmpty) return true;
        if (Ascii.EqualsIgnoreCase(text, "good"u8)) quality = SignalQuality.Good;
        else if (Ascii.EqualsIgnoreCase(text, "uncertain"u8)) quality = SignalQuality.Uncertain;
        else if (Ascii.EqualsIgnoreCase(text, "bad"u8)) quality = SignalQuality.Bad;
        else return TryReadNumber(text, out quality);
        return true;
    }

    // OPC DA 2.05, 6.8: the two upper bits of the low byte; 192 good, 64 uncertain, 0 bad.
    private static bool TryReadNumber(ReadOnlySpan<byte> text, out SignalQuality quality)
    {
        quality = SignalQuality.Unstated;
        int number = 0;
        if (text.Length > 3) return false;
        foreach (byte b in text)
        {
            if (!char.IsAsciiDigit((char)b)) return false;
            number = number * 10 + b - '0';
        }

        quality = (number >> 6) switch { 3 => SignalQuality.Good, 1 => SignalQuality.Uncertain, 0 => SignalQuality.Bad, _ => SignalQuality.Unstated };
        return number < 256;
    }
}
