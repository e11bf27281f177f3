using CraneAnomaly.Alerts;

namespace CraneAnomaly.Tests.Pipeline;

/// <summary>The alerts of a run, and the episodes they tell of.</summary>
internal sealed class DetectionRun : IAlertSink
{
    public List<Alert> Alerts { get; } = [];

    /// <summary>The last state of each episode, in the order in which they began.</summary>
    public IReadOnlyList<Alert> Episodes =>
        [.. Alerts.GroupBy(alert => alert.Id).Select(states => states.MaxBy(state => state.Revision)!)];

    public int Worst => Alerts.Count == 0 ? -1 : Alerts.Max(alert => alert.Severity);

    public static DetectionRun Of(CraneTraffic traffic, Baseline? baseline, DetectionOptions? options = null)
    {
        var run = new DetectionRun();
        var pipeline = DetectionPipeline.Create(baseline, options, run);
        traffic.Feed(pipeline.Process);
        pipeline.Complete();
        return run;
    }

    public void OnAlert(Alert alert) => Alerts.Add(alert);

    /// <summary>The worst episode of a family of which a host is the source; there must be one.</summary>
    public Alert Of(string host, string kind = "unusual-command")
    {
        var worst = Episodes.Where(alert => alert.Source.Ip.ToString() == host && alert.Type.Kind == kind)
            .MaxBy(alert => alert.Severity);
        Assert.NotNull(worst);
        return worst;
    }

    /// <summary>All episodes of a name, whatever became of them later.</summary>
    public IEnumerable<Alert> Named(string name) =>
        Alerts.Where(alert => alert.Type.Name == name).DistinctBy(alert => alert.Id);

    /// <summary>Each alert in one line, for comparing runs.</summary>
    public IEnumerable<string> Lines => Alerts.Select(alert =>
        $"{alert.Id} {alert.Revision} {alert.Activity} {alert.Type.Name} {alert.Severity} {alert.Confidence} "
        + $"{alert.Count} {alert.Frames} {alert.FirstSeenNs} {alert.LastSeenNs} {alert.CreatedNs} {alert.Title}");
}
