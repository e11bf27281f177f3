using System.Buffers;
using CraneAnomaly.Detectors;
using CraneAnomaly.Detectors.Motion.Laws;
using CraneAnomaly.Detectors.Motion.Profiles;
using CraneAnomaly.Detectors.Motion.References;
using CraneAnomaly.Records.Signals;
using CraneAnomaly.Records.Site;
using CraneAnomaly.Tests.Detectors.Sequential;

namespace CraneAnomaly.Tests.Detectors.Motion;

public class MotionReferenceTests
{
    [Fact]
    public void LoadLaw_OfExactSpeeds_IsFound()
    {
        float[] loads = [.. Enumerable.Range(0, 60).Select(i => i % 3 == 0 ? 0 : i * 0.9f)];
        float[] speeds = [.. loads.Select(load => Math.Min(3f, 117f / (load + 13)))];

        var law = LoadLaw.Fit(loads, speeds);

        Assert.Equal(3, law.Highest, 1e-4);
        Assert.Equal(13, law.Mass, 0.05);
        Assert.Equal(117.0 / 63, law.Speed(50), 1e-3);
    }

    [Fact]
    public void LoadLaw_OfFewLoads_AssumesTheUsualSpreader()
    {
        var law = LoadLaw.Fit([0, 0, 0, 0, 0, 40, 41, 40], [3, 3, 3, 3, 3, 117f / 53, 117f / 54, 117f / 53]);

        Assert.Equal(117.0 / 58, law.Speed(45), 0.01);
    }

    [Fact]
    public void LoadLaw_OfPower_HoldsForEveryLoad()
    {
        float[] loads = [.. Enumerable.Range(0, 60).Select(i => i % 3 == 0 ? 0.1f * i / 3 : i * 0.9f)];
        float[] speeds = [.. loads.Select((load, i) => (i % 10 == 7 ? 1.5f : 1) * 80 / (load + 12))];

        var law = LoadLaw.FitPower(loads, speeds);

        Assert.All((double[])[0, 2, 4, 8, 30, 60], load => Assert.Equal(80 / (load + 12), law.Speed(load), 0.01));
        Assert.False(LoadLaw.FitPower([0, 1], [3, 3]).IsKnown);
    }

    // Not every hoist is derated by its power: a straight line from a knee, or a root.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void LoadLaw_OfAnotherDerating_IsACurve(bool isRoot)
    {
        var draws = new Draws(3);
        float[] loads = [.. Enumerable.Range(0, 240).Select(i => i % 3 == 0 ? 0 : (float)(3 + (45 * draws.Uniform())))];
        double Speed(double load) => isRoot ? 3 * Math.Sqrt(1 - (0.013 * load)) : 3 * (1 - (0.009 * Math.Max(0, load - 12)));
        float[] speeds = [.. loads.Select(load => (float)(Speed(load) * Math.Exp(0.004 * draws.Normal())))];

        var law = LoadLaw.Fit(loads, speeds);

        Assert.NotNull(law.Curve);
        Assert.All((double[])[0, 5, 10, 20, 30, 40, 46], load => Assert.Equal(1, law.Speed(load) / Speed(load), 0.008));
    }

    [Fact]
    public void LoadLaw_OfPowerWithNoise_NeedsNoCurve()
    {
        var draws = new Draws(4);
        float[] loads = [.. Enumerable.Range(0, 240).Select(i => i % 3 == 0 ? 0 : (float)(3 + (45 * draws.Uniform())))];
        float[] speeds = [.. loads.Select(load => (float)(Math.Min(3, 117 / (load + 13)) * Math.Exp(0.004 * draws.Normal())))];

        Assert.Null(LoadLaw.Fit(loads, speeds).Curve);
    }

    [Fact]
    public void Cell_WithASlowHalf_IsWide()
    {
        float[] values = [.. Enumerable.Range(0, 100).Select(i => i < 80 ? 0.001f * (i % 10) : 0.3f)];
        var cell = ReferenceCell.Of(values);

        Assert.True(cell.Scale > 0.2, $"{cell}");
        Assert.Equal(100, cell.Count);
    }

    [Fact]
    public void Expect_BacksOffToTheParent_AndNeverGuesses()
    {
        var reference = Learned();
        var empty = Of(MotionFeature.Plateau, 4, load: 0, direction: 1);
        Assert.True(reference[Plateau]!.TryExpect(empty, out var expected));
        Assert.Equal(-Math.Log(4), expected.Location, 1e-3);

        // Light loads were lifted in the other direction alone: the moves of this direction stand for them.
        var light = Of(MotionFeature.Plateau, 4, load: 15, direction: 1);
        Assert.True(reference[Plateau]!.TryExpect(light, out var parent));
        Assert.Equal(-Math.Log(4), parent.Location, 1e-3);
        Assert.False(reference[Plateau]!.TryExpect(Of(MotionFeature.Plateau, 4, load: 60, direction: 1), out _));
        Assert.False(reference[Plateau]!.TryExpect(light with { Load = 0, Wind = 25 }, out _));
        Assert.True(reference[Plateau]!.TryExpect(light with { Load = 0, Wind = 25, SpeedLimit = 1 }, out _));
    }

