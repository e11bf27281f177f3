using CraneAnomaly.Simulator;
using CraneAnomaly.Simulator.Cranes;

namespace CraneAnomaly.Tests.Simulator;

/// <summary>Physics built otherwise, and more noise: what is asked for changes, and the crane still works.</summary>
public class VariantTests
{
    private const int Rate = 10;

    private static readonly PortOptions Work = new()
    {
        Cranes = 1,
        Duration = TimeSpan.FromHours(1.2),
        RateHz = Rate,
        Seed = 11,
    };

    [Fact]
    public void SRamps_Reference_ReachesItsSlopeLate()
    {
        double usual = SecondsToSteepest(SimulatedVariant.None), s = SecondsToSteepest(SimulatedVariant.SRamps);

        Assert.InRange(usual, 0.2, 0.8);
        Assert.InRange(s, 1.5, 2.5);
    }

    // A quarter of 4 m/s with two fifths of 0.6 m/s2.
    [Fact]
    public void SoftStart_Reference_ReachesItsSlopeLate() =>
        Assert.InRange(SecondsToSteepest(SimulatedVariant.SoftStart), 3.8, 4.8);

    [Fact]
    public void SpeedStages_HoistSpeed_FallsInSteps_AndNeverAboveItsPower()
    {
        var plate = Recording.Of(Work with { Duration = TimeSpan.FromSeconds(1) }).Port.Nameplates[0];
        var usual = new CraneRatings(plate, new(1, 0, RandomPurpose.Nameplate));
        var stages = new CraneRatings(plate, new(1, 0, RandomPurpose.Nameplate), SimulatedVariant.SpeedStages);

        Assert.Equal(5, Enumerable.Range(0, 66).Select(load => stages.HoistSpeed(load)).Distinct().Count());
        Assert.All(Enumerable.Range(0, 66), load => Assert.True(stages.HoistSpeed(load) <= usual.HoistSpeed(load) + 1e-9, $"{load} t"));
        Assert.Equal(usual.HoistSpeed(65), stages.HoistSpeed(65), 9);
    }

    [Fact]
    public void HeavyTails_Noise_HasTheSameDeviation()
    {
        double[] Draw(SimulatedVariant variant)
        {
            var noise = new SensorNoise(new(1, 0, RandomPurpose.Sensors), 2, variant);
            return [.. Enumerable.Range(0, 200_000).Select(i => noise.Next(i % SensorNoise.Channels))];
        }

        double[] usual = Draw(SimulatedVariant.None), heavy = Draw(SimulatedVariant.HeavyTails);
        Assert.Equal(2, Math.Sqrt(heavy.Average(x => x * x)), 0.15);
        Assert.True(heavy.Count(x => Math.Abs(x) > 8) > 20 * (1 + usual.Count(x => Math.Abs(x) > 8)));
    }

    [Fact]
    public void PowerKnee_HoistSpeed_IsAStraightLineToTheSameEnd()
    {
        var plate = Recording.Of(Work with { Duration = TimeSpan.FromSeconds(1) }).Port.Nameplates[0];
        var usual = new CraneRatings(plate, new(1, 0, RandomPurpose.Nameplate));
        var knee = new CraneRatings(plate, new(1, 0, RandomPurpose.Nameplate), SimulatedVariant.PowerKnee);

        Assert.Equal(usual.HoistSpeed(0), knee.HoistSpeed(0));
        Assert.Equal(usual.HoistSpeed(65), knee.HoistSpeed(65), 9);
        Assert.InRange(knee.HoistSpeed(26) / usual.HoistSpeed(26), 0.8, 0.95);
        Assert.Equal(knee.HoistSpeed(30) - knee.HoistSpeed(40), knee.HoistSpeed(40) - knee.HoistSpeed(50), 9);
    }

    [Theory]
    [InlineData(SimulatedVariant.None, -0.1, 0.1)]
    [InlineData(SimulatedVariant.ColouredNoise, 0.85, 0.95)]
    public void ColouredNoise_Value_RemembersTheOneBefore(SimulatedVariant variant, double low, double high)
    {
        var noise = new SensorNoise(new(1, 0, RandomPurpose.Sensors), 2, variant);
        var values = new List<double>();
        for (int i = 0; i < 20_000; i++)
        {
            for (int channel = 0; channel < SensorNoise.Channels; channel++)
            {
                double value = noise.Next(channel);
                if (channel == SensorNoise.Sway) values.Add(value);
            }
        }

        double square = values.Average(v => v * v);
        Assert.InRange(Math.Sqrt(square), 1.8, 2.2);
        Assert.InRange(values.Zip(values.Skip(1)).Average(p => p.First * p.Second) / square, low, high);
    }

