using CraneAnomaly.Features.Cranes;
using CraneAnomaly.Features.Motion;
using CraneAnomaly.Records;
using CraneAnomaly.Records.Signals;

namespace CraneAnomaly.Tests.Features.Motion;

/// <summary>Rows by hand for one crane, and all that they make known.</summary>
internal sealed class MotionBench
{
    private readonly List<SignalValue> _row = [];

    public MotionBench() => (Motion, Crane) = (new(), new("QC01", 0, new(null), Symbols));

    public SymbolTable Symbols { get; } = new();

    public CraneState Crane { get; }

    public CraneMotion Motion { get; }

    public List<MoveFeatures> Told { get; } = [];

    public List<AnchorReport> Anchored { get; } = [];

    public List<CycleFeatures> Lifts { get; } = [];

    /// <summary>Signals that no row has.</summary>
    public HashSet<string> Without { get; } = [];

    public static long Ns(double seconds) => 1_772_000_000_000_000_000 + (long)Math.Round(seconds * 1e9);

    public void Row(double seconds, params (string Name, double Value)[] values) => RowAt(Ns(seconds), values);

    public void RowAt(long ns, params (string Name, double Value)[] values)
    {
        _row.Clear();
        foreach (var (name, value) in values)
        {
            if (Without.Contains(name)) continue;
            Assert.True(SignalCatalog.TryFind(name, out var signal), name);
            _row.Add(new() { Signal = signal, Number = value, Type = SignalCatalog.Type(signal) });
        }

        var row = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_row);
        Motion.Anchors.Take(ns, row);
        if (!Crane.Update(ns, row)) return;
        Motion.Update(Crane);
        Anchored.AddRange(Motion.Anchors.Reports);
        Told.AddRange(Motion.Moves);
        if (Motion.HasCycle) Lifts.Add(Motion.Cycle);
    }

    /// <summary>The telling in which something became known.</summary>
    public MoveFeatures The(MotionReadings reading) => Assert.Single(Told, move => (move.Fresh & reading) != 0);

    public bool Knows(MotionReadings reading) => Told.Any(move => (move.Fresh & reading) != 0);
}
