using System.Runtime.InteropServices;
using CraneAnomaly.Features.Motion;

namespace CraneAnomaly.Detectors.Motion.Laws;

/// <summary>
/// How fast a hoist goes with a load: at its highest speed up to some load, and from there on as fast as its power
/// lifts load and spreader, v = power / (load + mass). Power is in t·m/s, without gravity and efficiency. A hoist that is
/// derated otherwise has a curve or stages instead.
/// </summary>
internal readonly record struct LoadLaw(double Highest, double Power, double Mass)
{
    // A curve has to err less than the law on moves that neither was fitted to, and not just by chance.
    private const double Better = 0.8;
    private const int FewestHeldOut = 12;

    private const int FewestEmpty = 4;
    private const int FewestSlower = 8;
    private const int FewestForPower = 3;

    // t of spreader and headblock, where too few loads tell it.
    private const double UsualMass = 13;
    private const double LeastSpread = 6;

    /// <summary>Where the law of power does not hold; null where it does.</summary>
    public LoadCurve? Curve { get; init; }

    /// <summary>Where the drive knows a few speeds; null where it does not.</summary>
    public LoadStages? Stages { get; init; }

    /// <summary>Whether there is a law at all; without one speed does not depend on the load.</summary>
    public bool IsKnown => Highest > 0;

    /// <summary>Speed with a load, m/s; 1 without a law; NaN where nothing is known.</summary>
    public double Speed(double load)
    {
        if (!IsKnown) return 1;
        if (Stages is not null && !double.IsNaN(load)) return Stages.Speed(load);
        if (Curve is not null && !double.IsNaN(load)) return Curve.Speed(load);
        if (double.IsNaN(load) || Power <= 0) return Highest;
        return Math.Min(Highest, Power / (Math.Max(0, load) + Mass));
    }

    /// <summary>
    /// Fits the law to speeds by load, and a curve or stages where these err less on moves that none has seen. Not known where
    /// there is too little to fit.
    /// </summary>
    public static LoadLaw Fit(ReadOnlySpan<float> loads, ReadOnlySpan<float> speeds)
    {
        List<float> trainLoads = [], trainSpeeds = [], restLoads = [], restSpeeds = [];
        for (int i = 0; i < loads.Length; i++)
        {
            // Laden and empty moves take turns: no fixed step, but one in four by Fibonacci hashing (Knuth, volume 3, 6.4).
            bool isHeldOut = unchecked((uint)i * 2654435769u) >> 30 == 0;
            (isHeldOut ? restLoads : trainLoads).Add(loads[i]);
            (isHeldOut ? restSpeeds : trainSpeeds).Add(speeds[i]);
        }

        var law = FitKnee(loads, speeds);
        if (restLoads.Count < FewestHeldOut) return law;
        ReadOnlySpan<float> seenLoads = CollectionsMarshal.AsSpan(trainLoads), seenSpeeds = CollectionsMarshal.AsSpan(trainSpeeds);
        var knee = FitKnee(seenLoads, seenSpeeds);
        if (!knee.IsKnown) return law;
        var best = knee;
        if (LoadCurve.Fit(seenLoads, seenSpeeds) is { } curve && ErrsLess(knee with { Curve = curve }, best, restLoads, restSpeeds))
        {
            best = knee with { Curve = curve };
            law = law with { Curve = LoadCurve.Fit(loads, speeds) };
        }

        return LoadStages.Fit(seenLoads, seenSpeeds) is { } stages && ErrsLess(knee with { Stages = stages }, best, restLoads, restSpeeds)
            ? law with { Stages = LoadStages.Fit(loads, speeds) }
            : law;
    }

    // Whether a law errs clearly less than another one on what it knows anything of.
    private static bool ErrsLess(LoadLaw less, LoadLaw more, List<float> loads, List<float> speeds)
    {
        double own = 0, other = 0;
        for (int i = 0; i < loads.Count; i++)
        {
            if (less.Stages?.IsSure(loads[i]) == false) continue;
            own += Math.Min(0.1, Math.Abs(Math.Log(speeds[i] / less.Speed(loads[i]))));
            other += Math.Min(0.1, Math.Abs(Math.Log(speeds[i] / more.Speed(loads[i]))));
        }

        return own < Better * other;
    }

    /// <summary>
    /// Fits the law alone: the highest as their median without load, the rest as a line of 1/v by load,
    /// once more without what lies far off.
    /// </summary>
    private static LoadLaw FitKnee(ReadOnlySpan<float> loads, ReadOnlySpan<float> speeds)
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

    public void Save(StateWriter writer)
    {
        writer.WriteDouble(Highest);
        writer.WriteDouble(Power);
        writer.WriteDouble(Mass);
        writer.WriteInt32(Curve?.Count ?? 0);
        Curve?.Save(writer);
        LoadStages.Save(Stages, writer);
    }

    public static LoadLaw Load(ref StateReader reader, int version)
    {
        var law = new LoadLaw(reader.ReadDouble(), reader.ReadDouble(), reader.ReadDouble());
        if (version >= 4) law = law with { Curve = LoadCurve.Load(ref reader) };
        return version < 5 ? law : law with { Stages = LoadStages.Load(ref reader) };
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