    [Fact]
    public void SharedSupply_Trolley_IsSlowerWhileTheHoistIsOnItsWay()
    {
        var rows = Recording.Of(Work with { Variant = SimulatedVariant.SharedSupply }).Rows;
        double alone = rows.Where(r => r["hoist.speed"] == 0).Max(r => Math.Abs(r["trolley.speed"]));
        double beside = rows.Where(r => Math.Abs(r["hoist.speed"]) > 1).Max(r => Math.Abs(r["trolley.speed"]));

        Assert.InRange(beside / alone, 0.9, 0.95);
    }

    [Theory]
    [InlineData(SimulatedVariant.None, 0.5, 0.5)]
    [InlineData(SimulatedVariant.CurvedStick, 0.25, 0.125)]
    [InlineData(SimulatedVariant.CurvedStick, -0.25, -0.125)]
    [InlineData(SimulatedVariant.CurvedStick, 1, 1)]
    public void CurvedStick_Share_IsThePowerOfTheStick_WhichOperatorsKnow(SimulatedVariant variant, double stick, double share)
    {
        var crane = Recording.Of(Work with { Duration = TimeSpan.FromSeconds(1), Variant = variant }).Port.Cranes[0];

        Assert.Equal(share, crane.ShareAt(stick), 12);
        Assert.Equal(stick, crane.StickFor(share), 12);
    }

    [Fact]
    public void WarmUp_Speed_ComesUpFromHourToHour()
    {
        var rows = Recording.Of(Work with { Variant = SimulatedVariant.WarmUp }).Rows;
        int half = rows.Count / 2;
        double early = rows.Take(half / 2).Max(r => r["trolley.reference"]), late = rows.Skip(half).Max(r => r["trolley.reference"]);

        Assert.InRange(late / early, 1.004, 1.03);
    }

    [Fact]
    public void MotorHeat_Speed_GoesDownWithTheWork()
    {
        var rows = Recording.Of(Work with { Variant = SimulatedVariant.MotorHeat }).Rows;
        int third = rows.Count / 3;
        double early = rows.Take(third / 4).Max(r => r["trolley.reference"]), late = rows.Skip(2 * third).Max(r => r["trolley.reference"]);

        Assert.InRange(late / early, 0.95, 0.997);
    }

    [Fact]
    public void Regeneration_Trolley_IsFasterWhileALoadSinks()
    {
        static double Beside(SimulatedVariant variant) => Recording.Of(Work with { Variant = variant }).Rows
            .Where(r => r["hoist.speed"] < -1).Max(r => Math.Abs(r["trolley.reference"]));

        Assert.InRange(Beside(SimulatedVariant.Regeneration) / Beside(SimulatedVariant.None), 1.002, 1.031);
    }

    [Fact]
    public void SmoothedSpeed_ComesLaterThanTheMotion()
    {
        static double Behind(SimulatedVariant variant)
        {
            var rows = Recording.Of(Work with { Variant = variant }).Rows;
            return rows.Where(r => r["trolley.demand"] == 1 && r["trolley.reference"] is > 1 and < 2).Average(r => r["trolley.reference"] - r["trolley.speed"]);
        }

        // 0.6 m/s2 or so for another 0.4 s, less what is braked at full stick.
        Assert.InRange(Behind(SimulatedVariant.SmoothedSpeed) - Behind(SimulatedVariant.None), 0.08, 0.4);
    }

    [Fact]
    public void Slip_Hoist_IsSlowerUpAndFasterDown()
    {
        // Where the set speed has been the same for a second.
        static double Tracking(SimulatedVariant variant, int direction)
        {
            var rows = Recording.Of(Work with { Variant = variant }).Rows;
            return rows.Skip(Rate).Zip(rows).Where(p => p.First["hoist.reference"] * direction > 0.5 && p.First["hoist.reference"] == p.Second["hoist.reference"])
                .Average(p => p.First["hoist.speed"] / p.First["hoist.reference"]);
        }

        Assert.InRange(Tracking(SimulatedVariant.Slip, 1) - Tracking(SimulatedVariant.None, 1), -0.03, -0.003);
        Assert.InRange(Tracking(SimulatedVariant.Slip, -1) - Tracking(SimulatedVariant.None, -1), 0.003, 0.03);
    }

    [Fact]
    public void TorqueProving_Hoist_StartsLaterTheMoreItHolds()
    {
        var rows = Recording.Of(Work with { Variant = SimulatedVariant.TorqueProving }).Rows;
        double Wait(Func<double, bool> ofLoad)
        {
            var waits = new List<double>();
            int asked = -1;
            for (int i = 1; i < rows.Count; i++)
            {
                bool isAsked = rows[i]["hoist.demand"] != 0;
                if (!isAsked || rows[i]["hoist.brake"] == 1 && asked < 0) asked = -1;
                else if (rows[i]["hoist.brake"] == 0 && asked < 0) asked = i;
                if (asked < 0 || rows[i]["hoist.brake"] == 0) continue;
                if (ofLoad(Enumerable.Range(0, 4).Select(back => rows[i - back]["spreader.load"]).First(double.IsFinite))) waits.Add((i - asked) / (double)Rate);
                asked = -1;
            }

            return waits.Average();
        }

        double empty = Wait(load => load < 2), laden = Wait(load => load > 15);
        Assert.InRange(laden - empty, 0.05, 0.35);
    }

