namespace CraneAnomaly.Tests.Detectors.Motion;

public class MotionJudgeTests
{
    private const double Learned = 3, Watched = 3;

    private static readonly MotionRun s_run = new(seed: 41, cranes: 2);
    private static readonly Lazy<Baseline> s_baseline = new(() => s_run.Learn(Learned));

    [Theory]
    [InlineData("throttle-trolley", 0.1, "throttling.trolley.")]
    [InlineData("throttle-trolley", 0.05, "throttling.trolley.")]
    [InlineData("throttle-global", 0.1, "throttling.trolley.")]
    [InlineData("throttle-hoist", 0.1, "throttling.hoist.")]
    [InlineData("throttle-drive", 0.1, "throttling.trolley.tracking")]
    [InlineData("setpoint-clamp", 0.1, "throttling.trolley.")]
    [InlineData("speed-limiter", 0.1, "throttling.trolley.")]
    [InlineData("throttle-laden", 0.1, "throttling.hoist.")]
    [InlineData("soft-ramps", 0.25, "throttling.trolley.ramp")]
    [InlineData("dead-time", 0.1, "throttling.hoist.dead-time")]
    [InlineData("inserted-waits", 0.024, "throttling.inserted-wait")]
    public void Throttle_IsToldOnce_SinceItBegan(string scenario, double strength, string name)
    {
        var run = new MotionRun(seed: 41, cranes: 2);
        var alerts = run.Detect(s_baseline.Value, Watched, scenario, strength);

        var label = Assert.Single(run.Events);
        var alert = Assert.Single(alerts, alert => alert.Type.Name.StartsWith(name, StringComparison.Ordinal));
        Assert.All(alerts, other => Assert.Equal(label.Crane, other.Crane));
        Assert.All(alerts, other => Assert.InRange(other.FirstSeenNs, label.StartNs, label.EndNs + 300_000_000_000));
        Assert.InRange(alert.Severity, 40, 79);
        Assert.True(alert.Finding.LossMovesPerHour >= 0);
        Assert.NotEmpty(alert.Finding.RuledOut);
    }

    [Theory]
    [InlineData("normal")]
    [InlineData("new-operator")]
    [InlineData("twin-lift")]
    [InlineData("wind-gusts")]
    [InlineData("power-dip")]
    [InlineData("thermal-derating")]
    [InlineData("worn-brake")]
    [InlineData("ntp-step")]
    public void WhatOnlyLooksLikeIt_IsNoPage(string scenario)
    {
        var alerts = new MotionRun(seed: 41, cranes: 3).Detect(ThreeCranes.Value, Watched, scenario);

        Assert.DoesNotContain(alerts, alert => alert.Severity >= 40);
    }

    [Fact]
    public void Alert_SaysWhatAnOperatorAsks()
    {
        var run = new MotionRun(seed: 41, cranes: 2);
        var alert = Assert.Single(run.Detect(s_baseline.Value, Watched, "throttle-trolley", 0.2));

        Assert.Equal("throttling.trolley.plateau-speed", alert.Type.Name);
        Assert.Matches(
            @"^QC0\d trolley top speed (79|80|81)(\.\d)? % of expected \(\d\.\d\d against \d\.\d\d m/s\) at \d+ t and \d+ m/s wind(, hoist going up as well)?, since \d\d:\d\d UTC, in \d of \d full-stick moves; reference clamped$",
            alert.Title);
        Assert.Equal("m/s", alert.Finding.Unit);
        Assert.StartsWith("learned from ", alert.Finding.Expected!.Basis, StringComparison.Ordinal);
        Assert.True(alert.Finding.Observed < alert.Finding.Expected.Low);
        Assert.Contains(alert.Finding.Explanations, reason => reason.Feature == "stopwatch");
        Assert.Contains(alert.Finding.RuledOut, cause => cause is { Cause: "wind derating", Verdict: "excluded" });
        Assert.InRange(alert.Finding.LossMovesPerHour!.Value, 0.2, 5);
    }

    [Fact]
    public void WithoutBaseline_ACraneIsItsOwnMeasure()
    {
        var run = new MotionRun(seed: 41, cranes: 2);
        var alerts = run.Detect(null, 4, "throttle-trolley", 0.1);

        var label = Assert.Single(run.Events);
        Assert.Contains(alerts, alert => alert.Type.Name == "throttling.trolley.plateau-speed"
            && alert.FirstSeenNs >= label.StartNs && alert.Crane == label.Crane);
    }

    [Fact]
    public void Learning_OnAThrottledCrane_IsAnOpenFinding()
    {
        var slow = new MotionRun(seed: 41, cranes: 2).Learn(Learned, "throttle-learning", 0.1);

        Assert.Contains(slow.Manifest.Findings, finding => finding.Kind == "nameplate" && finding.Subject.EndsWith(" trolley", StringComparison.Ordinal));
        Assert.DoesNotContain(s_baseline.Value.Manifest.Findings, finding => finding.Kind == "nameplate");
    }

    [Fact]
    public void SameRows_GiveTheSameAlerts()
    {
        var first = new MotionRun(seed: 41, cranes: 2).Detect(s_baseline.Value, 2, "throttle-global", 0.1);
        var second = new MotionRun(seed: 41, cranes: 2).Detect(s_baseline.Value, 2, "throttle-global", 0.1);

        Assert.NotEmpty(first);
        Assert.Equal(first.Select(alert => (alert.Id, alert.Title)), second.Select(alert => (alert.Id, alert.Title)));
    }

    private static Lazy<Baseline> ThreeCranes { get; } = new(() => new MotionRun(seed: 41, cranes: 3).Learn(Learned));
}
