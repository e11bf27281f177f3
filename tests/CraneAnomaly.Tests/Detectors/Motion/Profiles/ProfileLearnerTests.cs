using System.Buffers;
using CraneAnomaly.Detectors;
using CraneAnomaly.Detectors.Motion.Profiles;
using CraneAnomaly.Detectors.Motion.References;
using CraneAnomaly.MLNet;
using CraneAnomaly.Records.Signals;
using CraneAnomaly.Tests.Detectors.Sequential;

namespace CraneAnomaly.Tests.Detectors.Motion.Profiles;

public class ProfileLearnerTests
{
    private static readonly MotionFeature[] s_features = [MotionFeature.Tracking, MotionFeature.Clamp, MotionFeature.RampUp, MotionFeature.DeadTime];

    // Where a trolley is: a share of its reference, m/s, m/s² and s, each with a spread of its own.
    private static readonly double[] s_usual = [1, 3, 0.6, 0.4], s_spread = [0.003, 0.001, 0.01, 0.03];

    [Fact]
    public void OneFeature_HoweverOdd_IsAsUsual_TwoAreNot()
    {
        var profile = Learned(600).Reference.Profiles[2];
        Span<double> row = stackalloc double[4];

        Assert.True(profile.IsReady);
        Assert.Equal([1, 2, 3, 5], profile.Features.ToArray());
        for (int i = 0; i < row.Length; i++)
        {
            row.Clear();
            row[i] = 2.5;
            Assert.True(profile.PValue(profile.Distance(row)) > 0.05, $"{i}: {profile.Distance(row)}");
            row[(i + 1) % row.Length] = 2.5;
            Assert.True(profile.PValue(profile.Distance(row)) < 0.02, $"{i} and {(i + 1) % row.Length}: {profile.Distance(row)}");
        }
    }

    [Fact]
    public void CleanMoves_HaveValidPValues()
    {
        var profile = Learned(900).Reference.Profiles[2];
        var draws = new Draws(77);
        double[] row = new double[4];
        int rare = 0;
        for (int n = 0; n < 4_000; n++)
        {
            for (int i = 0; i < row.Length; i++)
            {
                ref readonly var trait = ref MotionTrait.Of((MotionFeature)profile.Features[i]);
                row[i] = s_spread[Array.IndexOf(s_features, (MotionFeature)profile.Features[i])] * draws.Normal() / trait.Indifferent;
            }

            if (profile.PValue(profile.Distance(row)) <= 0.05) rare++;
        }

        Assert.InRange(rare, 0, 200);
    }

    [Fact]
    public void Distance_IsThatOfTheRestWithoutTheFeatureThatExplainsMost()
    {
        var profile = Learned(600).Reference.Profiles[2];
        double[] row = [2, 1.5, 0.2, -0.1];
        double least = double.MaxValue;
        for (int i = 0; i < row.Length; i++)
        {
            double[] moved = [.. row];
            for (int step = -400; step <= 400; step++)
            {
                moved[i] = step / 100.0;
                double[] shares = new double[4];
                profile.Contributions(moved, shares);
                least = Math.Min(least, Math.Sqrt(shares.Sum()));
            }
        }

        Assert.Equal(least, profile.Distance(row), 0.01);
    }

    [Fact]
    public void SameMoves_GiveTheSameBytes_AndTheyAreReadBack()
    {
        var (first, models) = Learned(400);
        var (second, again) = Learned(400);
        byte[] bytes = Bytes(first.Profiles);

        Assert.Equal(bytes, Bytes(second.Profiles));
        Assert.Equal(Assert.Single(models).Kernel.ToArray(), Assert.Single(again).Kernel.ToArray());
        Assert.Equal(models[0].Probe.ToArray(), again[0].Probe.ToArray());
        KernelCheck.Verify(models[0]);
        var reader = new StateReader(bytes);
        var loaded = MotionProfiles.Load(ref reader);
        Assert.False(loaded[2].IsReady);
        loaded.Use(name => name == models[0].Name ? models[0] : null);
        Assert.True(loaded[2].IsReady);
        double[] row = [1, 0.5, 1, 0.2];
        Assert.Equal(first.Profiles[2].PValue(first.Profiles[2].Distance(row)), loaded[2].PValue(loaded[2].Distance(row)));
    }

