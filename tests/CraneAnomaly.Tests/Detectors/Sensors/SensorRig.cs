using System.Runtime.InteropServices;
using CraneAnomaly.Alerts;
using CraneAnomaly.Records;
using CraneAnomaly.Records.Signals;

namespace CraneAnomaly.Tests.Detectors.Sensors;

/// <summary>A pipeline fed by hand-made rows, and what it tells.</summary>
internal sealed class SensorRig : IAlertSink
{
    private readonly Dictionary<string, Alert> _alerts = new(StringComparer.Ordinal);
    private readonly DetectionPipeline _pipeline;

    public SensorRig(Baseline? baseline = null) => _pipeline = DetectionPipeline.Create(
        baseline, new() { Cranes = [new() { Id = "QC01", Limits = new Dictionary<string, double> { ["wind_warning"] = 16 } }] }, this);

    /// <summary>Alerts about sensors and changes, as they last stood.</summary>
    public IReadOnlyList<Alert> Alerts => [.. _alerts.Values.Where(alert => alert.Detectors.Contains("sensors"))];

    /// <summary>Event time, s.</summary>
    public double Time { get; set; }

    void IAlertSink.OnAlert(Alert alert) => _alerts[alert.Id] = alert;

    public static double SecondsOf(Alert alert) => (alert.FirstSeenNs - Ns(0)) / 1e9;

    /// <summary>A row of QC01, then a second passes.</summary>
    public void Row(params (string Name, object Value)[] values)
    {
        Row("QC01", values);
        Time++;
    }

    /// <summary>A row of a crane at the time that it is. A value may be a number, a text, or a number with a quality.</summary>
    public void Row(string crane, params (string Name, object Value)[] values)
    {
        var signals = new SignalValue[values.Length];
        for (int i = 0; i < values.Length; i++) signals[i] = Value(values[i].Name, values[i].Value);
        var payload = MemoryMarshal.AsBytes(signals.AsSpan());
        var record = new OtRecord
        {
            TimestampNs = Ns(Time),
            Flow = -1,
            Kind = RecordKind.Measurement,
            Protocol = OtProtocol.Telemetry,
            Crane = _pipeline.Symbols.Intern(crane),
            PayloadLength = (ushort)payload.Length,
        };
        var none = FlowIdentity.None;
        _pipeline.Process(record, new RecordBody(in none, default, payload));
    }

    private static long Ns(double second) => 1_700_000_000_000_000_000 + (long)(second * 1e9);

    private SignalValue Value(string name, object value)
    {
        Assert.True(SignalCatalog.TryFind(name, out var signal));
        if (value is string text) return new() { Signal = signal, Type = SignalType.Text, Number = _pipeline.Symbols.Intern(text) };
        var (number, quality) = value is ValueTuple<double, SignalQuality> both
            ? both
            : (Convert.ToDouble(value, System.Globalization.CultureInfo.InvariantCulture), SignalQuality.Unstated);
        return new() { Signal = signal, Type = SignalCatalog.Type(signal), Number = number, Quality = quality };
    }
}
