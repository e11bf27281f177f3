using CraneAnomaly.Detectors.Motion.Laws;
using CraneAnomaly.Features.Motion;
using CraneAnomaly.Tests.Detectors.Sequential;

namespace CraneAnomaly.Tests.Detectors.Motion.Laws;

public class ContextLawTests
{
    private const double Noise = 0.005;

    [Fact]
    public void SlowerBesideTheHoist_IsFound_AndNothingElse()
    {
        var law = Fit(240, (terms, _) => 0.07 * (terms[MoveTerms.HoistUp] + terms[MoveTerms.HoistDown]));

        Assert.NotNull(law);
        Assert.Equal([MoveTerms.HoistUp, MoveTerms.HoistDown], law.Used);
        Assert.Equal(0.07, law.Of(Terms(1, 1, 0, 5)), 0.004);
        Assert.Equal(0.07, law.Of(Terms(1, 0, 1, 5)), 0.004);
        Assert.Equal(0, law.Of(Terms(1, 0, 0, 5)), 1e-9);
    }

    [Fact]
    public void LiftingAndLowering_MayDiffer()
    {
        var law = Fit(240, (terms, _) => (0.05 * terms[MoveTerms.HoistUp]) - (0.02 * terms[MoveTerms.HoistDown]));

        Assert.NotNull(law);
        Assert.Equal(0.05, law.Of(Terms(1, 1, 0, 5)), 0.004);
        Assert.Equal(-0.02, law.Of(Terms(1, 0, 1, 5)), 0.004);
    }

    [Fact]
    public void StickWithAPower_IsFound()
    {
        var law = Fit(240, (terms, _) => -0.5 * terms[MoveTerms.Stick]);

        Assert.NotNull(law);
        Assert.Equal(-0.5 * Math.Log(0.9), law.Of(Terms(0.9, 0, 0, 5)), 0.004);
    }

    // With a time constant that is none of the two.
    [Fact]
    public void ColdCrane_IsFound()
    {
        var law = Fit(480, (_, hours) => 0.03 * Math.Exp(-hours));

        Assert.NotNull(law);
        Assert.All((double[])[0.1, 0.5, 1, 2, 5], hours => Assert.Equal(0.03 * Math.Exp(-hours), law.Of(Terms(1, 0, 0, hours)), 0.005));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void NoiseAlone_HasNoLaw(int seed) => Assert.Null(Fit(400, (_, _) => 0, seed));

    [Fact]
    public void FewMoves_HaveNoLaw() => Assert.Null(Fit(60, (terms, _) => 0.07 * terms[MoveTerms.HoistUp]));

    // An axis that nobody measures.
    [Fact]
    public void UntoldTerm_IsLeftOut_AndAFormerOneThatIsNotTold_IsNotCovered()
    {
        var law = Fit(240, (terms, _) => 0.07 * terms[MoveTerms.HoistUp]);
        var beside = new Company { HoistUp = float.NaN, HoistDown = 0, Trolley = float.NaN, Gantry = 0 };

        Assert.NotNull(law);
        Assert.True(law.Covers(Terms(1, 1, 0, 5)));
        Assert.False(law.Covers(MoveTerms.Of(1, beside, 5)));
        Assert.Null(Fit(240, (terms, _) => 0.07 * terms[MoveTerms.HoistUp], told: false));
    }

    private static MoveTerms Terms(double demand, float up, float down, double hours) =>
        MoveTerms.Of(demand, new() { HoistUp = up, HoistDown = down, Trolley = float.NaN, Gantry = 0 }, hours);

    // Two classes of moves that lie apart, over eight hours.
    private static ContextLaw? Fit(int moves, Func<MoveTerms, double, double> slower, int seed = 7, bool told = true)
    {
        var draws = new Draws((ulong)seed);
        var slowness = new float[moves];
        var terms = new MoveTerms[moves];
        int[] classes = new int[moves];
        for (int i = 0; i < moves; i++)
        {
            double hours = 8.0 * i / moves, hoist = draws.Uniform();
            float up = hoist < 0.2 ? 1 : 0, down = hoist > 0.85 ? 1 : 0;
            terms[i] = Terms(0.88 + (0.12 * draws.Uniform()), up, down, hours);
            classes[i] = i % 2;
            slowness[i] = (float)((0.3 * classes[i]) + slower(terms[i], hours) + (Noise * draws.Normal()));
            if (!told) terms[i] = MoveTerms.Untold;
        }

        return ContextLaw.Fit(slowness, terms, classes, 2);
    }
}
