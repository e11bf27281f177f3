using CraneAnomaly.Alerts;
using CraneAnomaly.Alerts.Incidents;
using CraneAnomaly.Detectors;
using CraneAnomaly.Records;

namespace CraneAnomaly.Tests.Alerts.Incidents;

/// <summary>What belongs together, and what does not.</summary>
public sealed class IncidentTests : IAlertSink
{
    private const long MinuteNs = 60_000_000_000;

    private readonly List<Alert> _told = [];
    private readonly IncidentTracker _tracker;

    public IncidentTests() => _tracker = new(this);

    private IEnumerable<Alert> Incidents => _told.Where(alert => alert.Type.Kind == "incident");

    void IAlertSink.OnAlert(Alert alert) => _told.Add(alert);

    [Fact]
    public void Session_WriteOfTheEnteredHostAndSlowCrane_AreOneIncidentWithATimeline()
    {
        _tracker.OnAlert(Make("a", "session.new-endpoint", 75, 0, source: "203.0.113.9", destination: "10.0.0.5"));
        _tracker.OnAlert(Make("b", "command.first-seen", 80, 5, source: "10.0.0.5", destination: "10.0.1.7", crane: "QC07"));
        _tracker.OnAlert(Make("c", "throttling.trolley.plateau-speed", 60, 12, crane: "QC07"));
        _tracker.Complete();

        var incident = Incidents.Last();
        Assert.Equal(["a", "b", "c"], incident.Related);
        Assert.Equal((80, "QC07", AlertActivity.Close, 3), (incident.Severity, incident.Crane, incident.Activity, incident.Revision));
        Assert.Single(Incidents.Select(alert => alert.Id).Distinct());
        Assert.Equal(["session.new-endpoint", "command.first-seen", "throttling.trolley.plateau-speed"], incident.Explanations.Select(step => step.Feature));
        Assert.Contains("T0886", incident.Type.Techniques);
        Assert.Contains("T0836", incident.Type.Techniques);
        Assert.Equal(incident.Id, _told.Last(alert => alert.Id == "c").Incident);
        Assert.InRange(incident.Id.Length, 1, 40);
    }

    [Fact]
    public void Alerts_OfOneFamily_AreNoIncident()
    {
        _tracker.OnAlert(Make("a", "command.scan", 85, 0, source: "10.0.0.9"));
        _tracker.OnAlert(Make("b", "command.first-seen", 80, 1, source: "10.0.0.9"));
        _tracker.Complete();

        Assert.Empty(Incidents);
        Assert.All(_told, alert => Assert.Null(alert.Incident));
    }

    [Fact]
    public void Alerts_OfOtherCranesOrLongAfter_AreNotJoined()
    {
        _tracker.OnAlert(Make("a", "sensor.frozen", 70, 0, crane: "QC01"));
        _tracker.OnAlert(Make("b", "throttling.hoist.ramp", 60, 1, crane: "QC02"));
        _tracker.OnAlert(Make("c", "throttling.hoist.ramp", 60, 45, crane: "QC01"));
        _tracker.Complete();

        Assert.Empty(Incidents);
    }

    [Fact]
    public void Alerts_ForTheLogOrPermitted_AreNotJoined()
    {
        _tracker.OnAlert(Make("a", "sensor.frozen", 70, 0, crane: "QC01"));
        _tracker.OnAlert(Make("b", "throttling.hoist.ramp", 35, 1, crane: "QC01"));
        _tracker.OnAlert(Make("c", "command.value", 60, 2, crane: "QC01") with { SuppressedBy = "permit P-1" });
        _tracker.Complete();

        Assert.Empty(Incidents);
        Assert.Equal(3, _told.Count);
    }

    [Fact]
    public void States_OfAMember_DoNotRepeatTheIncident()
    {
        _tracker.OnAlert(Make("a", "sensor.frozen", 70, 0, crane: "QC01"));
        _tracker.OnAlert(Make("b", "interlock.I7", 80, 1, crane: "QC01"));
        for (int i = 2; i < 10; i++) _tracker.OnAlert(Make("b", "interlock.I7", 80, i, crane: "QC01") with { Revision = i });

        Assert.Single(Incidents);
    }

    [Fact]
    public void Flood_OfAlerts_KeepsAllAndGivesUpTheOldest()
    {
        for (int i = 0; i < 3_000; i++)
        {
            _tracker.OnAlert(Make($"a{i}", "device.new", 55, i / 1e4, source: $"10.{i >> 8}.{i & 255}.1"));
            _tracker.OnAlert(Make($"b{i}", "command.scan", 85, i / 1e4, source: $"10.{i >> 8}.{i & 255}.1"));
        }

        _tracker.Complete();
        Assert.Equal(6_000, _told.Count(alert => alert.Type.Kind != "incident"));
        Assert.Equal(3_000, Incidents.Select(alert => alert.Id).Distinct().Count());
        Assert.Equal(3_000 - 1_024, _tracker.Evicted);
    }

    private static Alert Make(
        string id, string name, int severity, double minute, string? source = null, string? destination = null, string? crane = null)
    {
        long ns = CraneAnomaly.Tests.Pipeline.CraneTraffic.StartNs + (long)(minute * MinuteNs);
        var record = new OtRecord { TimestampNs = ns };
        var none = FlowIdentity.None;
        var copy = new RecordCopy(record, new(in none, default, default));
        return new()
        {
            Id = id,
            Revision = 1,
            Activity = AlertActivity.Create,
            Type = AlertCatalog.Get(name),
            Title = $"{name} of {id}",
            Severity = severity,
            Confidence = 90,
            Tier = AlertTier.Page,
            Crane = crane,
            Asset = crane ?? destination ?? "asset",
            FirstSeenNs = ns,
            LastSeenNs = ns,
            CreatedNs = ns,
            Count = 1,
            Input = 0,
            Frames = (0, 0),
            Source = End(source),
            Destination = End(destination),
            Finding = new() { Sketch = new(name, "test", default, severity, 90, 0), Title = name, Asset = "asset", Evidence = copy },
            Detectors = ["test"],
            ConfigHash = "",
            Evidence = [copy],
        };
    }

    private static AlertEndpoint End(string? address) =>
        new(address is not null && IpAddress.TryParse(address, out var ip) ? ip : default, 0, default);
}
