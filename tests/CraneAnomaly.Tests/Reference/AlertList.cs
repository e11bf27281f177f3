using CraneAnomaly.Alerts;

namespace CraneAnomaly.Tests.Reference;

/// <summary>Keeps alerts, and of each episode its last state.</summary>
internal sealed class AlertList : IAlertSink
{
    private readonly Dictionary<string, Alert> _last = [];
    private readonly List<string> _order = [];

    /// <summary>The last state of each episode, in the order in which the episodes began.</summary>
    public IEnumerable<Alert> Episodes => _order.Select(id => _last[id]);

    public void OnAlert(Alert alert)
    {
        if (!_last.ContainsKey(alert.Id)) _order.Add(alert.Id);
        _last[alert.Id] = alert;
    }
}
