namespace CraneAnomaly.Tests.Detectors.Motion;

public class FleetJudgeTests
{
    private const double Learned = 3, Watched = 3;
    private const int Cranes = 5;

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
}
