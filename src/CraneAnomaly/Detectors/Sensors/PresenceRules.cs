using System.Globalization;
using CraneAnomaly.Features.Sensors;
using CraneAnomaly.Records;
using CraneAnomaly.Records.Signals;

namespace CraneAnomaly.Detectors.Sensors;

/// <summary>
/// Signals that go away: which went first, whether the crane stopped with it, and whether it went as sensors fail. Asked
/// once a second.
/// </summary>
internal sealed class PresenceRules(SensorFindings findings)
{
    private const long Second = 1_000_000_000;
    private const long TripBeforeNs = 5 * Second, TripAfterNs = 20 * Second, StopNs = 8 * Second;
    private const long WorksOnNs = 20 * Second;
    private const long WatchdogNs = 5 * Second, OutageNs = 8 * Second, MaintenanceNs = 900 * Second;
    private const int BeatsSeen = 20, Doubts = 2, FewGone = 12;

    // How controllers call wear and heat of their equipment: nothing that anybody switches off.
    private static readonly string[] s_wear = ["TEMP", "WEAR", "WORN", "HOT", "FILTER", "GREASE", "OIL", "SERVICE"];

    private static readonly int[] s_measured =
        [.. Enumerable.Range(0, SignalCatalog.Count).Where(place => SignalCatalog.Type(new(place)) != SignalType.Text)];

    private static readonly Signal s_watchdog = new(SensorPlaces.Watchdog);

    public void Judge(WatchedCrane crane, in OtRecord record, RecordBody body)
    {
        int first = FirstGone(crane, out long sinceNs, out int gone, out bool toldBad);
        if (first >= 0) JudgeGone(crane, first, sinceNs, gone, toldBad, record, body);
        JudgeWatchdog(crane, record, body);
        JudgeWear(crane, record, body);
    }

    private static int FirstGone(WatchedCrane crane, out long sinceNs, out int gone, out bool toldBad)
    {
        var sensors = crane.Sensors;
        (int first, gone, sinceNs, toldBad) = (-1, 0, long.MaxValue, false);
        foreach (int place in s_measured)
        {
            if (!sensors.Presence.IsGone(place, sensors.Learned?.RowsBetween[place] ?? 0, out long since, out bool bad))
            {
                crane.Gone[place] = SensorLie.None;
                continue;
            }

            gone++;

            // Of those that went together the first of the catalog: the load before its corners.
            if (since >= sinceNs) continue;
            (first, sinceNs, toldBad) = (place, since, bad);
        }

        return first;
    }

    private void JudgeGone(
        WatchedCrane crane, int place, long sinceNs, int gone, bool toldBad, in OtRecord record, RecordBody body)
    {
        var sensors = crane.Sensors;
        long now = record.TimestampNs;
        bool trips = Trips(sensors, sinceNs, out string? alarm);
        bool stops = trips || (sensors.MovedNs >= sinceNs - (6 * Second) && now - sensors.MovedNs >= StopNs
            && sensors.MovedNs <= sinceNs + TripBeforeNs);
        int doubts = sensors.Presence.Doubts(place, now);
        bool maintained = now - crane.MaintenanceNs < MaintenanceNs;
        bool many = gone > FewGone;
        ref var taken = ref crane.Gone[place];
        if (taken == SensorLie.None)
        {
            if (!stops && now - sinceNs < WorksOnNs) return;
            taken = stops && doubts < Doubts && !maintained && !many ? SensorLie.SwitchedOff : SensorLie.Fault;
        }

        bool off = taken == SensorLie.SwitchedOff;
        if (!findings.Begin(crane, taken, place, off ? 65 : stops ? 35 : 25, trips ? 90 : 70, gone, record, body, out var sketch)) return;
        string name = findings.Signal(place), went = toldBad ? "is told to be bad" : "is not told any more";
        string stopped = stops ? $"{sensors.Name} stopped: {name} {went}" : $"{sensors.Name} {name} {went}, and the crane works on";
        string others = gone > 1 ? string.Create(CultureInfo.InvariantCulture, $", with {gone - 1} more behind it") : "";
        string said = alarm is null ? "" : $" (alarm {alarm})";
        findings.Tell(
            sketch, crane, place, stopped + others + said, null, new(null, null, "a value every few rows, as before"), record, body,
            [
                new("first out", name, "none", 0.5),
                new("alarm", alarm ?? "none told", "none", 0.2),
                new("wind elsewhere", double.IsNaN(sensors.OthersWind) ? "not told" : $"{SensorFindings.Text(sensors.OthersWind)} m/s", "below the stop", 0.1),
                new("doubts of its source before", doubts.ToString(CultureInfo.InvariantCulture), "several, where a sensor dies", 0.2),
            ],
            off
                ? [
                    new("failing sensor", "possible", "nothing announced it: it was good until the moment it went"),
                    new("crane silent as a whole", "excluded", "its other signals go on"),
                    new("work on the crane", "excluded", "its mode was not maintenance"),
                ]
                : [new("tampering", "possible", Why(doubts, maintained, many, stops))],
            after: alarm);
    }

