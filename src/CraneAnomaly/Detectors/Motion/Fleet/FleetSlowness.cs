using System.Globalization;
using CraneAnomaly.Detectors.Sequential;
using CraneAnomaly.Records;
using CraneAnomaly.Records.Signals;

namespace CraneAnomaly.Detectors.Motion.Fleet;

/// <summary>
/// Compares the cranes of a port with each other and with what all of them were: cranes that become slower within the
/// same minutes have one cause; a slowness too small to be told of any crane shows when all share it; and what the
/// weather does to all of them tells which of them is slower than that.
/// </summary>
internal sealed class FleetSlowness
{
    private const string Detector = "fleet";
    private const ulong ScopeOfFleet = 0x46;
    private const long WindowNs = 900L * 1_000_000_000;
    private const long WindowsOfADay = 96;
    private const long WindowsOfAWeek = 7 * WindowsOfADay;

    /// <summary>Onsets are known to some moves, and an axis at rest shows its own only when it moves again.</summary>
    private const long TogetherNs = 1200L * 1_000_000_000;

    private const long KeepNs = 60L * 1_000_000_000;

    /// <summary>The part of the user's false episodes that each of the two comparisons may take.</summary>
    private const double BudgetShare = 0.05;

    private static readonly Axis[] s_axes = [Axis.Hoist, Axis.Trolley];
    private static readonly CultureInfo s_culture = CultureInfo.InvariantCulture;

    private readonly FleetWindow[] _windows = [.. s_axes.Select(_ => new FleetWindow())];
    private readonly Dictionary<int, CraneWatch> _cranes = [];
    private readonly Dictionary<int, long> _workedNs = [];
    private readonly List<SlowCrane> _slow = [];
    private readonly IFindingSink _findings;
    private readonly double _perWeek;
    private readonly double _logTogether;
    private double[] _evidence = [];
    private long _window = long.MinValue;
    private long _keptNs;

    /// <param name="options">The choices.</param>
    /// <param name="findings">Where findings go.</param>
    public FleetSlowness(MotionOptions options, IFindingSink findings)
    {
        _findings = findings;
        _perWeek = Math.Clamp(options.FalseEpisodesPerCraneWeek, 1e-3, 100) * BudgetShare;
        _logTogether = Math.Log(WindowsOfAWeek * s_axes.Length / _perWeek);
    }

    /// <summary>Takes a judged move.</summary>
    /// <param name="watch">The crane.</param>
    /// <param name="axis">Its axis.</param>
    /// <param name="score">By how many spreads it is slower than what is expected and indifferent.</param>
    /// <param name="record">The row that ends it.</param>
    /// <param name="body">Its body.</param>
    public void Take(CraneWatch watch, Axis axis, double score, in OtRecord record, RecordBody body)
    {
        int crane = watch.State.Index;
        _cranes[crane] = watch;
        _workedNs[crane] = record.TimestampNs;
        if (Math.Abs(record.TimestampNs - _keptNs) >= KeepNs) KeepOpen(record, body);
        long window = record.TimestampNs / WindowNs;
        if (window != _window) MoveTo(window, record, body);
        int index = Array.IndexOf(s_axes, axis);
        if (index >= 0) _windows[index].Take(crane, score);
    }

    /// <summary>A crane is found to be slower than it was; tells it when others became so with it.</summary>
    public void OnSlower(in SlowCrane crane, in OtRecord record, RecordBody body)
    {
        var (onset, now) = (crane.OnsetNs, record.TimestampNs);
        _slow.RemoveAll(slow => !slow.Watch.IsActive(slow.Slot));
        _slow.Add(crane);
        var together = _slow.Where(slow => Math.Abs(slow.OnsetNs - onset) <= TogetherNs)
            .GroupBy(slow => slow.Watch.State.Index)
            .OrderBy(group => group.Key)
            .Select(group => group.MaxBy(slow => (slow.IsSeconds ? 0 : 1, slow.Slowness)))
            .ToList();
        int working = Math.Max(together.Count, _workedNs.Values.Count(worked => now - worked <= TogetherNs));
        if (!IsMost(together.Count, working)) return;
        long since = together.Min(slow => slow.OnsetNs);
        int severity = Math.Min(75, 50 + (5 * together.Count));
        var sketch = new FindingSketch("throttling.fleet", Detector, Scope(0), severity, 90, together.Count);
        if (_findings.Absorb(sketch, record, body, -1)) return;
        string names = string.Join(", ", together.Select(slow => slow.Watch.State.Name));
        Report(sketch, null, since, string.Create(s_culture,
            $"{together.Count} of {working} working cranes became slower together, since about {Clock(since)} UTC: {names}"),
            [
                .. together.Select(slow => new Explanation(
                    $"{slow.Watch.State.Name} {AxisName(slow.Axis)}", $"{Size(slow)} slower since {Clock(slow.OnsetNs)} UTC",
                    "as learned of this crane", 1.0 / together.Count)),
            ],
            [
                new("failure of one crane", "excluded", "several cranes have no part in common but what is sent to all of them"),
                new("weak supply or heat", "excluded", "a speed limit that cranes state with an alarm, or most of them at once, is not counted as slowness"),
                new("weather", Windy(together, out string wind) ? "possible" : "excluded", wind),
                new("work on all cranes", "possible", "new parameters under permit look the same: compare with the permits"),
            ], record, body);
    }

    // Three cranes and half of those that work; both of two would be a coincidence that one has to ask about, too.
    private static bool IsMost(int slow, int working) => slow >= 3 ? slow * 2 >= working : slow == 2 && working == 2;

