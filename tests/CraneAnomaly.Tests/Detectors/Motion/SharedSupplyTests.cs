using CraneAnomaly.Simulator;

namespace CraneAnomaly.Tests.Detectors.Motion;

/// <summary>Cranes of which the trolley is slower while the hoist is on its way: that is learned, and no throttle.</summary>
public class SharedSupplyTests
{
    private static readonly Lazy<Baseline> s_baseline = new(() => Run().Learn(5));

    [Fact]
    public void CleanMoves_AreNotTold() =>
        Assert.DoesNotContain(Run().Detect(s_baseline.Value, 3, "normal"), alert => alert.Severity >= 40);

    [Fact]
    public void Throttle_IsTold_SinceItsBegin()
    {
        var run = Run();
        var alerts = run.Detect(s_baseline.Value, 1.5, "throttle-trolley", 0.1);
        var attack = Assert.Single(run.Events);

        var alert = Assert.Single(alerts, alert => alert.Severity >= 40);
        Assert.Contains(alert.Type.Name, (string[])["throttling.trolley.plateau-speed", "throttling.trolley.clamp"]);
        Assert.Equal(attack.Crane, alert.Crane);
        Assert.InRange((alert.FirstSeenNs - attack.StartNs) / 1e9, -1, 900);
    }

    private static MotionRun Run() => new(seed: 51, cranes: 2, variant: SimulatedVariant.SharedSupply);
}
