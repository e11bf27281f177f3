using CraneAnomaly.Records.Signals;

namespace CraneAnomaly.Tests.Detectors.Sensors;

/// <summary>Each rule by rows made by hand, and the harmless thing beside it. Without a baseline.</summary>
public class SensorJudgeTests
{
    private readonly SensorRig _rig = new();
    private double _position, _before;

    [Fact]
    public void Position_StandingStillWhileTheSpeedMoves_IsFrozen()
    {
        Moves(25);
        double frozen = _position, from = _rig.Time;
        for (int i = 0; i < 8; i++) Move(2 + (0.01 * (Noise(i) % 7)), frozen);

        var alert = Assert.Single(_rig.Alerts);
        Assert.Equal(("sensor.frozen", "trolley.position", 70), (alert.Type.Name, alert.Finding.Signal, alert.Severity));
        Assert.InRange(SensorRig.SecondsOf(alert) - from, 1, 4);
        Assert.Contains("while the axis runs at 2.0", alert.Title, StringComparison.Ordinal);
    }

    [Fact]
    public void Position_StandingStillOnAParkedCrane_IsNoLie()
    {
        Moves(25);
        for (int i = 0; i < 500; i++) Move(0, _position);

        Assert.Empty(_rig.Alerts);
    }

    [Fact]
    public void Position_ThatIsRenewedEveryThirdRow_IsNoLie()
    {
        double shown = 0;
        int row = 0;
        for (int move = 0; move < 60; move++)
        {
            for (int i = 0; i < 20; i++)
            {
                double speed = i is < 2 or > 16 ? 0 : move % 2 == 0 ? 0.5 : -0.5;
                _position += speed;
                if (row++ % 3 == 0) shown = _position;
                Move(speed, shown);
            }
        }

        Assert.Empty(_rig.Alerts);
    }

    [Fact]
    public void Speed_StandingAtAConstantWhileTheAxisStands_IsFrozen()
    {
        Moves(25);
        for (int i = 0; i < 10; i++) Move(1.5, _position + (0.005 * (i & 1)));

        var alert = Assert.Single(_rig.Alerts);
        Assert.Equal(("sensor.frozen", "trolley.speed"), (alert.Type.Name, alert.Finding.Signal));
    }

    [Fact]
    public void Speed_OfSteadyMotion_MayRepeatItself()
    {
        Moves(25);
        for (int i = 0; i < 40; i++) Move(1.5, _position += i == 0 ? 0.75 : 1.5);

        Assert.Empty(_rig.Alerts);
    }

    [Fact]
    public void Speed_RaisedByATenth_IsSpoofedAfterThreeMoves()
    {
        Moves(25);
        double from = _rig.Time;
        Moves(6, says: 1.1);

        var alert = Assert.Single(_rig.Alerts);
        Assert.Equal(("sensor.spoofed", "trolley.speed", 70), (alert.Type.Name, alert.Finding.Signal, alert.Severity));
        Assert.InRange(SensorRig.SecondsOf(alert) - from, 1, 5 * 20);
    }

    [Fact]
    public void Speed_InAnotherUnit_IsAFault()
    {
        Moves(5, says: 3.6);

        Assert.DoesNotContain(_rig.Alerts, alert => alert.Type.Name != "sensor.fault" || alert.Severity >= 40);
        Assert.NotEmpty(_rig.Alerts);
    }

    [Fact]
    public void Position_ThatJumpsAndStays_IsImpossible()
    {
        Moves(25);
        _position += 12;
        for (int i = 0; i < 6; i++) Move(0, _position);

        var alert = Assert.Single(_rig.Alerts);
        Assert.Equal(("sensor.impossible", 12.0), (alert.Type.Name, Math.Round(alert.Finding.Observed!.Value, 1)));
    }

    [Fact]
    public void Position_ThatJumpsForOneSample_IsAFault()
    {
        Moves(25);
        Move(0, _position + 12);
        for (int i = 0; i < 6; i++) Move(0, _position);

        Assert.Equal(("sensor.fault", 25), (Assert.Single(_rig.Alerts).Type.Name, _rig.Alerts[0].Severity));
    }