    // A gantry goes seldom: where it lies is its own, how far it spreads is as on the cranes beside it.
    [Fact]
    public void FewMoves_BorrowTheSpreadOfTheOtherCranes()
    {
        var reference = new MotionReference(10);
        foreach (var (name, moves) in new[] { ("QC01", 6), ("QC02", 60), ("QC03", 60) })
        {
            for (int i = 0; i < moves; i++)
                reference.Of(name)!.Add(Of(MotionFeature.Plateau, 4 * (1 + (0.004 * (i % 5 - 2))), 0, 1), false);
        }

        var alone = new CraneReference();
        for (int i = 0; i < 6; i++) alone.Add(Of(MotionFeature.Plateau, 4 * (1 + (0.004 * (i % 5 - 2))), 0, 1), false);
        alone.Fit();
        reference.Fit();

        var slow = Of(MotionFeature.Plateau, 3.88, 0, 1);
        Assert.True(reference.Find("QC01")![Plateau]!.TryExpect(slow, out var borrowed));
        Assert.True(alone[Plateau]!.TryExpect(slow, out var own));
        Assert.Equal((6, 126), (borrowed.Count, borrowed.SpreadCount));
        Assert.Equal(own.Location, borrowed.Location);
        Assert.True(MotionDeviation.Of(slow, borrowed).Score > 1.5 * MotionDeviation.Of(slow, own).Score);
    }

    [Fact]
    public void Clamp_OfAReferenceAboveTheStick_IsNotSlower()
    {
        var crane = new CraneReference();
        for (int i = 0; i < 30; i++) crane.Add(Of(MotionFeature.Clamp, 4, 0, 1), false);
        crane.Fit();
        var clamp = crane[CraneReference.SlotOf(MotionFeature.Clamp, Axis.Trolley)]!;
        var (more, less) = (Of(MotionFeature.Clamp, 4.4, 0, 1), Of(MotionFeature.Clamp, 3.6, 0, 1));
        Assert.True(clamp.TryExpect(more, out var expected));

        Assert.True(MotionDeviation.Of(more, expected).Score < 0);
        Assert.True(MotionDeviation.Of(less, expected).Score > 5);
    }

    [Fact]
    public void Clamp_OfAStickThatNeverStoodThere_IsJudgedByTheOtherPlaces()
    {
        var crane = new CraneReference();
        for (int i = 0; i < 8; i++) crane.Add(Of(MotionFeature.Clamp, 4, 0, 1) with { DemandBin = 3 }, false);
        crane.Fit();

        Assert.True(crane[CraneReference.SlotOf(MotionFeature.Clamp, Axis.Trolley)]!.TryExpect(
            Of(MotionFeature.Clamp, 3.6, 0, 1) with { DemandBin = 2 }, out var expected));
        Assert.Equal(-Math.Log(4), expected.Location, 1e-6);
        Assert.Equal(0.01, expected.Scale);
    }

    // Of a small vessel: half a per cent more for each metre of the trolley.
    [Fact]
    public void Lift_OverALongerWay_TakesLonger_AndIsNotJudgedFarBeyondWhatWasLearned()
    {
        var crane = new CraneReference();
        for (int i = 0; i < 200; i++) crane.Add(Lift(30 + (i * 7 % 20), 70 + (i % 5)), false);
        crane.Fit();
        var lifts = crane[CraneReference.SlotOf(MotionFeature.Cycle, Axis.Hoist)]!;

        Assert.True(lifts.TryExpect(Lift(30, 70), out var near));
        Assert.True(lifts.TryExpect(Lift(51, 70), out var far));
        Assert.Equal(0.005 * 21, far.Location - near.Location, 0.01);
        Assert.False(lifts.TryExpect(Lift(70, 70), out _));
        Assert.False(lifts.TryExpect(Lift(double.NaN, 70), out _));
        Assert.True(lifts.TryExpectUsual(out var usual));
        Assert.Equal(72 * Math.Exp(0.005 * 39.5), Math.Exp(usual.Location), 1.0);

        static MotionObservation Lift(double trolley, double seconds) => Of(MotionFeature.Cycle, 1, double.NaN, 1) with
        {
            Axis = Axis.Hoist,
            Slowness = Math.Log(seconds) + (double.IsNaN(trolley) ? 0 : 0.005 * trolley),
            TrolleyRange = trolley,
            HoistRange = 20,
        };
    }

