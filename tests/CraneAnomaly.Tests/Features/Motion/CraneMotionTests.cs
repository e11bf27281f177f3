using CraneAnomaly.Features.Motion;
using CraneAnomaly.Records.Signals;
using FsCheck.Xunit;

namespace CraneAnomaly.Tests.Features.Motion;

public class CraneMotionTests
{
    private const double Exact = 1e-4;

    [Fact]
    public void Move_AtFullStick_TellsWhatWasPlanned()
    {
        var bench = new MotionBench();
        new PlannedMove().Drive(bench);

        var plateau = bench.The(MotionReadings.Plateau);
        Assert.Equal(4, plateau.TopSpeed, Exact);
        Assert.Equal(4.04, plateau.FullReference, Exact);
        Assert.Equal(4 / 4.04, plateau.Tracking, Exact);
        Assert.Equal((Axis.Trolley, (sbyte)1), (plateau.Axis, plateau.Direction));
        Assert.Equal((24.0, 6.0, 1.0), (plateau.Load, plateau.Wind, plateau.Demand));
        Assert.Equal(0.6, bench.The(MotionReadings.RampUp).RampUp, 1e-3);
        Assert.Equal(0.6, bench.The(MotionReadings.RampDown).RampDown, 1e-3);

        // Between the rows at 1.9 and 2.0 s the stick was pushed; the ramp's line meets zero at 2.3 s.
        Assert.Equal(0.35, bench.The(MotionReadings.DeadTime).DeadTime, 1e-3);
        var end = bench.The(MotionReadings.Finished);
        Assert.Equal(1, end.Kinematics, 0.01);
        Assert.Equal(4 * 11.7, end.Distance, 0.3);
    }

    // The hoist goes up for the last two of five seconds, the gantry stands, and nobody tells of a boom.
    [Fact]
    public void SteadyStretch_TellsWhatTheOthersDo()
    {
        var bench = new MotionBench();
        for (int i = 0; i <= 100; i++)
        {
            double seconds = 0.1 * i, speed = Math.Clamp(seconds - 1, 0, 4);
            bench.Row(seconds, ("trolley.speed", speed), ("trolley.demand", seconds < 1 ? 0 : 1), ("trolley.reference", speed),
                ("hoist.speed", seconds > 7 ? 1 : 0), ("gantry.speed", 0));
        }

        var beside = bench.The(MotionReadings.Plateau).Beside;
        Assert.InRange(beside.HoistUp, 0.2, 0.5);
        Assert.Equal(beside.HoistUp, beside.HoistSpeed, 1e-6);
        Assert.Equal((0f, 0f), (beside.HoistDown, beside.Gantry));
        Assert.True(float.IsNaN(beside.Trolley), "the axis itself is no company");
    }

    [Fact]
    public void AxisThatNobodyMeasures_IsNoCompany()
    {
        var bench = new MotionBench();
        bench.Without.Add("hoist.speed");
        new PlannedMove().Drive(bench);

        var plateau = bench.The(MotionReadings.Plateau);
        Assert.Equal(4, plateau.TopSpeed, Exact);
        Assert.True(float.IsNaN(plateau.Beside.HoistUp) && float.IsNaN(plateau.Beside.HoistSpeed));
    }

    [Fact]
    public void Hours_BeginAnewBehindALongStandstill()
    {
        var bench = new MotionBench();
        new PlannedMove().Drive(bench);
        Assert.InRange(bench.Told[0].Hours, 0, 0.01);
        for (int minute = 1; minute < 70; minute++) bench.Row(60.0 * minute, ("trolley.speed", 0), ("trolley.demand", 0));
        double since = 60 * 70;
        for (int i = 0; i <= 100; i++)
        {
            double seconds = 0.1 * i, speed = Math.Clamp(seconds - 1, 0, 4);
            bench.Row(since + seconds, ("trolley.speed", speed), ("trolley.demand", seconds < 1 ? 0 : 1), ("trolley.reference", speed));
        }

        Assert.InRange(bench.Told[^1].Hours, 0, 0.2);
    }

