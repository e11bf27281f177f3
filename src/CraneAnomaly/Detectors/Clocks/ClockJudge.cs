using System.Globalization;
using CraneAnomaly.Features.Cranes;
using CraneAnomaly.Records;

namespace CraneAnomaly.Detectors.Clocks;

/// <summary>
/// Judges the clocks of the cranes by what the reader of their rows found (<see cref="Violation.ClockOff"/>): how far a
/// clock went from its receiver's or from those of the cranes beside it, whether it goes on going, and whether the crane
/// is in maintenance.
/// </summary>
internal sealed class ClockJudge(IFindingSink findings, CraneStates cranes)
{
    private const string Name = "clock.suspect", Detector = "clocks";
    private const ulong ScopeOfClocks = (byte)'C';
    private const long MaintenanceNs = 900_000_000_000;

    /// <summary>From here on no time server corrects it by itself, and order of events is lost.</summary>
    private const double Far = 10;

    /// <summary>Seconds that a clock has to go on before it is told to drift.</summary>
    private const double Grown = 2;

    private readonly Dictionary<int, Run> _runs = [];

    /// <summary>Takes what the reader found.</summary>
    public void OnRecord(in OtRecord record, RecordBody body)
    {
        if (cranes.Find(record.Crane) is not { } crane) return;
        long nowNs = record.TimestampNs;
        double shift = body.Gap.ShiftNs / 1e9;
        bool goesOn = _runs.TryGetValue(record.Crane, out var run) && Math.Abs(nowNs - run.LastNs) < MaintenanceNs
            && Math.Sign(shift) == Math.Sign(run.First) && body.Gap.Count == run.Clocks;
        run = goesOn ? run with { LastNs = nowNs } : new(nowNs, nowNs, shift, (int)body.Gap.Count);
        _runs[record.Crane] = run;
        double minutes = (nowNs - run.FirstNs) / 60e9, grown = Math.Abs(shift) - Math.Abs(run.First);
        bool drifts = minutes > 0 && grown >= Grown;
        bool maintained = Math.Abs(crane.NowNs - crane.Control.MaintainedNs(crane.NowNs)) < MaintenanceNs;
        int severity = maintained ? 35 : Math.Abs(shift) >= 6 * Far ? 60 : Math.Abs(shift) >= Far ? 55 : drifts ? 50 : 35;
        var sketch = new FindingSketch(
            Name, Detector, new(ScopeOfClocks << 56, (uint)record.Crane), severity, run.Clocks == 0 ? 70 : 90, Math.Abs(shift));
        if (findings.Absorb(sketch, record, body, -1)) return;
        Tell(sketch, crane, shift, run, drifts ? grown / minutes : 0, maintained, new(record, body));
    }

    private void Tell(
        in FindingSketch sketch, CraneState crane, double shift, in Run run, double rate, bool maintained, RecordCopy evidence)
    {
        string seconds = Text(Math.Abs(shift)), way = shift < 0 ? "behind" : "ahead of";
        string by = run.Clocks switch
        {
            0 => "its own rows before",
            1 => "the receiver's clock",
            _ => string.Create(CultureInfo.InvariantCulture, $"the clocks of {run.Clocks} cranes beside it"),
        };
        string title = run.Clocks == 0 ? $"{crane.Name}'s clock went back by {seconds}" : $"{crane.Name}'s clock is {seconds} {way} {by}";
        if (rate > 0) title += string.Create(CultureInfo.InvariantCulture, $", and goes on by {rate:0.0} s a minute");
        findings.Report(new Finding
        {
            Sketch = sketch,
            Title = title,
            Asset = crane.Name,
            Crane = crane.Name,
            Evidence = evidence,
            IsRule = true,
            Signal = "timestamp",
            Observed = shift,
            Expected = new(-2, 2, by),
            Unit = "s",
            OnsetNs = run.FirstNs,
            Explanations = [new("time of the rows", $"{seconds} {way} {by}", "within 2 s, as before", 1)],
            RuledOut =
            [
                new("slow network or backlog", run.Clocks == 0 ? "possible" : "excluded",
                    run.Clocks == 0 ? "a buffer that is sent again looks like this" : "delay makes rows old by turns; the newest rows of each window are off"),
                new("step of a time server", Math.Abs(shift) >= Far ? "excluded" : "possible", "time servers step by less than some seconds"),
                new("work on the controller", maintained ? "possible" : "not-observable",
                    maintained ? "the crane is in maintenance" : "no permit is seen here; the mode was not maintenance"),
            ],
        });
    }

    private static string Text(double seconds) => seconds < 120
        ? seconds.ToString("0.0", CultureInfo.InvariantCulture) + " s"
        : (seconds / 60).ToString("0.0", CultureInfo.InvariantCulture) + " min";

    internal readonly record struct Run(long FirstNs, long LastNs, double First, int Clocks);
}
