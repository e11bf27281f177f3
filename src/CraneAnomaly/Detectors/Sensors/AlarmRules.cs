using System.Globalization;
using CraneAnomaly.Features.Sensors;
using CraneAnomaly.Records;

namespace CraneAnomaly.Detectors.Sensors;

/// <summary>
/// An alarm that should have come: other cranes tell a wind alarm at no more wind than this one has, and this one tells
/// none.
/// </summary>
internal sealed class AlarmRules(SensorFindings findings)
{
    private const long LongNs = 60_000_000_000, FreshNs = 30_000_000_000;
    private const double AbovePaper = 0.5, AboveWitness = 0.5;

    /// <summary>Time after which a minute without its alarm is forgotten to a third, s.</summary>
    private const double Memory = 1800;

    public void Judge(WatchedCrane crane, IReadOnlyList<WatchedCrane> fleet, in OtRecord record, RecordBody body)
    {
        var sensors = crane.Sensors;
        long now = record.TimestampNs;
        Remember(crane, now);
        bool misses = Misses(crane, now);
        bool byPaper = misses && sensors.WindLevel > crane.WindWarning + AbovePaper;
        var witness = misses && !byPaper ? Witness(crane, fleet, now) : null;
        if (!IsLong(crane, now, byPaper || witness is not null) || !(byPaper || witness is not null)) return;
        int place = SensorPlaces.AlarmCode;
        if (!findings.Begin(crane, SensorLie.SwitchedOff, place, 60, 85, sensors.WindLevel, record, body, out var sketch)) return;
        string alarm = witness is null ? "a wind warning" : findings.Symbols.Name(witness.Sensors.Text(place));
        string due = witness is null
            ? string.Create(CultureInfo.InvariantCulture, $"its papers ask for one from {crane.WindWarning:0.0} m/s on")
            : string.Create(CultureInfo.InvariantCulture, $"{witness.Sensors.Name} tells {alarm} from {witness.AlarmedFrom:0.0} m/s on");
        findings.Tell(
            sketch, crane, place,
            string.Create(CultureInfo.InvariantCulture, $"{sensors.Name} tells no alarm at {sensors.WindLevel:0.0} m/s of wind: {due}"),
            null, new(null, null, alarm), record, body,
            [new("alarm.code", "none", alarm, 0.6), new("wind", $"{SensorFindings.Text(sensors.WindLevel)} m/s", "below the alarm", 0.4)],
            [
                new("another limit on this crane", witness is null ? "excluded" : "possible", witness is null ? "its papers say which" : "its papers do not say"),
                new("a gust", "excluded", "the mean of half a minute has been above for a minute, and no alarm came in between"),
            ]);
    }

    // A wind about the limit goes above it and below: what is missing adds up until an alarm comes.
    private static bool IsLong(WatchedCrane crane, long now, bool isMissing)
    {
        double dt = Math.Clamp((now - crane.MissedNs) / 1e9, 0, FreshNs / 1e9);
        crane.MissedNs = now;
        if (!double.IsNaN(crane.AlarmedFrom) || crane.IsWindAlarm) crane.MissedSeconds = 0;
        else crane.MissedSeconds = (crane.MissedSeconds * (1 - (dt / Memory))) + (isMissing ? dt : 0);
        return crane.MissedSeconds >= LongNs / 1e9;
    }

    // The least wind at which a crane goes on telling its wind alarm.
    private void Remember(WatchedCrane crane, long now)
    {
        var sensors = crane.Sensors;
        int text = sensors.Text(SensorPlaces.AlarmCode);
        bool alarmed = text != SymbolTable.None && findings.Symbols.Name(text).StartsWith("WIND", StringComparison.OrdinalIgnoreCase);
        crane.IsWindAlarm = alarmed;
        if (!alarmed) crane.AlarmedFrom = double.NaN;
        else if (now - sensors.ChangedNs(SensorPlaces.AlarmCode) >= LongNs / 2)
            crane.AlarmedFrom = double.IsNaN(crane.AlarmedFrom) ? sensors.WindLevel : Math.Min(crane.AlarmedFrom, sensors.WindLevel);
    }

    private bool Misses(WatchedCrane crane, long now)
    {
        var sensors = crane.Sensors;
        int text = sensors.Text(SensorPlaces.AlarmCode);
        return text != SymbolTable.None && now - sensors.WindNs < FreshNs && findings.Symbols.Name(text) == "none";
    }

    // Bounded: the cranes beside it in the order of appearance.
    private static WatchedCrane? Witness(WatchedCrane crane, IReadOnlyList<WatchedCrane> fleet, long now)
    {
        int at = crane.Sensors.Place, from = Math.Max(0, at - SensorJudge.Neighbours), to = Math.Min(fleet.Count - 1, at + SensorJudge.Neighbours);
        for (int i = from; i <= to; i++)
        {
            var other = fleet[i];
            if (i == at || Math.Abs(now - other.Sensors.WindNs) > FreshNs) continue;
            if (crane.Sensors.WindLevel > other.AlarmedFrom + AboveWitness) return other;
        }

        return null;
    }
}
