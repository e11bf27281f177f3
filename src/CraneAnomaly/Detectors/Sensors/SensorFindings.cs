using System.Globalization;
using CraneAnomaly.Records;
using CraneAnomaly.Records.Signals;

namespace CraneAnomaly.Detectors.Sensors;

/// <summary>Puts what the rules find about sensors into findings: one episode for each crane, signal and kind of lie.</summary>
internal sealed class SensorFindings(SymbolTable symbols, IFindingSink sink)
{
    /// <summary>Name of the detector.</summary>
    public const string Detector = "sensors";

    private const ulong ScopeOfSensors = 9;

    /// <summary>Names that records carry as numbers.</summary>
    public SymbolTable Symbols => symbols;

    /// <summary>
    /// Begins to tell a lie; false when it is being told already, or another one is told of the same signal.
    /// </summary>
    public bool Begin(
        WatchedCrane crane, SensorLie lie, int place, int severity, int confidence, double score, in OtRecord record, RecordBody body,
        out FindingSketch sketch, bool isMomentary = false)
    {
        sketch = default;
        if (!crane.MayBlame(place, lie, isMomentary)) return false;

        // What is played again is played on all channels of the tape: one episode.
        int of = lie == SensorLie.Replayed ? 0xFFFF : place;
        sketch = new(
            NameOf(lie), Detector, Scope(record, (uint)lie << 16 | (uint)of), severity,
            crane.Sensors.Learned is null ? confidence - 15 : confidence, score);
        return !sink.Absorb(sketch, record, body, -1);
    }

    /// <summary>Tells it in full.</summary>
    public void Tell(
        in FindingSketch sketch, WatchedCrane crane, int place, string title, double? observed, Expectation? expected,
        in OtRecord record, RecordBody body, IReadOnlyList<Explanation> explanations, IReadOnlyList<RuledOut> ruledOut,
        string? before = null, string? after = null, long? onsetNs = null)
    {
        var signal = new Signal(place);
        sink.Report(new Finding
        {
            Sketch = sketch,
            Title = title,
            Asset = crane.Sensors.Name,
            Crane = crane.Sensors.Name,
            Evidence = new(record, body),
            IsRule = true,
            Signal = SignalCatalog.Name(signal, symbols),
            Observed = observed is { } value && double.IsFinite(value) ? value : null,
            Expected = expected,
            Unit = SignalCatalog.Unit(signal),
            Before = before,
            After = after,
            OnsetNs = onsetNs,
            Explanations = explanations,
            RuledOut = ruledOut,
        });
    }

    /// <summary>Offers a finding of another name than those of sensors; false when it is being told already.</summary>
    public bool Begin(
        WatchedCrane crane, string name, int place, int severity, in OtRecord record, RecordBody body, out FindingSketch sketch)
    {
        sketch = new(name, Detector, Scope(record, 0xFF0000 | (uint)place), severity, crane.Sensors.Learned is null ? 75 : 90, 0);
        return !sink.Absorb(sketch, record, body, -1);
    }

    /// <summary>Says that what was begun with a name goes on.</summary>
    public void Keep(string name, int place, in OtRecord record, RecordBody body) =>
        sink.Keep(name, Scope(record, 0xFF0000 | (uint)place), record, body);

    /// <summary>What a change of the parameter set before says, for those to whom it may be the cause.</summary>
    public static string Parameters(WatchedCrane crane)
    {
        double minutes = (crane.Sensors.NowNs - crane.ParametersNs) / 60e9;
        return minutes is >= 0 and < 1440
            ? string.Create(CultureInfo.InvariantCulture, $"; its parameter set changed {minutes:0} min before")
            : "";
    }

    /// <summary>A number as it stands in sentences.</summary>
    public static string Text(double value) => value.ToString("0.0#", CultureInfo.InvariantCulture);

    /// <summary>Seconds as they stand in sentences.</summary>
    public static string Seconds(long ns) => (ns / 1e9).ToString("0.#", CultureInfo.InvariantCulture) + " s";

    /// <summary>A name of a signal as it stands in sentences.</summary>
    public string Signal(int place) => SignalCatalog.Name(new(place), symbols);

    private static FindingScope Scope(in OtRecord record, uint what) => new(ScopeOfSensors << 56 | what, (uint)record.Crane);

    private static string NameOf(SensorLie lie) => lie switch
    {
        SensorLie.Frozen => "sensor.frozen",
        SensorLie.Replayed => "sensor.replayed",
        SensorLie.Impossible => "sensor.impossible",
        SensorLie.Spoofed => "sensor.spoofed",
        SensorLie.SwitchedOff => "sensor.switched-off",
        _ => "sensor.fault",
    };
}
