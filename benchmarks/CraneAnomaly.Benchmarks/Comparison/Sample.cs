namespace CraneAnomaly.Benchmarks.Comparison;

/// <summary>What one run over a capture came to.</summary>
/// <param name="Packets">Packets read.</param>
/// <param name="Pdus">PDUs read out of them.</param>
/// <param name="Note">What else there is to say of it.</param>
internal readonly record struct Outcome(long Packets, long Pdus, string Note = "");

/// <summary>An outcome and what it cost.</summary>
internal readonly record struct Sample(Outcome Outcome, double CpuSeconds, double WallSeconds, long Allocated)
{
    public double PacketsPerCpuSecond => Outcome.Packets / CpuSeconds;

    public double NanosecondsPerPacket => CpuSeconds * 1e9 / Outcome.Packets;

    public double BytesPerPacket => (double)Allocated / Outcome.Packets;

    /// <summary>
    /// Runs something and measures the whole process: everything else in it stands still, and what the runtime does
    /// on threads of its own (collection, compilation) belongs to the cost.
    /// </summary>
    public static Sample Take(Func<Outcome> run)
    {
        // The garbage of the run before is not paid by this one.
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        long allocated = GC.GetTotalAllocatedBytes(precise: true);
        long wall = System.Diagnostics.Stopwatch.GetTimestamp();
        var cpu = Environment.CpuUsage.TotalTime;
        var outcome = run();
        var after = Environment.CpuUsage.TotalTime;
        return new(
            outcome, (after - cpu).TotalSeconds, System.Diagnostics.Stopwatch.GetElapsedTime(wall).TotalSeconds,
            GC.GetTotalAllocatedBytes(precise: true) - allocated);
    }

    public static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        int middle = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
