using CraneAnomaly.Detectors;
using CraneAnomaly.Detectors.Motion.Physics;
using CraneAnomaly.Detectors.Motion.References;
using CraneAnomaly.MLNet;
using CraneAnomaly.Records.Signals;
using CraneAnomaly.Tests.Detectors.Sequential;

namespace CraneAnomaly.Tests.Detectors.Motion.Physics;

public class PhysicsLearnerTests
{
    private static readonly int s_plateau = CraneReference.SlotOf(MotionFeature.Plateau, Axis.Trolley);

    [Fact]
    public void Trees_KnowWhatClassesDoNot_AndAreUsed()
    {
        var reference = Gathered(height => height > 20 ? 0.06 : 0, 900);
        var learner = new PhysicsLearner(reference, 1);
        var model = Assert.Single(learner.Train(new MlNetTrainer().Train));

        Assert.Equal("motion-speed", model.Name);
        Assert.Contains("used for 1 of 1", Assert.Single(learner.Lines));
        var feature = reference.Find("QC01")![s_plateau]!;
        Assert.True(feature.UsesTrees);
        var physics = new MotionPhysics(name => name == model.Name ? model.Kernel : default);
        foreach (double height in (double[])[5, 35])
        {
            var move = Move(4, height, 0);
            Assert.True(feature.TryExpect(move, out var expected));
            var byClass = expected;
            Assert.True(physics.Refine(move, ref expected));
            Assert.True(expected.IsByTrees);
            Assert.Equal(-Math.Log(4) + (height > 20 ? 0.06 : 0), expected.Location, 0.008);
            Assert.True(expected.Scale < 0.5 * byClass.Scale, $"{expected.Scale} {byClass.Scale}");
            Assert.Equal(byClass.Count, expected.Count);
        }
    }

    [Fact]
    public void Trees_ThatKnowNoMore_AreNotUsed()
    {
        var reference = Gathered(_ => 0, 900);
        var learner = new PhysicsLearner(reference, 1);

        Assert.Empty(learner.Train(new MlNetTrainer().Train));
        Assert.False(reference.Find("QC01")![s_plateau]!.UsesTrees);
        Assert.StartsWith("model motion-speed: not used", Assert.Single(learner.Lines), StringComparison.Ordinal);
    }

    [Fact]
    public void FewMoves_AreNotTrainedOn_AndItIsSaid()
    {
        var learner = new PhysicsLearner(Gathered(height => height / 100, 120), 1);

        Assert.Empty(learner.Train(new MlNetTrainer().Train));
        Assert.Contains("rows are not enough", Assert.Single(learner.Lines));
    }

    [Fact]
    public void NothingGathered_SaysNothing()
    {
        var learner = new PhysicsLearner(new(10), 1);
        Assert.Empty(learner.Train(_ => throw new InvalidOperationException()));
        Assert.Empty(learner.Lines);
    }

    [Fact]
    public void Kernel_WithOtherColumns_IsRefused()
    {
        var set = new TrainingSet("motion-speed", ["a", "b"], new float[800].Select((_, i) => (float)(i % 7 + (i % 2))).ToArray(), label: "b");
        var model = new MlNetTrainer().Train(set);
        Assert.True(model.IsTrained, model.WhyUntrained);
        Assert.Throws<InvalidDataException>(() => new MotionPhysics(_ => model.Kernel));
    }

    [Fact]
    public void Baseline_HoldsTheModels_AndTheSameRowsGiveTheSameBytes()
    {
        byte[] first = Learn(), second = Learn();

        Assert.Equal(first, second);
        var baseline = Baseline.Load(new MemoryStream(first));
        Assert.Contains(baseline.Models, model => model.Name.StartsWith("motion-", StringComparison.Ordinal));
        var run = new MotionRun(seed: 44, cranes: 2);
        var alerts = run.Detect(baseline, 1.5, "throttle-trolley", 0.05);
        Assert.Contains(alerts, alert => alert.Type.Name.StartsWith("throttling.trolley.", StringComparison.Ordinal));
        Assert.All(alerts, alert => Assert.Equal(Assert.Single(run.Events).Crane, alert.Crane));

        static byte[] Learn()
        {
            var stream = new MemoryStream();
            new MotionRun(seed: 44, cranes: 2).Learn(2.5, train: new MlNetTrainer().Train).Save(stream);
            return stream.ToArray();
        }
    }

    private static MotionReference Gathered(Func<double, double> slower, int moves)
    {
        var draws = new Draws(5);
        var reference = new MotionReference(10);
        var crane = reference.Of("QC01")!;
        for (int i = 0; i < moves; i++)
        {
            double height = 40 * draws.Uniform();
            var move = Move(4 * Math.Exp(-slower(height) - (0.004 * draws.Normal())), height, i);
            crane.Add(move, false);
            crane.Clean.Add(move);
        }

        reference.Fit();
        return reference;
    }

    private static MotionObservation Move(double value, double height, int i) => new()
    {
        Feature = MotionFeature.Plateau,
        Axis = Axis.Trolley,
        Direction = (sbyte)(i % 2 == 0 ? 1 : -1),
        Value = value,
        Slowness = -Math.Log(value),
        Height = height,
        Load = 0,
        Wind = 5,
        SpeedLimit = double.NaN,
        RampSpeed = double.NaN,
        TrolleyRange = double.NaN,
        HoistRange = double.NaN,
    };
}
