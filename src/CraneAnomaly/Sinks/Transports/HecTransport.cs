using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using CraneAnomaly.Sinks.Spool;

namespace CraneAnomaly.Sinks.Transports;

/// <summary>
/// Splunk's HTTP Event Collector (<c>services/collector/event</c>). With indexer acknowledgement an alert is delivered when
/// Splunk says that it is indexed; without, when Splunk has put it into its queue.
/// </summary>
public sealed class HecTransport : HttpAlertTransport
{
    private static readonly TimeSpan AckPause = TimeSpan.FromSeconds(1);

    private readonly bool _waitForIndexing;
    private readonly string _channel;

    /// <summary>Makes a transport.</summary>
    /// <param name="target">The collector's scheme, host and port, 8088 by custom, and its token.</param>
    /// <param name="waitForIndexing">Whether to ask until alerts are indexed; the token has to be set up for it.</param>
    /// <param name="time">The clock of asking; null for the system's.</param>
    public HecTransport(HttpTarget target, bool waitForIndexing, TimeProvider? time = null)
        : base("hec", "splunk-hec", target, time)
    {
        _waitForIndexing = waitForIndexing;
        // The channel has to be a GUID and may be the same for ever: acknowledgements are numbered in it.
        _channel = new Guid(SHA256.HashData(Encoding.UTF8.GetBytes(Name)).AsSpan(0, 16)).ToString();
    }

    private protected override Uri PostTo => Target.At("/services/collector/event");

    private protected override string ContentType => "application/json";

    private protected override string Scheme => "Splunk";

    private protected override void AddHeaders(HttpRequestHeaders headers)
    {
        if (_waitForIndexing) headers.Add("X-Splunk-Request-Channel", _channel);
    }

    private protected override byte[] Body(IReadOnlyList<SpooledAlert> alerts)
    {
        var body = new MemoryStream();
        foreach (var alert in alerts)
        {
            body.Write(alert.In(Rendering).Span);
            body.WriteByte((byte)'\n');
        }

        return body.ToArray();
    }

    private protected override async ValueTask<SendReport> InterpretAsync(
        IReadOnlyList<SpooledAlert> alerts, HttpAnswer answer, CancellationToken cancellationToken)
    {
        if (!_waitForIndexing) return Code(answer.Body) == 0 ? SendReport.Delivered(alerts.Count) : NotUnderstood(alerts, answer);
        if (Number(answer.Body, "ackId") is not { } id)
            return SendReport.Later(alerts.Count, "the token is not set up for indexer acknowledgement");
        byte[] question = Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{{\"acks\":[{id}]}}"));
        while (true)
        {
            var reply = await PostAsync(Target.At("/services/collector/ack"), question, ContentType, cancellationToken).ConfigureAwait(false);
            if (IsIndexed(reply.Body, id)) return SendReport.Delivered(alerts.Count);
            if ((int)reply.Status is >= 400 and < 500) return SendReport.Later(alerts.Count, $"{(int)reply.Status}: {Said(reply.Body)}", reply.RetryAfter);
            await Task.Delay(AckPause, Time, cancellationToken).ConfigureAwait(false);
        }
    }

    private static SendReport NotUnderstood(IReadOnlyList<SpooledAlert> alerts, HttpAnswer answer) =>
        SendReport.Later(alerts.Count, $"no answer of a collector: {Said(answer.Body)}");

    private static long? Code(byte[] body) => Number(body, "code");

    private static long? Number(byte[] body, string member)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            return json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty(member, out var value)
                && value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out long number) ? number : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static bool IsIndexed(byte[] body, long id)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            return json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty("acks", out var acks)
                && acks.ValueKind == JsonValueKind.Object && acks.TryGetProperty(id.ToString(CultureInfo.InvariantCulture), out var done)
                && done.ValueKind == JsonValueKind.True;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
