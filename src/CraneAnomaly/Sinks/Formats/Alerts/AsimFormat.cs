using System.Buffers;
using CraneAnomaly.Alerts;
using CraneAnomaly.Records;

namespace CraneAnomaly.Sinks.Formats.Alerts;

/// <summary>
/// Microsoft Sentinel's Advanced Security Information Model, schema AlertEvent 0.1, with the column
/// <c>TimeGenerated</c> that the Logs Ingestion API asks for. The schema has no place for two ends of a connection:
/// they stand in <c>AdditionalFields</c> with what is the crane's.
/// </summary>
internal sealed class AsimFormat(AlertSource source) : AlertFormat(source)
{
    public const string FormatName = "asim";

    private readonly JsonFields _out = new();

    public override string Name => FormatName;

    public override void Write(Alert alert, AlertLink link, IBufferWriter<byte> output)
    {
        var json = _out.Json;
        _out.Start();
        _out.Time("TimeGenerated"u8, alert.CreatedNs);
        json.WriteNumber("EventCount"u8, 1);
        _out.Time("EventStartTime"u8, alert.FirstSeenNs);
        _out.Time("EventEndTime"u8, alert.LastSeenNs);
        json.WriteString("EventType"u8, "Alert"u8);
        json.WriteString("EventSubType"u8, "Anomaly"u8);
        _out.Compose().With(alert.Id).With(".").With(alert.Revision).As("EventUid"u8);
        json.WriteString("EventProduct"u8, AlertSource.Product);
        json.WriteString("EventVendor"u8, AlertSource.Product);
        json.WriteString("EventProductVersion"u8, AlertSource.Version);
        json.WriteString("EventSchema"u8, "AlertEvent"u8);
        json.WriteString("EventSchemaVersion"u8, "0.1"u8);
        json.WriteString("EventSeverity"u8, SeverityScale.Asim(alert.Severity));
        _out.Text("EventOriginalUid"u8, alert.Id);
        json.WriteNumber("EventOriginalSeverity"u8, alert.Severity);
        _out.Required("EventMessage"u8, alert.Title);
        _out.Text("AlertId"u8, alert.Id);
        json.WriteString("AlertName"u8, Names.Plain(alert.Type));
        _out.Required("AlertDescription"u8, alert.Title);
        json.WriteString("AlertStatus"u8, alert.Activity == AlertActivity.Close ? "Closed"u8 : "Active"u8);
        json.WriteString("RuleName"u8, alert.Type.Name);
        json.WriteString("DetectionMethod"u8, alert.Finding.IsRule ? "Intrusion Detection"u8 : "Behavioral Analytics"u8);
        json.WriteString("ThreatCategory"u8, alert.Type.Kind);
        json.WriteNumber("ThreatConfidence"u8, alert.Confidence);
        json.WriteNumber("ThreatRiskLevel"u8, alert.Severity);
        Attack(alert.Type.Techniques);
        json.WriteString("AttackRemediationSteps"u8, alert.Type.Action);
        _out.Text("DvcHostname"u8, Source.Host);
        Additional(alert, link);
        _out.End(output);
    }

    // As the schema writes them: "Modify Parameter (T0836)", parted by commas.
    private void Attack(IReadOnlyList<string> techniques)
    {
        if (techniques.Count == 0) return;
        _out.Compose();
        for (int i = 0; i < techniques.Count; i++)
        {
            if (i > 0) _out.With(", ");
            _out.With(AttackTechniques.Find(techniques[i])?.Name ?? "").With(" (").With(techniques[i]).With(")");
        }

        _out.As("AttackTechniques"u8);
        _out.Compose();
        bool first = true;
        for (int i = 0; i < techniques.Count; i++)
        {
            if (AttackTechniques.Find(techniques[i]) is not { } technique) continue;
            if (!first) _out.With(", ");
            _out.With(technique.Tactics[0].Name).With(" (").With(technique.Tactics[0].Id).With(")");
            first = false;
        }

        if (!first) _out.As("AttackTactics"u8);
    }

    private void Additional(Alert alert, AlertLink link)
    {
        var (json, finding) = (_out.Json, alert.Finding);
        json.WriteStartObject("AdditionalFields"u8);
        json.WriteString("Activity"u8, Names.Of(alert.Activity));
        json.WriteNumber("Revision"u8, alert.Revision);
        json.WriteNumber("Findings"u8, alert.Count);
        json.WriteString("Tier"u8, Names.Of(alert.Tier));
        _out.Text("Site"u8, alert.Site);
        _out.Text("Crane"u8, alert.Crane);
        _out.Required("Asset"u8, alert.Asset);
        Endpoint("SrcIpAddr"u8, "SrcPortNumber"u8, "SrcMacAddr"u8, alert.Source);
        Endpoint("DstIpAddr"u8, "DstPortNumber"u8, "DstMacAddr"u8, alert.Destination);
        json.WriteString("NetworkApplicationProtocol"u8, finding.Evidence.Fixed.Protocol.Name());
        _out.Text("Function"u8, Source.Symbols.Name(finding.Evidence.Fixed.FunctionSymbol));
        _out.Text("Signal"u8, finding.Signal);
        _out.Text("Before"u8, finding.Before);
        _out.Text("After"u8, finding.After);
        _out.Number("Observed"u8, finding.Observed);
        _out.Number("ExpectedLow"u8, finding.Expected?.Low);
        _out.Number("ExpectedHigh"u8, finding.Expected?.High);
        _out.Text("Unit"u8, finding.Unit);
        _out.Number("Score"u8, finding.Score);
        _out.Compose().With(alert.Detectors, "+").As("Detector"u8);
        _out.Text("Incident"u8, alert.Incident);
        _out.List("Related"u8, alert.Related);
        _out.Text("SuppressedBy"u8, alert.SuppressedBy);
        _out.Text("Handling"u8, alert.Handling);
        if (link.Sequence > 0) json.WriteNumber("ChainSeq"u8, link.Sequence);
        _out.Text("ChainHash"u8, link.Hash);
        json.WriteEndObject();
    }

    private void Endpoint(ReadOnlySpan<byte> ip, ReadOnlySpan<byte> port, ReadOnlySpan<byte> mac, AlertEndpoint endpoint)
    {
        _out.Address(ip, endpoint.Ip);
        if (endpoint.Port > 0) _out.Json.WriteNumber(port, endpoint.Port);
        _out.Address(mac, endpoint.Mac);
    }
}
