using CraneAnomaly.Features.Cranes;
using CraneAnomaly.Records;
using CraneAnomaly.Records.Signals;
using CraneAnomaly.Records.Site;

namespace CraneAnomaly.Detectors.Sessions;

/// <summary>
/// Where a site works with permits, what only maintenance does is done under one: parameters and firmware change, and the
/// mode becomes maintenance. A permit for something less, for the crane beside it, or for yesterday is none.
/// </summary>
internal sealed class PermitRules(IReadOnlyList<Permit> permits, IFindingSink findings)
{
    private static readonly Signal Checksum = Known("parameter.checksum"), Firmware = Known("firmware");

    private readonly Dictionary<int, Told> _cranes = [];

    /// <summary>A crane has told of itself.</summary>
    public void OnRow(CraneState crane, in OtRecord record, RecordBody body)
    {
        if (permits.Count == 0) return;
        if (!_cranes.TryGetValue(crane.Index, out var told)) _cranes.Add(crane.Index, told = new());
        Judge(crane, told.Checksum, TextOf(crane, Checksum), 0, "its parameters", "parameter", "download", record, body);
        Judge(crane, told.Firmware, TextOf(crane, Firmware), 1, "its firmware", "download", "download", record, body);
        int mode = crane.Control.Mode == CraneMode.Maintenance ? 1 : crane.Control.Mode == CraneMode.Unknown ? 0 : 2;
        bool enters = mode == 1 && told.Mode == 2;
        if (mode != 0) told.Mode = mode;
        if (enters) Judge(crane, 2, "its mode to maintenance", "mode", "bypass", record, body);
    }

    private void Judge(
        CraneState crane, Text text, int now, int place, string what, string action, string orAction, in OtRecord record, RecordBody body)
    {
        if (now == SymbolTable.None || now == text.Last) return;

        // What comes back to what it was is the end of what was told.
        bool changed = text.Last != SymbolTable.None && now != text.First;
        if (text.First == SymbolTable.None) text.First = now;
        text.Last = now;
        if (changed) Judge(crane, place, what, action, orAction, record, body);
    }

    private void Judge(CraneState crane, int place, string what, string action, string orAction, in OtRecord record, RecordBody body)
    {
        Permit? nearest = null;
        foreach (var permit in permits)
        {
            if (record.TimestampNs < permit.FromNs || record.TimestampNs >= permit.ToNs) continue;
            bool isHere = permit.Crane.Length == 0 || string.Equals(permit.Crane, crane.Name, StringComparison.OrdinalIgnoreCase);
            if (isHere && (permit.Actions.Contains(action) || permit.Actions.Contains(orAction))) return;
            if (nearest is null || isHere) nearest = permit;
        }

        string why = nearest is null ? "no permit is in force"
            : string.Equals(nearest.Crane, crane.Name, StringComparison.OrdinalIgnoreCase) || nearest.Crane.Length == 0
                ? $"permit {nearest.Id} allows {string.Join(", ", nearest.Actions)}, not {action}"
                : $"permit {nearest.Id} is for {nearest.Crane}";
        var sketch = new FindingSketch(
            "session.no-permit", "permit-scope", new((ulong)'S' << 56 | 8UL << 48 | (uint)place, (uint)record.Crane), nearest is null ? 50 : 65, 90, 0);
        if (findings.Absorb(sketch, record, body, findings.PacketOffset)) return;
        findings.Report(new Finding
        {
            Sketch = sketch,
            Title = $"{crane.Name}: somebody changed {what}; {why}",
            Asset = crane.Name,
            Crane = crane.Name,
            Evidence = new(record, body) { FileOffset = findings.PacketOffset },
            IsRule = true,
            Explanations = [new("permit", why, $"one for {crane.Name} that allows {action}", 1)],
            RuledOut = [new("work that was agreed by word", "possible", "a permit that was not entered looks like none")],
        });
    }

    private static int TextOf(CraneState crane, Signal signal) => double.IsNaN(crane[signal]) ? SymbolTable.None : (int)crane[signal];

    private static Signal Known(string name) =>
        SignalCatalog.TryFind(name, out var signal) ? signal : throw new ArgumentException(name, nameof(name));

    internal sealed class Told
    {
        public Text Checksum { get; } = new();

        public Text Firmware { get; } = new();

        public int Mode { get; set; }
    }

    internal sealed class Text
    {
        public int First { get; set; }

        public int Last { get; set; }
    }
}
