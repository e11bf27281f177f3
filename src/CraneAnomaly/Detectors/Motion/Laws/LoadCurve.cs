using System.Runtime.InteropServices;
using CraneAnomaly.Features.Motion;

namespace CraneAnomaly.Detectors.Motion.Laws;

/// <summary>
/// How fast a hoist goes with a load where no law of power says it: straight lines between a few loads, fitted by least
/// squares in which what lies far off counts little (Huber, Annals of Mathematical Statistics 35, 1964).
/// </summary>
internal sealed class LoadCurve
{
    private const int MostKnots = 9;
    private const int FewestBetween = 8;
    private const double LeastLoad = 2;
    private const int Passes = 6;

    // A logarithm: less is noise.
    private const double LeastOff = 0.004;

    private readonly float[] _loads;
    private readonly float[] _slowness;

    private LoadCurve(float[] loads, float[] slowness) => (_loads, _slowness) = (loads, slowness);

    /// <summary>Speed with a load, m/s.</summary>
    public double Speed(double load)
    {
        int i = Interval(load);
        double share = Math.Max(0, (load - _loads[i]) / (_loads[i + 1] - _loads[i]));
        return Math.Exp(-(_slowness[i] + (share * (_slowness[i + 1] - _slowness[i]))));
    }

    /// <summary>The curve of speeds by load; null where there are too few.</summary>
    public static LoadCurve? Fit(ReadOnlySpan<float> loads, ReadOnlySpan<float> speeds)
    {
        var laden = new List<float>();
        foreach (float load in loads)
            if (load >= LeastLoad) laden.Add(load);
        int between = Math.Min(MostKnots - 1, laden.Count / FewestBetween);
        if (between < 2 || loads.Length - laden.Count < FewestBetween) return null;
        var sorted = CollectionsMarshal.AsSpan(laden);
        sorted.Sort();
        var knots = new List<float> { 0 };
        for (int i = 0; i <= between; i++)
        {
            float knot = (float)Quantiles.Of(sorted, (double)i / between);
            if (knot > knots[^1] + 0.5f) knots.Add(knot);
        }

        if (knots.Count < 4) return null;
        var curve = new LoadCurve([.. knots], new float[knots.Count]);
        var off = new float[loads.Length];
        double tolerance = double.PositiveInfinity;
        for (int pass = 0; pass < Passes; pass++)
        {
            curve.Solve(loads, speeds, tolerance);
            for (int i = 0; i < loads.Length; i++) off[i] = (float)Math.Abs(Math.Log(speeds[i] / curve.Speed(loads[i])));
            tolerance = Math.Max(LeastOff, 2 * Quantiles.SortedMedian(off.AsSpan()));
        }

        return curve;
    }

    public void Save(StateWriter writer)
    {
        for (int i = 0; i < _loads.Length; i++)
        {
            writer.WriteDouble(_loads[i]);
            writer.WriteDouble(_slowness[i]);
        }
    }

    /// <summary>Number of places.</summary>
    public int Count => _loads.Length;

    public static LoadCurve? Load(ref StateReader reader)
    {
        int count = reader.ReadCount(16);
        if (count == 0) return null;
        if (count is < 2 or > MostKnots + 1) throw reader.Damaged("a curve of speeds by load has an impossible number of places");
        float[] loads = new float[count], slowness = new float[count];
        for (int i = 0; i < count; i++)
        {
            (loads[i], slowness[i]) = ((float)reader.ReadDouble(), (float)reader.ReadDouble());
            if (i > 0 && !(loads[i] > loads[i - 1])) throw reader.Damaged("a curve of speeds by load is not in order");
        }

        return new(loads, slowness);
    }

    private int Interval(double load)
    {
        int i = 0;
        while (i < _loads.Length - 2 && load > _loads[i + 1]) i++;
        return i;
    }

    // Each move weighs on the two places beside it: three diagonals, solved from the top.
    private void Solve(ReadOnlySpan<float> loads, ReadOnlySpan<float> speeds, double tolerance)
    {
        int count = _loads.Length;
        double[] diagonal = new double[count], above = new double[count], right = new double[count];
        for (int i = 0; i < loads.Length; i++)
        {
            double slowness = -Math.Log(speeds[i]), load = Math.Max(0, loads[i]);
            double off = Math.Abs(slowness + Math.Log(Speed(load)));
            double weight = off <= tolerance ? 1 : tolerance / off;
            int at = Interval(load);
            double share = Math.Clamp((load - _loads[at]) / (_loads[at + 1] - _loads[at]), 0, 1);
            diagonal[at] += weight * (1 - share) * (1 - share);
            diagonal[at + 1] += weight * share * share;
            above[at] += weight * share * (1 - share);
            right[at] += weight * (1 - share) * slowness;
            right[at + 1] += weight * share * slowness;
        }

        for (int i = 1; i < count; i++)
        {
            double factor = above[i - 1] / diagonal[i - 1];
            diagonal[i] -= factor * above[i - 1];
            right[i] -= factor * right[i - 1];
        }

        double next = 0;
        for (int i = count - 1; i >= 0; i--)
        {
            next = (right[i] - (i < count - 1 ? above[i] * next : 0)) / diagonal[i];
            _slowness[i] = (float)next;
        }
    }
}
