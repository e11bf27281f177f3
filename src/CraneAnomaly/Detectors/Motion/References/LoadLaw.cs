using System.Runtime.InteropServices;
using CraneAnomaly.Features.Motion;

namespace CraneAnomaly.Detectors.Motion.References;

/// <summary>
/// How fast a hoist goes with a load: at its highest speed up to some load, and from there on as fast as its power
/// lifts load and spreader, v = power / (load + mass). Power is in t·m/s, without gravity and efficiency.
/// </summary>
internal readonly record struct LoadLaw(double Highest, double Power, double Mass)
{
    private const int FewestEmpty = 4;
    private const int FewestSlower = 8;
    private const int FewestForPower = 3;

    // t of spreader and headblock, where too few loads tell it.
    private const double UsualMass = 13;
    private const double LeastSpread = 6;

    /// <summary>Whether there is a law at all; without one speed does not depend on the load.</summary>
    public bool IsKnown => Highest > 0;

    /// <summary>Speed with a load, m/s; 1 without a law.</summary>
    public double Speed(double load)
    {
        if (!IsKnown) return 1;
        if (double.IsNaN(load) || Power <= 0) return Highest;
        return Math.Min(Highest, Power / (Math.Max(0, load) + Mass));
    }

    /// <summary>
    /// Fits the law to speeds by load: the highest as their median without load, the rest as a line of 1/v by load,
    /// once more without what lies far off. Not known where there is too little to fit.
    /// </summary>
    public static LoadLaw Fit(ReadOnlySpan<float> loads, ReadOnlySpan<float> speeds)
    {
        var empty = new List<float>();
        for (int i = 0; i < loads.Length; i++)
            if (loads[i] < 5) empty.Add(speeds[i]);
        if (empty.Count < FewestEmpty) return default;
        double highest = Quantiles.SortedMedian([.. empty]);
        double slope = 0, origin = 0, tolerance = double.PositiveInfinity;
        for (int pass = 0; pass < 3; pass++)
        {
            double n = 0, x = 0, y = 0, xx = 0, xy = 0, least = double.MaxValue, most = 0;
            for (int i = 0; i < loads.Length; i++)
            {
                if (!(speeds[i] < 0.97 * highest) || !(loads[i] >= 5)) continue;
                double inverse = 1.0 / speeds[i];
                if (pass > 0 && Math.Abs(inverse - origin - (slope * loads[i])) > tolerance * inverse) continue;
                n++;
                x += loads[i];
                y += inverse;
                xx += (double)loads[i] * loads[i];
                xy += loads[i] * inverse;
                least = Math.Min(least, loads[i]);
                most = Math.Max(most, loads[i]);
            }

            double spread = xx - (x * x / n);
            if (n < FewestSlower || most - least < LeastSpread || spread <= 0) return OfPower(loads, speeds, highest);
            slope = (xy - (x * y / n)) / spread;
            origin = (y - (slope * x)) / n;
            tolerance = pass == 0 ? 0.1 : 0.03;
        }

        // A line that falls, or a spreader of a hundred tonnes, is no such law.
        double mass = origin / slope;
        return slope > 0 && mass is > 0 and < 100 ? new(highest, 1 / slope, mass) : OfPower(loads, speeds, highest);
    }

    private static LoadLaw OfPower(ReadOnlySpan<float> loads, ReadOnlySpan<float> speeds, double highest)
    {
        var powers = new List<float>();
        for (int i = 0; i < loads.Length; i++)
            if (speeds[i] < 0.97 * highest && loads[i] >= 15) powers.Add((float)(speeds[i] * (loads[i] + UsualMass)));
        return powers.Count < FewestForPower
            ? new(highest, 0, 0)
            : new(highest, Quantiles.SortedMedian(CollectionsMarshal.AsSpan(powers)), UsualMass);
    }
}
