using System.Buffers;
using CraneAnomaly.Alerts;
using CraneAnomaly.Records;

namespace CraneAnomaly.Sinks.Formats.Alerts;

/// <summary>
/// ArcSight Common Event Format (Implementing ArcSight CEF, document v27, header version 0), which Sentinel, Splunk,
/// Elastic, QRadar and ArcSight read. Only producer keys of specification 0.1; times are milliseconds since 1970.
/// </summary>
internal sealed class CefFormat(AlertSource source) : AlertFormat(source)
{
    public const string FormatName = "cef";

    // Longest values in characters, by the dictionary of the document.
    private const int MaxClass = 1023, MaxName = 512, MaxText = 1023, MaxAction = 63, MaxProtocol = 31, MaxHost = 100,
        MaxDevice = 255, MaxCustom = 4000, MaxId = 40;

    private readonly TextBuffer _line = new();

    public override string Name => FormatName;

    public override void Write(Alert alert, AlertLink link, IBufferWriter<byte> output)
    {
        _line.Clear();
        Header(alert);
        _line.Pair("rt="u8, UtcTime.Milliseconds(alert.CreatedNs));
        _line.Pair(" start="u8, UtcTime.Milliseconds(alert.FirstSeenNs));
        _line.Pair(" end="u8, UtcTime.Milliseconds(alert.LastSeenNs));
        _line.Pair(" cnt="u8, alert.Count);
        Text(" cat="u8, alert.Type.Kind, MaxText);
        Text(" act="u8, Names.Of(alert.Activity), MaxAction);
        Text(" externalId="u8, alert.Id, MaxId);
        Text(" deviceExternalId="u8, alert.Crane, MaxDevice);
        Text(" deviceFacility="u8, alert.Site, MaxText);
        Text(" dvchost="u8, Source.Host, MaxHost);
        _line.Raw(" dtz=UTC"u8);
        Endpoints(alert);
        Custom(alert, link);
        Text(" reason="u8, alert.Explanations.Count > 0 ? alert.Explanations[0].Feature : null, MaxText);
        Text(" msg="u8, alert.Title, MaxText);
        _line.Raw("\n"u8);
        output.Write(_line.Written);
    }

    private void Header(Alert alert)
    {
        _line.Raw("CEF:0|CraneAnomaly|CraneAnomaly|"u8);
        _line.Text(AlertSource.Version, MaxProtocol, TextRule.CefHeader);
        _line.Raw("|"u8);
        _line.Text(alert.Type.Name, MaxClass, TextRule.CefHeader);
        _line.Raw("|"u8);
        _line.Text(Names.Plain(alert.Type), MaxName, TextRule.CefHeader);
        _line.Raw("|"u8);
        _line.Number(SeverityScale.Cef(alert.Severity));
        _line.Raw("|"u8);
    }

    private void Endpoints(Alert alert)
    {
        Address(" src="u8, " c6a1Label=sourceAddress c6a1="u8, alert.Source.Ip);
        if (alert.Source.Port > 0) _line.Pair(" spt="u8, alert.Source.Port);
        _line.Pair(" smac="u8, alert.Source.Mac);
        Address(" dst="u8, " c6a3Label=destinationAddress c6a3="u8, alert.Destination.Ip);
        if (alert.Destination.Port > 0) _line.Pair(" dpt="u8, alert.Destination.Port);
        _line.Pair(" dmac="u8, alert.Destination.Mac);
        ref readonly var record = ref alert.Finding.Evidence.Fixed;
        Text(" proto="u8, Names.Transport(alert.Finding.Evidence), MaxProtocol);
        Text(" app="u8, record.Protocol.Name(), MaxProtocol);
        if (record.FunctionCode > 0) _line.Pair(" cn1Label=functionCode cn1="u8, record.FunctionCode);
        if (record.FunctionCode > 0) _line.Pair(" cn2Label=unitId cn2="u8, record.Unit);
        if (alert.Frames.First > 0) _line.Pair(" cn3Label=frame cn3="u8, alert.Frames.First);
    }

    private void Custom(Alert alert, AlertLink link)
    {
        var finding = alert.Finding;
        Text(" cs1Label=tag cs1="u8, finding.Signal, MaxCustom);
        _line.Pair(" cs2Label=detector cs2="u8, alert.Detectors, "+"u8, MaxDevice, TextRule.CefValue);
        Text(" cs3Label=modelVersion cs3="u8, alert.Model?.Version, MaxCustom);
        _line.Pair(" cs4Label=attackTechnique cs4="u8, alert.Type.Techniques, " "u8, MaxDevice, TextRule.CefValue);
        Text(" cs5Label=unit cs5="u8, finding.Unit, MaxCustom);
        if (link.Hash is not null)
        {
            _line.Pair(" cs6Label=chain cs6="u8, link.Sequence);
            Text(" "u8, link.Hash, MaxCustom);
        }

        _line.Pair(" cfp1Label=score cfp1="u8, finding.Score);
        _line.Pair(" cfp2Label=observed cfp2="u8, finding.Observed);
        bool tooLow = finding.Observed < finding.Expected?.Low || finding.Expected?.High is null;
        _line.Pair(tooLow ? " cfp3Label=expectedLow cfp3="u8 : " cfp3Label=expectedHigh cfp3="u8,
            tooLow ? finding.Expected?.Low : finding.Expected?.High);
        if (!finding.IsRule) _line.Pair(" cfp4Label=pValue cfp4="u8, finding.PValue);
    }

    private void Address(ReadOnlySpan<byte> v4, ReadOnlySpan<byte> v6, IpAddress address)
    {
        if (address.IsNone) return;
        _line.Raw(address.IsV4 ? v4 : v6);
        _line.Address(address);
    }

    private void Text(ReadOnlySpan<byte> key, string? value, int max)
    {
        if (string.IsNullOrWhiteSpace(value)) return;
        _line.Raw(key);
        _line.Text(value, max, TextRule.CefValue);
    }
}
