using System.Globalization;
using CraneAnomaly.Features.Cranes;
using CraneAnomaly.Records;
using CraneAnomaly.Records.Signals;
using CraneAnomaly.Records.Site;

namespace CraneAnomaly.Detectors.Sessions;

/// <summary>
/// What stays behind when a permit ends: a limit that was set during the work and was not put back, a protective function
/// that is still off. That it was allowed to be changed does not mean that it may stay so. The bypass and the mode have an
/// interlock of their own.
/// </summary>
internal sealed class ResidueRules
{
    // Whoever packs up at the last minute is given another one.
    private const long GraceNs = 60_000_000_000;

    private static readonly Signal[] Watched =
    [
        .. Enum.GetValues<Axis>().Select(axis => Signal.Of(axis, AxisSignal.SpeedLimit)),
        Known("protective_function.force_limiter.enabled"), Known("protective_function.motion_limiter.enabled"),
    ];

    private readonly Permit[] _permits;
    private readonly IFindingSink _findings;
    private readonly Dictionary<int, Work> _cranes = [];

    public ResidueRules(IReadOnlyList<Permit> permits, IFindingSink findings)
    {
        // A permit to look, or to connect, leaves nothing that it would have to put back.
        _permits = [.. permits.Where(permit => permit.Actions.Any(action => action is not ("read" or "session"))).OrderBy(permit => permit.FromNs)];
        _findings = findings;
    }

    /// <summary>A crane has told of itself.</summary>
    public void OnRow(CraneState crane, in OtRecord record, RecordBody body)
    {
        if (_permits.Length == 0) return;
        if (!_cranes.TryGetValue(crane.Index, out var work)) _cranes.Add(crane.Index, work = new());
        long nowNs = record.TimestampNs;
        if (nowNs >= work.LooksAtNs) Look(crane, work, nowNs);
        if (work.Permit is not null) Take(crane, work.Last);
        else if (work.Ended is { } ended && nowNs >= ended.ToNs + GraceNs) Compare(crane, work, ended, record, body);
    }

    // Between one beginning or end and the next there is nothing to look up.
    private void Look(CraneState crane, Work work, long nowNs)
    {
        Permit? inForce = null;
        work.LooksAtNs = long.MaxValue;
        foreach (var permit in _permits)
        {
            if (permit.Crane.Length > 0 && !string.Equals(permit.Crane, crane.Name, StringComparison.OrdinalIgnoreCase)) continue;
            if (permit.FromNs > nowNs)
            {
                work.LooksAtNs = Math.Min(work.LooksAtNs, permit.FromNs);
                break;
            }

            if (nowNs >= permit.ToNs) continue;
            work.LooksAtNs = Math.Min(work.LooksAtNs, permit.ToNs);
            inForce ??= permit;
        }

        if (work.Permit is not null && inForce is null) work.Ended = work.Permit;

        // Another permit goes on where one ends: what was before the first of them counts.
        if (work.Permit is null && inForce is not null && work.Ended is null) Take(crane, work.Before);
        if (inForce is not null) work.Ended = null;
        work.Permit = inForce;
    }

    private static void Take(CraneState crane, double[] values)
    {
        for (int i = 0; i < Watched.Length; i++) values[i] = crane[Watched[i]];
    }

    private void Compare(CraneState crane, Work work, Permit ended, in OtRecord record, RecordBody body)
    {
        bool left = false;
        for (int i = 0; i < Watched.Length && !left; i++)
        {
            double now = crane[Watched[i]], before = work.Before[i];

            // What changed only after the work, or is as it was, was not left behind.
            left = !double.IsNaN(now) && !double.IsNaN(before) && now != before && work.Last[i] == now;
            if (left) Tell(crane, Watched[i], before, now, ended, record, body);
        }

        if (!left) work.Ended = null;
    }

    private void Tell(CraneState crane, Signal signal, double before, double now, Permit ended, in OtRecord record, RecordBody body)
    {
        var sketch = new FindingSketch(
            "session.no-permit", "left-over", new((ulong)'S' << 56 | 9UL << 48 | (uint)signal.Index, (uint)record.Crane), 60, 90, 0);
        if (_findings.Absorb(sketch, record, body, _findings.PacketOffset)) return;
        string name = System.Text.Encoding.UTF8.GetString(SignalCatalog.Utf8(signal));
        _findings.Report(new Finding
        {
            Sketch = sketch,
            Title = string.Create(CultureInfo.InvariantCulture,
                $"{crane.Name}: permit {ended.Id} ended {(record.TimestampNs - ended.ToNs) / 60e9:0} min ago, and {name} is still {now:0.###}; it was {before:0.###} before the work"),
            Asset = crane.Name,
            Crane = crane.Name,
            Evidence = new(record, body) { FileOffset = _findings.PacketOffset },
            IsRule = true,
            Signal = name,
            Before = before.ToString("0.###", CultureInfo.InvariantCulture),
            After = now.ToString("0.###", CultureInfo.InvariantCulture),
            OnsetNs = ended.ToNs,
            Explanations = [new(name, now.ToString("0.###", CultureInfo.InvariantCulture), $"{before.ToString("0.###", CultureInfo.InvariantCulture)}, as before the work", 1)],
            RuledOut =
            [
                new("work that was agreed to stay", "possible", "a new setting that was the aim of the work looks like this until it is learned"),
                new("a limit that the crane sets itself, for wind or load", "possible", "it was there at the end of the permit and is there now"),
            ],
        });
    }

    private static Signal Known(string name) =>
        SignalCatalog.TryFind(name, out var signal) ? signal : throw new ArgumentException(name, nameof(name));

    internal sealed class Work
    {
        public Permit? Permit { get; set; }

        /// <summary>What ended, and is looked after.</summary>
        public Permit? Ended { get; set; }

        public long LooksAtNs { get; set; } = long.MinValue;


        public double[] Before { get; } = NotTold();

        public double[] Last { get; } = NotTold();

        private static double[] NotTold()
        {
            double[] values = new double[Watched.Length];
            Array.Fill(values, double.NaN);
            return values;
        }
    }
}
