using System.Buffers;
using CraneAnomaly.Alerts;
using CraneAnomaly.Records;

namespace CraneAnomaly.Sinks.Formats.Alerts;

/// <summary>
/// Open Cybersecurity Schema Framework 1.8: Detection Finding (class 2004), for incidents Incident Finding (class
/// 2005), with the profile <c>host</c>. Times are milliseconds since 1970. What OCSF has no place for yet stands
/// under <c>unmapped</c> and in the evidence's <c>data.ics</c>.
/// </summary>
internal sealed class OcsfFormat(AlertSource source) : AlertFormat(source)
{
    public const string FormatName = "ocsf";

    private const string Incident = "incident";
    private const int DetectionClass = 2004, IncidentClass = 2005, FindingsCategory = 2;
    private const int StatusNew = 1, StatusSuppressed = 3;
    private const int AnalyticRule = 1, AnalyticStatistical = 3;
    private const int ObservableIp = 2, ObservableMac = 3;
    private const int DeviceOther = 99;

    private readonly JsonFields _out = new();

    public override string Name => FormatName;

    public override void Write(Alert alert, AlertLink link, IBufferWriter<byte> output)
    {
        bool incident = alert.Type.Kind == Incident;
        _out.Start();
        Class(alert, incident ? IncidentClass : DetectionClass);
        Metadata(alert, link);
        if (incident)
        {
            _out.Text("desc"u8, alert.Title);
            // Somebody or some group has to be named: nobody has taken it yet.
            _out.Json.WriteStartObject("assignee_group"u8);
            _out.Json.WriteString("name"u8, "unassigned"u8);
            _out.Json.WriteEndObject();
            _out.Json.WriteStartArray("finding_info_list"u8);
            _out.Json.WriteStartObject();
            FindingInfo(alert);
            for (int i = 0; i < alert.Related.Count; i++)
            {
                _out.Json.WriteStartObject();
                _out.Required("uid"u8, alert.Related[i]);
                _out.Json.WriteEndObject();
            }

            _out.Json.WriteEndArray();
        }
        else
        {
            _out.Json.WriteNumber("risk_score"u8, alert.Severity);
            _out.Json.WriteStartObject("finding_info"u8);
            FindingInfo(alert);
            Analyses(alert);
            Evidence(alert);
            Resources(alert);
            _out.Json.WriteStartObject("remediation"u8);
            _out.Text("desc"u8, alert.Type.Action);
            _out.Json.WriteEndObject();
        }

        Device(alert);
        Observables(alert);
        Unmapped(alert, link);
        _out.End(output);
    }

    private void Class(Alert alert, int classUid)
    {
        var json = _out.Json;
        int activity = (int)alert.Activity + 1;
        json.WriteNumber("activity_id"u8, activity);
        json.WriteNumber("category_uid"u8, FindingsCategory);
        json.WriteNumber("class_uid"u8, classUid);
        json.WriteNumber("type_uid"u8, classUid * 100 + activity);
        json.WriteNumber("severity_id"u8, SeverityScale.OcsfId(alert.Severity));
        json.WriteString("severity"u8, SeverityScale.OcsfName(alert.Severity));
        json.WriteNumber("time"u8, UtcTime.Milliseconds(alert.CreatedNs));
        json.WriteNumber("start_time"u8, UtcTime.Milliseconds(alert.FirstSeenNs));
        json.WriteNumber("end_time"u8, UtcTime.Milliseconds(alert.LastSeenNs));
        json.WriteNumber("timezone_offset"u8, 0);
        json.WriteNumber("count"u8, Math.Min(alert.Count, int.MaxValue));
        json.WriteBoolean("is_alert"u8, alert.Tier != AlertTier.Log);
        json.WriteNumber("confidence_score"u8, alert.Confidence);
        json.WriteNumber("confidence_id"u8, alert.Confidence >= 75 ? 3 : alert.Confidence >= 40 ? 2 : 1);
        bool suppressed = classUid == DetectionClass && alert.SuppressedBy is not null;
        json.WriteNumber("status_id"u8, suppressed ? StatusSuppressed : StatusNew);
        _out.Text("status_detail"u8, alert.SuppressedBy);
        _out.Text("message"u8, alert.Title);
    }

