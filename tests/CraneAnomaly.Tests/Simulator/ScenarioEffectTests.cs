using CraneAnomaly.Records.Signals;
using CraneAnomaly.Simulator;

namespace CraneAnomaly.Tests.Simulator;

public class ScenarioEffectTests
{
    private const int Rate = 2;
    private const double Start = 0.4 * 1.5 * 3600;

    private static readonly PortOptions Day = new()
    {
        Cranes = 1,
        Duration = TimeSpan.FromHours(1.5),
        RateHz = Rate,
        Seed = 9,
        Start = new(2026, 3, 2, 8, 30, 0, TimeSpan.Zero),
    };

    [Fact]
    public void ThrottleTrolley_TenPercent_LowersThePlateauByTenPercent()
    {
        var normal = Fast("normal");
        var throttled = Fast("throttle-trolley");
        double before = Median(normal);
        double after = Median(throttled);

        Assert.InRange(after / before, 0.88, 0.92);

        static List<double> Fast(string name)
        {
            var recording = Recording.Of(Day with { Scenario = name, RateHz = 10 }, Start);
            return CraneMotionTests.Plateaus(recording, "trolley", 1);
        }
    }

    [Fact]
    public void ThrottleDrive_ReferenceStays_SpeedFollowsLess()
    {
        var rows = Attacked("throttle-drive");

        var ratios = rows.Where(r => Math.Abs(r["trolley.reference"]) > 2).Select(r =>
            r["trolley.speed"] / r["trolley.reference"]).ToList();
        Assert.InRange(Median(ratios), 0.87, 0.93);
    }

    [Fact]
    public void SetpointClamp_FullStick_ReferenceIsCut()
    {
        var rows = Attacked("setpoint-clamp");
        double most = rows.SkipLast(200 * Rate).Where(r => r["trolley.demand"] >= 0.99).Max(r =>
            r["trolley.reference"]);

        Assert.InRange(most / Recording.Of(Day).Port.Cranes[0].Ratings.MaximumSpeed[1], 0.85, 0.905);
    }

    [Fact]
    public void SpeedLimiter_Enabled_IsSeenInTheLimit() =>
        Assert.All(Attacked("speed-limiter").SkipLast(200 * Rate), r =>
            Assert.InRange(r["trolley.speed_limit"], 0.5, 0.9));

    [Fact]
    public void ThrottleFleet_AllCranes_FromTheSameMinute()
    {
        var recording = Recording.Of(Day with { Scenario = "throttle-fleet", Cranes = 4, RateHz = 1 });

        Assert.Equal(4, recording.Port.Events.Count);
        Assert.Single(recording.Port.Events.Select(e => e.StartNs).Distinct());
    }

    [Fact]
    public void SpoofedSpeed_DerivativeOfPosition_SaysOtherwise()
    {
        var rows = Attacked("throttle-spoofed-speed");
        var ratios = rows.Zip(rows.Skip(1)).Where(p => Math.Abs(p.First["trolley.speed"]) > 2)
            .Select(p =>
                (p.Second["trolley.position"] - p.First["trolley.position"]) * Rate * 2
                / (p.First["trolley.speed"] + p.Second["trolley.speed"]))
            .ToList();

        Assert.InRange(Median(ratios), 0.87, 0.93);
    }

    [Theory]
    [InlineData("consistent-lie-anchored", true)]
    [InlineData("consistent-lie", false)]
    public void ConsistentLie_Laser_TellsOnlyWhereItIsIndependent(string name, bool told)
    {
        double worst = Attacked(name).Where(r => !double.IsNaN(r["anchor.trolley.position"]))
            .Max(r => Math.Abs(r["anchor.trolley.position"] - r["trolley.position"]));

        if (told) Assert.InRange(worst, 2, 8);
        else Assert.InRange(worst, 0, 0.2);
    }

