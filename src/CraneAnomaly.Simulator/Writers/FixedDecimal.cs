using System.Buffers.Text;
using System.Runtime.CompilerServices;

namespace CraneAnomaly.Simulator.Writers;

/// <summary>Numbers with a fixed number of decimals, zeros at the end left out: what a controller's gateway writes.</summary>
internal static class FixedDecimal
{
    /// <summary>No number is longer.</summary>
    public const int MaxLength = 32;

    private static readonly ulong[] Powers = [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000];

    private static readonly byte[] Pairs =
        [.. Enumerable.Range(0, 100).SelectMany(i => (byte[])[(byte)('0' + (i / 10)), (byte)('0' + (i % 10))])];

    /// <summary>Writes a number rounded to so many decimals (0 to 6); returns how many bytes it took.</summary>
    /// <param name="to">At least <see cref="MaxLength"/> bytes.</param>
    /// <param name="value">A number; what is not finite becomes nothing.</param>
    /// <param name="decimals">How many.</param>
    public static int Write(Span<byte> to, double value, int decimals)
    {
        ulong power = Powers[decimals];
        double scaled = Math.Abs(value) * power;
        if (!(scaled < 1e15)) return Large(to, value);
        ulong units = (ulong)(scaled + 0.5);
        int at = 0;
        if (value < 0 && units != 0) to[at++] = (byte)'-';
        if (decimals == 0) return at + Whole(to[at..], units);
        // By constants, which is a multiplication, where it can be.
        ulong whole = units > uint.MaxValue ? units / power : decimals switch
        {
            1 => (uint)units / 10,
            2 => (uint)units / 100,
            3 => (uint)units / 1_000,
            4 => (uint)units / 10_000,
            _ => (uint)units / (uint)power,
        };
        ulong fraction = units - (whole * power);
        at += Whole(to[at..], whole);
        if (fraction == 0) return at;
        to[at] = (byte)'.';
        Digits(to.Slice(at + 1, decimals), (uint)fraction);
        at += 1 + decimals;
        while (to[at - 1] == '0') at--;
        return at;
    }

    /// <summary>Fills a span with the last digits of a number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Digits(Span<byte> to, uint value)
    {
        int at = to.Length;
        for (; at >= 2; at -= 2)
        {
            uint rest = value / 100;
            Pairs.AsSpan((int)(value - (rest * 100)) * 2, 2).CopyTo(to[(at - 2)..]);
            value = rest;
        }

        if (at == 1) to[0] = (byte)('0' + (value % 10));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Whole(Span<byte> to, ulong value)
    {
        if (value < 10)
        {
            to[0] = (byte)('0' + value);
            return 1;
        }

        if (value < 100)
        {
            Pairs.AsSpan((int)value * 2, 2).CopyTo(to);
            return 2;
        }

        Utf8Formatter.TryFormat(value, to, out int written);
        return written;
    }

    private static int Large(Span<byte> to, double value)
    {
        if (!double.IsFinite(value)) return 0;
        Utf8Formatter.TryFormat(value, to, out int written);
        return written;
    }
}
