namespace CraneAnomaly.Benchmarks.Gates.Measures;

/// <summary>
/// How long a one-sided cumulative sum takes to find a shift, by Siegmund's approximation (Sequential Analysis, 1985)
/// and by simulation.
/// </summary>
internal sealed record CusumPower(double Shift, double Threshold, double Expected, double Simulated, double Length)
{
    private const double Overshoot = 1.166;

    /// <summary>A row of the table: shift in standard deviations, mean run length without one.</summary>
    public static CusumPower Of(double shift, double runLength, int runs, int seed)
    {
        double allowance = shift / 2, low = 0, high = 100;
        for (int i = 0; i < 100; i++)
        {
            double middle = (low + high) / 2;
            if (Siegmund(-allowance, middle) < runLength) low = middle;
            else high = middle;
        }

        return new(
            shift, low, Siegmund(shift - allowance, low), Simulate(shift - allowance, low, runs, seed),
            Simulate(-allowance, low, Math.Max(200, runs / 20), seed + 1));
    }

    private static double Siegmund(double drift, double threshold)
    {
        double x = -2 * drift * (threshold + Overshoot);
        return (Math.Exp(x) - x - 1) / (2 * drift * drift);
    }

    private static double Simulate(double drift, double threshold, int runs, int seed)
    {
        var draw = new Random(seed);
        double steps = 0;
        for (int run = 0; run < runs; run++)
        {
            for (double sum = 0; sum < threshold; steps++)
            {
                double normal = Math.Sqrt(-2 * Math.Log(1 - draw.NextDouble())) * Math.Cos(2 * Math.PI * draw.NextDouble());
                sum = Math.Max(0, sum + normal + drift);
            }
        }

        return steps / runs;
    }
}