    [Fact]
    public void Clock_SetByHalfASecondWhileMoving_IsNoJump()
    {
        Moves(25);
        for (int i = 0; i < 10; i++)
        {
            if (i == 5) _rig.Time += 0.4;
            double speed = 3 + (0.01 * (Noise(i) % 7));
            _position += speed;
            Move(speed, _position);
        }

        Assert.Empty(_rig.Alerts);
    }

    [Fact]
    public void Load_ConstantWhileTheCraneMoves_IsFrozen()
    {
        for (int i = 0; i < 600; i++) Row(("hoist.speed", 1.2), ("spreader.load", 20 + (0.05 * (Noise(i) % 5))));
        double from = _rig.Time;
        for (int i = 0; i < 60; i++) Row(("hoist.speed", 1.2), ("spreader.load", 20.1));

        var alert = Assert.Single(_rig.Alerts);
        Assert.Equal(("sensor.frozen", "spreader.load"), (alert.Type.Name, alert.Finding.Signal));
        Assert.InRange(SensorRig.SecondsOf(alert) - from, 8, 30);
    }

    [Fact]
    public void Load_ConstantOnAParkedCrane_IsNoLie()
    {
        for (int i = 0; i < 600; i++) Row(("hoist.speed", 1.2), ("spreader.load", 20 + (0.05 * (Noise(i) % 5))));
        for (int i = 0; i < 600; i++) Row(("hoist.speed", 0), ("spreader.load", 20.1));

        Assert.Empty(_rig.Alerts);
    }

    [Fact]
    public void Wind_InWholeMetres_IsNoLie()
    {
        // Holds each value for up to half a minute.
        for (int i = 0; i < 3000; i++) Row(("wind.speed", 6 + (Noise(i / 20) % 3)));

        Assert.Empty(_rig.Alerts);
    }

    [Fact]
    public void Wind_ThatRepeatsItself_IsFrozen()
    {
        for (int i = 0; i < 600; i++) Row(("wind.speed", 6 + (0.1 * (Noise(i) % 9))));
        for (int i = 0; i < 40; i++) Row(("wind.speed", 6.3));

        Assert.Equal(("sensor.frozen", "wind.speed"), (Assert.Single(_rig.Alerts).Type.Name, _rig.Alerts[0].Finding.Signal));
    }

    // A new value a second, by telemetry once a second, by registers five times a second, or by both; and who stops.
    [Theory]
    [InlineData(1, 1)]
    [InlineData(5, 5)]
    [InlineData(1, 5)]
    [InlineData(5, 1)]
    [InlineData(6, 5)]
    [InlineData(6, 1)]
    public void Wind_ReadAtAnyRate_IsNoLie_AndFrozenAfterTheSameTime(int before, int after)
    {
        for (int i = 0; i < 600; i++) Second(before, 6 + (0.1 * (Noise(i) % 9)));
        for (int i = 600; i < 3000; i++) Second(after, 6 + (0.1 * (Noise(i) % 9)));
        Assert.Empty(_rig.Alerts);

        double from = _rig.Time;
        for (int i = 0; i < 40; i++) Second(after, 6.3);
        var alert = Assert.Single(_rig.Alerts);
        Assert.Equal(("sensor.frozen", "wind.speed"), (alert.Type.Name, alert.Finding.Signal));
        Assert.InRange(SensorRig.SecondsOf(alert) - from, 7, 20);
    }

    // New values faster than they are read, and then read less often: what comes back is no standing still.
    [Fact]
    public void Wind_OfManyValuesASecond_ReadLessOften_IsNoLie()
    {
        for (int i = 0; i < 3000; i++)
        {
            _rig.Row("QC01", ("wind.speed", 6 + (0.1 * (Noise(i) % 3))));
            _rig.Time += 0.2;
        }

        for (int i = 3000; i < 9000; i++) Second(1, 6 + (0.1 * (Noise(i) % 3)));

        Assert.Empty(_rig.Alerts);
    }

    [Fact]
    public void Wind_AtNothingInCalm_IsNoLie()
    {
        for (int i = 0; i < 900; i++) Row(("wind.speed", 0), ("wind.speed2", 0.1 * (Noise(i) % 3)));

        Assert.Empty(_rig.Alerts);
    }