    [Fact]
    public void UnlockAloft_I2_LoadFalls()
    {
        var rows = Attacked("unlock-aloft");

        Assert.Contains(rows, r => r["spreader.locked"] == 0 && r["spreader.landed"] == 0 && r["spreader.load"] > 3);
    }

    [Theory]
    [InlineData("motion-control-off", "control_on", 0)]
    [InlineData("motion-emergency-stop", "emergency_stop", 1)]
    [InlineData("motion-gate-open", "gate", 1)]
    public void MotionInSpite_I7_MovesWhileStopped(string name, string signal, int state)
    {
        var rows = Attacked(name);

        Assert.True(rows.Count(r => r[signal] == state
            && Math.Abs(r["hoist.speed"]) + Math.Abs(r["trolley.speed"]) > 1) > 10);
    }

    [Fact]
    public void MotionWithoutDemand_Trolley_MovesWithTheStickAtRest()
    {
        var rows = Attacked("motion-without-demand");

        Assert.True(rows.Count(r => r["trolley.demand"] == 0 && Math.Abs(r["trolley.reference"]) > 0.4) > 4);
    }

    [Fact]
    public void PartialLockHoist_I1_LiftsHalfLocked() => Assert.Contains(
        Attacked("partial-lock-hoist"),
        r => r["spreader.locked"] == 0 && r["spreader.unlocked"] == 0 && r["hoist.speed"] > 0.5);

    [Fact]
    public void LockNotLanded_I3_TurnsInTheAir() => Assert.Contains(
        Attacked("lock-not-landed"), r => r["spreader.locked"] == 1 && r["spreader.landed"] == 0
            && r["spreader.load"] < 1);

    [Fact]
    public void BrakeNotReleased_I4_RunsWithTheBrakeClosed() => Assert.Contains(
        Attacked("brake-not-released"), r => r["trolley.brake"] == 0 && Math.Abs(r["trolley.speed"]) > 1);

    [Fact]
    public void BoomRaised_I5_TrolleyIsOutside() => Assert.Contains(
        Attacked("boom-raised-outside"), r => r["boom.angle"] > 0.8 && r["trolley.position"] > 5);

    [Fact]
    public void GantryPinned_I6_MovesWithThePinIn() => Assert.Contains(
        Attacked("gantry-pinned"), r => r["storm_pin"] == 1 && Math.Abs(r["gantry.speed"]) > 0.1);

    [Fact]
    public void LimitOverrun_I8_IsFastInTheZone() => Assert.Contains(
        Attacked("limit-overrun"), r => r["trolley.slowdown"] == 1 && r["trolley.speed"] > 1.4);

    [Fact]
    public void OverloadHoist_I9_LiftsTooMuch() => Assert.Contains(
        Attacked("overload-hoist"), r => r["spreader.load"] > 1.1 * 65 && r["hoist.speed"] > 0.2);

    [Fact]
    public void WindOverrun_I11_WorksInAGale() => Assert.Contains(
        Attacked("wind-overrun"), r => r["wind.speed"] > 20 && r.Text("alarm.code") == "WIND_STOP"
            && r["trolley.speed"] > 1);

    [Fact]
    public void SpoofWindHigh_I12_OneAnemometerStopsTheCrane() => Assert.Contains(
        Attacked("spoof-wind-high"), r => r["wind.speed"] > 20 && r["wind.speed2"] < 15
            && r.Text("alarm.code") == "WIND_STOP");

    [Theory]
    [InlineData("anemometer-off", "wind.speed", "ANEMOMETER_FAULT")]
    [InlineData("limit-switch-off", "trolley.limit_plus", "LIMIT_SWITCH_FAULT")]
    [InlineData("load-cell-off", "spreader.load", "LOAD_CELL_FAULT")]
    [InlineData("encoder-off", "trolley.position", "ENCODER_FAULT")]
    [InlineData("estop-channel-open", "emergency_stop", "ESTOP_CHANNEL")]
    public void SensorOff_Crane_StopsAndSaysWhatTrippedFirst(string name, string signal, string alarm)
    {
        var rows = Attacked(name);
        SignalCatalog.TryFind(signal, out var found);
        var bad = rows.Where(r => r.Qualities[found.Index] == SignalQuality.Bad).ToList();

        Assert.True(bad.Count > 850 * Rate);
        Assert.Contains(bad, r => r.Text("alarm.first_out") == alarm);
        Assert.All(bad.Skip(10 * Rate), r => Assert.Equal(0, r["hoist.speed"]));
        Assert.Contains(rows.SkipWhile(r => r != bad[^1]), r => Math.Abs(r["trolley.speed"]) > 1);
    }

