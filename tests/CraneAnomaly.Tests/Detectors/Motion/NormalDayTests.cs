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
}
