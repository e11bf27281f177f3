using System.Runtime.InteropServices;
using CraneAnomaly.Alerts;
using CraneAnomaly.Detectors;
using CraneAnomaly.Detectors.Views;
using CraneAnomaly.Records;
using CraneAnomaly.Records.Signals;
using CraneAnomaly.Tests.Pipeline;

namespace CraneAnomaly.Tests.Detectors.Views;

/// <summary>A trolley that goes to and fro, told by telemetry and by the registers of its controller.</summary>
public class ViewJudgeTests
{
    private const long SecondNs = 1_000_000_000;

    private readonly DetectionRun _run = new();
    private readonly DetectionPipeline _pipeline;

    public ViewJudgeTests() => _pipeline = DetectionPipeline.Create(sink: _run);

    [Theory]
    [InlineData(0.1, 0.02)]
    [InlineData(0.5, 0.3)]
    [InlineData(1, 0.9)]
    [InlineData(5, 0.4)]
    public void TwoSources_ThatTellTheSameALittleLater_AreSilent(double every, double late)
    {
        Run(600, every, 1, late, (_, truth) => truth);

        Assert.Empty(Mismatches);
    }

    [Theory]
    [InlineData("trolley.speed", 0.9)]
    [InlineData("trolley.position", 0.95)]
    public void Telemetry_ThatTellsLess_IsToldWithBothSourcesAndValues(string signal, double share)
    {
        Run(600, 0.5, 1, 0.3, (second, truth) => second < 300 ? truth : truth * share, signal);

        var alert = Assert.Single(Mismatches);
        Assert.Equal(("sensor.view-mismatch", "sensor-tampering", "QC01", signal), (alert.Type.Name, alert.Type.Kind, alert.Crane, alert.Finding.Signal));
        Assert.InRange((alert.FirstSeenNs - CraneTraffic.StartNs) / SecondNs, 303, 330);
        Assert.InRange(alert.Severity, 60, 79);
        Assert.Contains("telemetry (input 1) says", alert.Title, StringComparison.Ordinal);
        Assert.Contains("modbus of 10.1.0.11 (input 2) says", alert.Title, StringComparison.Ordinal);
        Assert.Equal([0, 1], alert.Evidence.Select(record => (int)record.Fixed.Input).Distinct().Order());
        Assert.Equal("excluded", alert.RuledOut.Single(cause => cause.Cause.Contains("scale", StringComparison.Ordinal)).Verdict);
    }

    [Fact]
    public void Telemetry_ThatNeverAgreed_MayBeMappedWrong()
    {
        Run(100, 0.5, 1, 0.3, (_, truth) => truth * 10 + 40, "trolley.position");

        var alert = Assert.Single(Mismatches);
        Assert.InRange(alert.Severity, 40, 59);
        Assert.Equal("possible", alert.RuledOut.Single(cause => cause.Cause.Contains("scale", StringComparison.Ordinal)).Verdict);
    }

    [Fact]
    public void Switch_ThatOnlyOneSourceShowsOpen_IsTold()
    {
        for (int i = 0; i < 40; i++)
        {
            Give(i, 0, OtProtocol.Telemetry, SignalQuality.Good, ("gate", i >= 20 ? 0 : i / 5 % 2));
            Give(i + 0.4, 1, OtProtocol.Modbus, SignalQuality.Good, ("gate", i >= 20 ? 1 : i / 5 % 2));
        }

        _pipeline.Complete();
        Assert.Equal("gate", Assert.Single(Mismatches).Finding.Signal);
    }

    [Fact]
    public void Source_ThatCallsItsValuesBad_IsNotHeldToThem()
    {
        for (int i = 0; i < 200; i++)
        {
            Give(i, 0, OtProtocol.Telemetry, i % 20 == 1 ? SignalQuality.Bad : SignalQuality.Good, ("wind.speed", 5));
            Give(i + 0.4, 1, OtProtocol.Modbus, SignalQuality.Good, ("wind.speed", 15));
        }

        _pipeline.Complete();
        Assert.Empty(Mismatches);
    }

    [Fact]
    public void Sources_OfOtherTimesCranesOrSignals_AreNotCompared()
    {
        for (int i = 0; i < 200; i++)
        {
            Give(i, 0, OtProtocol.Telemetry, SignalQuality.Good, ("wind.speed", 5), ("anchor.hoist.position", 9));
            Give(i + 0.4, 1, OtProtocol.Modbus, SignalQuality.Good, ("wind.speed2", 15), ("hoist.position", 4));
            TelemetryRows.Give(_pipeline, CraneTraffic.StartNs + i * SecondNs, 1, OtProtocol.Modbus, "QC02", ("wind.speed", 15));
        }

        for (int i = 210; i < 300; i++) Give(i, 2, OtProtocol.Telemetry, SignalQuality.Good, ("wind.speed", 15));
        _pipeline.Complete();
        Assert.Empty(Mismatches);
    }

