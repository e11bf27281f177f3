using CraneAnomaly.Alerts;
using CraneAnomaly.MLNet;
using CraneAnomaly.Records.Signals;

namespace CraneAnomaly.Cli.Evaluation;

/// <summary>Runs the product itself over a data set: learns on the clean folder, detects in every other one.</summary>
internal sealed class OurRun(long seed)
{
    /// <summary>Learns what is normal.</summary>
    public async Task<Baseline> LearnAsync(FolderData clean, CancellationToken cancellation)
    {
        var learner = new BaselineLearner(Options(clean));
        await learner.RunAsync(clean.Inputs, cancellation);
        return learner.Complete(new MlNetTrainer((int)(seed & int.MaxValue)).Train);
    }

    /// <summary>The episodes of a folder as they stood at their end.</summary>
    public async Task<IReadOnlyList<ScoredEpisode>> DetectAsync(
        Baseline baseline, FolderData folder, CancellationToken cancellation)
    {
        var last = new LastStates();
        await using var pipeline = DetectionPipeline.Create(baseline, Options(folder), last);
        await pipeline.RunAsync(folder.Inputs, cancellation);
        pipeline.Complete();
        // What belongs together is told beside its members: it is no further episode.
        return [.. last.Alerts.Values.Where(alert => alert.Type.Kind != "incident").OrderBy(alert => alert.FirstSeenNs).ThenBy(alert => alert.Id, StringComparer.Ordinal)
            .Select(alert => Scored(alert, last.CreatedNs[alert.Id], folder.Inputs.Paths))];
    }

    private DetectionOptions Options(FolderData folder) => new()
    {
        Seed = seed,
        Tags = folder.Tags,
        Cranes = folder.Sheets,
        Policy = folder.Policy,
        Permits = folder.Permits,
    };

    private static ScoredEpisode Scored(Alert alert, long createdNs, IReadOnlyList<string> inputs) => new(
        alert.Crane, alert.Type.Kind, alert.Severity, alert.FirstSeenNs, AxisOf(alert.Finding.Signal),
        alert.Input < inputs.Count ? Path.GetFileName(inputs[alert.Input]) : null, alert.Frames, createdNs);

    private static string? AxisOf(string? signal) =>
        signal is not null && Enum.GetNames<Axis>().FirstOrDefault(
            axis => signal.StartsWith(axis + ".", StringComparison.OrdinalIgnoreCase)) is { } found
            ? found.ToLowerInvariant()
            : null;

    private sealed class LastStates : IAlertSink
    {
        public Dictionary<string, Alert> Alerts { get; } = new(StringComparer.Ordinal);

        /// <summary>When each was told first.</summary>
        public Dictionary<string, long> CreatedNs { get; } = new(StringComparer.Ordinal);

        public void OnAlert(Alert alert)
        {
            Alerts[alert.Id] = alert;
            CreatedNs.TryAdd(alert.Id, alert.CreatedNs);
        }
    }
}
