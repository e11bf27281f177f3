namespace CraneAnomaly.Tests.Detectors.Motion;

/// <summary>Throttles that act seldom, slowly or where nobody looks: on one axis, at night, on some boxes, below full stick.</summary>
public class ConditionalThrottleTests
{
    private static readonly Lazy<Baseline> s_baseline = new(() => new MotionRun(seed: 41, cranes: 2, rate: 2).Learn(8));

    [Theory]
    [InlineData("throttle-gantry", "throttling.gantry.plateau-speed throttling.gantry.clamp")]
    [InlineData("throttle-creep", "throttling.trolley.plateau-speed throttling.trolley.clamp")]
    [InlineData("throttle-night", "throttling.trolley.plateau-speed throttling.trolley.clamp")]
    [InlineData("throttle-line", "throttling.trolley.plateau-speed throttling.trolley.clamp")]
    [InlineData("throttle-reefers", "throttling.trolley.plateau-speed throttling.trolley.clamp")]
    [InlineData("throttle-vessel", "throttling.trolley.plateau-speed throttling.trolley.clamp")]
    [InlineData("throttle-narrow", "throttling.trolley.plateau-speed throttling.trolley.clamp")]
    [InlineData("throttle-stick", "throttling.trolley.clamp")]
    public void Throttle_ThatActsNowAndThen_IsToldOfItsCraneAlone(string scenario, string names)
    {
        var run = new MotionRun(seed: 41, cranes: 2, rate: 2);
        var alerts = run.Detect(s_baseline.Value, 20, scenario);

        var label = Assert.Single(run.Events);
        Assert.Contains(alerts, alert => names.Split(' ').Contains(alert.Type.Name) && alert.Severity is >= 40 and < 80);
        Assert.All(alerts, alert => Assert.Equal(label.Crane, alert.Crane));
        Assert.All(alerts, alert => Assert.True(alert.FirstSeenNs >= label.StartNs - 60_000_000_000, alert.Title));
        Assert.All(alerts, alert => Assert.NotEmpty(alert.Finding.RuledOut));
    }
}
