namespace CraneAnomaly.Detectors.Sequential;

/// <summary>
/// Cumulative sum of standardised residuals beyond a reference, S = max(0, S + z - k), in one or both directions (Page,
/// Biometrika 41, 1954). The reference k is half of the shift that should be found fastest (Lorden 1971).
/// </summary>
/// <remarks>
/// A residual counts as at most <see cref="Farthest"/> deviations, so that one value never carries the sum further
/// than that; one that is not a number is left out. What no clean series has been seen for is foreseen by
/// <see cref="RunLength"/>; <see cref="BlockBootstrap"/> sets a threshold that holds for the series at hand.
/// </remarks>
internal struct Cusum(double reference, CusumSide side) : ISequentialStatistic, IStateValue<Cusum>
{
    /// <summary>The most deviations that one residual counts as.</summary>
    public const double Farthest = 4;

    // Siegmund (1985), section 10.2: what the sum overshoots its threshold and its floor by, together.
    private const double Overshoot = 1.166;

    private const double Ceiling = 1e100;

    private readonly double _reference = reference;
    private readonly double _logRunLengthAtZero =
        (2 * reference * Overshoot) - Math.Log(2 * reference * reference);

    private readonly CusumSide _side = side;
    private long _upOnset;
    private long _downOnset;

    public static int MinimumBytes => 44;

    /// <summary>The sum upwards, in deviations.</summary>
    public double Up { get; private set; }

    /// <summary>The sum downwards, in deviations.</summary>
    public double Down { get; private set; }

    /// <summary>The greater of the sums that count.</summary>
    public readonly double Level => _side switch
    {
        CusumSide.Up => Up,
        CusumSide.Down => Down,
        _ => Math.Max(Up, Down),
    };

    /// <summary>Since when that sum has been above 0, in what <see cref="Update"/> was given.</summary>
    public readonly long Onset => _side switch
    {
        CusumSide.Up => _upOnset,
        CusumSide.Down => _downOnset,
        _ => Up >= Down ? _upOnset : _downOnset,
    };

    /// <summary>
    /// The sum on the scale of the natural logarithm of the run length it stands for: the leading term of
    /// <see cref="RunLength"/> at shift 0.
    /// </summary>
    internal readonly double LogRunLength => (2 * _reference * Level) + _logRunLengthAtZero;

    public static Cusum Read(ref StateReader reader)
    {
        double reference = TableState.ReadNonNegativeDouble(ref reader);
        var cusum = new Cusum(reference, (CusumSide)TableState.ReadIn(ref reader, 0, (int)CusumSide.Both))
        {
            Up = TableState.ReadNonNegativeDouble(ref reader),
            Down = TableState.ReadNonNegativeDouble(ref reader),
            _upOnset = reader.ReadInt64(),
            _downOnset = reader.ReadInt64(),
        };
        bool sound = cusum._reference is > 0 and < Farthest && cusum.Up <= Ceiling && cusum.Down <= Ceiling;
        return sound ? cusum : throw reader.Damaged("a cumulative sum is out of range");
    }

    public readonly void Write(StateWriter writer)
    {
        writer.WriteDouble(_reference);
        writer.WriteInt32((int)_side);
        writer.WriteDouble(Up);
        writer.WriteDouble(Down);
        writer.WriteInt64(_upOnset);
        writer.WriteInt64(_downOnset);
    }

    /// <summary>Takes a residual in standard deviations.</summary>
    public void Update(double value, long at)
    {
        if (double.IsNaN(value)) return;
        double z = Math.Clamp(value, -Farthest, Farthest);
        if (Up == 0) _upOnset = at;
        if (Down == 0) _downOnset = at;
        Up = Math.Min(Math.Max(0, Up + z - _reference), Ceiling);
        Down = Math.Min(Math.Max(0, Down - z - _reference), Ceiling);
    }

    public void Reset() => this = new(_reference, _side);

    /// <summary>
    /// How many observations one direction needs on average to come to a threshold when the mean is
    /// <paramref name="shift"/> deviations off: the run length between false alarms at shift 0, the delay of the alarm
    /// at the shift itself. Siegmund, Sequential Analysis (1985), equation 2.57 with its correction for overshoot, for
    /// independent normal residuals. Both directions alarm twice as often at shift 0.
    /// </summary>
    public static double RunLength(double threshold, double reference, double shift)
    {
        double height = threshold + Overshoot, drift = shift - reference;
        // The limit for a drift that goes to 0; closer to it the exact form cancels.
        if (Math.Abs(drift * height) < 1e-4) return height * height;
        double power = 2 * drift * height;
        return (Math.Exp(-power) + power - 1) / (2 * drift * drift);
    }

    /// <summary>The threshold of one direction for a run length at shift 0, by the same formula.</summary>
    public static double Threshold(double runLength, double reference)
    {
        double low = 0, high = 1;
        while (RunLength(high, reference, 0) < runLength && high < 1e6) high *= 2;
        for (int i = 0; i < 60; i++)
        {
            double middle = 0.5 * (low + high);
            if (RunLength(middle, reference, 0) < runLength) low = middle;
            else high = middle;
        }

        return high;
    }
}
