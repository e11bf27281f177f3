using CraneAnomaly.Features.Cranes;
using CraneAnomaly.Records;

namespace CraneAnomaly.Detectors.Invariants;

/// <summary>
/// Watches the interlocks of every crane: what must never be true, whoever is in command. Needs no learning. Rows
/// may be up to five seconds apart; telemetry that is slower shows no condition that has to last, since nobody saw
/// what was in between.
/// </summary>
internal sealed class InvariantJudge(SymbolTable symbols, IFindingSink findings, CraneStates cranes)
{
    private const string Detector = "invariant";
    private const byte ScopeOfInvariants = 6;
    private const int Confidence = 95;

    // A condition seen last longer ago than this did not last in between: one row in five seconds, and its jitter.
    private const long PauseNs = 6_000_000_000;

    // Rows of one a second come some milliseconds early or late: a grace of whole seconds is not a row more for that.
    private const long JitterNs = 50_000_000;

    private readonly InvariantWording _wording = new(symbols);

    // By crane, then by rule.
    private Since[] _since = [];
    private ulong _occurrences;

    /// <summary>Judges a crane after a row.</summary>
    public void OnRow(CraneState crane, in OtRecord record, RecordBody body)
    {
        var rules = Invariant.Rules;
        int from = crane.Index * rules.Length;
        if (from + rules.Length > _since.Length) Array.Resize(ref _since, Math.Max(from + rules.Length, 2 * _since.Length));
        var since = _since.AsSpan(from, rules.Length);
        var told = crane.Told;
        bool stands = crane.MovingAxes == 0;
        for (int i = 0; i < rules.Length; i++)
        {
            ref readonly var rule = ref rules[i];
            if (!told.Overlaps(rule.Asked)) continue;
            if (rule.IsOfMotion && stands)
            {
                since[i] = default;
                continue;
            }

            switch (Conditions.Judge(rule.Condition, crane, cranes, out var breach))
            {
                case Verdict.Holds: Take(ref since[i], rule, crane, breach, record, body); break;
                case Verdict.Clear: since[i] = default; break;
                default: break;
            }
        }
    }

    private void Take(
        ref Since since, in Invariant rule, CraneState crane, in Breach breach, in OtRecord record, RecordBody body)
    {
        long nowNs = record.TimestampNs;
        bool goesOn = since.IsOpen && nowNs >= since.FirstNs && nowNs - since.LastNs <= PauseNs;
        since = new(true, goesOn ? since.FirstNs : nowNs, nowNs);
        long lastedNs = nowNs - Math.Min(since.FirstNs, breach.SinceNs);
        if (lastedNs < rule.GraceNs - JitterNs) return;

        ulong occurrence = rule.IsMoment ? ++_occurrences & 0xFF_FFFF : 0;
        var scope = new FindingScope(
            (ulong)ScopeOfInvariants << 56 | occurrence << 32 | (uint)rule.Episode, (uint)record.Crane);
        var sketch = new FindingSketch(rule.Alert, Detector, scope, rule.Severity, Confidence, 0);
        if (findings.Absorb(sketch, record, body, -1)) return;
        findings.Report(_wording.Of(sketch, rule.Condition, crane, breach, lastedNs, new(record, body)));
    }

    internal readonly record struct Since(bool IsOpen, long FirstNs, long LastNs);
}