    [Fact]
    public void CoarseTags_Speeds_AreTheirWholeSteps()
    {
        var recording = Recording.Of(Work with { Variant = SimulatedVariant.CoarseTags });
        double step = 0.005 * recording.Port.Nameplates[0].TrolleySpeed;

        Assert.All(recording.Rows, r => Assert.Equal(Math.Round(r["trolley.speed"] / step), r["trolley.speed"] / step, 3));
        Assert.Contains(recording.Rows, r => r["trolley.speed"] > 3);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    public void Noise_Factor_WidensPlateausAndSensors(double factor)
    {
        var recording = Recording.Of(Work with { Noise = factor });
        var ratios = CraneMotionTests.Plateaus(recording, "trolley", 1);
        double mean = ratios.Average();
        var resting = recording.Rows.Zip(recording.Rows.Skip(1))
            .Where(p => p.First["trolley.brake"] == 0 && p.Second["trolley.brake"] == 0)
            .Select(p => p.Second["trolley.position"] - p.First["trolley.position"]).ToList();

        Assert.InRange(Math.Sqrt(ratios.Average(r => (r - mean) * (r - mean))), 0.003 * factor, 0.009 * factor);
        Assert.InRange(Math.Sqrt(resting.Average(d => d * d)), 0.0025 * factor, 0.0035 * factor + 0.002);
    }

    [Theory]
    [InlineData(SimulatedVariant.SRamps)]
    [InlineData(SimulatedVariant.PowerKnee)]
    [InlineData(SimulatedVariant.ColouredNoise)]
    [InlineData(SimulatedVariant.All)]
    [InlineData(SimulatedVariant.SpeedStages)]
    [InlineData(SimulatedVariant.SoftStart)]
    [InlineData(SimulatedVariant.HeavyTails)]
    [InlineData(SimulatedVariant.Second)]
    [InlineData(SimulatedVariant.SharedSupply)]
    [InlineData(SimulatedVariant.CurvedStick)]
    [InlineData(SimulatedVariant.WarmUp)]
    [InlineData(SimulatedVariant.Third)]
    [InlineData(SimulatedVariant.MotorHeat)]
    [InlineData(SimulatedVariant.Regeneration)]
    [InlineData(SimulatedVariant.SmoothedSpeed)]
    [InlineData(SimulatedVariant.Fourth)]
    [InlineData(SimulatedVariant.Slip)]
    [InlineData(SimulatedVariant.TorqueProving)]
    [InlineData(SimulatedVariant.CoarseTags)]
    [InlineData(SimulatedVariant.Fifth)]
    public void Variant_Crane_WorksAsMuchAndBreaksNoLimit(SimulatedVariant variant)
    {
        var usual = Recording.Of(Work);
        var other = Recording.Of(Work with { Variant = variant });
        var again = Recording.Of(Work with { Variant = variant });

        Assert.All(other.Rows.Zip(again.Rows), p => Assert.True(p.First.Same(p.Second)));
        Assert.Contains(usual.Rows.Zip(other.Rows), p => !p.First.Same(p.Second));
        Assert.InRange(Moves(other), 0.8 * Moves(usual), 1.1 * Moves(usual));
        Assert.DoesNotContain(other.Rows, r => r["trolley.slowdown"] == 1 && Math.Abs(r["trolley.speed"]) > 1.15);
        Assert.DoesNotContain(other.Rows, r => r["trolley.limit_plus"] == 1 || r["hoist.limit_plus"] == 1);
        Assert.DoesNotContain(other.Rows, r => r["spreader.landed"] == 0 && r["spreader.unlocked"] == 1 && r["spreader.load"] > 3);
    }

    private static double Moves(Recording recording) => recording.Port.Cranes[0].Operator.Moves;

    // Seconds until the reference changes as fast as it ever does, from rest to 4 m/s.
    private static double SecondsToSteepest(SimulatedVariant variant)
    {
        const double Dt = 0.02;
        var axis = new AxisDrive(Dt, 0, variant);
        double begun = -1, last = 0;
        var slopes = new List<double>();
        for (int i = 0; i < 1000; i++)
        {
            axis.Step(4, 0.6, 1);
            if (axis.Reference > 0 && begun < 0) begun = i;
            if (begun >= 0) slopes.Add((axis.Reference - last) / Dt);
            last = axis.Reference;
        }

        Assert.Equal(4, axis.Reference);
        double most = slopes.Max();
        Assert.InRange(most, 0.59, 0.91);
        return slopes.FindIndex(slope => slope > 0.95 * most) * Dt;
    }
}
