using System.Globalization;
using System.Text;
using System.Text.Json;
using CraneAnomaly.Sinks.Spool;

namespace CraneAnomaly.Sinks.Transports;

/// <summary>
/// The bulk interface of Elasticsearch and OpenSearch, into a data stream. The document's id is the alert's with its
/// revision, so that what is sent twice is there once. Each alert has an answer of its own.
/// </summary>
/// <remarks>Documents have no order; <c>event.sequence</c> or the time says it.</remarks>
public sealed class ElasticTransport : HttpAlertTransport
{
    private const string DefaultStream = "logs-craneanomaly.alert-default";

    private readonly string _stream;

    /// <summary>Makes a transport.</summary>
    /// <param name="target">Scheme, host and port, 9200 by custom, and an API key (base64, as Elasticsearch gives it).</param>
    /// <param name="dataStream">Name of the data stream.</param>
    /// <param name="time">The clock; null for the system's.</param>
    public ElasticTransport(HttpTarget target, string dataStream = DefaultStream, TimeProvider? time = null)
        : base("elastic", "ecs", target, time)
    {
        if (dataStream.Length == 0 || dataStream.AsSpan().ContainsAny(" /?#*\\\"<>|,"))
            throw new ArgumentException($"'{dataStream}' is no name of a data stream.", nameof(dataStream));
        _stream = dataStream;
    }

    private protected override Uri PostTo => Target.At($"/{_stream}/_bulk?filter_path=items.*.status,items.*.error.type,items.*.error.reason");

    private protected override string ContentType => "application/x-ndjson";

    private protected override string Scheme => "ApiKey";

    private protected override byte[] Body(IReadOnlyList<SpooledAlert> alerts)
    {
        var body = new MemoryStream();
        foreach (var alert in alerts)
        {
            string id = string.Create(CultureInfo.InvariantCulture, $"{alert.Id}.{alert.Revision}");
            body.Write(Encoding.UTF8.GetBytes($"{{\"create\":{{\"_id\":\"{JsonEncodedText.Encode(id)}\"}}}}\n"));
            body.Write(alert.In(Rendering).Span);
            body.WriteByte((byte)'\n');
        }

        return body.ToArray();
    }

    private protected override ValueTask<SendReport> InterpretAsync(
        IReadOnlyList<SpooledAlert> alerts, HttpAnswer answer, CancellationToken cancellationToken)
    {
        try
        {
            using var json = JsonDocument.Parse(answer.Body);
            if (json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty("items", out var items)
                && items.ValueKind == JsonValueKind.Array && items.GetArrayLength() == alerts.Count)
                return new(Each(items, answer.RetryAfter));
        }
        catch (JsonException)
        {
        }

        return new(SendReport.Later(alerts.Count, $"no answer of the bulk interface: {Said(answer.Body)}"));
    }

    private static SendReport Each(JsonElement items, TimeSpan? retryAfter)
    {
        var outcomes = new AlertOutcome[items.GetArrayLength()];
        string? why = null;
        int at = 0;
        foreach (var item in items.EnumerateArray())
        {
            int status = item.ValueKind == JsonValueKind.Object && item.TryGetProperty("create", out var create)
                && create.ValueKind == JsonValueKind.Object && create.TryGetProperty("status", out var code) && code.TryGetInt32(out int number) ? number : 0;
            outcomes[at++] = status switch
            {
                // 409: there already, from an earlier time whose answer did not come.
                >= 200 and < 300 or 409 => AlertOutcome.Delivered,
                400 or 413 or 422 => AlertOutcome.Refused,
                _ => AlertOutcome.Later,
            };
            if (outcomes[at - 1] != AlertOutcome.Delivered) why ??= $"{status}: {Said(Encoding.UTF8.GetBytes(item.GetRawText()))}";
        }

        return SendReport.Each(outcomes, why, retryAfter);
    }
}
