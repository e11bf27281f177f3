using System.Buffers;
using CraneAnomaly.Alerts;
using CraneAnomaly.Records;

namespace CraneAnomaly.Sinks.Formats.Alerts;

/// <summary>
/// Elastic Common Schema 9.4: an event of kind <c>alert</c> for the data stream <c>craneanomaly.alert</c>. What ECS
/// has no field for stands under the namespace <c>crane</c>.
/// </summary>
internal sealed class EcsFormat(AlertSource source) : AlertFormat(source)
{
    public const string FormatName = "ecs";

    private readonly JsonFields _out = new();

    public override string Name => FormatName;

    public override void Write(Alert alert, AlertLink link, IBufferWriter<byte> output)
    {
        var json = _out.Json;
        _out.Start();
        _out.Time("@timestamp"u8, alert.CreatedNs);
        json.WriteStartObject("ecs"u8);
        json.WriteString("version"u8, "9.4.0"u8);
        json.WriteEndObject();
        _out.Text("message"u8, alert.Title);
        Event(alert, link);
        json.WriteStartObject("rule"u8);
        json.WriteString("id"u8, alert.Type.Name);
        json.WriteString("name"u8, Names.Plain(alert.Type));
        json.WriteString("category"u8, alert.Type.Kind);
        json.WriteString("ruleset"u8, AlertSource.Product);
        json.WriteString("version"u8, AlertSource.Version);
        json.WriteEndObject();
        Threat(alert.Type.Techniques);
        json.WriteStartObject("observer"u8);
        json.WriteString("vendor"u8, AlertSource.Product);
        json.WriteString("product"u8, AlertSource.Product);
        json.WriteString("version"u8, AlertSource.Version);
        json.WriteString("type"u8, "ids"u8);
        _out.Text("name"u8, Source.Host);
        json.WriteEndObject();
        Endpoint("source"u8, alert.Source);
        Endpoint("destination"u8, alert.Destination);
        json.WriteStartObject("network"u8);
        _out.Text("transport"u8, Names.Transport(alert.Finding.Evidence));
        json.WriteString("protocol"u8, alert.Finding.Evidence.Fixed.Protocol.Name());
        json.WriteEndObject();
        json.WriteStartObject("device"u8);
        _out.Required("id"u8, alert.Asset);
        json.WriteEndObject();
        Related(alert);
        Crane(alert);
        _out.End(output);
    }

    private void Event(Alert alert, AlertLink link)
    {
        var json = _out.Json;
        json.WriteStartObject("event"u8);
        json.WriteString("kind"u8, "alert"u8);
        json.WriteStartArray("category"u8);
        json.WriteStringValue("intrusion_detection"u8);
        json.WriteEndArray();
        json.WriteStartArray("type"u8);
        json.WriteStringValue("info"u8);
        json.WriteEndArray();
        json.WriteString("action"u8, Names.Of(alert.Activity));
        json.WriteString("code"u8, alert.Type.Name);
        _out.Text("id"u8, alert.Id);
        json.WriteString("module"u8, "craneanomaly"u8);
        json.WriteString("dataset"u8, "craneanomaly.alert"u8);
        _out.Compose().With(alert.Detectors, "+").As("provider"u8);
        if (alert.Explanations.Count > 0) _out.Text("reason"u8, alert.Explanations[0].Feature);
        json.WriteNumber("severity"u8, alert.Severity);
        json.WriteNumber("risk_score"u8, alert.Severity);
        json.WriteNumber("risk_score_norm"u8, alert.Severity);
        if (link.Sequence > 0) json.WriteNumber("sequence"u8, link.Sequence);
        _out.Text("hash"u8, link.Hash);
        _out.Time("start"u8, alert.FirstSeenNs);
        _out.Time("end"u8, alert.LastSeenNs);
        _out.Time("created"u8, alert.CreatedNs);
        json.WriteEndObject();
    }

