using CraneAnomaly.Features.Cranes;
using CraneAnomaly.Records.Signals;

namespace CraneAnomaly.Detectors.Invariants;

/// <summary>I9, the load: too much of it, told differently by two sensors, or on one side.</summary>
internal static class LoadConditions
{
    private const double CornerShare = 0.15;
    private const double CornerTons = 3;
    private const double Rising = 0.1;

    /// <summary>The hoist goes up with more than the overload cut-out lets it.</summary>
    public static Verdict HoistsOverload(CraneState crane, out Breach breach)
    {
        double load = crane[SignalCatalog.Load], limit = crane.Limits.OverloadShare * crane.Limits.RatedLoad;
        double speed = crane[Sensors.HoistSpeed];
        breach = new(SignalCatalog.Load, load, limit, Sensors.HoistSpeed, speed);
        return Of(load > limit && speed > Rising, limit - load + speed);
    }

    /// <summary>The four corners together weigh something else than the load cell.</summary>
    public static Verdict CornersDisagree(CraneState crane, out Breach breach)
    {
        double load = crane[SignalCatalog.Load], sum = 0;
        foreach (var corner in Sensors.Corners) sum += crane[corner];
        double limit = Math.Max(CornerTons, CornerShare * Math.Abs(load));
        breach = new(SignalCatalog.Load, load, limit, Sensors.Corners[0], sum);
        return Of(Math.Abs(sum - load) > limit, sum - load);
    }

    /// <summary>
    /// One half of the spreader carries more than its share. Corners are told in pairs along and across: which two
    /// are neighbours is not standardised, so that both ways to pair them count.
    /// </summary>
    public static Verdict Eccentric(CraneState crane, out Breach breach)
    {
        double load = crane[SignalCatalog.Load], limit = crane.Limits.Eccentricity;
        double one = crane[Sensors.Corners[0]], two = crane[Sensors.Corners[1]];
        double three = crane[Sensors.Corners[2]], four = crane[Sensors.Corners[3]];
        double sum = one + two + three + four;
        double share = Math.Max(Math.Abs(one + two - three - four), Math.Abs(one + three - two - four)) / sum;
        breach = new(Sensors.Corners[0], share, limit, SignalCatalog.Load, load);
        return Of(sum > 2 * CraneState.HangingLoad && load > 2 * CraneState.HangingLoad && share > limit, limit + share);
    }

    // Something that is not known is NaN, and makes a sum of all NaN.
    private static Verdict Of(bool holds, double sum) =>
        holds ? Verdict.Holds : double.IsNaN(sum) ? Verdict.Unknown : Verdict.Clear;
}
