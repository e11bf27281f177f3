using System.Buffers;
using CraneAnomaly.Detectors;
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
    public void NoiseAlone_HasNoEffect_AndThatIsKnown(int seed)
    {
        var law = Fit(400, (_, _) => 0, seed);

        Assert.NotNull(law);
        Assert.Empty(law.Used);
        Assert.Equal(0, law.Of(Terms(0.9, 1, 0, 0)));
        Assert.True(law.DoubtOf(Terms(1, 1, 0, 5)) < 0.002);
        Assert.True(law.DoubtOf(Terms(0.95, 0, 0, 5)) < 0.002);
    }

    // Company that hardly ever came while learning: nobody can say that it does nothing.
    [Theory]
    [InlineData(0, 0.04, 0.06)]
    [InlineData(1, 0.015, 0.04)]
    [InlineData(3, 0.005, 0.02)]
    [InlineData(30, 0, 0.004)]
    public void RareCompany_IsInDoubt_AndLessWithEachMove(int beside, double least, double most)
    {
        var law = Fit(300, (_, _) => 0, lifted: i => i < 2 * beside && i % 2 == 0);

        Assert.NotNull(law);
        Assert.InRange(law.DoubtOf(Terms(1, 1, 0, 5)), least, most);
        Assert.True(law.DoubtOf(Terms(1, 0, 0, 5)) < 0.005);
    }

    // Four moves that do not agree say less than four that do.
    [Fact]
    public void RareCompanyThatDoesNotAgree_IsInMoreDoubt()
    {
        static bool Lifted(int i) => i < 8 && i % 2 == 0;
        double agreed = Fit(300, (_, _) => 0, lifted: Lifted)!.DoubtOf(Terms(1, 1, 0, 5));
        double split = Fit(300, (terms, hours) => hours < 0.1 && terms[MoveTerms.HoistUp] > 0 ? 0.07 : 0, lifted: Lifted)!.DoubtOf(Terms(1, 1, 0, 5));

        Assert.True(split > 1.3 * agreed, $"{split} against {agreed}");
    }

    // What always was so is part of what is normal.
    [Fact]
    public void CompanyThatAlwaysCame_IsInNoDoubt_AndItsAbsenceIs()
    {
        var law = Fit(300, (_, _) => 0, lifted: _ => true);

        Assert.NotNull(law);
        Assert.True(law.DoubtOf(Terms(1, 1, 0, 5)) < 0.002);
        Assert.Equal(0.05, law.DoubtOf(Terms(1, 0, 0, 5)), 0.005);
    }

    [Fact]
    public void SavedAndLoaded_IsTheSame()
    {
        var law = Fit(240, (terms, _) => 0.07 * terms[MoveTerms.HoistUp]);
        var output = new ArrayBufferWriter<byte>();
        ContextLaw.Save(law, new(output));
        var reader = new StateReader(output.WrittenSpan);
        var loaded = ContextLaw.Load(ref reader, 6);

        Assert.NotNull(law);
        Assert.NotNull(loaded);
        var terms = Terms(0.93, 1, 0, 3);
        Assert.Equal(law.Of(terms), loaded.Of(terms));
        Assert.Equal(law.DoubtOf(terms), loaded.DoubtOf(terms));
        Assert.True(law.DoubtOf(terms) > 0);
        Assert.Equal(law.Used, loaded.Used);
    }

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
        var untold = Fit(240, (terms, _) => 0.07 * terms[MoveTerms.HoistUp], told: false);
        Assert.NotNull(untold);
        Assert.Empty(untold.Used);
        Assert.Equal(0, untold.DoubtOf(Terms(1, 1, 0, 5)));
    }

    private static MoveTerms Terms(double demand, float up, float down, double hours) =>
        MoveTerms.Of(demand, new() { HoistUp = up, HoistDown = down, Trolley = float.NaN, Gantry = 0 }, hours);

    // Two classes of moves that lie apart, over eight hours.
    private static ContextLaw? Fit(
        int moves, Func<MoveTerms, double, double> slower, int seed = 7, bool told = true, Func<int, bool>? lifted = null)
    {
        var draws = new Draws((ulong)seed);
        var slowness = new float[moves];
        var terms = new MoveTerms[moves];
        int[] classes = new int[moves];
        for (int i = 0; i < moves; i++)
        {
            double hours = 8.0 * i / moves, hoist = draws.Uniform();
            float up = hoist < 0.2 ? 1 : 0, down = hoist > 0.85 ? 1 : 0;
            if (lifted is not null) (up, down) = (lifted(i) ? 1 : 0, 0);
            terms[i] = Terms(0.88 + (0.12 * draws.Uniform()), up, down, hours);
            classes[i] = i % 2;
            slowness[i] = (float)((0.3 * classes[i]) + slower(terms[i], hours) + (Noise * draws.Normal()));
            if (!told) terms[i] = MoveTerms.Untold;
        }

        return ContextLaw.Fit(slowness, terms, classes, 2);
    }
}