    [Fact]
    public void Noise_PlayedAgain_IsReplayed()
    {
        var tape = Enumerable.Range(0, 200).Select(i => 20 + (0.05 * (Noise(i) % 40))).ToArray();
        foreach (double load in tape) Row(("spreader.load", load));
        double from = _rig.Time;
        foreach (double load in tape) Row(("spreader.load", load));

        var alert = Assert.Single(_rig.Alerts);
        Assert.Equal(("sensor.replayed", 75), (alert.Type.Name, alert.Severity));
        Assert.InRange(SensorRig.SecondsOf(alert) - from, 96, 130);
        Assert.Contains("200 s before", alert.Title, StringComparison.Ordinal);
    }

    [Fact]
    public void CoarseSteps_SeenAgain_AreNoReplay()
    {
        for (int i = 0; i < 3000; i++) Row(("spreader.load", i / 7 % 4));

        Assert.DoesNotContain(_rig.Alerts, alert => alert.Type.Name == "sensor.replayed");
    }

    // Of 70 samples many windows of 48 can be taken, but only one and a half of samples of their own.
    [Fact]
    public void ShortStretch_ThatComesOutTheSame_IsNoReplay()
    {
        var once = Enumerable.Range(0, 70).Select(i => 20 + (0.05 * (Noise(i) % 40))).ToArray();
        foreach (double load in once) Row(("spreader.load", load));
        for (int i = 0; i < 300; i++) Row(("spreader.load", 20 + (0.05 * (Noise(1000 + i) % 40))));
        foreach (double load in once) Row(("spreader.load", load));
        for (int i = 0; i < 300; i++) Row(("spreader.load", 20 + (0.05 * (Noise(2000 + i) % 40))));

        Assert.Empty(_rig.Alerts);
    }

    [Theory]
    [InlineData(16, "sensor.spoofed")]
    [InlineData(0.4, null)]
    public void Wind_AgainstTheOtherAnemometer_IsJudged(double more, string? name)
    {
        for (int i = 0; i < 300; i++) Winds(0);
        for (int i = 0; i < 120; i++) Winds(more);

        Assert.Equal(name, _rig.Alerts.SingleOrDefault()?.Type.Name);
    }

    [Fact]
    public void Wind_ThatIceSlowsDown_IsAFault()
    {
        for (int i = 0; i < 300; i++) Winds(0);
        for (int i = 0; i < 1500; i++)
        {
            double share = Math.Max(0, 1 - (i / 1500.0));
            Row(("wind.speed", Math.Round((10 + (0.1 * (Noise(i) % 7))) * share, 1)), ("wind.speed2", 10 + (0.1 * (Noise(i + 7) % 7))));
        }

        Assert.NotEmpty(_rig.Alerts);
        Assert.All(_rig.Alerts, alert => Assert.Equal(("sensor.fault", true), (alert.Type.Name, alert.Severity < 40)));
    }

    [Fact]
    public void Wind_OfOneCraneAgainstTwoOthers_IsSpoofed()
    {
        for (int i = 0; i < 400; i++)
        {
            double wind = i < 200 ? 8 : 20;
            foreach (string crane in (string[])["QC02", "QC03"])
                _rig.Row(crane, ("wind.speed", wind + (0.1 * (Noise(i) % 7))), ("wind.speed2", wind + (0.1 * (Noise(i + 3) % 7))));
            _rig.Row("QC04", ("wind.speed", 8 + (0.1 * (Noise(i + 5) % 7))), ("wind.speed2", 8 + (0.1 * (Noise(i + 9) % 7))));
            _rig.Time++;
        }

        var alert = Assert.Single(_rig.Alerts);
        Assert.Equal(("sensor.spoofed", "QC04"), (alert.Type.Name, alert.Crane));
    }

    [Fact]
    public void Position_AgainstItsAnchor_IsSpoofed()
    {
        for (int i = 0; i < 100; i++) Row(("trolley.position", 20), ("anchor.trolley.position", 20.01));
        for (int i = 0; i < 30; i++) Row(("trolley.position", 22), ("anchor.trolley.position", 20.01));

        Assert.Contains(_rig.Alerts, alert => alert.Type.Name == "sensor.spoofed" && alert.Finding.Signal == "trolley.position");
    }

