using System.Runtime.InteropServices;
using CraneAnomaly.Alerts;
using CraneAnomaly.Records;
using CraneAnomaly.Records.Signals;

namespace CraneAnomaly.Tests.Detectors.Invariants;

public class InvariantJudgeTests : IAlertSink
{
    private readonly List<Alert> _alerts = [];
    private readonly DetectionPipeline _pipeline;
    private long _second;

    public InvariantJudgeTests() => _pipeline = DetectionPipeline.Create(
        options: new() { Cranes = [new() { Id = "QC01", RatedLoad = 65 }] }, sink: this);

    void IAlertSink.OnAlert(Alert alert) => _alerts.Add(alert);

    [Fact]
    public void Unlock_WithALoadAloft_IsToldAtOnce()
    {
        Row(("spreader.load", 24), ("spreader.unlocked", 0), ("spreader.landed", 0));
        Row(("spreader.load", 24), ("spreader.unlocked", 0), ("spreader.landed", 0));
        Row(("spreader.load", 0), ("spreader.unlocked", 1), ("spreader.landed", 0));

        var alert = Assert.Single(_alerts);
        Assert.Equal(("interlock.I2", "QC01", 95), (alert.Type.Name, alert.Crane, alert.Severity));
        Assert.Equal("QC01 opened its twistlocks with 24.0 t hanging and not landed", alert.Title);
    }

    [Theory]
    [InlineData(24, 1)]
    [InlineData(0.8, 0)]
    public void Unlock_LandedOrEmpty_IsWork(double load, int landed)
    {
        Row(("spreader.load", load), ("spreader.unlocked", 0), ("spreader.landed", landed));
        Row(("spreader.load", load), ("spreader.unlocked", 1), ("spreader.landed", landed));

        Assert.Empty(_alerts);
    }

    [Theory]
    [InlineData("control_on", 0)]
    [InlineData("emergency_stop", 1)]
    [InlineData("gate", 1)]
    public void Motion_ForbiddenAndLasting_IsOneEpisode(string flag, double value)
    {
        for (int i = 0; i < 20; i++) Row(("trolley.speed", -2.5), (flag, value));

        var alert = Assert.Single(_alerts);
        Assert.Equal("interlock.I7", alert.Type.Name);
        Assert.Equal("trolley.speed", alert.Finding.Signal);
        Assert.Equal(8, (alert.FirstSeenNs - Ns(0)) / 1e9);
    }

    [Fact]
    public void Motion_WithAWatchdogThatStandsStill_IsTold()
    {
        for (int i = 0; i < 30; i++) Row(("trolley.speed", 2), ("watchdog", i & 1));
        Assert.Empty(_alerts);

        for (int i = 0; i < 30; i++) Row(("trolley.speed", 2), ("watchdog", 1));
        Assert.Equal("interlock.I7", Assert.Single(_alerts).Type.Name);
    }

    [Fact]
    public void Motion_RunningOut_IsNoBreach()
    {
        for (int i = 0; i < 7; i++) Row(("trolley.speed", 4 - i * 0.6), ("emergency_stop", 1));
        for (int i = 0; i < 20; i++) Row(("trolley.speed", 0), ("emergency_stop", 1));

        Assert.Empty(_alerts);
    }

    [Fact]
    public void Motion_ForbiddenTwiceWithAPause_DoesNotAddUp()
    {
        for (int i = 0; i < 5; i++) Row(("hoist.speed", 1), ("control_on", 0));
        _second += 60;
        for (int i = 0; i < 5; i++) Row(("hoist.speed", 1), ("control_on", 0));

        Assert.Empty(_alerts);
    }

    [Theory]
    [InlineData(70, 1, 0)]
    [InlineData(75, 1, 1)]
    [InlineData(75, -1, 0)]
    public void Hoisting_OverTheRatedLoad_IsTold(double load, double speed, int alerts)
    {
        for (int i = 0; i < 5; i++) Row(("spreader.load", load), ("hoist.speed", speed));

        Assert.Equal(alerts, _alerts.Count);
        Assert.All(_alerts, alert => Assert.Equal("QC01 hoists 75.0 t, 115 % of its rated 65 t", alert.Title));
    }

    [Fact]
    public void Corners_ThatDisagreeWithTheLoad_AreTold()
    {
        for (int i = 0; i < 15; i++)
        {
            Row(("spreader.load", 10), ("load.corner1", 9), ("load.corner2", 9), ("load.corner3", 9), ("load.corner4", 9));
        }

        Assert.Equal("interlock.I9", Assert.Single(_alerts).Type.Name);
    }

    [Fact]
    public void Speed_CalledBadByItsSource_ProvesNothing()
    {
        for (int i = 0; i < 20; i++) Row(SignalQuality.Bad, ("hoist.speed", 1), ("control_on", 0));

        Assert.Empty(_alerts);
    }

    private static long Ns(long second) => 1_700_000_000_000_000_000 + second * 1_000_000_000;

    private void Row(params (string Name, double Value)[] values) => Row(SignalQuality.Good, values);

    private void Row(SignalQuality quality, params (string Name, double Value)[] values)
    {
        var signals = values.Select(value =>
        {
            Assert.True(SignalCatalog.TryFind(value.Name, out var signal));
            return new SignalValue { Signal = signal, Number = value.Value, Quality = quality, Type = SignalCatalog.Type(signal) };
        }).ToArray();
        var payload = MemoryMarshal.AsBytes(signals.AsSpan());
        var record = new OtRecord
        {
            TimestampNs = Ns(_second++),
            Flow = -1,
            Kind = RecordKind.Measurement,
            Protocol = OtProtocol.Telemetry,
            Crane = _pipeline.Symbols.Intern("QC01"),
            PayloadLength = (ushort)payload.Length,
        };
        var none = FlowIdentity.None;
        _pipeline.Process(record, new RecordBody(in none, default, payload));
    }
}