    [Fact]
    public void State_GoesThereAndBack()
    {
        var reference = new MotionReference(10);
        byte[] empty = Save(reference);
        Assert.Equal(empty, Save(Load(empty)));
        var crane = Save(Learned());
        var back = Load(crane);
        Assert.Equal(crane, Save(back));
        byte[] curved = Save(Curved());
        Assert.Equal(curved, Save(Load(curved)));
    }

    [Fact]
    public void State_Damaged_SaysSo()
    {
        byte[] state = Save(Learned());
        byte[] curved = Save(Curved());
        for (int cut = 1; cut < curved.Length; cut += 7)
            Assert.Throws<InvalidDataException>(() => _ = Load(curved[..cut]));
        for (int cut = 1; cut < state.Length; cut += 7)
            Assert.Throws<InvalidDataException>(() => _ = Load(state[..cut]));
        Assert.Throws<InvalidDataException>(() => _ = Load([.. state[..10], .. state[11..], 0]));
    }

    [Fact]
    public void State_OfTheFirstVersion_HasNoThreshold()
    {
        var output = new ArrayBufferWriter<byte>();
        var writer = new StateWriter(output);
        writer.Section("motion", 1);
        writer.WriteInt32(1);
        writer.WriteString("QC01");
        writer.WriteInt32(2);
        for (int axis = 0; axis < 4; axis++) writer.WriteDouble(1);
        writer.WriteInt32(0);

        Assert.False(Load(output.WrittenSpan.ToArray()).Find("QC01")!.Threshold.IsKnown);
    }

    [Fact]
    public void Nameplate_KnowsTheHoistsPower()
    {
        var plate = new Nameplate(new CraneSheet
        {
            Id = "QC01",
            RatedLoad = 65,
            Rated = new Dictionary<Axis, AxisRating>
            {
                [Axis.Hoist] = new() { Speed = 1.5, SpeedEmpty = 3, Power = 1350 },
            },
        });

        Assert.Equal(3, plate.Speed(Axis.Hoist, 0));
        Assert.Equal(1.5, plate.Speed(Axis.Hoist, 65), 1e-6);
        Assert.Equal(117.0 / 58, plate.Speed(Axis.Hoist, 45), 0.01);
        Assert.True(double.IsNaN(plate.Speed(Axis.Gantry, 0)));
    }

    private static int Plateau => CraneReference.SlotOf(MotionFeature.Plateau, Axis.Trolley);

    private static CraneReference Learned()
    {
        var crane = new CraneReference();
        for (int i = 0; i < 30; i++)
        {
            crane.Add(Of(MotionFeature.Plateau, 4, i % 2 == 0 ? 0 : 30, 1), false);
            crane.Add(Of(MotionFeature.Plateau, 3.8, 15, -1), false);
            crane.Add(Of(MotionFeature.DeadTime, 0.3, 15, -1), false);
        }

        crane.Fit();
        return crane;
    }

    private static CraneReference Curved()
    {
        var crane = new CraneReference();
        for (int i = 0; i < 200; i++)
        {
            double load = i % 2 == 0 ? 0 : i * 0.2;
            crane.Add(Of(MotionFeature.Plateau, 3 - (0.03 * load), load, 1) with { Axis = Axis.Hoist }, false);
        }

        crane.Fit();
        Assert.NotNull(crane[CraneReference.SlotOf(MotionFeature.Plateau, Axis.Hoist)]!.Law.Curve);
        return crane;
    }

    private static MotionObservation Of(MotionFeature feature, double value, double load, sbyte direction) => new()
    {
        Feature = feature,
        Axis = Axis.Trolley,
        Direction = direction,
        Value = value,
        Slowness = MotionTrait.Of(feature).IsSeconds ? value : -Math.Log(value),
        Load = load,
        Wind = 6,
        SpeedLimit = double.NaN,
    };

    private static byte[] Save(CraneReference crane)
    {
        var output = new ArrayBufferWriter<byte>();
        var writer = new StateWriter(output);
        writer.Section("motion", 9);
        writer.WriteInt32(1);
        writer.WriteString("QC01");
        crane.Save(writer);
        new MotionProfiles(1).Save(writer);
        return output.WrittenSpan.ToArray();
    }

    private static byte[] Save(MotionReference reference)
    {
        var output = new ArrayBufferWriter<byte>();
        reference.Save(new StateWriter(output));
        return output.WrittenSpan.ToArray();
    }

    private static MotionReference Load(byte[] state)
    {
        var reader = new StateReader(state);
        return MotionReference.Load(ref reader, 10);
    }
}
