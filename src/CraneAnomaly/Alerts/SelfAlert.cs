using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using CraneAnomaly.Detectors;
using CraneAnomaly.Records;

namespace CraneAnomaly.Alerts;

/// <summary>An alert about ourselves, which comes from no record: its times are the system's.</summary>
internal sealed class SelfAlert(string name, int severity, string? site, string configHash)
{
    public const string Asset = "crane-anomaly";

    private string _id = "";
    private long _firstNs;
    private int _revision, _begun;

    public bool IsOpen { get; private set; }

    /// <summary>The state of it now; null where there is nothing to tell.</summary>
    /// <param name="holds">Whether it is so.</param>
    /// <param name="isNews">Whether it is to be told again while it stays so.</param>
    /// <param name="at">The time.</param>
    /// <param name="title">One plain sentence with the numbers.</param>
    public Alert? State(bool holds, bool isNews, DateTimeOffset at, string title)
    {
        if (holds == IsOpen && !(holds && isNews)) return null;
        var activity = holds ? IsOpen ? AlertActivity.Update : AlertActivity.Create : AlertActivity.Close;
        if (!IsOpen) Begin(at);
        IsOpen = holds;
        return Make(activity, at, title, []);
    }

    /// <summary>One that begins and ends at once.</summary>
    public Alert Single(DateTimeOffset at, string title, IReadOnlyList<Explanation> explanations)
    {
        Begin(at);
        return Make(AlertActivity.Close, at, title, explanations);
    }

    private void Begin(DateTimeOffset at)
    {
        (_firstNs, _revision) = (Ns(at), 0);
        _id = "ca-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(
            string.Create(CultureInfo.InvariantCulture, $"{name}\n{site}\n{_firstNs}\n{++_begun}"))))[..32];
    }

    private Alert Make(AlertActivity activity, DateTimeOffset at, string title, IReadOnlyList<Explanation> explanations)
    {
        long now = Ns(at);
        var flow = FlowIdentity.None;
        var nobody = new AlertEndpoint(default, 0, default);
        return new()
        {
            Id = _id,
            Revision = ++_revision,
            Activity = activity,
            Type = AlertCatalog.Get(name),
            Title = title,
            Severity = severity,
            Confidence = 100,
            Tier = severity >= 60 ? AlertTier.Page : AlertTier.Log,
            Site = site,
            Asset = Asset,
            FirstSeenNs = _firstNs,
            LastSeenNs = now,
            CreatedNs = now,
            Count = _revision,
            Input = int.MaxValue,
            Frames = (0, 0),
            Source = nobody,
            Destination = nobody,
            Finding = new()
            {
                Sketch = new(name, "self", default, severity, 100, 1),
                Title = title,
                Asset = Asset,
                Evidence = new(new OtRecord { TimestampNs = now }, new RecordBody(in flow, [], [])),
                IsRule = true,
            },
            Detectors = ["self"],
            ConfigHash = configHash,
            Evidence = [],
            Explanations = explanations,
        };
    }

    private static long Ns(DateTimeOffset at) => (at.UtcTicks - DateTime.UnixEpoch.Ticks) * 100;
}
