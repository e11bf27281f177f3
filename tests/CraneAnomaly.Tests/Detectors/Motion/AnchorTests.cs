namespace CraneAnomaly.Tests.Detectors.Motion;

public class AnchorTests
{
    private static readonly Lazy<Baseline> s_baseline = new(() => new MotionRun(seed: 47, cranes: 2, rate: 2).Learn(3, "normal"));

    [Fact]
    public void ConsistentLie_WithAnAnchor_IsTold()
    {
        var run = new MotionRun(seed: 47, cranes: 2, rate: 2);

        var alerts = run.DetectAll(s_baseline.Value, 3, "consistent-lie-anchored", 0.1);

        var label = Assert.Single(run.Events);
        var alert = Assert.Single(alerts, alert => alert.Type.Name == "sensor.view-mismatch" && alert.Severity >= 40);
        Assert.Equal(label.Crane, alert.Crane);
        Assert.InRange(alert.FirstSeenNs, label.StartNs - 60_000_000_000, label.StartNs + 1_800_000_000_000);
    }

    [Fact]
    public void NothingIndependent_IsSaidOnceACrane()
    {
        var alerts = new MotionRun(seed: 47, cranes: 2, rate: 2).DetectAll(s_baseline.Value, 2, "normal");

        var told = alerts.Where(alert => alert.Type.Name == "coverage.unverifiable").ToList();
        Assert.Equal(2, told.Count);
        Assert.All(told, alert => Assert.InRange(alert.Severity, 0, 19));
        Assert.DoesNotContain(alerts, alert => alert.Severity >= 40);
    }
}
