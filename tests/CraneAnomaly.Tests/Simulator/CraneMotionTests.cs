using CraneAnomaly.Simulator;
using CraneAnomaly.Simulator.Cranes;

namespace CraneAnomaly.Tests.Simulator;

public class CraneMotionTests
{
    private const int Rate = 10;

    private static readonly Lazy<Recording> Work = new(() => Recording.Of(new()
    {
        Cranes = 1,
        Duration = TimeSpan.FromHours(1.2),
        RateHz = Rate,
        Seed = 11,
    }));

    [Theory]
    [InlineData("hoist")]
    [InlineData("trolley")]
    [InlineData("gantry")]
    public void Speed_IsTheDerivativeOfPosition(string axis)
    {
        var rows = Work.Value.Rows;
        double[] position = [.. rows.Select(r => r[axis + ".position"])];
        double[] speed = [.. rows.Select(r => r[axis + ".speed"])];
        int judged = 0;
        for (int i = Rate; i < rows.Count; i++)
        {
            if (rows[i].Timestamp - rows[i - Rate].Timestamp > 1_020_000_000) continue;
            double way = position[i] - position[i - Rate];
            for (int k = i - Rate + 1; k <= i; k++) way -= (speed[k - 1] + speed[k]) / 2 / Rate;
            Assert.InRange(way, -0.06, 0.06);
            judged++;
        }

        Assert.True(judged > 35_000);
    }

    [Theory]
    [InlineData("hoist", 0)]
    [InlineData("trolley", 1)]
    public void Reference_Ramps_KeepTheAcceleration(string axis, int index)
    {
        var rows = Work.Value.Rows;
        double most = Work.Value.Port.Cranes[0].Ratings.Acceleration[index];
        var slopes = rows.Zip(rows.Skip(1))
            .Where(pair => pair.Second.Timestamp - pair.First.Timestamp < 150_000_000)
            .Where(pair => pair.Second["spreader.landed"] == 0 && pair.First["spreader.landed"] == 0)
            .Select(pair => Math.Abs(pair.Second[axis + ".reference"] - pair.First[axis + ".reference"]) * Rate)
            .Where(slope => slope > 0)
            .OrderBy(slope => slope)
            .ToList();

        Assert.InRange(slopes[(int)(slopes.Count * 0.99)], 0.9 * most, 1.1 * most);
    }

    [Fact]
    public void Plateau_FullStick_IsThatOfTheCraneFromMoveToMove()
    {
        var ratios = Plateaus(Work.Value, "trolley", 1);

        Assert.True(ratios.Count > 15, $"{ratios.Count} plateaus");
        double mean = ratios.Average();
        double deviation = Math.Sqrt(ratios.Average(r => (r - mean) * (r - mean)));
        Assert.InRange(mean, 0.985, 1.015);
        Assert.InRange(deviation, 0.002, 0.02);
    }

    [Fact]
    public void HoistSpeed_HeavyLoad_FollowsTheConstantPowerLaw()
    {
        var ratings = new CraneRatings(Work.Value.Port.Nameplates[0], new(1, 0, RandomPurpose.Nameplate));

        Assert.Equal(ratings.MaximumSpeed[0], ratings.HoistSpeed(0), 9);
        double heavy = ratings.HoistSpeed(65);
        Assert.InRange(heavy, 1.4, 1.6);
        Assert.Equal(ratings.HoistSpeed(52) * (52 + 13), heavy * (65 + 13), 6);
    }

    [Fact]
    public void SlowdownZone_Entered_HoldsTheSpeedDown()
    {
        var port = Recording.Of(new() { Cranes = 2, Duration = TimeSpan.FromHours(4), RateHz = 1, Seed = 3 });
        var plate = port.Port.Nameplates[0];
        var inZone = port.Rows.Where(r => r["trolley.slowdown"] == 1 && r["trolley.speed"] > 0).ToList();

        Assert.NotEmpty(inZone);
        Assert.All(inZone, r => Assert.InRange(r["trolley.speed"], 0, plate.TrolleySpeed * 1.06 * plate.SlowdownShare));
    }

