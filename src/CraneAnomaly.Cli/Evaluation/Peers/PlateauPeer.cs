namespace CraneAnomaly.Cli.Evaluation.Peers;

/// <summary>
/// What an engineer would try first: at full stick, is the axis as fast as it was? A one-sided CUSUM (Page 1954,
/// Biometrika 41) over the ratio to the learned median, by axis, direction and whether the spreader is laden.
/// </summary>
internal sealed class PlateauPeer : IPeer
{
    private const double FullStick = 0.95;
    private const long SettledNs = 2_000_000_000;
    private const double Laden = 3;
    private const double Slack = 0.5;
    private const int Classes = CraneRow.Axes * 4;

    private readonly List<double>[] _learned = [.. Enumerable.Range(0, Classes).Select(_ => new List<double>())];
    private readonly double[] _median = new double[Classes];
    private readonly double[] _deviation = new double[Classes];
    private readonly double[] _sum = new double[Classes];
    private readonly long[] _since = new long[CraneRow.Axes];
    private readonly bool[] _taken = new bool[CraneRow.Axes];

    public void Learn(in CraneRow row)
    {
        for (int axis = 0; axis < CraneRow.Axes; axis++)
        {
            if (Plateau(row, axis, out int kind, out double speed)) _learned[kind].Add(speed);
        }
    }

    public void Finish()
    {
        for (int kind = 0; kind < Classes; kind++)
        {
            var speeds = _learned[kind];
            if (speeds.Count < 10) continue;
            speeds.Sort();
            _median[kind] = speeds[speeds.Count / 2];
            var ratios = speeds.Select(speed => Math.Abs(speed / _median[kind] - 1)).Order().ToList();

            // 1.4826: from the median of absolute deviations to the standard deviation of a normal distribution.
            _deviation[kind] = Math.Max(1.4826 * ratios[ratios.Count / 2], 0.002);
        }
    }

    public double Score(in CraneRow row)
    {
        for (int axis = 0; axis < CraneRow.Axes; axis++)
        {
            if (!Plateau(row, axis, out int kind, out double speed) || _median[kind] == 0) continue;
            double low = (1 - speed / _median[kind]) / _deviation[kind];
            _sum[kind] = Math.Max(0, _sum[kind] + low - Slack);
        }

        return _sum.Max();
    }

    // One value a run at full stick: what comes after it in the same run is no news.
    private bool Plateau(in CraneRow row, int axis, out int kind, out double speed)
    {
        double demand = row.Demand(axis);
        speed = Math.Abs(row.Speed(axis));
        kind = (axis * 4) + (demand > 0 ? 0 : 1) + (row.Load > Laden ? 0 : 2);
        if (Math.Abs(demand) < FullStick)
        {
            (_since[axis], _taken[axis]) = (0, false);
            return false;
        }

        if (_since[axis] == 0) _since[axis] = row.TimestampNs;
        if (_taken[axis] || row.TimestampNs - _since[axis] < SettledNs) return false;
        return _taken[axis] = true;
    }
}
