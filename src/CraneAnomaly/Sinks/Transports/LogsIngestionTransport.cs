using CraneAnomaly.Sinks.Spool;

namespace CraneAnomaly.Sinks.Transports;

/// <summary>
/// The Logs Ingestion API of Azure Monitor, for Microsoft Sentinel: arrays of ASIM alerts, at most 1 MB, into a stream of a
/// data collection rule. The token (scope <c>https://monitor.azure.com/.default</c>) comes from a delegate, so that nothing
/// of Azure's is needed here.
/// </summary>
public sealed class LogsIngestionTransport : HttpAlertTransport
{
    private const string Version = "2023-01-01";

    private readonly string _path;

    /// <summary>Makes a transport.</summary>
    /// <param name="target">Endpoint of the data collection rule, and what gives the bearer token.</param>
    /// <param name="ruleId">Immutable id of the data collection rule.</param>
    /// <param name="stream">Name of its stream, such as <c>Custom-CraneAlerts_CL</c>.</param>
    /// <param name="time">The clock; null for the system's.</param>
    public LogsIngestionTransport(HttpTarget target, string ruleId, string stream, TimeProvider? time = null)
        : base("sentinel", "asim", target, time) =>
        _path = $"/dataCollectionRules/{Uri.EscapeDataString(ruleId)}/streams/{Uri.EscapeDataString(stream)}?api-version={Version}";

    private protected override Uri PostTo => Target.At(_path);

    private protected override string ContentType => "application/json";

    private protected override string Scheme => "Bearer";

    private protected override byte[] Body(IReadOnlyList<SpooledAlert> alerts)
    {
        var body = new MemoryStream();
        for (int i = 0; i < alerts.Count; i++)
        {
            body.WriteByte(i == 0 ? (byte)'[' : (byte)',');
            body.Write(alerts[i].In(Rendering).Span);
        }

        body.WriteByte((byte)']');
        return body.ToArray();
    }

    private protected override ValueTask<SendReport> InterpretAsync(
        IReadOnlyList<SpooledAlert> alerts, HttpAnswer answer, CancellationToken cancellationToken) => new(SendReport.Delivered(alerts.Count));
}
