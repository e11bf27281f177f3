using CraneAnomaly.Detectors.Calibration;
using CraneAnomaly.Detectors.Subspace;

namespace CraneAnomaly.Detectors.Motion.Profiles;

/// <summary>
/// Which mixtures of deviations the moves of one state have: the principal components that ML.NET trained, and how far moves are
/// from them that were held back from training.
/// </summary>
internal sealed class MotionProfile
{
    private const int FewestHeld = 30;

    private readonly ConformalCalibrator _distances;
    private SubspaceKernel? _kernel;
    private int[] _features = [];

    public MotionProfile(long seed, int state) : this(new ConformalCalibrator(Options(seed, state)))
    {
    }

    private MotionProfile(ConformalCalibrator distances) => _distances = distances;

    /// <summary>Whether moves can be judged.</summary>
    public bool IsReady => _kernel is not null && _distances.IsReady;

    /// <summary>Features that a move needs, by their number.</summary>
    public ReadOnlySpan<int> Features => _features;

    /// <summary>Moves held back by which others are judged.</summary>
    public int HeldBack => _distances.Count;

    /// <summary>How far the furthest of them is.</summary>
    public double Furthest => _distances.Highest;

    /// <summary>Takes the model; one with columns that are not known here is none.</summary>
    public void Use(TrainedModel? model)
    {
        if (model is not { IsTrained: true } || model.Kernel.IsEmpty) return;
        int[] features = [.. model.Columns.Select(name => Array.IndexOf([.. MoveRow.Names], name))];
        if (Array.IndexOf(features, -1) >= 0) return;
        var kernel = SubspaceKernel.FromBytes(model.Kernel.Span);
        if (kernel.Dimensions == features.Length) (_kernel, _features) = (kernel, features);
    }

    /// <summary>
    /// Adds a move that was held back, by the feature without which it is furthest: whichever another move has become odd in by
    /// itself, it is no further than that.
    /// </summary>
    public void Calibrate(ReadOnlySpan<double> row) => _distances.Add(Distances(row).Most);

    /// <summary>
    /// How far a move is from those learned, whether in the mixture or in its amount, once the one feature is left out that
    /// explains most of it: what shows in one alone has a name of its own.
    /// </summary>
    public double Distance(ReadOnlySpan<double> row) => Distances(row).Least;

    /// <summary>How rarely a move is as far while nothing changes, or no more than one feature does.</summary>
    public double PValue(double distance) => _distances.PValue(distance);

    // The root of SPE and T2 together (Yue and Qin, Industrial and Engineering Chemistry Research 40, 2001), each feature by turns
    // put to where that is least (Dunia and Qin, AIChE Journal 44, 1998): a parabola in each, known by three of its places.
    private (double Least, double Most) Distances(ReadOnlySpan<double> row)
    {
        Span<double> moved = stackalloc double[row.Length];
        row.CopyTo(moved);
        double least = double.PositiveInfinity, most = 0, own = Square(moved);
        for (int i = 0; i < row.Length; i++)
        {
            moved[i] = row[i] + 1;
            double above = Square(moved);
            moved[i] = row[i] - 1;
            double below = Square(moved);
            moved[i] = row[i];
            double slope = 0.5 * (above - below), bend = 0.5 * (above + below) - own;
            double without = bend > 0 ? Math.Sqrt(Math.Max(0, own - (slope * slope / (4 * bend)))) : Math.Sqrt(own);
            (least, most) = (Math.Min(least, without), Math.Max(most, without));
        }

        return (least, most);
    }

    private double Square(ReadOnlySpan<double> row)
    {
        var score = _kernel!.Score(row);
        return score.Spe + score.T2;
    }

    /// <summary>What each feature adds to the distance.</summary>
    /// <param name="row">A row of <see cref="Features"/>.</param>
    /// <param name="shares">As many.</param>
    public void Contributions(ReadOnlySpan<double> row, Span<double> shares)
    {
        Span<double> t2 = stackalloc double[row.Length];
        _kernel!.Contributions(row, shares, t2);
        for (int i = 0; i < row.Length; i++) shares[i] += t2[i];
    }

    public void Save(StateWriter writer) => _distances.Save(writer);

    public static MotionProfile Load(ref StateReader reader, long seed, int state) =>
        new(ConformalCalibrator.Load(ref reader, Options(seed, state)));

    private static CalibrationOptions Options(long seed, int state) => new()
    {
        MinimumScores = FewestHeld,
        Seed = (ulong)seed + (((ulong)state + 96) * 0x9E37_79B9_7F4A_7C15),
    };
}
