using CraneAnomaly.Features.Sensors;
using CraneAnomaly.Records;

namespace CraneAnomaly.Detectors.Sensors;

/// <summary>
/// What a crane tells of itself that should not change, or should only rise: its parameter set, its firmware, and a
/// counter that proves it alive.
/// </summary>
internal sealed class ChangeRules(SensorFindings findings)
{
    /// <summary>Time after maintenance in which a change is of it.</summary>
    public const long MaintenanceNs = 900_000_000_000;

    private const int RisesSeen = 32;

    // A counter that starts again comes back to the bottom.
    private const double Bottom = 8;

    public void Judge(WatchedCrane crane, in OtRecord record, RecordBody body)
    {
        JudgeText(crane, 0, SensorPlaces.Checksum, crane.Sensors.Learned?.Checksum, record, body);
        JudgeText(crane, 1, SensorPlaces.Firmware, crane.Sensors.Learned?.Firmware, record, body);
        JudgeCounter(crane, record, body);
    }

    private void JudgeText(WatchedCrane crane, int at, int place, string? learned, in OtRecord record, RecordBody body)
    {
        var sensors = crane.Sensors;
        int text = sensors.Text(place), judged = crane.Texts[at];
        if (text == judged || text == SymbolTable.None) return;
        crane.Texts[at] = text;
        string now = findings.Symbols.Name(text);
        string? before = judged == SymbolTable.None ? learned : findings.Symbols.Name(judged);
        if (before is null || now == before) return;

        // What changed unseen, between learning and now, may long be known.
        bool unseen = judged == SymbolTable.None;
        if (!unseen && place == SensorPlaces.Checksum) crane.ParametersNs = record.TimestampNs;
        bool maintained = record.TimestampNs - crane.MaintenanceNs < MaintenanceNs;
        bool isFirmware = place == SensorPlaces.Firmware;
        string name = isFirmware ? "device.changed" : "command.value", signal = findings.Signal(place);
        if (!findings.Begin(crane, name, place, unseen ? 30 : maintained ? 35 : 60, record, body, out var sketch)) return;
        findings.Tell(
            sketch, crane, place, $"{sensors.Name} {signal} changed from {before} to {now}{(unseen ? " since learning" : "")}", null,
            new(null, null, unseen ? "as learned" : "as told before"), record, body,
            [new(signal, now, before, 1)],
            [
                new("approved work", maintained ? "possible" : "not-observable",
                    maintained ? "the crane was in maintenance within the last quarter of an hour" : "no permit is seen here; the mode was not maintenance"),
            ],
            before, now);
    }

    private void JudgeCounter(WatchedCrane crane, in OtRecord record, RecordBody body)
    {
        int place = SensorPlaces.Watchdog;
        double count = crane.Sensors.Fresh(place), last = crane.Counter;
        if (double.IsNaN(count) || count == last) return;
        int rises = crane.Rises;
        crane.Counter = count;
        crane.Rises = count > last ? Math.Min(rises + 1, RisesSeen) : 0;
        if (rises < RisesSeen || count > last || count <= Bottom) return;
        if (!findings.Begin(crane, SensorLie.Replayed, place, 65, 80, last - count, record, body, out var sketch)) return;
        findings.Tell(
            sketch, crane, place,
            $"{crane.Sensors.Name} watchdog went back from {SensorFindings.Text(last)} to {SensorFindings.Text(count)}: its counts are used again",
            count, new(last, null, "a counter that rises"), record, body,
            [new("watchdog", SensorFindings.Text(count), $"above {SensorFindings.Text(last)}", 1)],
            [new("counter started again", "excluded", "it would start at the bottom"), new("restored station", "possible", "a station can come back with an old count")]);
    }
}