    [Fact]
    public void Load_ThatChangesAloft_IsImpossible()
    {
        for (int i = 0; i < 20; i++) Row(("spreader.locked", 1), ("spreader.landed", 0), ("spreader.load", 24 + (0.05 * (Noise(i) % 5))));
        for (int i = 0; i < 10; i++) Row(("spreader.locked", 1), ("spreader.landed", 0), ("spreader.load", 12 + (0.05 * (Noise(i) % 5))));

        Assert.Equal("sensor.impossible", Assert.Single(_rig.Alerts).Type.Name);
    }

    [Fact]
    public void Load_ThatLands_IsWork()
    {
        for (int i = 0; i < 20; i++) Row(("spreader.locked", 1), ("spreader.landed", 0), ("spreader.load", 24 + (0.05 * (Noise(i) % 5))));
        Row(("spreader.locked", 1), ("spreader.landed", 0), ("spreader.load", 3));
        for (int i = 0; i < 10; i++) Row(("spreader.locked", 1), ("spreader.landed", 1), ("spreader.load", 0.05 * (Noise(i) % 5)));

        Assert.Empty(_rig.Alerts);
    }

    [Theory]
    [InlineData(false, "sensor.switched-off", 65)]
    [InlineData(true, "sensor.fault", 35)]
    public void Signal_ThatGoesAndStopsTheCrane_IsNamedFirst(bool doubted, string name, int severity)
    {
        for (int i = 0; i < 60; i++)
        {
            var quality = doubted && i > 20 && i % 9 == 0 ? SignalQuality.Uncertain : SignalQuality.Good;
            Row(("trolley.position", (20 + i * 2.0, quality)), ("trolley.speed", 2), ("alarm.first_out", "none"));
        }

        for (int i = 0; i < 30; i++) Row(("trolley.speed", 0), ("alarm.first_out", "ENCODER_FAULT"));

        var alert = Assert.Single(_rig.Alerts);
        Assert.Equal((name, "trolley.position", severity), (alert.Type.Name, alert.Finding.Signal, alert.Severity));
        Assert.Equal("ENCODER_FAULT", alert.Finding.After);
        Assert.NotEmpty(alert.Finding.RuledOut);
    }

    [Fact]
    public void Signal_ThatGoesWhileTheCraneWorksOn_IsAFault()
    {
        for (int i = 0; i < 120; i++)
        {
            double speed = i / 10 % 2 == 0 ? 2 : 0;
            if (i < 60) Row(("trolley.speed", speed), ("sway.angle", 0.001 * Noise(i)));
            else Row(("trolley.speed", speed));
        }

        Assert.Equal(("sensor.fault", 25), (Assert.Single(_rig.Alerts).Type.Name, _rig.Alerts[0].Severity));
    }

    [Fact]
    public void Crane_ThatIsSilentAsAWhole_HasNoDeadSensor()
    {
        for (int i = 0; i < 60; i++) Row(("trolley.speed", 2), ("spreader.load", 0.05 * (Noise(i) % 9)));
        _rig.Time += 600;
        for (int i = 0; i < 60; i++) Row(("trolley.speed", 0), ("spreader.load", 0.05 * (Noise(i) % 9)));

        Assert.Empty(_rig.Alerts);
    }

    [Fact]
    public void Alarm_ThatShouldHaveCome_IsMissed()
    {
        for (int i = 0; i < 300; i++) Row(("wind.speed", 18 + (0.1 * (Noise(i) % 9))), ("alarm.code", "none"));

        var alert = Assert.Single(_rig.Alerts);
        Assert.Equal(("sensor.switched-off", "alarm.code"), (alert.Type.Name, alert.Finding.Signal));
    }

    [Fact]
    public void Wear_ToldByTheController_IsAFault()
    {
        for (int i = 0; i < 30; i++) Row(("hoist.speed", 0), ("alarm.code", "DRIVE_TEMPERATURE"));

        Assert.Equal(("sensor.fault", 20), (Assert.Single(_rig.Alerts).Type.Name, _rig.Alerts[0].Severity));
    }

