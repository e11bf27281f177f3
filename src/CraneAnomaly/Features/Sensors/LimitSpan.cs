namespace CraneAnomaly.Features.Sensors;

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
