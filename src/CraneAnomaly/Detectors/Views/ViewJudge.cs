using System.Globalization;
using CraneAnomaly.Records;
using CraneAnomaly.Records.Signals;

namespace CraneAnomaly.Detectors.Views;

/// <summary>
/// Watches whether all who tell a signal of a crane tell the same: two inputs, or telemetry and the registers that go
/// over the network. Who shows the operator one thing and does another has to change all of them.
/// </summary>
internal sealed class ViewJudge(int capacity, SymbolTable symbols, IFindingSink findings)
{
    private const string Detector = "two-views";
    private const byte ScopeOfViews = (byte)'V';

    // Once they have agreed on so many values, scale and offset are right.
    private const int Proven = 5;

    private static readonly int AxisSignals = SignalCatalog.PerAxis * 4;

    private readonly Dictionary<int, CraneViews> _cranes = [];

    /// <summary>The inputs by their ordinals, as far as their names are known.</summary>
    public IReadOnlyList<string> Inputs { get; set; } = [];

    /// <summary>Judges a row.</summary>
    public void OnRow(in OtRecord record, RecordBody body)
    {
        if (record.Crane == SymbolTable.None) return;
        var key = SourceKey.Of(record, body);
        if (!_cranes.TryGetValue(record.Crane, out var crane))
        {
            if (_cranes.Count >= capacity) return;
            _cranes.Add(record.Crane, crane = new(key));
        }

        // Most cranes have one source: for them this is all.
        if (crane.Signals is null && crane.Only == key) return;
        crane.Signals ??= new SignalViews[SignalCatalog.Count];
        foreach (ref readonly var value in body.Signals)
        {
            var signal = value.Signal;
            if (!signal.IsKnown || signal.IsAnchor || value.Type == SignalType.Text || signal.Index == CraneViews.Watchdog) continue;
            var views = crane.Signals[signal.Index] ??= new(signal);
            if (views.Take(key, record.TimestampNs, value, out var mismatch))
                Tell(signal, key, value.Number, mismatch, record, body);
        }
    }

    private void Tell(
        Signal signal, in SourceKey key, double value, in ViewMismatch mismatch, in OtRecord record, RecordBody body)
    {
        // What never agreed may have been mapped wrong; what agreed before was changed.
        bool proven = mismatch.Agreed >= Proven;
        int group = signal.Index < AxisSignals ? signal.Index / SignalCatalog.PerAxis : signal.Index;
        var scope = new FindingScope((ulong)ScopeOfViews << 56 | (uint)group, (uint)record.Crane);
        double score = Math.Min(100, Math.Round(mismatch.Difference / mismatch.Tolerance, 1));
        var sketch = new FindingSketch("sensor.view-mismatch", Detector, scope, proven ? 65 : 45, proven ? 85 : 60, score);
        if (findings.Absorb(sketch, record, body, -1)) return;

        string name = SignalCatalog.Name(signal, symbols), unit = SignalCatalog.Unit(signal), crane = symbols.Name(record.Crane);
        string here = Source(key), there = Source(mismatch.Other.Key);
        string mine = $"{Text(value)} {unit}".TrimEnd(), theirs = $"{Text(mismatch.Other.Last)} {unit}".TrimEnd();
        findings.Report(new Finding
        {
            Sketch = sketch,
            Title = string.Create(CultureInfo.InvariantCulture,
                $"{crane} {name}: {here} says {mine}, {there} says {theirs}, for {mismatch.LastedNs / 1e9:0} s now"),
            Asset = crane,
            Crane = crane,
            Evidence = new(record, body),
            Threshold = 1,
            IsRule = true,
            Signal = name,
            Observed = value,
            Expected = new(
                mismatch.Other.Last - mismatch.Tolerance, mismatch.Other.Last + mismatch.Tolerance, $"what {there} says of the same time"),
            Unit = unit,
            Explanations =
            [
                new(name, $"{mine} by {here}", $"{theirs} by {there}", 0.7),
                new("difference", $"{Text(mismatch.Difference)} {unit}".TrimEnd(), $"at most {Text(mismatch.Tolerance)} {unit}".TrimEnd(), 0.3),
            ],
            RuledOut =
            [
                new("the time between two samples", "excluded", "what either said within 2 s, and how fast it changes, is allowed for"),
                proven
                    ? new("a tag with a wrong scale or offset", "excluded", "the two agreed before, on values that changed")
                    : new("a tag with a wrong scale or offset", "possible", "the two never agreed on values that changed"),
                new("clocks that differ by more than 2 s", "possible", "it would look alike while the value changes, and only then"),
            ],
        });
    }

    private string Source(in SourceKey key)
    {
        string input = key.Input < Inputs.Count
            ? Inputs[key.Input] == "-" ? "standard input" : Path.GetFileName(Inputs[key.Input])
            : string.Create(CultureInfo.InvariantCulture, $"input {key.Input + 1}");
        return key.Protocol == OtProtocol.Telemetry || key.Server.IsNone
            ? $"{key.Protocol.Name()} ({input})"
            : $"{key.Protocol.Name()} of {key.Server} ({input})";
    }

    private static string Text(double value) => value.ToString("0.0##", CultureInfo.InvariantCulture);

    internal sealed class CraneViews(SourceKey only)
    {
        // It changes at every look: two sources need not count it alike.
        public static readonly int Watchdog = SignalCatalog.TryFind("watchdog", out var signal) ? signal.Index : -1;

        public SourceKey Only { get; } = only;

        public SignalViews?[]? Signals { get; set; }
    }
}
