namespace CraneAnomaly.Features.Sensors;

/// <summary>
/// Follows where along an axis a flag of its limits is on: a slow-down zone at both ends, or the switch of one. Nothing is
/// asked but position and flag of one moment, so that it does not matter from where the axis came.
/// </summary>
internal sealed class LimitTrack
{
    /// <summary>Metres (degrees) by which position and flag of one row may differ, and seconds.</summary>
    public const double Least = 0.3, Delay = 0.3;

    private double _before = double.NaN;

    /// <summary>What the last row said, if it said both; NaN otherwise.</summary>
    public double Position { get; private set; } = double.NaN;

    /// <summary>Whether the flag was on.</summary>
    public bool IsOn { get; private set; }

    /// <summary>How far off the position may be, m.</summary>
    public double Slack { get; private set; }

    /// <summary>A row that does not tell both.</summary>
    public void Rest() => Position = double.NaN;

    /// <summary>Takes a position and the flag there.</summary>
    public void Push(double position, bool isOn, double speed, double ageSeconds, in LimitSpan usual, ref LimitSpan own)
    {
        bool same = isOn == IsOn && !double.IsNaN(_before);
        double before = _before;
        (Position, IsOn, Slack) = (position, isOn, Least + (Math.Abs(speed) * (Delay + ageSeconds)));
        _before = position;

        // One row that is a disturbance does not become an end, and what contradicts is not learned.
        if (!same) return;
        if (own.IsReady && (usual.Early(position, isOn, Slack) > 0 || usual.Late(position, isOn, Slack) > 0)) return;
        own.Add(position, before, isOn);
    }
}

/// <summary>Where a flag was off, where it was on outside of that, and how far inside it stayed on.</summary>
internal struct LimitSpan
{
    /// <summary>Fewest rows from which a span says something.</summary>
    public const int Enough = 200;

    // A flag that is let go late, or that asks for the speed too, is learned to reach so far.
    private const double Deepest = 10;
    private const double Never = 1e6;

    /// <summary>Rows with the flag off.</summary>
    public int Rows;

    /// <summary>The span in which it was off; meaningless without rows.</summary>
    public double OffLeast, OffMost;

    /// <summary>The nearest positions beyond the span at which it was on; a million away where it never was.</summary>
    public double OnMinus, OnPlus;

    /// <summary>How far inside the span it stayed on.</summary>
    public double Depth;

    /// <summary>A span of nothing.</summary>
    public static LimitSpan None => new() { OnMinus = -Never, OnPlus = Never };

    /// <summary>Whether there are rows enough.</summary>
    public readonly bool IsReady => Rows >= Enough;

    /// <summary>Whether it was ever on.</summary>
    public readonly bool WasOn => OnPlus < Never || OnMinus > -Never;

    /// <summary>How far inside the span the flag is on, beyond what is usual; 0 for not.</summary>
    public readonly double Early(double position, bool isOn, double slack)
    {
        if (!isOn || !IsReady) return 0;
        double inside = Math.Min(position - OffLeast, OffMost - position);
        return inside > slack + Depth ? inside : 0;
    }

    /// <summary>How far past where it used to be on the flag is off; 0 for not.</summary>
    public readonly double Late(double position, bool isOn, double slack)
    {
        if (isOn || !IsReady) return 0;
        double past = Math.Max(position - OnPlus, OnMinus - position);
        return past > slack + Depth ? past : 0;
    }

    /// <summary>Whether it is known what the flag is at a position.</summary>
    public readonly bool Knows(double position) => IsReady
        && ((position >= OffLeast && position <= OffMost) || position >= OnPlus || position <= OnMinus);

    /// <summary>Counts a row; of two positions in a row the one further inside counts.</summary>
    public void Add(double position, double before, bool isOn)
    {
        if (!isOn)
        {
            if (Rows == 0) (OffLeast, OffMost) = (position, position);
            OffLeast = Math.Min(OffLeast, Math.Max(position, before));
            OffMost = Math.Max(OffMost, Math.Min(position, before));
            if (Rows < int.MaxValue) Rows++;
            return;
        }

        if (Rows == 0) return;
        if (position >= OffMost) OnPlus = Math.Min(OnPlus, position);
        else if (position <= OffLeast) OnMinus = Math.Max(OnMinus, position);
        else Depth = Math.Max(Depth, Math.Min(Deepest, Math.Min(position - OffLeast, OffMost - position)));
    }
}
