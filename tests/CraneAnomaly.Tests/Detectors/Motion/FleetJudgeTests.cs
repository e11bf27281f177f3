using System.Runtime.InteropServices;
using CraneAnomaly.Alerts;
using CraneAnomaly.Records;
using CraneAnomaly.Records.Signals;
using CraneAnomaly.Tests.Detectors.Sequential;

namespace CraneAnomaly.Tests.Detectors.Motion;

public class FleetJudgeTests
{
    private const double Learned = 3, Watched = 3;
    private const int Cranes = 5;

    private static readonly FlowIdentity s_none = FlowIdentity.None;

    private static readonly Lazy<Baseline> s_baseline = new(() => new MotionRun(seed: 43, Cranes, rate: 2).Learn(Learned));

    [Theory]
    [InlineData(0.07)]
    [InlineData(0.1)]
    public void AllCranesSlower_AreOneFleetEpisode(double strength)
    {
        const long Hour = 3600L * 1_000_000_000;
        var run = new MotionRun(seed: 43, Cranes, rate: 2);

        var alerts = run.Detect(s_baseline.Value, Watched, "throttle-fleet", strength);

        long start = run.Events.Min(label => label.StartNs);
        var alert = Assert.Single(alerts, alert => alert.Type.Name == "throttling.fleet");
        Assert.InRange(alert.FirstSeenNs, start, start + Hour);
        Assert.InRange(alert.Finding.OnsetNs!.Value, start - (Hour / 6), start + (Hour / 2));
        Assert.InRange(alert.Severity, 60, 79);
        Assert.Contains(" working cranes became slower together, since about ", alert.Title, StringComparison.Ordinal);
        Assert.Contains(alert.Finding.RuledOut, cause => cause is { Cause: "failure of one crane", Verdict: "excluded" });
    }

    [Fact]
    public void OneCraneSlower_IsNoFleet()
    {
        var alerts = new MotionRun(seed: 43, Cranes, rate: 2).Detect(s_baseline.Value, Watched, "throttle-global", 0.1);

        Assert.Contains(alerts, alert => alert.Type.Name == "throttling.trolley.plateau-speed");
        Assert.DoesNotContain(alerts, alert => alert.Type.Name is "throttling.fleet" or "throttling.fleet-stop");
    }

    [Fact]
    public void AllControllersStopped_AreOneFleetEpisode()
    {
        var run = new MotionRun(seed: 43, Cranes, rate: 2);

        var alerts = run.Detect(s_baseline.Value, 1.5, "plc-stop-fleet");

        long start = run.Events.Min(label => label.StartNs);
        var alert = Assert.Single(alerts, alert => alert.Type.Name == "throttling.fleet-stop");
        Assert.InRange(alert.FirstSeenNs, start, start + 60_000_000_000);
        Assert.Contains("PLC_STOP", alert.Title, StringComparison.Ordinal);
        Assert.Contains(alert.Finding.RuledOut, cause => cause is { Cause: "failing supply", Verdict: "excluded" });
    }

    [Theory]
    [InlineData("normal")]
    [InlineData("power-dip")]
    [InlineData("wind-gusts")]
    [InlineData("switch-replaced")]
    [InlineData("firmware-campaign")]
    public void WhatHappensToAllOfThem_IsNoFleetIncident(string scenario)
    {
        var alerts = new MotionRun(seed: 43, Cranes, rate: 2).Detect(s_baseline.Value, Watched, scenario);

        Assert.DoesNotContain(alerts, alert => alert.Severity >= 40);
    }

    // Nothing but lifts by the twistlocks, the hoist slow and never at full stick: each takes half as long again on all cranes.
    [Fact]
    public void LiftsOfAllCranesLonger_AreToldOfEach_AndAreNoFleet()
    {
        var draws = new Draws(9);
        var learner = new BaselineLearner();
        Lifts(120, 1, learner.Symbols, learner.Process);
        var told = new Told();
        var pipeline = DetectionPipeline.Create(learner.Complete(null), null, told);
        Lifts(40, 1.5, pipeline.Symbols, pipeline.Process);
        pipeline.Complete();

        Assert.Equal(Cranes, told.Names.Count(name => name == "throttling.cycle"));
        Assert.DoesNotContain("throttling.fleet", told.Names);

        void Lifts(int count, double longer, SymbolTable symbols, Benchmarks.Cells.Fleets.FleetFeed.RowTaker take)
        {
            var crane = Enumerable.Range(1, Cranes).Select(i => symbols.Intern($"QC0{i}")).ToArray();
            double start = 0;
            for (int lift = 0; lift < count; lift++)
            {
                double works = 80 * longer * Math.Exp(0.1 * draws.Normal());
                for (double t = 0; t < works + 20; t += 0.5)
                {
                    bool moves = t > 10 && t < works + 10;
                    foreach (int own in crane)
                        take(Record(own, start + t), Body(("hoist.speed", moves ? 0.3 : 0), ("hoist.demand", moves ? 0.3 : 0), ("spreader.locked", t < works ? 1 : 0)));
                }

                start += works + 20;
            }
        }
    }

    private static OtRecord Record(int crane, double seconds) => new()
    {
        TimestampNs = 1_772_000_000_000_000_000 + (long)(seconds * 1e9),
        Flow = -1,
        Protocol = OtProtocol.Telemetry,
        Kind = RecordKind.Measurement,
        Crane = crane,
    };

    private static RecordBody Body(params ReadOnlySpan<(string Name, double Value)> values)
    {
        var row = new SignalValue[values.Length];
        for (int i = 0; i < row.Length; i++)
        {
            Assert.True(SignalCatalog.TryFind(values[i].Name, out var signal));
            row[i] = new() { Signal = signal, Type = SignalCatalog.Type(signal), Number = values[i].Value };
        }

        return new RecordBody(in s_none, default, MemoryMarshal.AsBytes(row.AsSpan()));
    }

    private sealed class Told : IAlertSink
    {
        private readonly HashSet<(string Id, string Name)> _alerts = [];

        public IEnumerable<string> Names => _alerts.Select(alert => alert.Name);

        public void OnAlert(Alert alert) => _alerts.Add((alert.Id, alert.Type.Name));
    }
}