    private void Metadata(Alert alert, AlertLink link)
    {
        var json = _out.Json;
        json.WriteStartObject("metadata"u8);
        json.WriteString("version"u8, "1.8.0"u8);
        json.WriteStartObject("product"u8);
        json.WriteString("name"u8, AlertSource.Product);
        json.WriteString("vendor_name"u8, AlertSource.Product);
        json.WriteString("version"u8, AlertSource.Version);
        json.WriteEndObject();
        json.WriteStartArray("profiles"u8);
        json.WriteStringValue("host"u8);
        json.WriteEndArray();
        _out.Compose().With(alert.Id).With(".").With(alert.Revision).As("uid"u8);
        _out.Text("correlation_uid"u8, alert.Incident);
        _out.Text("event_code"u8, alert.Type.Name);
        _out.Text("tenant_uid"u8, alert.Site);
        _out.Text("log_name"u8, alert.Finding.Evidence.Fixed.Protocol.Name());
        _out.Time("original_time"u8, alert.Finding.Evidence.Fixed.TimestampNs);
        if (link.Sequence > 0) json.WriteNumber("sequence"u8, link.Sequence);
        json.WriteEndObject();
    }

    // Closes the object that the caller opened.
    private void FindingInfo(Alert alert)
    {
        var json = _out.Json;
        _out.Text("uid"u8, alert.Id);
        json.WriteString("title"u8, Names.Plain(alert.Type));
        _out.Text("desc"u8, alert.Title);
        json.WriteStartArray("types"u8);
        json.WriteStringValue(alert.Type.Kind);
        json.WriteEndArray();
        json.WriteNumber("created_time"u8, UtcTime.Milliseconds(alert.CreatedNs));
        json.WriteNumber("first_seen_time"u8, UtcTime.Milliseconds(alert.FirstSeenNs));
        json.WriteNumber("last_seen_time"u8, UtcTime.Milliseconds(alert.LastSeenNs));
        json.WriteStartObject("analytic"u8);
        json.WriteNumber("type_id"u8, alert.Finding.IsRule ? AnalyticRule : AnalyticStatistical);
        _out.Compose().With(alert.Detectors, "+").As("name"u8);
        _out.Text("uid"u8, alert.Type.Name);
        _out.Text("version"u8, alert.Model?.Version);
        json.WriteEndObject();
        json.WriteNumber("related_events_count"u8, Math.Min(alert.Count, int.MaxValue));
        json.WriteStartArray("attacks"u8);
        for (int i = 0; i < alert.Type.Techniques.Count; i++)
        {
            if (AttackTechniques.Find(alert.Type.Techniques[i]) is { } technique) Attack(technique);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private void Attack(AttackTechnique technique)
    {
        var json = _out.Json;
        for (int i = 0; i < technique.Tactics.Count; i++)
        {
            json.WriteStartObject();
            json.WriteString("version"u8, AttackTechniques.Version);
            json.WriteStartObject("tactic"u8);
            json.WriteString("uid"u8, technique.Tactics[i].Id);
            json.WriteString("name"u8, technique.Tactics[i].Name);
            json.WriteEndObject();
            json.WriteStartObject("technique"u8);
            json.WriteString("uid"u8, technique.Id);
            json.WriteString("name"u8, technique.Name);
            json.WriteEndObject();
            json.WriteEndObject();
        }
    }

    private void Analyses(Alert alert)
    {
        var (json, finding) = (_out.Json, alert.Finding);
        bool measured = finding.Observed is { } number && double.IsFinite(number);
        if (!measured && string.IsNullOrEmpty(finding.After)) return;
        json.WriteStartArray("anomaly_analyses"u8);
        json.WriteStartObject();
        json.WriteStartArray("analysis_targets"u8);
        json.WriteStartObject();
        _out.Required("name"u8, alert.Asset);
        json.WriteEndObject();
        json.WriteEndArray();
        Observation("anomalies"u8, finding.Signal ?? finding.Name);
        if (measured) Unit(_out.Compose().With(finding.Observed!.Value), finding.Unit).As("value"u8);
        else _out.Text("value"u8, finding.After);
        EndObservation();
        if (finding.Expected is { } expected)
        {
            Observation("baselines"u8, finding.Signal ?? finding.Name);
            var text = _out.Compose();
            if (expected.Low is { } low) text.With(low);
            if (expected.Low is not null || expected.High is not null) text.With("..");
            if (expected.High is { } high) text.With(high);
            if (expected.Low is null && expected.High is null) text.With(expected.Basis);
            else Unit(text, finding.Unit);
            text.As("value"u8);
            EndObservation();
        }

        json.WriteEndObject();
        json.WriteEndArray();
    }

    private void Observation(ReadOnlySpan<byte> list, string parameter)
    {
        _out.Json.WriteStartArray(list);
        _out.Json.WriteStartObject();
        _out.Text("observation_parameter"u8, parameter);
        _out.Json.WriteStartArray("observations"u8);
        _out.Json.WriteStartObject();
    }

    private void EndObservation()
    {
        _out.Json.WriteEndObject();
        _out.Json.WriteEndArray();
        _out.Json.WriteEndObject();
        _out.Json.WriteEndArray();
    }

    private static JsonFields Unit(JsonFields text, string? unit) =>
        string.IsNullOrEmpty(unit) ? text : text.With(" ").With(unit);

    private void Evidence(Alert alert)
    {
        var json = _out.Json;
        json.WriteStartArray("evidences"u8);
        json.WriteStartObject();
        Endpoint("src_endpoint"u8, alert.Source);
        Endpoint("dst_endpoint"u8, alert.Destination);
        if (Names.Transport(alert.Finding.Evidence) is { } transport)
        {
            json.WriteStartObject("connection_info"u8);
            json.WriteNumber("direction_id"u8, 0);
            json.WriteString("protocol_name"u8, transport);
            json.WriteNumber("protocol_num"u8, alert.Finding.Evidence.Body.Flow.IpProtocol);
            json.WriteEndObject();
        }

        json.WriteStartObject("data"u8);
        _out.Text("input"u8, Source.InputName(alert.Input));
        if (alert.Frames.First > 0)
        {
            json.WriteNumber("first_frame"u8, alert.Frames.First);
            json.WriteNumber("last_frame"u8, alert.Frames.Last);
        }

        Ics(alert);
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndArray();
    }

    // The names that OCSF's issue 1515 proposes, so that a later move is a rename.
    private void Ics(Alert alert)
    {
        ref readonly var record = ref alert.Finding.Evidence.Fixed;
        var json = _out.Json;
        json.WriteStartObject("ics"u8);
        json.WriteString("protocol"u8, record.Protocol.Name());
        if (record.FunctionCode > 0)
        {
            json.WriteNumber("function_code"u8, record.FunctionCode);
            json.WriteNumber("unit_id"u8, record.Unit);
        }

        _out.Text("pdu_service"u8, Source.Symbols.Name(record.FunctionSymbol));
        json.WriteEndObject();
    }

    private void Endpoint(ReadOnlySpan<byte> name, AlertEndpoint endpoint)
    {
        if (endpoint.Ip.IsNone) return;
        _out.Json.WriteStartObject(name);
        _out.Address("ip"u8, endpoint.Ip);
        if (endpoint.Port > 0) _out.Json.WriteNumber("port"u8, endpoint.Port);
        _out.Address("mac"u8, endpoint.Mac);
        _out.Json.WriteEndObject();
    }

    private void Resources(Alert alert)
    {
        if (string.IsNullOrEmpty(alert.Crane)) return;
        _out.Json.WriteStartArray("resources"u8);
        _out.Json.WriteStartObject();
        _out.Text("name"u8, alert.Crane);
        _out.Json.WriteString("type"u8, "Crane"u8);
        _out.Json.WriteEndObject();
        _out.Json.WriteEndArray();
    }

    private void Device(Alert alert)
    {
        _out.Json.WriteStartObject("device"u8);
        // OCSF has no type for controllers: "other" obliges to say which.
        _out.Json.WriteNumber("type_id"u8, DeviceOther);
        _out.Json.WriteString("type"u8, "OT asset"u8);
        _out.Required("uid"u8, alert.Asset);
        _out.Json.WriteEndObject();
    }

    private void Observables(Alert alert)
    {
        _out.Json.WriteStartArray("observables"u8);
        Observable("evidences[].src_endpoint"u8, alert.Source);
        Observable("evidences[].dst_endpoint"u8, alert.Destination);
        _out.Json.WriteEndArray();
    }

    private void Observable(ReadOnlySpan<byte> name, AlertEndpoint endpoint)
    {
        var json = _out.Json;
        if (!endpoint.Ip.IsNone)
        {
            json.WriteStartObject();
            json.WriteString("name"u8, name);
            json.WriteNumber("type_id"u8, ObservableIp);
            _out.Address("value"u8, endpoint.Ip);
            json.WriteEndObject();
        }

        if (endpoint.Mac.IsNone) return;
        json.WriteStartObject();
        json.WriteString("name"u8, name);
        json.WriteNumber("type_id"u8, ObservableMac);
        _out.Address("value"u8, endpoint.Mac);
        json.WriteEndObject();
    }

    private void Unmapped(Alert alert, AlertLink link)
    {
        var (json, finding) = (_out.Json, alert.Finding);
        json.WriteStartObject("unmapped"u8);
        json.WriteString("tier"u8, Names.Of(alert.Tier));
        _out.Text("crane"u8, alert.Crane);
        _out.Number("score"u8, finding.Score);
        _out.Number("threshold"u8, finding.Threshold);
        if (!finding.IsRule) _out.Number("p_value"u8, finding.PValue);
        _out.Text("config_hash"u8, alert.ConfigHash);
        _out.Text("model_hash"u8, alert.Model?.Hash);
        _out.Text("chain_hash"u8, link.Hash);
        _out.Text("handling"u8, alert.Handling);
        json.WriteEndObject();
    }
}
