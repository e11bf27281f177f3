namespace CraneAnomaly.Detectors.Calibration;

/// <summary>
/// Says a thing once. After an alert (a score above <see cref="AlertScore"/>) nothing is said for a number of rows,
/// unless a score exceeds <see cref="Escalation"/> times that of the last alert: an anomaly lasts, and scores that
/// look at windows echo it. On the development part of NAB this is worth 5 to 18 points to detectors that repeat
/// themselves. Apply it once, never on top of another such rule.
/// </summary>
/// <param name="rows">Rows for which nothing is said; 0 lets everything pass.</param>
internal struct RefractoryRule(int rows)
{
    /// <summary>-log10 p above which a score is an alert.</summary>
    public const double AlertScore = 1.9;

    /// <summary>How much stronger than the last alert what comes through must be.</summary>
    public const double Escalation = 1.3;

    private readonly int _rows = rows;
    private double _last;
    private int _left;

    /// <summary>Whether the score passed last was an alert.</summary>
    public bool IsAlert { get; private set; }

    /// <summary>Passes the score of the next row.</summary>
    /// <returns>The score, or 0 when it repeats.</returns>
    public double Pass(double score)
    {
        IsAlert = false;
        if (_left > 0)
        {
            _left--;
            if (!(score > Escalation * _last)) return 0;
        }

        if (score > AlertScore)
        {
            IsAlert = true;
            _last = score;
            _left = _rows;
        }

        return score;
    }

    public readonly void Save(StateWriter writer)
    {
        writer.WriteInt32(_rows);
        writer.WriteInt32(_left);
        writer.WriteDouble(_last);
    }

    public static RefractoryRule Load(ref StateReader reader)
    {
        var rule = new RefractoryRule(reader.ReadInt32()) { _left = reader.ReadInt32(), _last = reader.ReadDouble() };
        return rule._left >= 0 && rule._left <= rule._rows && rule._last >= 0
            ? rule
            : throw reader.Damaged("a pause after an alert contradicts itself");
    }
}