    private static string Why(int doubts, bool maintained, bool many, bool stops) =>
        doubts >= Doubts ? $"its source doubted it {doubts.ToString(CultureInfo.InvariantCulture)} times before: sensors that die announce it"
        : maintained ? "the crane is in maintenance"
        : many ? "many signals went together: that is a gateway or a module, not one sensor"
        : stops ? "nothing shows it"
        : "the crane works on without it";

    // Whether the controller raised an alarm with it.
    private bool Trips(CraneSensors sensors, long sinceNs, out string? alarm)
    {
        alarm = null;
        foreach (int place in (ReadOnlySpan<int>)[SensorPlaces.FirstOut, SensorPlaces.AlarmCode])
        {
            int text = sensors.Text(place);
            long changed = sensors.ChangedNs(place);
            if (text == SymbolTable.None || changed < sinceNs - TripBeforeNs || changed > sinceNs + TripAfterNs) continue;
            string name = findings.Symbols.Name(text);
            if (SignalCatalog.IsNoAlarm(name) || IsWear(name)) continue;
            alarm = name;
            return true;
        }

        return false;
    }

    // A watchdog is alive as long as it changes, whatever it counts.
    private void JudgeWatchdog(WatchedCrane crane, in OtRecord record, RecordBody body)
    {
        var sensors = crane.Sensors;
        int place = s_watchdog.Index;
        long now = record.TimestampNs, changed = sensors.ChangedNs(place);
        NoteBeat(crane, changed);
        if (sensors.Changes(place) < BeatsSeen || now - changed < Math.Max(WatchdogNs, 2 * crane.LongestBeatNs)) return;
        if (sensors.ToldNs(place) <= changed || sensors.Moves) return;
        if (now - sensors.ToldNs(place) > WatchdogNs || now - crane.MaintenanceNs < MaintenanceNs) return;
        bool trips = Trips(sensors, changed, out string? alarm);
        bool stops = sensors.MovedNs >= changed - (6 * Second) && sensors.MovedNs <= changed + TripAfterNs && sensors[SensorPlaces.ControlOn] == 1;
        if (!trips && !stops) return;

        // What stops everything makes the watchdog of the station stop, too.
        if (alarm is not null && !alarm.Contains("WATCHDOG", StringComparison.OrdinalIgnoreCase)) return;
        if (!trips && now - sensors.MovedNs < StopNs) return;
        if (!findings.Begin(crane, SensorLie.SwitchedOff, place, 60, trips ? 90 : 70, 1, record, body, out var sketch)) return;
        findings.Tell(
            sketch, crane, place,
            $"{sensors.Name} stopped: its watchdog has stood still for {SensorFindings.Seconds(now - changed)}{(alarm is null ? "" : $" (alarm {alarm})")}",
            sensors[place], new(null, null, "a beat at least every 5 s"), record, body,
            [new("first out", "watchdog", "none", 0.8), new("alarm", alarm ?? "none told", "none", 0.2)],
            [
                new("station switched off", "excluded", "the control is on, or the controller raised an alarm"),
                new("failed station or link", "possible", "the telemetry shows the beat alone"),
            ],
            after: alarm);
    }

    // Whoever looks at a beat about as often as it comes misses some, and sees it stand still again and again.
    private static void NoteBeat(WatchedCrane crane, long changedNs)
    {
        if (changedNs == crane.BeatNs) return;
        long gap = changedNs - crane.BeatNs;
        if (gap <= OutageNs) crane.LongestBeatNs = Math.Max(crane.LongestBeatNs, gap);
        crane.BeatNs = changedNs;
    }

    private void JudgeWear(WatchedCrane crane, in OtRecord record, RecordBody body)
    {
        var sensors = crane.Sensors;
        int place = SensorPlaces.AlarmCode, text = sensors.Text(place);
        if (text != crane.AlarmText) (crane.AlarmText, crane.IsWear) = (text, IsWear(findings.Symbols.Name(text)));
        if (!crane.IsWear) return;
        string alarm = findings.Symbols.Name(text);
        if (!findings.Begin(crane, SensorLie.Fault, place, 20, 80, 0, record, body, out var sketch)) return;
        findings.Tell(
            sketch, crane, place, $"{sensors.Name} tells {alarm}: equipment that wears or runs hot", null, new(null, null, "no alarm"), record, body,
            [new("alarm.code", alarm, "none", 1)],
            [new("tampering", "possible", "the controller itself tells wear or heat; the derating that follows is open")], after: alarm);
    }

    private static bool IsWear(string text)
    {
        foreach (string word in s_wear)
            if (text.Contains(word, StringComparison.OrdinalIgnoreCase)) return true;
        return false;
    }
}
