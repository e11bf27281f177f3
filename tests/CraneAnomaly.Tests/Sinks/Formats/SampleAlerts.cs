using CraneAnomaly.Alerts;
using CraneAnomaly.Records;
using CraneAnomaly.Sinks.Formats.Alerts;
using CraneAnomaly.Tests.Alerts;

namespace CraneAnomaly.Tests.Sinks.Formats;

/// <summary>Alerts made by hand, with everything in them that a format can carry.</summary>
internal static class SampleAlerts
{
    public const long StartNs = 1_772_410_000_123_456_700;

    public static AlertSource Source { get; } = new() { Symbols = new SymbolTable(), Inputs = ["quay/crane 7.pcap"] };

    public static AlertLink Link { get; } = new(42, new string('a', 64));

    /// <summary>One of each type.</summary>
    public static IEnumerable<Alert> All => AlertCatalog.All.Select(type => Of(type));

    public static Alert Of(AlertType type, string text = "a|b=c\\d\r\ne]\"f^\tg", bool measured = true) => new()
    {
        Id = "3f2a9c01d4e5b6a7",
        Revision = 2,
        Activity = AlertActivity.Update,
        Type = type,
        Title = text,
        Severity = 65,
        Confidence = 80,
        Tier = AlertTier.Page,
        Site = text,
        Crane = text,
        Asset = text,
        FirstSeenNs = StartNs,
        LastSeenNs = StartNs + 2_000_000_000,
        CreatedNs = StartNs + 3_000_000_000,
        Count = 12,
        Input = 0,
        Frames = (11, 29),
        Source = new(IpAddress.FromV4(0x0A010042), 50_000, new(0x02000A010042)),
        Destination = new(IpAddress.FromV4(0x0A01000B), 502, new(0x02000A01000B)),
        Finding = new()
        {
            Sketch = new(type.Name, "first-seen", new(1, 1), 65, 80, 7.25),
            Title = text,
            Asset = text,
            Evidence = SampleFindings.Copy(1, 11),
            Signal = text,
            Before = text,
            After = text,
            Observed = measured ? 1.93 : null,
            Expected = new(0.5, 1.5, text),
            Unit = text,
            Threshold = 4,
            PValue = 1e-6,
        },
        Detectors = ["first-seen", text],
        Model = new("quay", "3", new string('b', 64)),
        ConfigHash = new string('c', 64),
        Evidence = [SampleFindings.Copy(1, 11)],
        Explanations = [new(text, text, text, 0.5)],
        RuledOut = [new(text, "possible", text)],
        Incident = type.Kind == "incident" ? null : "9d0e3c1f",
        Related = type.Kind == "incident" ? ["aa01", "aa02"] : [],
        SuppressedBy = text,
        Handling = text,
    };
}
