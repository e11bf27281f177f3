using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace CraneAnomaly.Telemetry.Text;

/// <summary>
/// Finds the end of a line, and on the way whether it is plain ASCII and where its commas stand: with those known,
/// values are read without each waiting for the end of the one before.
/// </summary>
internal sealed class LineIndex
{
    // Looked at together.
    private const int Block = 64;

    // Lines with more are read without.
    private const int MostCommas = 2048;

    // One for the end, and what a block may write behind the last.
    private readonly int[] _commas = new int[MostCommas + Block + 1];
    private int _count;

    /// <summary>Whether commas are looked for; without, a line is found as fast as its end is.</summary>
    public bool IsWanted { get; set; }

    /// <summary>Whether the line is known to be ASCII.</summary>
    public bool IsAscii { get; private set; }

    /// <summary>Where commas stand, those inside of strings too, and then the end of the line; empty when it is not known.</summary>
    /// <param name="end">Where the line ends; no comma stands behind it.</param>
    public ReadOnlySpan<int> Commas(int end)
    {
        if (_count < 0) return default;
        _commas[_count] = end;
        return _commas.AsSpan(0, _count + 1);
    }

    /// <summary>Knows nothing of the line that follows.</summary>
    public void Forget() => (_count, IsAscii) = (-1, false);

    /// <summary>Where the first line of <paramref name="text"/> ends; -1 when it does not end there.</summary>
    public int Find(ReadOnlySpan<byte> text)
    {
        var all = Vector512<byte>.Zero;
        int at = 0, count = 0;
        for (int last = IsWanted && Vector256.IsHardwareAccelerated ? text.Length - Block : -1; at <= last && count <= MostCommas; at += Block)
        {
            var bytes = Vector512.Create(text.Slice(at, Block));
            ulong ends = Vector512.Equals(bytes, Vector512.Create((byte)'\n')).ExtractMostSignificantBits();
            var commas = Vector512.Equals(bytes, Vector512.Create((byte)','));
            ulong places = commas.ExtractMostSignificantBits();
            if (ends != 0)
            {
                ulong before = (ends & (~ends + 1)) - 1;
                ulong beyond = all.ExtractMostSignificantBits() | (bytes.ExtractMostSignificantBits() & before);
                _count = count + Write(commas, places & before, at, _commas.AsSpan(count, Block));
                if (_count > MostCommas) _count = -1;
                IsAscii = beyond == 0;
                return at + BitOperations.TrailingZeroCount(ends);
            }

            all |= bytes;
            count += Write(commas, places, at, _commas.AsSpan(count, Block));
        }

        Forget();
        int rest = text[at..].IndexOf((byte)'\n');
        return rest < 0 ? -1 : at + rest;
    }

    // How many there are is what a processor cannot guess: sixteen or four are written whether they are there or not.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Write(Vector512<byte> commas, ulong places, int at, Span<int> to)
    {
        int count = BitOperations.PopCount(places);
        if (Avx512Vbmi2.IsSupported && count <= Vector512<int>.Count)
        {
            var first = Avx512Vbmi2.Compress(Vector512<byte>.Zero, commas, Vector512<byte>.Indices).GetLower().GetLower();
            (Avx512F.ConvertToVector512Int32(first) + Vector512.Create(at)).CopyTo(to);
            return count;
        }

        places = Four(places, at, to);
        if (count > 4)
        {
            places = Four(places, at, to[4..]);
            for (int i = 8; i < count; i += 4) places = Four(places, at, to[i..]);
        }

        return count;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Four(ulong places, int at, Span<int> to)
    {
        to = to[..4];
        to[0] = at + BitOperations.TrailingZeroCount(places);
        places &= places - 1;
        to[1] = at + BitOperations.TrailingZeroCount(places);
        places &= places - 1;
        to[2] = at + BitOperations.TrailingZeroCount(places);
        places &= places - 1;
        to[3] = at + BitOperations.TrailingZeroCount(places);
        return places & (places - 1);
    }
}
