using CraneAnomaly.Features.Cranes;
using CraneAnomaly.Records.Signals;

namespace CraneAnomaly.Detectors.Invariants;

/// <summary>I11 and I12: work in a wind that is too strong, and a stop for a wind that nobody feels.</summary>
internal static class WindConditions
{
    /// <summary>Nobody may have felt the wind in this time before it was said to stop the crane.</summary>
    private const long CalmNs = 60_000_000_000;

    /// <summary>
    /// I11: the mean wind of a minute has been above the limit, by all anemometers that tell, and a box is moved.
    /// Without a box the crane may be on its way to where it is tied down.
    /// </summary>
    public static Verdict WorksInGale(CraneState crane, out Breach breach)
    {
        var wind = crane.Weather;
        breach = new(
            Sensors.Wind, wind.Mean, crane.Limits.WindStop, SignalCatalog.Load, crane[SignalCatalog.Load], wind.OverNs);
        if (wind.OverNs == long.MaxValue || wind.ToldNs < crane.NowNs - CalmNs) return Verdict.Clear;
        return (crane.Moves(Axis.Trolley) || crane.Moves(Axis.Hoist)) && ControlConditions.Hangs(crane)
            ? Verdict.Holds
            : Verdict.Clear;
    }

    /// <summary>
    /// I12: an anemometer or an alarm says that the wind stops the crane, while the crane's other anemometer and at
    /// least half of the cranes beside it have felt little since before. Who has no neighbour is not judged.
    /// </summary>
    public static Verdict WindStopInCalm(CraneState crane, CraneStates cranes, out Breach breach)
    {
        var wind = crane.Weather;
        breach = default;
        if (wind.AssertedNs == long.MaxValue) return Verdict.Clear;
        double first = crane[Sensors.Wind], second = crane[Sensors.Wind2];
        if (double.IsNaN(first) || double.IsNaN(second)) return Verdict.Unknown;
        var (high, low) = first >= second ? (Sensors.Wind, Sensors.Wind2) : (Sensors.Wind2, Sensors.Wind);
        breach = new(high, crane[high], crane.Limits.WindStop, low, crane[low], wind.AssertedNs);
        long calmNs = wind.AssertedNs - CalmNs;
        if (wind.FeltNs >= calmNs) return Verdict.Clear;
        var (asked, calm) = cranes.AskNeighbours(crane, calmNs);
        return asked == 0 ? Verdict.Unknown : 2 * calm >= asked ? Verdict.Holds : Verdict.Clear;
    }
}
