using System.Globalization;
using CraneAnomaly.Alerts;
using CraneAnomaly.Detectors;
using CraneAnomaly.Records;

namespace CraneAnomaly.Sender;

/// <summary>An alert that tells its number and its crane.</summary>
internal static class NumberedAlert
{
    private const int Cranes = 7;

    public static Alert Of(int number)
    {
        var type = AlertCatalog.Get("command.first-seen");
        var record = new OtRecord { TimestampNs = 1_772_410_000_000_000_000 + number * 1_000_000L, Protocol = OtProtocol.Modbus, Kind = RecordKind.Request };
        var flow = FlowIdentity.None;
        var evidence = new RecordCopy(record, new RecordBody(in flow, [], []));
        var address = new AlertEndpoint(IpAddress.FromV4(0x0A010042), 50_000, default);
        return new()
        {
            Id = string.Create(CultureInfo.InvariantCulture, $"ca-{number:D6}"),
            Revision = 1,
            Activity = AlertActivity.Create,
            Type = type,
            Title = "A client writes that never wrote before.",
            Severity = 65,
            Confidence = 80,
            Tier = AlertTier.Page,
            Crane = string.Create(CultureInfo.InvariantCulture, $"STS{number % Cranes}"),
            Asset = "10.1.0.11 unit 1",
            FirstSeenNs = record.TimestampNs,
            LastSeenNs = record.TimestampNs,
            CreatedNs = record.TimestampNs,
            Count = 1,
            Input = 0,
            Frames = (number, number),
            Source = address,
            Destination = address,
            Finding = new()
            {
                Sketch = new(type.Name, "first-seen", new(1, 1), 65, 80, 7),
                Title = "A client writes that never wrote before.",
                Asset = "10.1.0.11 unit 1",
                Evidence = evidence,
            },
            Detectors = ["first-seen"],
            ConfigHash = new string('c', 64),
            Evidence = [],
        };
    }
}
