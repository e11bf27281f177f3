using System.Runtime.CompilerServices;

namespace CraneAnomaly.Detectors.Sequential;

/// <summary>
/// Three cumulative sums for shifts of 0.25, 0.5 and 1 standard deviation at once: a small shift is found after many
/// observations, a large one after few. Each is read on the scale of its own run length, so that one threshold serves
/// all.
/// </summary>
internal struct MultiScaleCusum : ISequentialStatistic, IStateValue<MultiScaleCusum>
{
    private const int Scales = 3;

    private Sums _sums;

    /// <summary>Makes the sums at 0.</summary>
    public MultiScaleCusum(CusumSide side)
    {
        for (int i = 0; i < Scales; i++) _sums[i] = new(Shift(i) / 2, side);
    }

    public static int MinimumBytes => Scales * Cusum.MinimumBytes;

    /// <summary>
    /// Natural logarithm of the run length that the strongest sum stands for. An alarm at the threshold that
    /// <see cref="BlockBootstrap"/> gives, or without a clean series at <see cref="Threshold"/>.
    /// </summary>
    public readonly double Level => _sums[Strongest].LogRunLength;

    /// <summary>The shift that the strongest sum is made for, in deviations.</summary>
    public readonly double StrongestShift => Shift(Strongest);

    /// <summary>Since when the strongest sum has been above 0.</summary>
    public readonly long Onset => _sums[Strongest].Onset;

    private readonly int Strongest
    {
        get
        {
            int best = 0;
            for (int i = 1; i < Scales; i++)
            {
                if (_sums[i].LogRunLength > _sums[best].LogRunLength) best = i;
            }

            return best;
        }
    }

    /// <summary>
    /// The threshold for a run length without a clean series: as if the three never alarmed together, in one direction
    /// or both, for independent normal residuals.
    /// </summary>
    public static double Threshold(double runLength, CusumSide side) =>
        Math.Log(runLength * Scales * (side == CusumSide.Both ? 2 : 1));

    public static MultiScaleCusum Read(ref StateReader reader)
    {
        var cusum = default(MultiScaleCusum);
        for (int i = 0; i < Scales; i++) cusum._sums[i] = Cusum.Read(ref reader);
        return cusum;
    }

    public readonly void Write(StateWriter writer)
    {
        for (int i = 0; i < Scales; i++) _sums[i].Write(writer);
    }

    /// <summary>Takes a residual in standard deviations.</summary>
    public void Update(double value, long at)
    {
        for (int i = 0; i < Scales; i++) _sums[i].Update(value, at);
    }

    public void Reset()
    {
        for (int i = 0; i < Scales; i++) _sums[i].Reset();
    }

    private static double Shift(int scale) => 0.25 * (1 << scale);

    [InlineArray(Scales)]
    private struct Sums
    {
        private Cusum _first;
    }
}
