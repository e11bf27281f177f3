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
            var line = new Line();
            for (int i = 0; i < loads.Length; i++)
            {
                if (!(speeds[i] < 0.97 * highest) || !(loads[i] >= 5)) continue;
                double inverse = 1.0 / speeds[i];
                if (pass > 0 && Math.Abs(inverse - origin - (slope * loads[i])) > tolerance * inverse) continue;
                line.Add(loads[i], inverse);
            }

            if (line.Count < FewestSlower || line.Range < LeastSpread) return OfPower(loads, speeds, highest);
            (slope, origin) = (line.Slope, line.Origin);
            tolerance = pass == 0 ? 0.1 : 0.03;
        }

        // A line that falls, or a spreader of a hundred tonnes, is no such law.
        double mass = origin / slope;
        return slope > 0 && mass is > 0 and < 100 ? new(highest, 1 / slope, mass) : OfPower(loads, speeds, highest);
    }

    /// <summary>
    /// Fits the law of what full power would do with every load, none left out: a line of 1/v by load, once more without
    /// what lies far off it.
    /// </summary>
    public static LoadLaw FitPower(ReadOnlySpan<float> loads, ReadOnlySpan<float> speeds)
    {
        var powers = new List<float>();
        for (int i = 0; i < loads.Length; i++)
            if (loads[i] > -5) powers.Add((float)(speeds[i] * (loads[i] + UsualMass)));
        if (powers.Count < FewestForPower) return default;
        double power = Quantiles.SortedMedian(CollectionsMarshal.AsSpan(powers));
        var law = new LoadLaw(power / UsualMass, power, UsualMass);
        for (int pass = 0; pass < 3; pass++)
        {
            var line = new Line();
            for (int i = 0; i < loads.Length; i++)
            {
                double inverse = 1.0 / speeds[i];
                if (Math.Abs((inverse * law.Speed(loads[i])) - 1) <= (pass == 0 ? 0.3 : 0.06)) line.Add(loads[i], inverse);
            }

            if (line.Count < FewestSlower || line.Range < LeastSpread) break;
            double slope = line.Slope, mass = line.Origin / slope;
            if (!(slope > 0) || mass is not (> 1 and < 100)) break;
            law = new(1 / (slope * mass), 1 / slope, mass);
        }

        return law;
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

    // A line by least squares.
    private struct Line
    {
        private double _x, _y, _xx, _xy, _least, _most;

        public int Count { get; private set; }

        public readonly double Range => _most - _least;

        public readonly double Slope => (_xy - (_x * _y / Count)) / (_xx - (_x * _x / Count));

        public readonly double Origin => (_y - (Slope * _x)) / Count;

        public void Add(double x, double y)
        {
            (_least, _most) = Count == 0 ? (x, x) : (Math.Min(_least, x), Math.Max(_most, x));
            Count++;
            _x += x;
            _y += y;
            _xx += x * x;
            _xy += x * y;
        }
    }
}