    [Fact]
    public void PlcStop_Controller_StopsAllAxes()
    {
        var stopped = Attacked("plc-stop").SkipWhile(r => r.Text("plc.mode") != "stop").Take(Rate * 280).ToList();

        Assert.NotEmpty(stopped);
        Assert.All(stopped.Skip(8 * Rate), r => Assert.Equal(0, r["hoist.speed"] + r["trolley.speed"]));
    }

    [Fact]
    public void Replay_Motion_RepeatsOldRows()
    {
        var recording = Recording.Of(Day with { Scenario = "replay-load" }, Start);
        long first = recording.Port.Options.StartNs;
        var loads = recording.Rows.ToDictionary(
            r => (long)Math.Round((r.Timestamp - first) * Rate / 1e9), r => r["spreader.load"]);
        long period = 600 * Rate;
        var pairs = loads.Where(l => l.Key < ((long)Start + 1200) * Rate && loads.ContainsKey(l.Key + period)).ToList();

        Assert.True(pairs.Count > 1000 * Rate);
        Assert.All(pairs, l => Assert.Equal(l.Value, loads[l.Key + period]));
        Assert.Contains(pairs, l => l.Value > 3);
    }

    [Fact]
    public void FreezeTrolley_Position_StandsWhileItMoves()
    {
        var rows = Attacked("freeze-trolley-position").Take(Rate * 1000).ToList();

        Assert.Single(rows.Skip(Rate).Select(r => r["trolley.position"]).Distinct());
        Assert.Contains(rows, r => Math.Abs(r["trolley.speed"]) > 2);
    }

    [Fact]
    public void AlarmSuppression_WindyHour_IsWithoutAlarms()
    {
        var rows = Attacked("alarm-suppression").Take(Rate * 3000).ToList();

        Assert.True(rows.Count(r => r["wind.speed"] > 16) > 60);
        Assert.All(rows, r => Assert.True(r.Text("alarm.code") is null or "none"));
    }

    [Fact]
    public void LimitMoved_I8_RunsPastTheFlagsThatItLearnedWith()
    {
        var rows = Attacked("limit-moved");
        double zone = 58 - 4;

        Assert.Contains(rows, r => r["trolley.position"] > zone - 3 && r["trolley.speed"] > 1.4);
        Assert.Contains(rows, r => r["trolley.position"] > zone && r["trolley.slowdown"] == 0);
        Assert.DoesNotContain(Recording.Of(Day, Start).Rows, r => r["trolley.position"] > zone && r["trolley.slowdown"] == 0);
    }

    [Fact]
    public void SlowdownMoved_Trolley_CreepsWhereItRan()
    {
        // Outwards only: away from an end, a zone does not slow down.
        var rows = Attacked("slowdown-moved").Skip(20 * Rate).SkipLast(200 * Rate)
            .Where(r => r["trolley.position"] is > 36 and < 54).ToList();
        var normal = Recording.Of(Day, Start).Rows.Where(r => r["trolley.position"] is > 36 and < 54).ToList();

        Assert.NotEmpty(rows);
        Assert.All(rows, r => Assert.Equal(1, r["trolley.slowdown"]));
        Assert.InRange(rows.Max(r => r["trolley.speed"]), 0.3, 1.3);
        Assert.All(normal, r => Assert.Equal(0, r["trolley.slowdown"]));
        Assert.True(normal.Max(r => r["trolley.speed"]) > 1.5);
    }