    [Fact]
    public void Sources_OneFileAfterTheOther_ForgetTheOldest()
    {
        for (int i = 0; i < 400; i++)
        {
            Give(i, (ushort)(i / 40), OtProtocol.Telemetry, SignalQuality.Good, ("wind.speed", i * 0.1));
            Give(i + 0.4, 50, OtProtocol.Modbus, SignalQuality.Good, ("wind.speed", i < 380 ? i * 0.1 : 5));
        }

        _pipeline.Complete();
        Assert.Contains("telemetry (input 10)", Assert.Single(Mismatches).Title, StringComparison.Ordinal);
    }

    [Fact]
    public void Rows_OfTwoSources_AllocateNothing()
    {
        var symbols = new SymbolTable(100);
        var judge = new ViewJudge(10, symbols, new NoFindings());
        int crane = symbols.Intern("QC01");
        Assert.True(SignalCatalog.TryFind("trolley.position", out var position));
        Assert.True(SignalCatalog.TryFind("trolley.speed", out var speed));
        var values = new SignalValue[2];

        void Take(double second, ushort input, OtProtocol protocol)
        {
            var truth = Truth(second);
            values[0] = new() { Signal = position, Number = truth.Position, Type = SignalType.Number };
            values[1] = new() { Signal = speed, Number = truth.Speed, Type = SignalType.Number };
            var none = FlowIdentity.None;
            var record = new OtRecord
            {
                TimestampNs = CraneTraffic.StartNs + (long)(second * SecondNs),
                Flow = -1,
                Input = input,
                Kind = RecordKind.Measurement,
                Protocol = protocol,
                Crane = crane,
            };
            judge.OnRow(record, new RecordBody(in none, default, MemoryMarshal.AsBytes(values.AsSpan())));
        }

        long Rows(int from, int to)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = from; i < to; i++)
            {
                Take(i * 0.1, 0, OtProtocol.Telemetry);
                Take((i * 0.1) + 0.03, 1, OtProtocol.Modbus);
            }

            return GC.GetAllocatedBytesForCurrentThread() - before;
        }

        Rows(0, 2_000);
        Assert.Equal(0, Rows(2_000, 50_000));
    }

    // Made by hand, these rows are no real crane; what other detectors say of them is not the question.
    private IEnumerable<Alert> Mismatches => _run.Episodes.Where(alert => alert.Type.Name == "sensor.view-mismatch");

    // 30 m out and 30 m back, with ramps of 5 s, and 5 s of rest at either end; the speed trembles a little.
    private static (double Position, double Speed) Truth(double second)
    {
        const double Ramp = 5, Cruise = 10, Top = 2;
        double at = second % 50, within = at % 25, way = at < 25 ? 1 : -1;
        double speed = within < Ramp ? Top * within / Ramp
            : within < Ramp + Cruise ? Top
            : within < 2 * Ramp + Cruise ? Top * (2 * Ramp + Cruise - within) / Ramp
            : 0;
        double covered = within < Ramp ? Top * within * within / Ramp / 2
            : within < Ramp + Cruise ? Top * (within - Ramp / 2)
            : within < 2 * Ramp + Cruise ? 30 - Top * Math.Pow(2 * Ramp + Cruise - within, 2) / Ramp / 2
            : 30;
        return (Math.Round(at < 25 ? covered : 30 - covered, 3), Math.Round(way * speed + (speed == 0 ? 0 : 0.004 * Math.Sin(second * 7)), 3));
    }

    private void Run(
        int seconds, double telemetryEvery, double registersEvery, double late, Func<double, double, double> told, string lie = "trolley.speed")
    {
        var rows = new List<(double Second, bool Telemetry)>();
        for (double at = 0; at < seconds; at += telemetryEvery) rows.Add((at, true));
        for (double at = late; at < seconds; at += registersEvery) rows.Add((at, false));
        foreach (var (second, telemetry) in rows.OrderBy(row => row.Second))
        {
            // The registers hold what was so a moment ago.
            var (position, speed) = Truth(telemetry ? second : Math.Max(0, second - late / 2));
            if (telemetry && lie == "trolley.speed") speed = told(second, speed);
            else if (telemetry) position = told(second, position);
            Give(second, (ushort)(telemetry ? 0 : 1), telemetry ? OtProtocol.Telemetry : OtProtocol.Modbus, position, speed);
        }

        _pipeline.Complete();
    }

    private void Give(double second, ushort input, OtProtocol protocol, double position, double speed)
    {
        ReadOnlySpan<(string, double)> values = [("trolley.position", position), ("trolley.speed", speed)];
        TelemetryRows.Give(
            _pipeline, CraneTraffic.StartNs + (long)(second * SecondNs), input, protocol, "QC01", SignalQuality.Good, values);
    }

    private void Give(double second, ushort input, OtProtocol protocol, SignalQuality quality, params ReadOnlySpan<(string, double)> values) =>
        TelemetryRows.Give(_pipeline, CraneTraffic.StartNs + (long)(second * SecondNs), input, protocol, "QC01", quality, values);
}
