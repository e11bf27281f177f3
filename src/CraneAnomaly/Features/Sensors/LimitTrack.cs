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

    /// <summary>Where the axis was in the last row, if the flag there is worth a look; NaN otherwise.</summary>
    public double Position { get; private set; } = double.NaN;

    /// <summary>Whether the last row showed the flag off where it is known to be off.</summary>
    public bool IsUsual { get; private set; }

    /// <summary>Whether the flag was on.</summary>
    public bool IsOn { get; private set; }

    /// <summary>How far off the position may be, m.</summary>
    public double Slack { get; private set; }

    /// <summary>A row that does not tell both.</summary>
    public void Rest() => (Position, IsUsual) = (double.NaN, false);

    /// <summary>Takes a position and the flag there.</summary>
    public void Push(double position, bool isOn, double speed, double ageSeconds, in LimitSpan usual, ref LimitSpan own)
    {
        // Off where it is known to be off, as in nearly every row: there is nothing to learn or to judge.
        if (!isOn && usual.IsReady && position >= usual.OffLeast && position <= usual.OffMost)
        {
            (Position, IsOn, IsUsual, _before) = (double.NaN, false, true, position);
            return;
        }

        // Flags of an axis that rests are not renewed, or switched off with its control: a place it never left says nothing.
        if (Math.Abs(speed) <= AxisTrack.Standing)
        {
            (Position, IsUsual, _before) = (double.NaN, false, double.NaN);
            return;
        }

        bool same = isOn == IsOn && !double.IsNaN(_before);
        double before = _before;
        (Position, IsOn, Slack) = (position, isOn, Least + (Math.Abs(speed) * (Delay + ageSeconds)));
        (_before, IsUsual) = (position, false);

        // One row that is a disturbance does not become an end, and what contradicts is not learned.
        if (!same) return;
        if (own.IsReady && (usual.Early(position, isOn, Slack) > 0 || usual.Late(position, isOn, Slack) > 0)) return;
        own.Add(position, before, isOn);
    }
}
