using CraneAnomaly.Tests.Detectors.Motion;

namespace CraneAnomaly.Tests.Detectors.Silence;

public class CraneSilenceTests
{
    // No network beside the rows: time goes on when the first crane is back.
    [Fact]
    public void Cranes_SilentTogetherWithoutANetwork_AreForTheLog()
    {
        var silent = new MotionRun(seed: 41, cranes: 3, rate: 2).DetectAll(null, 4, "switch-replaced").Where(alert => alert.Type.Name == "blind-spot.silent").ToList();

        Assert.NotEmpty(silent);
        Assert.All(silent, alert => Assert.True(alert.Severity < 40, $"{alert.Severity} {alert.Title}"));
    }

    [Fact]
    public void Crane_SwitchedOffAlone_IsToldWithinSeconds()
    {
        var run = new MotionRun(seed: 41, cranes: 3, rate: 2);
        var alert = Assert.Single(run.DetectAll(null, 4, "logging-off"), alert => alert.Type.Name == "blind-spot.silent");

        Assert.Equal((60, Assert.Single(run.Events).Crane), (alert.Severity, alert.Crane));
    }
}
