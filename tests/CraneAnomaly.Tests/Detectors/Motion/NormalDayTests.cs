using CraneAnomaly.MLNet;

namespace CraneAnomaly.Tests.Detectors.Motion;

public class NormalDayTests
{
    // A morning is learned, and a whole day and night are watched: booms are raised, other people drive, the wind is another.
    [Theory]
    [InlineData(1, 1, 2, false)]
    [InlineData(2, 1, 1, false)]
    [InlineData(2, 3, 1, true)]
    public void WholeDay_AfterAMorning_HasNothingToReport(int seed, int cranes, double rate, bool trees)
    {
        var run = new MotionRun((ulong)seed, cranes, rate);
        var baseline = run.Learn(8, train: trees ? new MlNetTrainer(1).Train : null);

        var loud = run.DetectAll(baseline, 24, "normal").Where(alert => alert.Severity >= 40);

        Assert.Empty(loud.Select(alert => $"{alert.Type.Name}: {alert.Title}"));
    }

    // One row a second, as gateways send: what a slow lift takes, what keeps step with the samples, and a limit that ends
    // together with the alarm that explains it.
    [Theory]
    [InlineData(2, 96, false, "normal")]
    [InlineData(5, 96, false, "normal")]
    [InlineData(18, 96, true, "normal")]
    [InlineData(2, 24, false, "throttle-wind")]
    public void Days_AtOneRowASecond_HaveNothingToReport(int seed, double hours, bool trees, string scenario)
    {
        var run = new MotionRun((ulong)seed, cranes: 1, rate: 1);
        var baseline = run.Learn(8, train: trees ? new MlNetTrainer(1).Train : null);

        var loud = run.DetectAll(baseline, hours, scenario, strength: 0).Where(alert => alert.Severity >= 40);

        Assert.Empty(loud.Select(alert => $"{alert.Type.Name}: {alert.Title}"));
    }
}