    [Fact]
    public void Plateau_IsToldBeforeTheMoveEnds()
    {
        var bench = new MotionBench();
        new PlannedMove { Hold = 30 }.Drive(bench);

        // 2 s of rest, 7 s until it is fast, 3 s of plateau.
        var told = bench.The(MotionReadings.Plateau);
        Assert.InRange((told.EndNs - MotionBench.Ns(0)) / 1e9, 11, 13.5);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(20)]
    public void Move_AtAnyRate_TellsTheSame(double rate)
    {
        var bench = new MotionBench();
        new PlannedMove { Rate = rate }.Drive(bench);

        Assert.Equal(4, bench.The(MotionReadings.Plateau).TopSpeed, Exact);
        Assert.Equal(4.04, bench.The(MotionReadings.Clamp).FullReference, Exact);
        Assert.Equal(0.6, bench.The(MotionReadings.RampUp).RampUp, 0.01);
        Assert.InRange(bench.The(MotionReadings.DeadTime).DeadTime, 0.3 - (0.6 / rate), 0.3 + (0.6 / rate));
    }

    // The operator waits for the load to be high enough, and goes on.
    [Fact]
    public void Ramp_WithTheStickTakenBackForAMoment_IsNoSlowOne()
    {
        double[] demand = [0, 0.8, 1, 1, 1, 0.96, 0.86, 1, 1, 1, 1, 1, 1, 1, 1];
        double[] speed = [0, 0.06, 0.65, 1.25, 1.85, 2.45, 3.05, 3.15, 3.7, 3.8, 3.8, 3.8, 3.8, 3.8, 3.8];
        var bench = new MotionBench();
        for (int i = 0; i < demand.Length; i++)
            bench.Row(i, ("trolley.speed", speed[i]), ("trolley.reference", speed[i]), ("trolley.demand", demand[i]));

        Assert.True(bench.Knows(MotionReadings.Plateau));
        Assert.DoesNotContain(bench.Told, move => (move.Fresh & MotionReadings.RampUp) != 0 && move.RampUp < 0.58);
    }

    // A short lift is at its top speed for hardly longer than a second.
    [Fact]
    public void ShortPlateau_IsToldOnceSettled()
    {
        var bench = new MotionBench();
        new PlannedMove { Hold = 7.9, Rate = 5 }.Drive(bench);

        Assert.Equal(4, bench.The(MotionReadings.Plateau).TopSpeed, 0.02);
    }

    // An encoder that smooths tells the top of a short lift when it is nearly over.
    [Fact]
    public void SpeedThatIsNeverSteady_LeavesWhatWasAskedFor()
    {
        var bench = new MotionBench();
        double speed = 0;
        for (int i = 0; i <= 60; i++)
        {
            double seconds = 0.2 * i, asked = seconds is >= 2 and < 5 ? 1 : 0, reference = 0.9 * Math.Clamp(2 * (seconds - 2), 0, 1) * asked;
            speed += 0.15 * (reference - speed);
            bench.Row(seconds, ("hoist.demand", asked), ("hoist.reference", reference), ("hoist.speed", speed < 0.02 ? 0 : speed), ("spreader.load", 24));
        }

        var clamp = bench.The(MotionReadings.Clamp);
        Assert.Equal(0.9, clamp.FullReference, Exact);
        Assert.Equal((1.0, 24.0), (clamp.Demand, clamp.Load));
        Assert.False(bench.Knows(MotionReadings.Plateau | MotionReadings.Tracking));
    }

    [Property(MaxTest = 25)]
    public void Move_InAnotherScale_KeepsItsTracking(byte scale)
    {
        double unit = 0.5 + (scale / 255.0);
        var plain = new MotionBench();
        var scaled = new MotionBench();
        new PlannedMove { Rate = 5 }.Drive(plain);
        new PlannedMove { Rate = 5, Unit = unit, PositionShare = unit }.Drive(scaled);

        var (x, y) = (plain.The(MotionReadings.Plateau), scaled.The(MotionReadings.Plateau));
        Assert.Equal(x.Tracking, y.Tracking, Exact);
        Assert.Equal(x.TopSpeed * unit, y.TopSpeed, Exact);
        Assert.Equal(1, scaled.The(MotionReadings.Finished).Kinematics, 0.01);
    }

    [Fact]
    public void HalfStick_TellsTheReferenceOfAFullOne()
    {
        var bench = new MotionBench();
        new PlannedMove { Speed = 1.8, Reference = 1.8, Demand = 0.5 }.Drive(bench);

        Assert.Equal(3.6, bench.The(MotionReadings.Clamp).FullReference, Exact);
        Assert.False(bench.Knows(MotionReadings.Plateau));
    }

