using CraneAnomaly.Features.Sensors;
using CraneAnomaly.Records;

namespace CraneAnomaly.Detectors.Sensors;

/// <summary>A radio control that is not the crane's, and protective functions that are told to be disabled.</summary>
internal sealed class ControlRules(SensorFindings findings)
{
    private const int Radio = 2;
    private const long LastsNs = 5_000_000_000;

    private static readonly string[] s_functions = ["overload cut-out", "end limits and slow-down zones"];

    public void Judge(WatchedCrane crane, IReadOnlyList<WatchedCrane> fleet, in OtRecord record, RecordBody body)
    {
        JudgeRadio(crane, fleet, record, body);
        for (int i = 0; i < s_functions.Length; i++) JudgeProtection(crane, i, record, body);
    }

    /// <summary>Remembers the radio that has the crane: while learning.</summary>
    public void Learn(WatchedCrane crane)
    {
        int text = crane.Sensors.Text(SensorPlaces.RadioId);
        if (text == crane.Texts[Radio] || text == SymbolTable.None) return;
        crane.Texts[Radio] = text;
        string id = findings.Symbols.Name(text);
        if (!IsNone(id) && crane.Sensors.Own.Radios.Count < SensorNormal.MostRadios) crane.Sensors.Own.Radios.Add(id);
    }

    private void JudgeRadio(WatchedCrane crane, IReadOnlyList<WatchedCrane> fleet, in OtRecord record, RecordBody body)
    {
        var sensors = crane.Sensors;
        int text = sensors.Text(SensorPlaces.RadioId);
        if (text == crane.Texts[Radio] || text == SymbolTable.None) return;
        crane.Texts[Radio] = text;
        JudgeRadio(crane, fleet, findings.Symbols.Name(text), record, body);
    }

    private void JudgeRadio(WatchedCrane crane, IReadOnlyList<WatchedCrane> fleet, string id, in OtRecord record, RecordBody body)
    {
        var sensors = crane.Sensors;
        int place = SensorPlaces.RadioId;
        var own = sensors.Own.Radios;
        if (IsNone(id) || own.Contains(id) || sensors.Learned?.Radios.Contains(id) == true) return;
        bool isFirst = own.Count == 0 && (sensors.Learned is null || sensors.Learned.Radios.Count == 0);
        bool maintained = record.TimestampNs - crane.MaintenanceNs < ChangeRules.MaintenanceNs;
        if (own.Count < SensorNormal.MostRadios) own.Add(id);

        // Without a baseline the first one is what there is.
        if (isFirst && sensors.Learned is null) return;
        string? other = OwnerOf(id, crane, fleet);
        int severity = other is not null ? 70 : maintained ? 30 : 65;
        if (!findings.Begin(crane, "command.radio", place, severity, record, body, out var sketch)) return;
        var others = (sensors.Learned?.Radios ?? own).Union(own).Where(radio => radio != id);
        string known = isFirst ? "no radio had it before" : $"known are {string.Join(", ", others)}";
        findings.Tell(
            sketch, crane, place,
            $"{sensors.Name} is driven by radio {id}, {(other is null ? "which was never seen on it" : $"which belongs to {other}")}: {known}", null,
            new(null, null, "radios of this crane"), record, body,
            [new("radio.id", id, known, 1)],
            [
                new("a spare transmitter", maintained ? "possible" : "not-observable",
                    maintained ? "the crane is in maintenance" : "no permit is seen here; the mode is not maintenance"),
                new("the transmitter of another crane", other is null ? "excluded" : "possible", other is null ? "no other crane has had it" : $"it was seen on {other}"),
            ],
            after: id);
    }

    private void JudgeProtection(WatchedCrane crane, int function, in OtRecord record, RecordBody body)
    {
        var sensors = crane.Sensors;
        int place = SensorPlaces.Protections[function];
        double enabled = sensors[place];
        ref long since = ref crane.UnprotectedNs[function];
        if (!(enabled == 0))
        {
            since = long.MaxValue;
            return;
        }

        long now = record.TimestampNs;
        if (since > now) since = now;
        if (now - since < LastsNs) return;
        bool wasOn = ((sensors.Own.Protections | sensors.Learned?.Protections ?? 0) >> function & 1) != 0;
        bool maintained = now - crane.MaintenanceNs < ChangeRules.MaintenanceNs;

        // Never seen enabled: a bit that nobody wired is likelier than an attack that was there from the first row.
        int severity = maintained ? 35 : wasOn || sensors.Learned is null ? 70 : 35;
        if (!findings.Begin(crane, SensorLie.SwitchedOff, place, severity, 95, 1, record, body, out var sketch)) return;
        findings.Tell(
            sketch, crane, place,
            $"{sensors.Name} works with its {s_functions[function]} disabled{(wasOn ? "" : ", as ever since it is known")}{SensorFindings.Parameters(crane)}",
            0, new(1, 1, "enabled"), record, body,
            [new(findings.Signal(place), "0", "1", 1)],
            [
                new("a test under a permit", maintained ? "possible" : "not-observable",
                    maintained ? "the crane is in maintenance" : "no permit is seen here; the mode is not maintenance"),
                new("a bit that is not wired", wasOn ? "excluded" : "possible", wasOn ? "it was 1 before" : "it was never seen as 1"),
                new("a failing function", "possible", "a controller may take a broken function out of force; its alarm would say so"),
            ],
            wasOn ? "1" : null, "0", since);
    }

    // Bounded as all that cranes are asked about each other.
    private static string? OwnerOf(string id, WatchedCrane crane, IReadOnlyList<WatchedCrane> fleet)
    {
        int at = crane.Sensors.Place, to = Math.Min(fleet.Count - 1, at + SensorJudge.Neighbours);
        for (int i = Math.Max(0, at - SensorJudge.Neighbours); i <= to; i++)
        {
            var other = fleet[i].Sensors;
            if (i != at && (other.Own.Radios.Contains(id) || other.Learned?.Radios.Contains(id) == true)) return other.Name;
        }

        return null;
    }

    private static bool IsNone(string id) => id is "" or "0" || id.Equals("none", StringComparison.OrdinalIgnoreCase);
}
