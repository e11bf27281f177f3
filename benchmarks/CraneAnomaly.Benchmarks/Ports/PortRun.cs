using System.Diagnostics;
using System.IO.Pipelines;
using CraneAnomaly.Alerts;
using CraneAnomaly.Capture;
using CraneAnomaly.MLNet;
using CraneAnomaly.Simulator.Traffic.Months;

namespace CraneAnomaly.Benchmarks.Ports;

/// <summary>One port: learned on its first days, judged on the others, nothing of it written to a file.</summary>
internal sealed class PortRun : IAlertSink
{
    private readonly SortedDictionary<string, Alert> _last = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _toldNs = new(StringComparer.Ordinal);

    // When an alert first was worth somebody's time.
    private readonly Dictionary<string, long> _loudNs = new(StringComparer.Ordinal);

    private PortRun(MonthOptions options) => Options = options;

    public MonthOptions Options { get; }

    public Baseline? Baseline { get; private set; }

    /// <summary>Every alert as it stood at its end, in the order of their beginnings.</summary>
    public IReadOnlyList<Alert> Alerts { get; private set; } = [];

    public PortTruth? Truth { get; private set; }

    public long Packets { get; private set; }

    public long Rows { get; private set; }

    public double CraneDays => Options.Cranes * (Options.Duration - Options.Learned).TotalDays;

    /// <summary>CPU time is shared with other runs: this is time as it passed.</summary>
    public double Seconds { get; private set; }

    /// <summary>The most bytes that were made and not read yet.</summary>
    public long MostHeld { get; private set; }

    public static PortRun Of(MonthOptions options)
    {
        var run = new PortRun(options);
        var watch = Stopwatch.StartNew();
        run.RunAsync().GetAwaiter().GetResult();
        run.Seconds = watch.Elapsed.TotalSeconds;
        return run;
    }

    /// <summary>When an alert was first told; null where it never was.</summary>
    public long ToldNs(Alert alert) => _toldNs[alert.Id];

    /// <summary>When it was first told with a severity of 40 or more; null for never.</summary>
    public long? LoudNs(Alert alert) => _loudNs.TryGetValue(alert.Id, out long ns) ? ns : null;

    public void OnAlert(Alert alert)
    {
        _last[alert.Id] = alert;
        _toldNs.TryAdd(alert.Id, alert.CreatedNs);
        if (alert.Severity >= PortTruth.LeastSeverity) _loudNs.TryAdd(alert.Id, alert.CreatedNs);
    }

    /// <summary>Learns the first days of a port.</summary>
    public static Baseline Learn(PortMonth month, MonthOptions options, DetectionOptions chosen)
    {
        var learner = new BaselineLearner(chosen);
        using var first = month.Until(options.LearnedNs);
        learner.RunStreamAsync(PipeReader.Create(first), InputFormat.Pcap).GetAwaiter().GetResult();
        return learner.Complete(new MlNetTrainer(1).Train);
    }

    private async Task RunAsync()
    {
        var month = new PortMonth(Options);
        var options = PortPapers.Options(month, Options);
        var learner = new BaselineLearner(options);
        using (var first = month.Until(Options.LearnedNs))
        {
            await learner.RunStreamAsync(PipeReader.Create(first), InputFormat.Pcap).ConfigureAwait(false);
            MostHeld = first.MostHeld;
        }

        Packets = learner.Statistics.Capture.Packets;
        Baseline = learner.Complete(new MlNetTrainer(1).Train);
        var pipeline = DetectionPipeline.Create(Baseline, options, this);
        using (var rest = month.Until(Options.EndNs))
        {
            await pipeline.RunAsync(PipeReader.Create(rest), InputFormat.Pcap).ConfigureAwait(false);
            MostHeld = Math.Max(MostHeld, rest.MostHeld);
        }

        pipeline.Complete();
        Packets += pipeline.Statistics.Capture.Packets;
        Rows = pipeline.Statistics.Records;
        Alerts = [.. _last.Values.OrderBy(alert => alert.FirstSeenNs).ThenBy(alert => alert.Id, StringComparer.Ordinal)];
        Truth = new(month);
    }
}