    [Fact]
    public void ProtectionOff_EnableBit_SaysSo()
    {
        var rows = Attacked("protection-off").Take(3000 * Rate).ToList();
        var bits = rows.Select(r => r.Numbers[SignalPlaces.ForceLimiter]).Where(v => !double.IsNaN(v)).ToList();

        Assert.True(bits.Count > 2900);
        Assert.All(bits, v => Assert.Equal(0, v));
        Assert.All(
            Recording.Of(Day).Rows.Select(r => r.Numbers[SignalPlaces.ForceLimiter]).Where(v => !double.IsNaN(v)),
            v => Assert.Equal(1, v));
    }

    [Fact]
    public void ClockBack_Timestamps_GoBackOnce()
    {
        var rows = Recording.Of(Day with { Scenario = "clock-back" }).Rows;

        Assert.Single(rows.Zip(rows.Skip(1)), p => p.Second.Timestamp < p.First.Timestamp);
    }

    [Fact]
    public void LoggingOff_Source_IsSilentForAQuarterOfAnHour()
    {
        var rows = Recording.Of(Day with { Scenario = "logging-off" }).Rows;

        Assert.InRange(rows.Zip(rows.Skip(1)).Max(p => p.Second.Timestamp - p.First.Timestamp) / 1e9, 895, 905);
    }

    [Fact]
    public void MaintenanceAbuse_Permit_DoesNotAllowWhatIsDone()
    {
        var recording = Recording.Of(Day with { Scenario = "maintenance-abuse" });
        var abused = Assert.Single(recording.Port.Events);

        Assert.Contains(recording.Port.Permits, p => p.Crane == abused.Crane
            && !p.Actions.Contains("parameter", StringComparison.Ordinal));
    }

    [Fact]
    public void MaintenanceOtherCrane_Permit_IsForTheNeighbour()
    {
        var recording = Recording.Of(Day with { Scenario = "maintenance-other-crane", Cranes = 3, RateHz = 1 });
        var abused = Assert.Single(recording.Port.Events);

        Assert.All(recording.Port.Permits, p => Assert.NotEqual(abused.Crane, p.Crane));
    }

    [Fact]
    public void PowerDip_AllCranes_StopTogether()
    {
        var recording = Recording.Of(Day with { Scenario = "power-dip", Cranes = 3, RateHz = 1 });

        for (int crane = 0; crane < 3; crane++)
            Assert.Contains(recording.Crane(crane), r => r.Text("alarm.first_out") == "POWER_LOSS");
    }

    [Theory]
    [InlineData("rope-change")]
    [InlineData("brake-test")]
    [InlineData("firmware-campaign")]
    [InlineData("vendor-visit")]
    [InlineData("load-test")]
    [InlineData("plc-battery")]
    public void BenignMaintenance_Mode_IsCoveredByAPermit(string name)
    {
        var recording = Recording.Of(Day with { Scenario = name, Duration = TimeSpan.FromHours(2.5), RateHz = 1 });
        var maintained = recording.Rows.Where(r => r.Text("mode") == "maintenance").ToList();

        Assert.NotEmpty(maintained);
        Assert.All(maintained, r => Assert.Contains(
            recording.Port.Permits, p => p.FromNs <= r.Received && r.Received <= p.ToNs));
    }

    [Fact]
    public void TwinLift_Jobs_AreTwins()
    {
        var rows = Attacked("twin-lift");
        var jobs = rows.Select(r => r.Text("job.container")).Where(t =>
            t is not null and not "none").Distinct().ToList();

        Assert.True(jobs.Count(t => t!.Contains(' ')) > 0.8 * jobs.Count);
    }

    private static List<Recording.Row> Attacked(string name)
    {
        return Recording.Of(Day with { Scenario = name }, Start).Rows;
    }

    private static double Median(List<double> values)
    {
        Assert.True(values.Count > 8, $"only {values.Count} values");
        values.Sort();
        return values[values.Count / 2];
    }
}
