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

    /// <summary>The worst episode of a family of which a host is the source; the first of several.</summary>
    public Alert Of(string host, string kind = "unusual-command")
    {
        var episodes = Episodes.Where(alert => alert.Source.Ip.ToString() == host && alert.Type.Kind == kind).ToList();
        Assert.NotEmpty(episodes);
        return episodes.MaxBy(alert => alert.Severity)!;
    }

    /// <summary>The episodes of commands of which a host is the source, in the order in which they began: that the host
    /// itself is new is another matter.</summary>
    public IReadOnlyList<Alert> CommandsOf(string host) =>
        [.. Episodes.Where(alert => alert.Source.Ip.ToString() == host && alert.Type.Kind == "unusual-command")];

    /// <summary>The worst episode to which a detector contributed.</summary>
    public Alert By(string detector)
    {
        var episodes = Episodes.Where(alert => alert.Detectors.Contains(detector)).ToList();
        Assert.NotEmpty(episodes);
        return episodes.MaxBy(alert => alert.Severity)!;
    }

    /// <summary>All episodes of a name, whatever became of them later.</summary>
    public IEnumerable<Alert> Named(string name) =>
        Alerts.Where(alert => alert.Type.Name == name).DistinctBy(alert => alert.Id);

    /// <summary>Each alert in one line, for comparing runs.</summary>
    public IEnumerable<string> Lines => Alerts.Select(alert =>
        $"{alert.Id} {alert.Revision} {alert.Activity} {alert.Type.Name} {alert.Severity} {alert.Confidence} "
        + $"{alert.Count} {alert.Frames} {alert.FirstSeenNs} {alert.LastSeenNs} {alert.CreatedNs} {alert.Title}");
}
