using CraneAnomaly.Detectors.Motion.Laws;
using CraneAnomaly.Tests.Detectors.Sequential;

namespace CraneAnomaly.Tests.Detectors.Motion.Laws;

public class LoadStagesTests
{
    [Fact]
    public void Stages_AreFound_AndTheSlowerHoldsBetweenThem()
    {
        var (loads, speeds) = Drawn(300, 46);
        var law = LoadLaw.Fit(loads, speeds);

        Assert.NotNull(law.Stages);
        Assert.All((double[])[0, 8, 16, 21, 28, 33, 40, 45], load => Assert.Equal(1, law.Speed(load) / Speed(load), 0.006));
        Assert.All((double[])[23.9, 24, 24.1], load => Assert.Equal(1, law.Speed(load) / Speed(30), 0.006));
    }

    // Behind the heaviest load another stage may begin.
    [Fact]
    public void HeavierThanLearned_IsNotKnown()
    {
        var (loads, speeds) = Drawn(300, 46);

        Assert.True(double.IsNaN(LoadLaw.Fit(loads, speeds).Speed(48)));
    }

    [Fact]
    public void FewMovesOfAnotherStage_AreNotKnown()
    {
        var (loads, speeds) = Drawn(300, 46);
        var law = LoadLaw.Fit([.. loads, 48.5f, 49], [.. speeds, 1.4f, 1.4f]);

        Assert.NotNull(law.Stages);
        Assert.True(double.IsNaN(law.Speed(48.6)));
        Assert.Equal(1, law.Speed(44) / Speed(44), 0.006);
    }

    [Fact]
    public void LawOfPower_HasNoStages()
    {
        var draws = new Draws(4);
        float[] loads = [.. Enumerable.Range(0, 240).Select(i => i % 3 == 0 ? 0 : (float)(3 + (45 * draws.Uniform())))];
        float[] speeds = [.. loads.Select(load => (float)(Math.Min(3, 117 / (load + 13)) * Math.Exp(0.004 * draws.Normal())))];

        Assert.Null(LoadLaw.Fit(loads, speeds).Stages);
    }

    private static double Speed(double load) => load <= 12 ? 3 : load <= 24 ? 2.5 : load <= 36 ? 2.1 : load <= 47 ? 1.8 : 1.4;

    private static (float[] Loads, float[] Speeds) Drawn(int moves, double most)
    {
        var draws = new Draws(3);
        float[] loads = [.. Enumerable.Range(0, moves).Select(i => i % 2 == 0 ? 0 : (float)(3 + ((most - 3) * draws.Uniform())))];
        return (loads, [.. loads.Select(load => (float)(Speed(load) * Math.Exp(0.004 * draws.Normal())))]);
    }
}
