using System.Numerics;

namespace CraneAnomaly.Detectors.Intervals;

/// <summary>
/// The logarithmic buckets of gaps: bucket b begins at the resolution times gamma to the b, and the last takes all that
/// is longer. A table of where buckets begin says the same as the logarithm, in a third of the time.
/// </summary>
internal static class GapBuckets
{
    public const int Count = 276;
    public const double LogGamma = 0.10008345855698253; // ln((1 + 0.05) / (1 - 0.05))

    // A sixteenth of a power of two is narrower than a bucket, so that at most one more has to be looked at.
    private const int StepBits = 4;

    private static readonly long[] Begin = Begins();
    private static readonly ushort[] FirstOf = First(Begin);

    /// <summary>The bucket of a gap of at least the resolution.</summary>
    public static int Of(long gap)
    {
        int power = BitOperations.Log2((ulong)gap);
        int bucket = FirstOf[power << StepBits | (int)(gap >> (power - StepBits)) & ((1 << StepBits) - 1)];
        while (bucket < Count - 1 && gap >= Begin[bucket + 1]) bucket++;
        return bucket;
    }

    /// <summary>The middle of a bucket in nanoseconds.</summary>
    public static double Middle(int bucket) => GapSketch.Resolution * Math.Exp((bucket + 0.5) * LogGamma);

    private static int ByLogarithm(long gap) => (int)(Math.Log((double)gap / GapSketch.Resolution) / LogGamma);

    private static long[] Begins()
    {
        var begins = new long[Count + 1];
        begins[0] = GapSketch.Resolution;
        begins[Count] = long.MaxValue;
        for (int bucket = 1; bucket < Count; bucket++)
        {
            // Rounding may put the logarithm to the other side of a whole number.
            long begin = (long)(GapSketch.Resolution * Math.Exp(bucket * LogGamma));
            while (ByLogarithm(begin) >= bucket) begin--;
            while (ByLogarithm(begin) < bucket) begin++;
            begins[bucket] = begin;
        }

        return begins;
    }

    private static ushort[] First(long[] begins)
    {
        var first = new ushort[64 << StepBits];
        int bucket = 0;
        for (int at = StepBits << StepBits; at < 63 << StepBits; at++)
        {
            long lowest = (long)((1UL << StepBits | (ulong)at & ((1 << StepBits) - 1)) << ((at >> StepBits) - StepBits));
            while (bucket < Count - 1 && lowest >= begins[bucket + 1]) bucket++;
            first[at] = (ushort)bucket;
        }

        return first;
    }
}
