using CraneAnomaly.Detectors.Motion.References;

namespace CraneAnomaly.Detectors.Motion.Profiles;

/// <summary>
/// What one move shows, all of it together: how far each feature is slower than what is normal for it, measured in what is
/// nobody's business. A feature that is not told, not learned or not judged is missing.
/// </summary>
internal sealed class MoveRow
{
    /// <summary>Features of a move, in the order of <see cref="MotionFeature"/>.</summary>
    public const int Features = CraneReference.PerAxis;

    // Further out there is nothing to be learned of how features go together.
    private const double Furthest = 3;

    // So much of its bounds is a change, not yet one that is told by itself.
    private const double Change = 0.6;

    // A speed limit or a context that was hardly ever seen makes a feature say less than its bounds.
    private const double LeastLimit = 0.985, MostDoubt = 0.5;

    private readonly double[] _shares = new double[Features];
    private readonly MoveMeasure[] _measures = new MoveMeasure[Features];
    private long _startNs = long.MinValue;
    private int _known;

    /// <summary>Names of the features.</summary>
    public static IReadOnlyList<string> Names { get; } = ["top speed", "reference", "tracking", "ramp up", "ramp down", "dead time"];

    /// <summary>What is known, a bit for each feature.</summary>
    public int Known => _known;

    /// <summary>When the move began.</summary>
    public long StartNs => _startNs;

    /// <summary>What was measured of a feature that is known.</summary>
    public ref readonly MoveMeasure this[int feature] => ref _measures[feature];

    /// <summary>Takes a feature of a move; the first of another move begins anew.</summary>
    public void Take(in MotionObservation observation, in Expected expected, in MotionDeviation deviation)
    {
        if (observation.StartNs != _startNs) Begin(observation.StartNs);
        if (observation.SpeedLimit < LeastLimit || expected.IsNameplate || expected.Doubt > MostDoubt * deviation.Indifferent) return;
        int feature = (int)observation.Feature;
        _known |= 1 << feature;
        _shares[feature] = Math.Clamp(deviation.Slower / deviation.Indifferent, -Furthest, Furthest);
        _measures[feature] = new(expected.Location, deviation.Slower, deviation.Indifferent);
    }

    /// <summary>Whether a move is slower in two features at least, each by so much that it could be a change.</summary>
    public static bool IsSlower(ReadOnlySpan<double> row)
    {
        int changes = 0;
        foreach (double share in row)
            if (share >= Change) changes++;
        return changes >= 2;
    }

    /// <summary>Begins another move.</summary>
    public void Begin(long startNs) => (_startNs, _known) = (startNs, 0);

    /// <summary>Fills a row of some features; false where one is missing.</summary>
    public bool TryFill(ReadOnlySpan<int> features, Span<double> row)
    {
        for (int i = 0; i < features.Length; i++)
        {
            if ((_known >> features[i] & 1) == 0) return false;
            row[i] = _shares[features[i]];
        }

        return true;
    }
}

/// <summary>A feature of one move, in its own unit: a logarithm, or seconds.</summary>
/// <param name="Expected">Slowness that was to be expected.</param>
/// <param name="Slower">By how much it was slower.</param>
/// <param name="Bound">What is nobody's business.</param>
internal readonly record struct MoveMeasure(double Expected, double Slower, double Bound);