    [Fact]
    public void DemandMissing_LeavesOutWhatLiesBetweenStickAndReference()
    {
        var bench = new MotionBench();
        bench.Without.Add("trolley.demand");
        new PlannedMove().Drive(bench);
        new PlannedMove { Begins = 60 }.Drive(bench);

        Assert.False(bench.Knows(MotionReadings.Clamp | MotionReadings.DeadTime));
        Assert.True(bench.Told[^1].DemandIsAssumed);
        Assert.Equal(4 / 4.04, bench.Told.Last(move => (move.Fresh & MotionReadings.Tracking) != 0).Tracking, Exact);
    }

    [Fact]
    public void ReferenceMissing_LeavesTheSpeed()
    {
        var bench = new MotionBench();
        bench.Without.Add("trolley.reference");
        new PlannedMove().Drive(bench);

        Assert.False(bench.Knows(MotionReadings.Clamp | MotionReadings.Tracking));
        Assert.Equal(4, bench.The(MotionReadings.Plateau).TopSpeed, Exact);
    }

    [Theory]
    [InlineData("trolley.slowdown")]
    [InlineData("trolley.limit_plus")]
    public void HeldBack_IsNoPlateauAndNoRamp(string flag)
    {
        var bench = new MotionBench();
        new PlannedMove().Drive(bench, (flag, 1));

        Assert.False(bench.Knows(MotionReadings.Plateau | MotionReadings.Clamp | MotionReadings.RampUp));
    }

    [Fact]
    public void SpeedThatPositionContradicts_IsTold()
    {
        var bench = new MotionBench();
        new PlannedMove { PositionShare = 0.9 }.Drive(bench);

        Assert.Equal(0.9, bench.The(MotionReadings.Kinematics).Kinematics, 0.01);
    }

    [Fact]
    public void EncoderReset_SaysNothingOfTheSpeed()
    {
        var bench = new MotionBench();
        new PlannedMove { Rate = 4 }.Drive(bench);
        int before = bench.Told.Count;
        var move = new PlannedMove { Rate = 4, Begins = 60 };
        bench.Without.Add("trolley.position");
        move.Drive(bench);

        Assert.DoesNotContain(bench.Told.Skip(before), told => (told.Fresh & MotionReadings.Kinematics) != 0);
        Assert.Contains(bench.Told.Skip(before), told => (told.Fresh & MotionReadings.Plateau) != 0);
    }

    [Fact]
    public void AnotherUnit_IsCountedAndForgotten()
    {
        var bench = new MotionBench();
        new PlannedMove { Unit = 60, Rate = 5 }.Drive(bench);
        Assert.False(bench.Knows(MotionReadings.Plateau));
        Assert.True(bench.Motion.Impossible > 20);
        bench.Told.Clear();
        new PlannedMove { Begins = 100 }.Drive(bench);

        Assert.Equal(4, bench.The(MotionReadings.Plateau).TopSpeed, Exact);
    }

    [Fact]
    public void StickPushedWhileTheSpreaderStands_IsNoDeadTime()
    {
        var bench = new MotionBench();
        for (int i = 0; i < 120; i++)
        {
            double t = i / 10.0;
            bench.Row(t, ("spreader.landed", t < 2.5 ? 1 : 0), ("trolley.demand", t < 2 ? 0 : 1),
                ("trolley.speed", Math.Clamp(0.6 * (t - 2.8), 0, 4)));
        }

        Assert.False(bench.Knows(MotionReadings.DeadTime));
        Assert.True(bench.Knows(MotionReadings.RampUp));
    }

    [Fact]
    public void Gap_EndsTheMoveWithoutAWord()
    {
        var bench = new MotionBench();
        for (int i = 0; i < 60; i++)
            bench.Row(i / 10.0, ("trolley.speed", i < 10 ? 0 : 4), ("trolley.demand", i < 10 ? 0 : 1), ("trolley.reference", 4));
        bench.Told.Clear();
        bench.Row(60, ("trolley.speed", 0), ("trolley.demand", 0), ("trolley.reference", 0));

        Assert.Empty(bench.Told);
    }

