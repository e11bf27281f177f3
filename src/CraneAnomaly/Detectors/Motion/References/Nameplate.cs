using CraneAnomaly.Detectors.Motion.Laws;
using CraneAnomaly.Records.Signals;
using CraneAnomaly.Records.Site;

namespace CraneAnomaly.Detectors.Motion.References;

/// <summary>What the papers of a crane promise: absolute, and a few per cent off.</summary>
internal sealed class Nameplate
{
    /// <summary>Slower than this against the nameplate is nobody's business.</summary>
    public const double Tolerance = 0.035;

    private const double Spread = 0.015;
    private const double RampTolerance = 0.08;
    private const double RampSpread = 0.04;
    private const double Efficiency = 0.85;
    private const double Gravity = 9.81;
    private const double UsualSpreader = 13;

    private readonly LoadLaw _hoist;
    private readonly double[] _speeds = [double.NaN, double.NaN, double.NaN, double.NaN];
    private readonly double[] _accelerations = [double.NaN, double.NaN, double.NaN, double.NaN];

    public Nameplate(CraneSheet sheet)
    {
        foreach (var (axis, rating) in sheet.Rated)
        {
            _speeds[(int)axis] = rating.SpeedEmpty ?? rating.Speed ?? double.NaN;
            _accelerations[(int)axis] = rating.Acceleration ?? double.NaN;
        }

        if (sheet.Rated.TryGetValue(Axis.Hoist, out var hoist)) _hoist = Law(hoist, sheet.RatedLoad);
    }

    /// <summary>Rated speed with a load; NaN where the papers say nothing.</summary>
    public double Speed(Axis axis, double load) =>
        axis == Axis.Hoist && _hoist.IsKnown ? _hoist.Speed(load) : _speeds[(int)axis];

    /// <summary>Rated acceleration; NaN where the papers say nothing.</summary>
    public double Acceleration(Axis axis) => _accelerations[(int)axis];

    /// <summary>What the papers say of a move; false for nothing.</summary>
    public bool TryExpect(in MotionObservation observation, out Expected expected)
    {
        bool isRamp = observation.Feature == MotionFeature.RampUp;
        double rated = observation.Feature is MotionFeature.Plateau or MotionFeature.Clamp
            ? Speed(observation.Axis, observation.Load)
            : isRamp ? Acceleration(observation.Axis) : double.NaN;

        // A hoist whose load nobody tells may lift anything.
        if (observation.Axis == Axis.Hoist && !isRamp && double.IsNaN(observation.Load)) rated = double.NaN;
        expected = new(-Math.Log(rated) + (isRamp ? RampTolerance : Tolerance), isRamp ? RampSpread : Spread, 0);
        return !double.IsNaN(rated);
    }

    // Two places are known: the empty speed, and rated load with its speed. The power gives the spreader's mass.
    private static LoadLaw Law(AxisRating hoist, double? ratedLoad)
    {
        if ((hoist.SpeedEmpty ?? hoist.Speed) is not { } empty) return default;
        if (hoist.Speed is not { } laden || hoist.SpeedEmpty is null || ratedLoad is not { } load) return new(empty, 0, 0);
        double spreader = hoist.Power is { } power
            ? Math.Clamp((power * Efficiency / (Gravity * laden)) - load, 8, 20)
            : UsualSpreader;
        return new(empty, laden * (load + spreader), spreader);
    }
}
