namespace CraneAnomaly.Detectors.Sequential;

/// <summary>
/// Finds the threshold at which a statistic alarms once in a wanted run length on clean data, by the moving-block
/// bootstrap (Künsch, Annals of Statistics 17, 1989): long series are put together of blocks of the clean one, longer
/// than its memory, and the time of first passage is read off for every level at once. For learning; it allocates.
/// </summary>
/// <remarks>
/// Blocks lose the dependence across their borders and a series its rarest values, so the thresholds come out a little
/// low; and a series whose own mean was learned from itself is a little too clean.
/// </remarks>
internal static class BlockBootstrap
{
    /// <summary>Fewer clean observations give no threshold.</summary>
    public const int FewestObservations = 100;

    private const int FewestPaths = 200;
    private const int MostPaths = 4_000;

    // A run length is read off where at least so many of the paths pass: its error is then a fifth.
    private const int FewestPassages = 25;

    // How far the straight line is followed beyond what the paths show.
    private const double FarthestExtrapolation = 1_000;

    // Records closer together than this on the level's scale are one.
    private const double Step = 0.01;

    private const int MostLags = 1_000;
    private const int MostForLags = 50_000;

    /// <summary>
    /// The run length of one detector for a budget of false episodes.
    /// </summary>
    /// <param name="observationsPerWeek">How many observations a crane gives the detector in a week.</param>
    /// <param name="falseEpisodesPerWeek">Wanted of all detectors together, per crane and week.</param>
    /// <param name="share">The part of them that this detector may have, above 0, at most 1.</param>
    public static double RunLength(double observationsPerWeek, double falseEpisodesPerWeek, double share) =>
        Math.Max(1, observationsPerWeek / (falseEpisodesPerWeek * share));

    /// <summary>
    /// The lag from which on the values of a series are no longer correlated beyond chance; a tenth of the series and
    /// 1,000 at most, 1 for a series without memory.
    /// </summary>
    public static int DecorrelationTime(ReadOnlySpan<double> series)
    {
        series = series[..Math.Min(series.Length, MostForLags)];
        if (series.Length < 2) return 1;
        double mean = 0, variance = 0;
        foreach (double value in series) mean += value;
        mean /= series.Length;
        foreach (double value in series) variance += (value - mean) * (value - mean);
        double chance = 2 / Math.Sqrt(series.Length) * variance;
        int most = Math.Max(1, Math.Min(series.Length / 10, MostLags));
        for (int lag = 1; lag < most; lag++)
        {
            double sum = 0;
            for (int i = lag; i < series.Length; i++) sum += (series[i] - mean) * (series[i - lag] - mean);
            if (Math.Abs(sum) <= chance) return lag;
        }

        return most;
    }

    /// <summary>The threshold for a run length.</summary>
    /// <param name="clean">The clean series in its order: p-values or residuals, all finite.</param>
    /// <param name="statistic">The statistic at its start.</param>
    /// <param name="runLength">Observations between false alarms, at least 1.</param>
    /// <param name="options">Seed and cost.</param>
    public static BootstrapThreshold Threshold<T>(
        ReadOnlySpan<double> clean, T statistic, double runLength, BootstrapOptions? options = null)
        where T : struct, ISequentialStatistic
    {
        var settings = (options ?? new()).Validate();
        if (!(runLength is >= 1 and < double.PositiveInfinity))
            throw new ArgumentOutOfRangeException(nameof(runLength));
        int block = settings.Block > 0 ? Math.Min(settings.Block, Math.Max(1, clean.Length / 5)) : Block(clean);
        var unknown = new BootstrapThreshold(double.PositiveInfinity, 0, runLength, clean.Length, block);
        if (clean.Length < FewestObservations) return unknown;

        int paths = (int)Math.Clamp(settings.Updates / (4 * runLength), FewestPaths, MostPaths);
        int length = (int)Math.Min(settings.Updates / paths, Math.Max(4 * runLength, 1_000));
        var passages = new Passages(paths, length);
        for (int i = 0; i < paths; i++) Follow(clean, statistic, block, Key(settings.Seed, i), passages);

        double highest = passages.HighestPassedBy(FewestPassages);
        double reached = passages.RunLength(highest);
        if (runLength <= reached) return unknown with { Level = passages.LevelOf(runLength), RunLength = runLength };

        // ln(run length) against the level is close to a straight line: follow the last factor of eight.
        double lower = passages.LevelOf(reached / 8);
        double attained = Math.Min(runLength, reached * FarthestExtrapolation);
        double slope = (Math.Log(reached) - Math.Log(passages.RunLength(lower))) / (highest - lower);
        return slope is > 0 and < double.PositiveInfinity
            ? unknown with { Level = highest + (Math.Log(attained / reached) / slope), RunLength = attained }
            : unknown;
    }

    // Several times the memory, at least the cube root that is right for a series without one, and enough blocks.
    private static int Block(ReadOnlySpan<double> clean)
    {
        int wanted = Math.Max(4 * DecorrelationTime(clean), (int)Math.Cbrt(clean.Length));
        return Math.Max(1, Math.Min(wanted, clean.Length / 5));
    }

    private static void Follow<T>(
        ReadOnlySpan<double> clean, T statistic, int block, ulong key, Passages passages)
        where T : struct, ISequentialStatistic
    {
        double highest = double.NegativeInfinity;
        passages.Begin();
        statistic.Reset();
        for (int t = 0; t < passages.Length;)
        {
            int end = Math.Min(t + block, passages.Length);
            foreach (double value in Draw(clean, block, key, t)[..(end - t)])
            {
                statistic.Update(value, t++);
                double level = statistic.Level;
                if (level < highest + Step) continue;
                highest = level;
                passages.Record(t, level);
            }
        }
    }

    private static ulong Key(ulong seed, int path) => Mix(seed + ((ulong)path * 0x9E37_79B9_7F4A_7C15));

    private static ReadOnlySpan<double> Draw(ReadOnlySpan<double> clean, int block, ulong key, int at)
    {
        ulong start = Math.BigMul(Mix(key + (ulong)at), (ulong)(clean.Length - block + 1), out _);
        return clean.Slice((int)start, block);
    }

    // The finaliser of SplitMix64 (Steele, Lea, Flood 2014).
    private static ulong Mix(ulong z)
    {
        z += 0x9E37_79B9_7F4A_7C15;
        z = (z ^ (z >> 30)) * 0xBF58_476D_1CE4_E5B9;
        z = (z ^ (z >> 27)) * 0x94D0_49BB_1331_11EB;
        return z ^ (z >> 31);
    }
}