    [Property(MaxTest = 60)]
    public void Rows_OfAnyKind_NeverPoison(int seed)
    {
        var bench = new MotionBench();
        double[] odd = [double.NaN, double.PositiveInfinity, -1e300, 0, 1, -1, 4, 0.3, 1e-300, -4];
        ulong state = (ulong)seed;
        double Next()
        {
            state = (state * 6364136223846793005) + 1442695040888963407;
            return odd[(state >> 40) % 10];
        }

        long ns = MotionBench.Ns(0);
        for (int i = 0; i < 300; i++)
        {
            ns += (long)(state >> 36 & 7) switch { 0 => -400_000_000_000, 1 => 0, 2 => 90_000_000_000, _ => 100_000_000 };
            bench.RowAt(ns, ("trolley.speed", Next()), ("trolley.demand", Next()), ("trolley.reference", Next()),
                ("trolley.position", Next()), ("hoist.speed", Next()), ("spreader.locked", Next()), ("spreader.load", Next()));
        }

        bench.Told.Clear();
        new PlannedMove { Begins = 1e6 }.Drive(bench);
        Assert.Equal(4, bench.The(MotionReadings.Plateau).TopSpeed, Exact);
        Assert.Equal(0.6, bench.The(MotionReadings.RampUp).RampUp, 1e-3);
    }

    [Fact]
    public void Lift_AfterTheLock_TellsTheWait()
    {
        var bench = new MotionBench();
        for (int i = 0; i < 400; i++)
        {
            double t = i / 10.0, up = Math.Clamp(t - 13.4, 0, 1);
            bench.Row(t, ("hoist.speed", t > 25 ? 0 : up), ("hoist.demand", t is > 13.2 and < 25 ? 1 : 0),
                ("spreader.locked", t is > 9.95 and < 30 or > 35 ? 1 : 0));
        }

        Assert.Equal(2, bench.Lifts.Count);
        Assert.Equal(3.45, bench.Lifts[0].LockToHoist, 0.06);
        Assert.Equal(25.1, bench.Lifts[1].Duration, 0.11);
    }

    // From lock to lock 60 s: 20 s of hoist, 10 s in which nothing follows the stick, 30 s in which nobody asks for anything.
    [Theory]
    [InlineData("trolley", true, 30)]
    [InlineData("trolley", false, 20)]
    [InlineData("gantry", true, double.NaN)]
    public void Lift_WithWaits_TellsWhatWasWorked(string beside, bool demand, double worked)
    {
        var bench = new MotionBench();
        if (!demand) bench.Without.UnionWith(["hoist.demand", beside + ".demand"]);
        for (int i = 0; i < 750; i++)
        {
            double t = i / 10.0;
            bool moves = t is >= 12 and < 32, asks = moves || t is >= 40 and < 50;
            bench.Row(t, ("hoist.speed", moves ? 1 : 0), ("hoist.demand", asks ? 1 : 0), (beside + ".speed", moves ? 0.7 : 0), (beside + ".demand", moves ? 1 : 0),
                ("spreader.locked", t is > 9.95 and < 60 or > 70 ? 1 : 0));
        }

        Assert.Equal(60, bench.Lifts[^1].Duration, 0.15);
        Assert.Equal(worked, bench.Lifts[^1].Worked, 1.0);
    }

    [Fact]
    public void Rows_InSteadyState_AllocateNothing()
    {
        var bench = new MotionBench();
        new PlannedMove().Drive(bench);
        var values = new SignalValue[4];
        Assert.True(SignalCatalog.TryFind("trolley.speed", out var speed));
        Assert.True(SignalCatalog.TryFind("trolley.demand", out var demand));
        Assert.True(SignalCatalog.TryFind("trolley.reference", out var reference));
        Assert.True(SignalCatalog.TryFind("spreader.load", out var load));
        long told = Feed(0);
        long before = GC.GetAllocatedBytesForCurrentThread();
        told += Feed(1);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.True(told > 100, $"{told} tellings");

        long Feed(int round)
        {
            long count = 0;
            for (int i = 0; i < 20_000; i++)
            {
                double t = i % 400 / 10.0, v = t < 2 ? 0 : t < 30 ? Math.Min(4, (t - 2) * 0.6) : Math.Max(0, 4 - ((t - 30) * 0.6));
                values[0] = new() { Signal = speed, Number = v };
                values[1] = new() { Signal = demand, Number = t is >= 2 and < 30 ? 1 : 0 };
                values[2] = new() { Signal = reference, Number = v };
                values[3] = new() { Signal = load, Number = 20 };
                bench.Crane.Update(MotionBench.Ns(100 + (3000 * round) + (i / 10.0)), values);
                bench.Motion.Update(bench.Crane);
                count += bench.Motion.Moves.Length;
            }

            return count;
        }
    }

    [Fact]
    public void Memory_OfACrane_IsSmall()
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        var motion = new CraneMotion();
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 1, 32_000);
        GC.KeepAlive(motion);
    }
}