    [Fact]
    public void Motion_BrakeOfAxis_IsReleased()
    {
        foreach (string axis in (string[])["hoist", "trolley", "gantry"])
        {
            Assert.DoesNotContain(Work.Value.Rows, r => Math.Abs(r[axis + ".speed"]) > 0.05 && r[axis + ".brake"] == 0);
            Assert.Contains(Work.Value.Rows, r => r[axis + ".brake"] == 0);
        }
    }

    [Fact]
    public void Torque_Hoist_IsWeightPlusInertiaPlusFriction()
    {
        var plate = Work.Value.Port.Nameplates[0];
        var rows = Work.Value.Rows;
        int judged = 0;
        for (int i = 2; i < rows.Count - 2; i++)
        {
            var row = rows[i];
            double load = row["spreader.load"];
            if (double.IsNaN(load) || row["hoist.speed"] < 1 || row["spreader.landed"] == 1) continue;
            double a = (rows[i]["hoist.speed"] - rows[i - 2]["hoist.speed"]) * Rate / 2;
            double expected = (13 + load) * (9.81 + a) * 1.02 / ((plate.RatedLoad + 13) * 9.81);
            if (Math.Abs(a) > 0.2) continue;
            Assert.InRange(row["hoist.torque"] / expected, 0.9, 1.1);
            judged++;
        }

        Assert.True(judged > 300, $"{judged}");
    }

    [Theory]
    [InlineData(10, 6.34)]
    [InlineData(20, 8.97)]
    [InlineData(30, 10.99)]
    [InlineData(40, 12.69)]
    public void Sway_FreeLoad_SwingsWithThePeriodOfItsRope(double length, double period)
    {
        const double Dt = 0.05;
        var still = new AxisDrive(Dt, 0);
        var pushed = new AxisDrive(Dt, 0);
        var pendulum = new RopePendulum();
        for (int i = 0; i < 40; i++)
        {
            pushed.Step(2, 0.6, 1);
            pendulum.Step(Dt, length, 0, pushed, 0, 30);
        }

        double last = double.NaN;
        var periods = new List<double>();
        for (int i = 0; i < 1200; i++)
        {
            double before = pendulum.Angle;
            pendulum.Step(Dt, length, 0, still, 0, 30);
            if (before >= 0 || pendulum.Angle < 0) continue;
            if (!double.IsNaN(last)) periods.Add((i - last) * Dt);
            last = i;
        }

        Assert.True(periods.Count >= 3);
        Assert.InRange(periods.Average(), period * 0.98, period * 1.02);
    }

    [Fact]
    public void Sway_BoxGoesDown_IsSmall()
    {
        var landings = Work.Value.Rows.Zip(Work.Value.Rows.Skip(1))
            .Where(pair => pair.First["spreader.landed"] == 0 && pair.Second["spreader.landed"] == 1)
            .Select(pair => Math.Abs(pair.Second["sway.angle"] * (44 - pair.Second["hoist.position"])))
            .OrderBy(offset => offset)
            .ToList();

        Assert.True(landings.Count > 30);
        Assert.InRange(landings[landings.Count / 2], 0, 0.3);
    }

    /// <summary>Median speed at full stick, as a share of what the crane's drive was set up for, one a move.</summary>
    internal static List<double> Plateaus(Recording recording, string axis, int index)
    {
        double rated = recording.Port.Cranes[0].Ratings.MaximumSpeed[index];
        var plateaus = new List<double>();
        var run = new List<double>();
        foreach (var row in recording.Crane(0))
        {
            bool steady = Math.Abs(row[axis + ".demand"]) >= 0.99 && row[axis + ".slowdown"] == 0;
            double speed = Math.Abs(row[axis + ".speed"]);
            bool settled = run.Count == 0 || Math.Abs(speed - run[^1]) < 0.012 * rated;
            if (steady && settled && speed > 0.6 * rated)
            {
                run.Add(speed);
                continue;
            }

            if (run.Count >= 10) plateaus.Add(run[run.Count / 2] / rated);
            run.Clear();
        }

        return plateaus;
    }
}