    [Theory]
    [InlineData(0, "sensor.switched-off")]
    [InlineData(5, null)]
    public void Watchdog_ThatStandsStill_IsToldWhereItNeverDoes(int pause, string? alert)
    {
        for (int i = 0; i < 60; i++) Row(("trolley.speed", 2), ("control_on", 1), ("watchdog", i % 12 < 12 - pause ? i & 1 : 0));
        for (int i = 0; i < 4; i++) Row(("trolley.speed", 0), ("control_on", 1), ("watchdog", i & 1));
        for (int i = 0; i < 8; i++) Row(("trolley.speed", 0), ("control_on", 1), ("watchdog", 1));

        Assert.Equal(alert, _rig.Alerts.Select(told => told.Type.Name).SingleOrDefault(name => name == "sensor.switched-off"));
    }

    [Fact]
    public void Counter_ThatGoesBack_IsReplayed()
    {
        for (int i = 0; i < 100; i++) Row(("watchdog", i + 100));
        for (int i = 0; i < 20; i++) Row(("watchdog", i + 150));

        Assert.Equal("sensor.replayed", Assert.Single(_rig.Alerts).Type.Name);
    }

    [Fact]
    public void Counter_ThatBeginsAgain_IsNoReplay()
    {
        for (int i = 0; i < 600; i++) Row(("watchdog", i % 256));

        Assert.Empty(_rig.Alerts);
    }

    [Theory]
    [InlineData("manual", 60)]
    [InlineData("maintenance", 35)]
    public void Firmware_ThatChanges_IsTold(string mode, int severity)
    {
        for (int i = 0; i < 5; i++) Row(("mode", mode), ("firmware", "1.0"));
        for (int i = 0; i < 5; i++) Row(("mode", mode), ("firmware", "1.1"));

        var alert = Assert.Single(_rig.Alerts);
        Assert.Equal(("device.changed", severity, "1.0", "1.1"), (alert.Type.Name, alert.Severity, alert.Finding.Before, alert.Finding.After));
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(1e300)]
    [InlineData(-1e300)]
    public void Row_OfNonsense_BreaksNothing(double nonsense)
    {
        string[] names = ["trolley.position", "trolley.speed", "hoist.torque", "spreader.load", "wind.speed", "wind.speed2", "watchdog",
            "anchor.trolley.position", "spreader.locked", "spreader.landed", "hoist.speed"];
        for (int i = 0; i < 50; i++)
        {
            Row([.. names.Select(name => (name, (object)(i % 3 == 0 ? nonsense : i)))]);
            if (i % 10 == 0) _rig.Time -= 5;
        }

        Assert.DoesNotContain(_rig.Alerts, alert => alert.Type.Name == "sensor.replayed");
    }

    // One reading a second alone, or so many; with six, telemetry and registers tell the same, a little apart.
    private void Second(int readings, double wind)
    {
        double start = _rig.Time;
        for (int i = 0; i < readings; i++)
        {
            _rig.Time = start + (i < 5 ? 0.2 * i : 0.87);
            _rig.Row("QC01", ("wind.speed", wind));
        }

        _rig.Time = start + 1;
    }

    private static int Noise(int i) => (int)(unchecked((uint)i * 2654435761u ^ (uint)i * 40503u) >> 13 & 0xFFF);

    private void Row(params (string Name, object Value)[] values) => _rig.Row(values);

    private void Winds(double more)
    {
        int i = (int)_rig.Time;
        Row(("wind.speed", 7 + more + (0.1 * (Noise(i) % 7))), ("wind.speed2", 7 + (0.1 * (Noise(i + 5) % 7))));
    }

    private void Move(double speed, double position) => Row(("trolley.position", position), ("trolley.speed", speed));

    // Back and forth, 20 s a move; the speed may say another one than the position shows.
    private void Moves(int count, double says = 1)
    {
        for (int move = 0; move < count; move++)
        {
            for (int i = 0; i < 20; i++)
            {
                double speed = i is < 3 or > 16 ? 0 : Math.Min(Math.Min(i - 2, 17 - i), 2) * (1 + (0.01 * (Noise(i + move) % 7)));
                if (move % 2 == 1) speed = -speed;
                _position += (speed + _before) / 2;
                _before = speed;
                Move(speed * says, _position);
            }
        }
    }
}
