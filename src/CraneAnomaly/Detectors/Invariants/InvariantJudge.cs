using System.Globalization;
using CraneAnomaly.Features.Cranes;
using CraneAnomaly.Records;
using CraneAnomaly.Records.Signals;

namespace CraneAnomaly.Detectors.Invariants;

/// <summary>
/// Watches the interlocks of every crane: what must never be true, whoever is in command. Needs no learning.
/// </summary>
internal sealed class InvariantJudge(SymbolTable symbols, IFindingSink findings)
{
    private const string Detector = "invariant";
    private const byte ScopeOfInvariants = 6;

    // A condition seen last longer ago than this did not last in between: nobody looked.
    private const long PauseNs = 5_000_000_000;

    private readonly Dictionary<(int Crane, int Rule), Since> _since = [];

    /// <summary>Judges a crane after a row.</summary>
    public void OnRow(CraneState crane, in OtRecord record, RecordBody body)
    {
        for (int i = 0; i < Invariant.All.Count; i++)
        {
            var rule = Invariant.All[i];
            if (Conditions.Holds(rule.Condition, crane, out var breach))
                Take(i, rule, crane, breach, record, body);
        }
    }

    private void Take(
        int number, in Invariant rule, CraneState crane, in Breach breach, in OtRecord record, RecordBody body)
    {
        var key = (record.Crane, number);
        bool known = _since.TryGetValue(key, out var since) && record.TimestampNs - since.LastNs <= PauseNs;
        if (!known) since = new(record.TimestampNs, record.TimestampNs);
        _since[key] = since with { LastNs = record.TimestampNs };
        if (record.TimestampNs - since.FirstNs < rule.GraceNs) return;

        var scope = new FindingScope((ulong)ScopeOfInvariants << 56 | (uint)number, (uint)record.Crane);
        var sketch = new FindingSketch(rule.Alert, Detector, scope, rule.Severity, 95, 0);
        if (findings.Absorb(sketch, record, body, -1)) return;
        findings.Report(new Finding
        {
            Sketch = sketch,
            Title = Title(rule.Condition, crane, breach, record.TimestampNs - since.FirstNs),
            Asset = crane.Name,
            Crane = crane.Name,
            Evidence = new(record, body),
            IsRule = true,
            Signal = SignalCatalog.Name(breach.Signal, symbols),
            Observed = breach.Observed,
            Expected = new(null, breach.Limit, "interlock"),
            Unit = SignalCatalog.Unit(breach.Signal),
            Explanations =
            [
                new(SignalCatalog.Name(breach.Signal, symbols), Text(breach.Observed), $"at most {Text(breach.Limit)}", 0.7),
                new(SignalCatalog.Name(breach.Context, symbols), Text(breach.ContextValue), "another value, or no motion", 0.3),
            ],
            RuledOut = [new("a sensor that fails", "possible", "the crane's own signals are all that shows it")],
        });
    }

    private static string Title(Condition condition, CraneState crane, in Breach breach, long lastedNs)
    {
        string name = crane.Name, lasted = string.Create(CultureInfo.InvariantCulture, $"{lastedNs / 1e9:0} s");
        string axis = SignalCatalog.Name(breach.Signal, new()).Split('.')[0], speed = Text(breach.Observed);
        return condition switch
        {
            Condition.UnlockedAloft =>
                $"{name} opened its twistlocks with {Text(breach.ContextValue)} t hanging and not landed",
            Condition.MovesWithControlOff => $"{name} {axis} has moved for {lasted} with the control off ({speed} m/s)",
            Condition.MovesInEmergencyStop =>
                $"{name} {axis} has moved for {lasted} while the emergency stop is active ({speed} m/s)",
            Condition.MovesWithGateOpen => $"{name} {axis} has moved for {lasted} with the access gate open ({speed} m/s)",
            Condition.MovesWithoutWatchdog =>
                $"{name} {axis} has moved for {lasted} without the watchdog of the operator's station ({speed} m/s)",
            Condition.HoistsOverload => string.Create(CultureInfo.InvariantCulture,
                $"{name} hoists {breach.Observed:0.0} t, {breach.Observed / crane.RatedLoad:0 %} of its rated {crane.RatedLoad:0} t"),
            _ => $"{name} weighs {Text(breach.Observed)} t by its load cell and {Text(breach.ContextValue)} t by its four corners",
        };
    }

    private static string Text(double value) => value.ToString("0.0#", CultureInfo.InvariantCulture);

    private readonly record struct Since(long FirstNs, long LastNs);
}
