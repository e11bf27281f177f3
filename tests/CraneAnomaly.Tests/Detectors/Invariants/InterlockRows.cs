using System.Runtime.InteropServices;
using CraneAnomaly.Alerts;
using CraneAnomaly.Records;
using CraneAnomaly.Records.Signals;
using CraneAnomaly.Records.Site;

namespace CraneAnomaly.Tests.Detectors.Invariants;

/// <summary>Rows made by hand, and the interlocks that are told of them.</summary>
internal sealed class InterlockRows : IAlertSink
{
    private readonly Dictionary<string, Alert> _first = [];

    public InterlockRows(params CraneSheet[] sheets) =>
        Pipeline = DetectionPipeline.Create(options: new() { Cranes = sheets.Length > 0 ? sheets : [Sheet] }, sink: this);

    /// <summary>The papers of most tests.</summary>
    public static CraneSheet Sheet { get; } = new()
    {
        Id = "QC01",
        RatedLoad = 65,
        Rated = new Dictionary<Axis, AxisRating>
        {
            [Axis.Hoist] = new() { Speed = 1.5, SpeedEmpty = 3 },
            [Axis.Trolley] = new() { Speed = 4 },
            [Axis.Gantry] = new() { Speed = 0.75 },
            [Axis.Boom] = new() { Speed = 0.27 },
        },
        Limits = new Dictionary<string, double>
        {
            ["trolley.minimum"] = -30,
            ["trolley.maximum"] = 58,
            ["trolley.slowdown_length"] = 4,
            ["trolley.slowdown_share"] = 0.25,
            ["hoist.maximum"] = 40,
            ["wind_stop"] = 20,
            ["eccentricity"] = 0.3,
        },
        Zones = [new() { Axis = Axis.Gantry, From = 100, To = 130, Kind = "superstructure" }],
    };

    public DetectionPipeline Pipeline { get; }

    /// <summary>Seconds of event time so far.</summary>
    public double Now { get; set; }

    /// <summary>Between two rows, s.</summary>
    public double Step { get; set; } = 1;

    /// <summary>Names of the alerts begun, in order.</summary>
    public IEnumerable<string> Told => _first.Values.Select(alert => alert.Type.Name);

    /// <summary>The only alert, as it was first told.</summary>
    public Alert Only => Assert.Single(_first.Values);

    /// <summary>When the only alert was first told, s.</summary>
    public double OnlyAt => (Only.FirstSeenNs - At(0)) / 1e9;

    // Such rows are no real crane, and other detectors say so.
    void IAlertSink.OnAlert(Alert alert)
    {
        if (alert.Type.Kind == "safety-invariant") _first.TryAdd(alert.Id, alert);
    }

    /// <summary>The same row for a time.</summary>
    public InterlockRows For(double seconds, params (string Name, object Value)[] values)
    {
        for (double end = Now + seconds - 1e-6; Now < end;) Row(values);
        return this;
    }

    /// <summary>One row; time goes on after it.</summary>
    public InterlockRows Row(params (string Name, object Value)[] values)
    {
        Row("QC01", SignalQuality.Good, values);
        Now += Step;
        return this;
    }

    /// <summary>One row of any crane and quality; time stands.</summary>
    public void Row(string crane, SignalQuality quality, params (string Name, object Value)[] values)
    {
        var signals = values.Select(value =>
        {
            Assert.True(SignalCatalog.TryFind(value.Name, out var signal), value.Name);
            double number = value.Value is string text ? Pipeline.Symbols.Intern(text) : Convert.ToDouble(value.Value);
            return new SignalValue { Signal = signal, Number = number, Quality = quality, Type = SignalCatalog.Type(signal) };
        }).ToArray();
        Process(crane, signals);
    }

    /// <summary>One row that is ready.</summary>
    public void Process(string crane, SignalValue[] signals)
    {
        var payload = MemoryMarshal.AsBytes(signals.AsSpan());
        var record = new OtRecord
        {
            TimestampNs = At(Now),
            Flow = -1,
            Kind = RecordKind.Measurement,
            Protocol = OtProtocol.Telemetry,
            Crane = Pipeline.Symbols.Intern(crane),
            PayloadLength = (ushort)payload.Length,
        };
        var none = FlowIdentity.None;
        Pipeline.Process(record, new RecordBody(in none, default, payload));
    }

    private static long At(double seconds) => 1_700_000_000_000_000_000 + (long)Math.Round(seconds * 1e9);
}
