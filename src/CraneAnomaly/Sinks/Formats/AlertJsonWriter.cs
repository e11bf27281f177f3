using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using CraneAnomaly.Alerts;
using CraneAnomaly.Records;

namespace CraneAnomaly.Sinks.Formats;

/// <summary>
/// Writes alerts as one JSON object a line, chained. Absent fields are left out. Text that came from traffic is cut
/// at <see cref="MaxText"/> bytes and escaped by the JSON writer, so that one alert is always one line.
/// </summary>
public sealed class AlertJsonWriter
{
    /// <summary>Longest text in an alert, in bytes of UTF-8.</summary>
    public const int MaxText = 4096;

    private static readonly JsonWriterOptions WriterOptions = new()
    {
        // Quotes, control characters and what is not ASCII in doubt are escaped all the same; '<', '>', '&' and '+'
        // stay readable, since a log is not a web page.
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private readonly AlertChain _chain;
    private readonly ArrayBufferWriter<byte> _line = new(4096);
    private readonly ArrayBufferWriter<byte> _record = new(512);
    private readonly RecordJsonWriter _records;
    private readonly SymbolTable _symbols;
    private readonly IReadOnlyList<string> _inputs;
    private readonly Func<int, string?> _inputHash;

    /// <summary>Makes a writer.</summary>
    /// <param name="symbols">The pipeline's names.</param>
    /// <param name="inputs">The names of the inputs by their ordinal.</param>
    /// <param name="inputHash">SHA-256 of an input by its ordinal, lower-case hex; null where it cannot be known.</param>
    /// <param name="chain">The chain that lines join; null for one of their own.</param>
    public AlertJsonWriter(SymbolTable symbols, IReadOnlyList<string> inputs, Func<int, string?> inputHash, AlertChain? chain = null)
    {
        _chain = chain ?? new();
        _records = new RecordJsonWriter(symbols, inputs, _record);
        (_symbols, _inputs, _inputHash) = (symbols, inputs, inputHash);
    }

    /// <summary>Sequence number of the last line.</summary>
    public long Sequence => _chain.Sequence;

    /// <summary>Hash of the last line, lower-case hex; see <see cref="AlertChain"/>.</summary>
    public string Head => _chain.Head;

    /// <summary>Writes one alert and its line end.</summary>
    public void Write(Alert alert, IBufferWriter<byte> output)
    {
        _line.Clear();
        using (var json = new Utf8JsonWriter(_line, WriterOptions))
        {
            json.WriteStartObject();
            WriteWhat(json, alert);
            WriteWho(json, alert);
            WriteWhy(json, alert);
            WriteEvidence(json, alert);
            WriteLoss(json, alert);
            WriteTogether(json, alert);
            json.WriteEndObject();
        }

        var line = JsonText.WithoutSeparators(_line.WrittenSpan);
        var (sequence, previous, hash) = _chain.Append(line);
        output.Write(line[..^1]);
        output.Write(Encoding.ASCII.GetBytes(string.Create(
            CultureInfo.InvariantCulture, $",\"chain\":{{\"seq\":{sequence},\"prev\":\"{previous}\",\"hash\":\"{hash}\"}}}}\n")));
    }

    private static void WriteWhat(Utf8JsonWriter json, Alert alert)
    {
        json.WriteString("id", alert.Id);
        json.WriteNumber("revision", alert.Revision);
        json.WriteString("activity", alert.Activity switch
        {
            AlertActivity.Create => "create",
            AlertActivity.Update => "update",
            _ => "close",
        });
        json.WriteString("kind", alert.Type.Kind);
        json.WriteString("name", alert.Type.Name);
        json.WriteString("title", Cut(alert.Title));
        json.WriteNumber("severity", alert.Severity);
        json.WriteNumber("confidence", alert.Confidence);
        json.WriteString("tier", alert.Tier switch
        {
            AlertTier.Report => "report",
            AlertTier.Page => "page",
            _ => "log",
        });
        json.WriteStartObject("impact");
        json.WriteString("safety", alert.Type.Safety);
        json.WriteString("operations", alert.Type.Operations);
        json.WriteEndObject();
        Optional(json, "site", alert.Site);
        Optional(json, "crane", alert.Crane);
        json.WriteString("asset", Cut(alert.Asset));
        json.WriteString("first_seen", EventTime.ToText(alert.FirstSeenNs));
        json.WriteString("last_seen", EventTime.ToText(alert.LastSeenNs));
        json.WriteString("created", EventTime.ToText(alert.CreatedNs));
        json.WriteNumber("count", alert.Count);
    }

    private void WriteWho(Utf8JsonWriter json, Alert alert)
    {
        ref readonly var record = ref alert.Finding.Evidence.Fixed;
        if (alert.Frames.First > 0)
        {
            json.WriteStartArray("frames");
            json.WriteNumberValue(alert.Frames.First);
            json.WriteNumberValue(alert.Frames.Last);
            json.WriteEndArray();
        }

        json.WriteString("input", Cut(InputName(alert.Input)));
        Endpoint(json, "source", alert.Source);
        Endpoint(json, "destination", alert.Destination);
        json.WriteString("protocol", record.Protocol.Name());
        if (_symbols.Name(record.FunctionSymbol) is { Length: > 0 } function) json.WriteString("function", function);
    }

    private static void WriteLoss(Utf8JsonWriter json, Alert alert)
    {
        if (alert.Finding.LossMovesPerHour is not { } loss) return;
        json.WriteStartObject("loss");
        Number(json, "moves_per_hour", loss);
        json.WriteEndObject();
    }

    private static void WriteTogether(Utf8JsonWriter json, Alert alert)
    {
        Optional(json, "incident", alert.Incident);
        if (alert.Related.Count == 0) return;
        json.WriteStartArray("related");
        foreach (string id in alert.Related) json.WriteStringValue(id);
        json.WriteEndArray();
    }

    private static void WriteWhy(Utf8JsonWriter json, Alert alert)
    {
        var finding = alert.Finding;
        Optional(json, "signal", finding.Signal);
        Optional(json, "before", finding.Before);
        Optional(json, "after", finding.After);
        Number(json, "observed", finding.Observed);
        if (finding.Expected is { } expected)
        {
            json.WriteStartObject("expected");
            Number(json, "low", expected.Low);
            Number(json, "high", expected.High);
            json.WriteString("basis", Cut(expected.Basis));
            json.WriteEndObject();
        }

        Optional(json, "unit", finding.Unit);
        Number(json, "score", finding.Score);
        Number(json, "threshold", finding.Threshold);
        if (!finding.IsRule) Number(json, "p_value", finding.PValue);
        json.WriteString("detector", string.Join('+', alert.Detectors));
        if (alert.Model is { } model)
        {
            json.WriteStartObject("model");
            json.WriteString("id", model.Id);
            json.WriteString("version", model.Version);
            json.WriteString("hash", model.Hash);
            json.WriteEndObject();
        }

        json.WriteString("config_hash", alert.ConfigHash);
        json.WriteStartArray("explanation");
        foreach (var reason in alert.Explanations)
        {
            json.WriteStartObject();
            json.WriteString("feature", reason.Feature);
            json.WriteString("value", Cut(reason.Value));
            json.WriteString("expected", Cut(reason.Expected));
            Number(json, "contribution", Math.Round(reason.Contribution, 3));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("ruled_out");
        foreach (var cause in alert.RuledOut)
        {
            json.WriteStartObject();
            json.WriteString("cause", cause.Cause);
            json.WriteString("verdict", cause.Verdict);
            json.WriteString("reason", Cut(cause.Reason));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("techniques");
        foreach (string technique in alert.Type.Techniques) json.WriteStringValue(technique);
        json.WriteEndArray();
    }

    private void WriteEvidence(Utf8JsonWriter json, Alert alert)
    {
        json.WriteStartArray("evidence");
        foreach (var copy in alert.Evidence)
        {
            json.WriteStartObject();
            json.WriteString("input", Cut(InputName(copy.Fixed.Input)));
            Optional(json, "sha256", _inputHash(copy.Fixed.Input));
            if (copy.Fixed.Frame > 0) json.WriteNumber("frame", copy.Fixed.Frame);
            if (copy.FileOffset >= 0) json.WriteNumber("offset", copy.FileOffset);
            json.WriteString("ts", EventTime.ToText(copy.Fixed.TimestampNs));
            _record.Clear();
            _records.OnRecord(copy.Fixed, copy.Body);
            if (_record.WrittenCount > 0)
            {
                json.WritePropertyName("record");
                json.WriteRawValue(_record.WrittenSpan.TrimEnd((byte)'\n'), skipInputValidation: true);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteString("recommended_action", alert.Type.Action);
        json.WriteStartObject("permit");
        json.WriteBoolean("matched", alert.Permit.Matched);
        json.WriteString("reason", Cut(alert.Permit.Reason));
        json.WriteEndObject();
        Optional(json, "suppressed_by", alert.SuppressedBy);
        Optional(json, "handling", alert.Handling);
    }

    private string InputName(int input) => input < _inputs.Count ? _inputs[input] : "";

    private static void Endpoint(Utf8JsonWriter json, string name, AlertEndpoint endpoint)
    {
        if (endpoint.Ip.IsNone) return;
        json.WriteStartObject(name);
        json.WriteString("ip", endpoint.Ip.ToString());
        if (endpoint.Port > 0) json.WriteNumber("port", endpoint.Port);
        if (!endpoint.Mac.IsNone) json.WriteString("mac", endpoint.Mac.ToString());
        Optional(json, "country", endpoint.Owner?.Country);
        Optional(json, "network", endpoint.Owner?.Network);
        json.WriteEndObject();
    }

    private static void Optional(Utf8JsonWriter json, string name, string? value)
    {
        if (!string.IsNullOrEmpty(value)) json.WriteString(name, Cut(value));
    }

    // JSON has no numbers that are none.
    private static void Number(Utf8JsonWriter json, string name, double? value)
    {
        if (value is { } number && double.IsFinite(number)) json.WriteNumber(name, number);
    }

    private static string Cut(string text)
    {
        if (text.Length <= MaxText && Encoding.UTF8.GetByteCount(text) <= MaxText) return text;
        int bytes = 0, end = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            bytes += rune.Utf8SequenceLength;
            if (bytes > MaxText) break;
            end += rune.Utf16SequenceLength;
        }

        return text[..end];
    }
}