    [Fact]
    public void Reference_OfABaselineBeforeThereWereModels_IsReadWithoutThem()
    {
        var (reference, _) = Learned(400);
        byte[] now = Bytes(reference), without = now[..^Bytes(reference.Profiles).Length];

        // The version stands behind the length and the name of the section.
        int at = 4 + "motion".Length;
        Assert.Equal(9, BitConverter.ToInt32(without, at));
        BitConverter.TryWriteBytes(without.AsSpan(at), 6);
        var reader = new StateReader(without);
        var old = MotionReference.Load(ref reader, 10);

        Assert.Equal(0, reader.Remaining);
        Assert.NotNull(old.Find("QC01"));
        Assert.All(Enumerable.Range(0, MoveStates.Count), state => Assert.False(old.Profiles[state].IsReady));
    }

    [Fact]
    public void Model_WithOtherColumns_IsNotUsed()
    {
        var profile = new MotionProfile(1, 2);
        var model = Learned(400).Models[0];
        profile.Use(model with { Columns = ["reference", "tracking", "ramp up", "something new"] });
        profile.Use(TrainedModel.Untrained(new("motion-trolley", ["a", "b"], default), "too few"));

        Assert.False(profile.IsReady);
        Assert.Empty(profile.Features.ToArray());
    }

    [Fact]
    public void FewMoves_AreNotLearned_AndItIsSaid()
    {
        var reference = Gathered(100);
        var learner = new ProfileLearner(reference, 1);

        Assert.Empty(learner.Train(_ => throw new InvalidOperationException()));
        Assert.Contains("moves as a whole, trolley: not learned, fewer than 3 features are told of 160 of 100 moves", learner.Lines);
    }

    [Fact]
    public void Judging_AllocatesNothing()
    {
        var profile = Learned(400).Reference.Profiles[2];
        var test = new ProfileTest();
        var row = new MoveRow();
        Span<double> values = stackalloc double[4];
        Judge(0, values);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 1; i < 2_000; i++) Judge(i, values);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Judge(int i, Span<double> values)
        {
            foreach (var feature in s_features)
            {
                var observation = new MotionObservation { Feature = feature, StartNs = i + 1, SpeedLimit = double.NaN, Slowness = 0.001 * (i % 9) };
                var expected = new Expected(0, 0.01, 100);
                row.Take(observation, expected, MotionDeviation.Of(observation, expected));
            }

            Assert.True(row.TryFill(profile.Features, values));
            test.Take(row, profile.Features, profile.PValue(profile.Distance(values)), 1, i, 15);
        }
    }

    private static (MotionReference Reference, List<TrainedModel> Models) Learned(int moves)
    {
        var reference = Gathered(moves);
        var learner = new ProfileLearner(reference, 1);
        var models = learner.Train(new MlNetTrainer().Train);
        foreach (var model in models) Assert.True(model.IsTrained, model.WhyUntrained);
        return (reference, models);
    }

    private static MotionReference Gathered(int moves)
    {
        var draws = new Draws(9);
        var reference = new MotionReference(10);
        var crane = reference.Of("QC01")!;
        for (int i = 0; i < moves; i++)
        {
            for (int f = 0; f < s_features.Length; f++)
            {
                bool seconds = MotionTrait.Of(s_features[f]).IsSeconds;
                double slower = s_spread[f] * draws.Normal();
                double value = seconds ? s_usual[f] + slower : s_usual[f] * Math.Exp(-slower);
                var move = new MotionObservation
                {
                    Feature = s_features[f],
                    Axis = Axis.Trolley,
                    Direction = (sbyte)(i % 2 == 0 ? 1 : -1),
                    DemandBin = (byte)(s_features[f] == MotionFeature.Clamp ? 3 : 0),
                    Value = value,
                    Slowness = seconds ? value : -Math.Log(value),
                    Load = 10,
                    Wind = 5,
                    Demand = double.NaN,
                    Beside = CraneAnomaly.Features.Motion.Company.Untold,
                    Hours = double.NaN,
                    SpeedLimit = double.NaN,
                    Reference = double.NaN,
                    RampSpeed = s_features[f] == MotionFeature.RampUp ? 3 : double.NaN,
                    StartNs = (i + 1) * 60_000_000_000L,
                    EndNs = ((i + 1) * 60_000_000_000L) + f,
                };
                crane.Add(move, false);
                crane.Clean.Add(move);
            }
        }

        reference.Fit();
        return reference;
    }

    private static byte[] Bytes(MotionProfiles profiles) => Bytes(profiles.Save);

    private static byte[] Bytes(MotionReference reference) => Bytes(reference.Save);

    private static byte[] Bytes(Action<StateWriter> save)
    {
        var output = new ArrayBufferWriter<byte>();
        save(new(output));
        return output.WrittenSpan.ToArray();
    }
}