    private void Threat(IReadOnlyList<string> techniques)
    {
        if (techniques.Count == 0) return;
        var json = _out.Json;
        json.WriteStartObject("threat"u8);
        json.WriteString("framework"u8, "MITRE ATT&CK"u8);
        json.WriteStartObject("technique"u8);
        json.WriteStartArray("id"u8);
        for (int i = 0; i < techniques.Count; i++) json.WriteStringValue(techniques[i]);
        json.WriteEndArray();
        json.WriteStartArray("name"u8);
        for (int i = 0; i < techniques.Count; i++) json.WriteStringValue(AttackTechniques.Find(techniques[i])?.Name ?? techniques[i]);
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteStartObject("tactic"u8);
        json.WriteStartArray("id"u8);
        for (int i = 0; i < techniques.Count; i++)
        {
            if (AttackTechniques.Find(techniques[i]) is { } technique) json.WriteStringValue(technique.Tactics[0].Id);
        }

        json.WriteEndArray();
        json.WriteStartArray("name"u8);
        for (int i = 0; i < techniques.Count; i++)
        {
            if (AttackTechniques.Find(techniques[i]) is { } technique) json.WriteStringValue(technique.Tactics[0].Name);
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private void Endpoint(ReadOnlySpan<byte> name, AlertEndpoint endpoint)
    {
        if (endpoint.Ip.IsNone) return;
        _out.Json.WriteStartObject(name);
        _out.Address("ip"u8, endpoint.Ip);
        if (endpoint.Port > 0) _out.Json.WriteNumber("port"u8, endpoint.Port);
        // ECS wants RFC 7042: upper case, with dashes.
        _out.Address("mac"u8, endpoint.Mac, dashed: true);
        if (endpoint.Owner is { Country.Length: > 0 } place)
        {
            _out.Json.WriteStartObject("geo"u8);
            _out.Json.WriteString(place.Country.Length == 2 ? "country_iso_code"u8 : "country_name"u8, place.Country);
            _out.Json.WriteEndObject();
        }

        if (endpoint.Owner is { Network.Length: > 0 } owner)
        {
            _out.Json.WriteStartObject("as"u8);
            _out.Json.WriteStartObject("organization"u8);
            _out.Json.WriteString("name"u8, owner.Network);
            _out.Json.WriteEndObject();
            _out.Json.WriteEndObject();
        }

        _out.Json.WriteEndObject();
    }

    private void Related(Alert alert)
    {
        _out.Json.WriteStartObject("related"u8);
        _out.Json.WriteStartArray("ip"u8);
        _out.AddressValue(alert.Source.Ip);
        if (alert.Destination.Ip != alert.Source.Ip) _out.AddressValue(alert.Destination.Ip);
        _out.Json.WriteEndArray();
        _out.Json.WriteEndObject();
    }

    private void Crane(Alert alert)
    {
        var (json, finding) = (_out.Json, alert.Finding);
        ref readonly var record = ref finding.Evidence.Fixed;
        json.WriteStartObject("crane"u8);
        _out.Text("id"u8, alert.Crane);
        _out.Text("site"u8, alert.Site);
        json.WriteNumber("revision"u8, alert.Revision);
        json.WriteNumber("confidence"u8, alert.Confidence);
        json.WriteString("tier"u8, Names.Of(alert.Tier));
        json.WriteNumber("count"u8, alert.Count);
        _out.Text("signal"u8, finding.Signal);
        _out.Text("before"u8, finding.Before);
        _out.Text("after"u8, finding.After);
        _out.Number("observed"u8, finding.Observed);
        _out.Number("expected_low"u8, finding.Expected?.Low);
        _out.Number("expected_high"u8, finding.Expected?.High);
        _out.Text("expected_basis"u8, finding.Expected?.Basis);
        _out.Text("unit"u8, finding.Unit);
        _out.Number("score"u8, finding.Score);
        _out.Number("threshold"u8, finding.Threshold);
        if (!finding.IsRule) _out.Number("p_value"u8, finding.PValue);
        if (record.FunctionCode > 0)
        {
            json.WriteNumber("function_code"u8, record.FunctionCode);
            json.WriteNumber("unit_id"u8, record.Unit);
        }

        _out.Text("function"u8, Source.Symbols.Name(record.FunctionSymbol));
        _out.Text("model_hash"u8, alert.Model?.Hash);
        _out.Text("incident"u8, alert.Incident);
        _out.List("related"u8, alert.Related);
        _out.Text("suppressed_by"u8, alert.SuppressedBy);
        _out.Text("handling"u8, alert.Handling);
        json.WriteString("recommended_action"u8, alert.Type.Action);
        json.WriteEndObject();
    }
}
