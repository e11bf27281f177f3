using System.Buffers;
using CraneAnomaly.Alerts;
using CraneAnomaly.Records;

namespace CraneAnomaly.Sinks.Formats.Alerts;

/// <summary>
/// IBM QRadar Log Event Extended Format 2.0 with a tab between attributes. There are no escapes: what separates
/// becomes a blank. The event id is the alert's name and <c>cat</c> its family, both out of closed lists, as QRadar's
/// map of ids wants them. Times are milliseconds since 1970 (13 digits), which need no format beside them.
/// </summary>
internal sealed class LeefFormat(AlertSource source) : AlertFormat(source)
{
    public const string FormatName = "leef";

    private const int MaxEventId = 255, MaxText = 1023;

    private readonly TextBuffer _line = new();

    public override string Name => FormatName;

    public override void Write(Alert alert, AlertLink link, IBufferWriter<byte> output)
    {
        var finding = alert.Finding;
        _line.Clear();
        _line.Raw("LEEF:2.0|CraneAnomaly|CraneAnomaly|"u8);
        _line.Text(AlertSource.Version, MaxEventId, TextRule.Leef);
        _line.Raw("|"u8);
        _line.Text(alert.Type.Name, MaxEventId, TextRule.Leef);
        _line.Raw("|x09|cat="u8);
        _line.Text(alert.Type.Kind, MaxText, TextRule.Leef);
        _line.Pair("\tdevTime="u8, UtcTime.Milliseconds(alert.CreatedNs));
        _line.Pair("\tsev="u8, SeverityScale.Cef(alert.Severity));
        Text("\tproto="u8, Names.Transport(finding.Evidence));
        Endpoint("\tsrc="u8, "\tsrcPort="u8, "\tsrcMAC="u8, alert.Source);
        Endpoint("\tdst="u8, "\tdstPort="u8, "\tdstMAC="u8, alert.Destination);
        Text("\talertId="u8, alert.Id);
        _line.Pair("\trevision="u8, alert.Revision);
        Text("\tactivity="u8, Names.Of(alert.Activity));
        Text("\ttier="u8, Names.Of(alert.Tier));
        _line.Pair("\tcount="u8, alert.Count);
        _line.Pair("\tconfidence="u8, alert.Confidence);
        Text("\tsite="u8, alert.Site);
        Text("\tcraneId="u8, alert.Crane);
        Text("\tasset="u8, alert.Asset);
        Text("\tapp="u8, finding.Evidence.Fixed.Protocol.Name());
        Text("\tfunction="u8, Source.Symbols.Name(finding.Evidence.Fixed.FunctionSymbol));
        Text("\ttag="u8, finding.Signal);
        _line.Pair("\tscore="u8, finding.Score);
        _line.Pair("\tobserved="u8, finding.Observed);
        _line.Pair("\texpectedLow="u8, finding.Expected?.Low);
        _line.Pair("\texpectedHigh="u8, finding.Expected?.High);
        Text("\tunit="u8, finding.Unit);
        _line.Pair("\tdetector="u8, alert.Detectors, "+"u8, MaxText, TextRule.Leef);
        _line.Pair("\tattackTechnique="u8, alert.Type.Techniques, " "u8, MaxText, TextRule.Leef);
        Text("\tincident="u8, alert.Incident);
        _line.Pair("\trelated="u8, alert.Related, " "u8, MaxText, TextRule.Leef);
        if (link.Sequence > 0) _line.Pair("\tchainSeq="u8, link.Sequence);
        Text("\tchainHash="u8, link.Hash);
        Text("\tmsg="u8, alert.Title);
        _line.Raw("\n"u8);
        output.Write(_line.Written);
    }

    private void Endpoint(ReadOnlySpan<byte> ip, ReadOnlySpan<byte> port, ReadOnlySpan<byte> mac, AlertEndpoint endpoint)
    {
        if (!endpoint.Ip.IsNone)
        {
            _line.Raw(ip);
            _line.Address(endpoint.Ip);
        }

        if (endpoint.Port > 0) _line.Pair(port, endpoint.Port);
        _line.Pair(mac, endpoint.Mac);
    }

    private void Text(ReadOnlySpan<byte> key, string? value)
    {
        if (string.IsNullOrEmpty(value)) return;
        _line.Raw(key);
        _line.Text(value, MaxText, TextRule.Leef);
    }
}