    // One episode for as long as several cranes are slow: not one more for a crane that is seen a little later.
    private void KeepOpen(in OtRecord record, RecordBody body)
    {
        _keptNs = record.TimestampNs;
        _slow.RemoveAll(slow => !slow.Watch.IsActive(slow.Slot));
        bool several = false;
        foreach (var slow in _slow) several |= slow.Watch != _slow[0].Watch;
        if (several) _findings.Keep("throttling.fleet", Scope(0), record, body);
    }

    private void MoveTo(long window, in OtRecord record, RecordBody body)
    {
        // A row of another day is no time that passed: the windows go on from there.
        bool passed = _window != long.MinValue && window > _window && window - _window <= WindowsOfADay;
        if (!passed && _window != long.MinValue && Math.Abs(window - _window) <= WindowsOfADay) return;
        if (passed)
        {
            long startNs = _window * WindowNs;
            for (int i = 0; i < _windows.Length; i++)
            {
                if (!_windows[i].Close(startNs)) continue;
                JudgeTogether(s_axes[i], _windows[i], record, body);
                JudgeAlone(s_axes[i], _windows[i], record, body);
            }
        }

        _window = window;
    }

    private void JudgeTogether(Axis axis, FleetWindow window, in OtRecord record, RecordBody body)
    {
        if (window.Together.Level < _logTogether) return;
        long since = window.Together.Onset;
        double evidence = window.Together.Level / Math.Log(10);
        window.ForgetTogether();
        var sketch = new FindingSketch("throttling.fleet", Detector, Scope(0), 45, 80, evidence);
        if (_findings.Absorb(sketch, record, body, -1)) return;
        int slower = 0;
        foreach (double residual in window.Residuals) slower += residual > 0 ? 1 : 0;
        Report(sketch, null, since, string.Create(s_culture,
            $"All cranes have been a little slower with their {AxisName(axis)} since about {Clock(since)} UTC: {slower} of {window.Active} in the last quarter of an hour, and so in most before it"),
            [new("cranes slower than their own frozen reference", string.Create(s_culture, $"{slower} of {window.Active}"), "about half or less", 1)],
            [
                new("failure of one crane", "excluded", "most cranes show it"),
                new("weather", "possible", "wind that lasts for hours does the same to all cranes"),
            ], record, body);
    }

    private void JudgeAlone(Axis axis, FleetWindow window, in OtRecord record, RecordBody body)
    {
        int cranes = window.Residuals.Length;
        if (_evidence.Length < cranes) _evidence = new double[cranes];

        // Over a week the expectation of the evidence is the number of windows or less: an e-value, whenever one looks.
        var all = _evidence.AsSpan(0, cranes);
        int known = 0;
        for (int i = 0; i < cranes; i++)
        {
            if (window.Alone(i).Count > 0) all[known++] = window.Alone(i).ShiryaevRoberts / WindowsOfAWeek;
        }

        double least = EBenjaminiHochberg.Threshold(all[..known], Math.Min(1, _perWeek / s_axes.Length));
        if (double.IsInfinity(least)) return;
        for (int i = 0; i < cranes; i++)
        {
            ref readonly var alone = ref window.Alone(i);
            if (alone.ShiryaevRoberts / WindowsOfAWeek < least) continue;
            var (since, evidence) = (alone.Onset, alone.Level / Math.Log(10));
            window.ForgetAlone(i);
            if (!_cranes.TryGetValue(i, out var watch)) continue;
            var sketch = new FindingSketch(
                "throttling.relative", Detector, Scope(1 + (ulong)axis, (uint)i), 40, 75, evidence);
            if (_findings.Absorb(sketch, record, body, -1)) continue;
            string name = watch.State.Name;
            Report(sketch, name, since, string.Create(s_culture,
                $"{name} has been slower with its {AxisName(axis)} than its neighbours since about {Clock(since)} UTC, quarter of an hour after quarter of an hour"),
                [new("rank among the cranes at work", "the slowest, each by its own reference", "any rank", 1)],
                [
                    new("weather and orders", "excluded", "its neighbours have the same and are not slower"),
                    new("wear of this crane", "possible", "a drive or a brake that wears does the same over days"),
                ], record, body);
        }
    }

    private void Report(
        in FindingSketch sketch, string? crane, long since, string title, IReadOnlyList<Explanation> explanations,
        IReadOnlyList<RuledOut> ruledOut, in OtRecord record, RecordBody body) =>
        _findings.Report(new Finding
        {
            Sketch = sketch,
            Title = title,
            Asset = crane ?? "fleet",
            Crane = crane,
            IsOfAll = crane is null,
            Evidence = new(record, body),
            OnsetNs = since,
            Explanations = explanations,
            RuledOut = ruledOut,
        });

    private static bool Windy(List<SlowCrane> cranes, out string text)
    {
        const double Strong = 15;
        double most = double.NaN;
        foreach (var crane in cranes) most = double.MaxNumber(most, crane.Watch.State.Weather.Mean);
        text = double.IsNaN(most) ? "no crane tells the wind" : string.Create(s_culture, $"the strongest wind at these cranes is {most:0.0} m/s");
        return !(most < Strong);
    }

    private static string Size(in SlowCrane slow) => slow.IsSeconds
        ? string.Create(s_culture, $"{slow.Slowness:0.0} s")
        : string.Create(s_culture, $"{100 * (1 - Math.Exp(-slow.Slowness)):0.0} %");

    private static string Clock(long ns) => EventTime.ToText(ns)[11..16];

    private static string AxisName(Axis axis) => Enum.GetName(axis)!.ToLowerInvariant();

    private static FindingScope Scope(ulong what, uint crane = 0) => new(ScopeOfFleet << 56 | what, crane);
}
