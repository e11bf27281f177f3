using System.Runtime.CompilerServices;
using CraneAnomaly.Features;

namespace CraneAnomaly.Detectors.Sequences;

/// <summary>
/// Up to four event codes in a row and the stream they belong to as one exact key: 24 bits each, and the number of
/// codes. Nothing is hashed, so two different sequences are never taken for one.
/// </summary>
internal static class GramKey
{
    public const int CodeBits = 24;
    public const int MaxCode = (1 << CodeBits) - 1;

    private const ulong Mask = MaxCode;

    /// <summary>Packs <paramref name="order"/> codes, newest first; those past the order are ignored.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ExactKey Pack(int stream, int order, int newest, int second, int third, int fourth)
    {
        ulong b = order > 1 ? (uint)second : 0, c = order > 2 ? (uint)third : 0, d = order > 3 ? (uint)fourth : 0;
        return new(
            (ulong)(uint)order << 56 | (ulong)(uint)stream << 32 | d << 8 | c >> 16,
            c << 48 | b << 24 | (uint)newest);
    }

    /// <summary>Replaces every number in a key by its rank, so that it no longer depends on the order of
    /// arrival.</summary>
    public static ExactKey Rank(ExactKey key, int[] streamRanks, int[] codeRanks)
    {
        Split(key, out int order, out int stream, out int a, out int b, out int c, out int d);
        return Pack(streamRanks[stream], order, Of(a, codeRanks), Of(b, codeRanks), Of(c, codeRanks), Of(d, codeRanks));
    }

    /// <summary>Whether a key that was read refers only to what is there.</summary>
    public static bool IsValid(ExactKey key, int lowestOrder, int highestOrder, int streams, int codes)
    {
        Split(key, out int order, out int stream, out int a, out int b, out int c, out int d);
        return order >= lowestOrder && order <= highestOrder && stream < streams
            && a <= codes && b <= codes && c <= codes && d <= codes
            && order < 1 == (a == 0) && (order < 2 || b > 0) && (order < 3 || c > 0) && (order < 4 || d > 0)
            && key == Pack(stream, order, a, b, c, d);
    }

    private static int Of(int code, int[] ranks) => code == 0 ? 0 : ranks[code - 1] + 1;

    private static void Split(ExactKey key, out int order, out int stream, out int a, out int b, out int c, out int d)
    {
        order = (int)(key.High >> 56);
        stream = (int)(key.High >> 32 & Mask);
        a = (int)(key.Low & Mask);
        b = (int)(key.Low >> 24 & Mask);
        c = (int)(key.Low >> 48 | (key.High & 0xFF) << 16);
        d = (int)(key.High >> 8 & Mask);
    }
}
