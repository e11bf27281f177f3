using System.Buffers;
using CraneAnomaly.Alerts;
using CraneAnomaly.Records;

namespace CraneAnomaly.Sinks.Formats.Alerts;

/// <summary>
/// Objects for Splunk's HTTP Event Collector (services/collector/event), one a line, which it takes one after another
/// without commas. The event has the fields of the Common Information Model's data models Alerts and Intrusion
/// Detection. <c>time</c> is seconds since 1970 with milliseconds.
/// </summary>
internal sealed class SplunkHecFormat(AlertSource source) : AlertFormat(source)
{
    public const string FormatName = "splunk-hec";

    // The models require them; a sensor that only listens knows no user and blocks nothing.
    private const string Unknown = "unknown";

    private readonly JsonFields _out = new();

    public override string Name => FormatName;

    public override void Write(Alert alert, AlertLink link, IBufferWriter<byte> output)
    {
        var json = _out.Json;
        _out.Start();
        json.WriteNumber("time"u8, UtcTime.Milliseconds(alert.CreatedNs) / 1000m);
        _out.Required("host"u8, Source.Host);
        _out.Text("source"u8, Source.InputName(alert.Input));
        json.WriteString("sourcetype"u8, "craneanomaly:alert"u8);
        json.WriteStartObject("event"u8);
        Models(alert);
        Crane(alert, link);
        json.WriteEndObject();
        _out.End(output);
    }

    private void Models(Alert alert)
    {
        var json = _out.Json;
        json.WriteString("app"u8, AlertSource.Product);
        json.WriteString("vendor_product"u8, AlertSource.Product);
        json.WriteString("type"u8, "alert"u8);
        _out.Text("id"u8, alert.Id);
        json.WriteString("signature"u8, Names.Plain(alert.Type));
        json.WriteString("signature_id"u8, alert.Type.Name);
        _out.Required("description"u8, alert.Title);
        json.WriteString("severity"u8, SeverityScale.Splunk(alert.Severity));
        json.WriteNumber("severity_id"u8, alert.Severity);
        json.WriteString("category"u8, alert.Type.Kind);
        json.WriteString("action"u8, "allowed"u8);
        json.WriteString("ids_type"u8, "network"u8);
        _out.Required("dvc"u8, Source.Host);
        json.WriteString("user"u8, Unknown);
        Endpoint("src"u8, "src_port"u8, "src_mac"u8, alert.Source, Unknown);
        Endpoint("dest"u8, "dest_port"u8, "dest_mac"u8, alert.Destination, alert.Asset);
        _out.Text("transport"u8, Names.Transport(alert.Finding.Evidence));
        json.WriteStartArray("mitre_technique_id"u8);
        for (int i = 0; i < alert.Type.Techniques.Count; i++) json.WriteStringValue(alert.Type.Techniques[i]);
        json.WriteEndArray();
    }

    private void Endpoint(
        ReadOnlySpan<byte> ip, ReadOnlySpan<byte> port, ReadOnlySpan<byte> mac, AlertEndpoint endpoint, string otherwise)
    {
        if (endpoint.Ip.IsNone) _out.Required(ip, otherwise);
        else _out.Address(ip, endpoint.Ip);
        if (endpoint.Port > 0) _out.Json.WriteNumber(port, endpoint.Port);
        _out.Address(mac, endpoint.Mac);
    }

    private void Crane(Alert alert, AlertLink link)
    {
        var (json, finding) = (_out.Json, alert.Finding);
        json.WriteNumber("revision"u8, alert.Revision);
        json.WriteString("activity"u8, Names.Of(alert.Activity));
        json.WriteString("tier"u8, Names.Of(alert.Tier));
        json.WriteNumber("confidence"u8, alert.Confidence);
        json.WriteNumber("count"u8, alert.Count);
        _out.Text("site"u8, alert.Site);
        _out.Text("crane"u8, alert.Crane);
        _out.Required("asset"u8, alert.Asset);
        _out.Time("first_seen"u8, alert.FirstSeenNs);
        _out.Time("last_seen"u8, alert.LastSeenNs);
        json.WriteString("app_protocol"u8, finding.Evidence.Fixed.Protocol.Name());
        _out.Text("function"u8, Source.Symbols.Name(finding.Evidence.Fixed.FunctionSymbol));
        _out.Text("signal"u8, finding.Signal);
        _out.Text("before"u8, finding.Before);
        _out.Text("after"u8, finding.After);
        _out.Number("observed"u8, finding.Observed);
        _out.Number("expected_low"u8, finding.Expected?.Low);
        _out.Number("expected_high"u8, finding.Expected?.High);
        _out.Text("unit"u8, finding.Unit);
        _out.Number("score"u8, finding.Score);
        if (!finding.IsRule) _out.Number("p_value"u8, finding.PValue);
        _out.Compose().With(alert.Detectors, "+").As("detector"u8);
        _out.Text("incident"u8, alert.Incident);
        _out.List("related"u8, alert.Related);
        _out.Text("suppressed_by"u8, alert.SuppressedBy);
        _out.Text("handling"u8, alert.Handling);
        json.WriteString("recommended_action"u8, alert.Type.Action);
        if (link.Sequence > 0) json.WriteNumber("chain_seq"u8, link.Sequence);
        _out.Text("chain_hash"u8, link.Hash);
    }
}
