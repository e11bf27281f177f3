using System.Buffers;
using System.Globalization;
using System.Text;
using CraneAnomaly.Alerts;
using CraneAnomaly.Records;
using CraneAnomaly.Sinks.Anchors;
using CraneAnomaly.Sinks.Formats;
using CraneAnomaly.Sinks.Formats.Alerts;

namespace CraneAnomaly.Cli;

/// <summary>
/// Writes alerts as they arise, in the form that was asked for, and remembers the worst. Every form carries the place
/// of the alert in the log of JSON lines, whether that is written or not: both of one run can be compared.
/// </summary>
internal sealed class AlertOutput(Stream stream, IReadOnlyList<string> inputs, string form, bool inSyslog) : IAlertSink
{
    public const string Lines = "ndjson";
    public const string ForPeople = "text";

    private readonly OutputBuffer _buffer = new(stream, 64 * 1024);
    private readonly Dictionary<int, string?> _hashes = [];
    private readonly ArrayBufferWriter<byte> _line = new(4096);
    private readonly ArrayBufferWriter<byte> _message = new(4096);
    private AlertJsonWriter? _json;
    private AlertFormat? _format;
    private Rfc5424Envelope? _envelope;

    public SymbolTable? Symbols { get; set; }

    public IReadOnlyList<string> Inputs => inputs;

    /// <summary>Takes every alert too.</summary>
    public IAlertSink? Also { get; set; }

    /// <summary>Signs where the log stands.</summary>
    public AnchorWriter? Anchors { get; set; }

    /// <summary>Whether inputs are still being written: what they come to in the end is not known.</summary>
    public bool IsLive { get; init; }

    public int WorstSeverity { get; private set; } = -1;

    public void OnAlert(Alert alert)
    {
        WorstSeverity = Math.Max(WorstSeverity, alert.Severity);
        if (form == ForPeople) WriteText(alert);
        else WriteLine(alert);

        // An alert is worth more early than cheap.
        _buffer.Flush();
        Also?.OnAlert(alert);
        if (_json is not null) Anchors?.OnLine(_json.Sequence, _json.Head);
    }

    public void Flush() => _buffer.Flush();

    public string? HashOf(int input)
    {
        if (IsLive || input >= inputs.Count) return null;
        if (!_hashes.TryGetValue(input, out string? hash)) _hashes.Add(input, hash = InputSet.HashOf(inputs[input]));
        return hash;
    }

    private void WriteLine(Alert alert)
    {
        _json ??= new AlertJsonWriter(Symbols!, inputs, HashOf);
        _line.ResetWrittenCount();
        _json.Write(alert, _line);
        var message = _line;
        var link = new AlertLink(_json.Sequence, _json.Head);
        if (form != Lines)
        {
            _format ??= AlertFormats.Create(form, new AlertSource { Symbols = Symbols!, Inputs = inputs });
            (message = _message).ResetWrittenCount();
            _format.Write(alert, link, message);
        }

        if (inSyslog) (_envelope ??= new Rfc5424Envelope(new AlertSource { Symbols = Symbols! })).Write(alert, link, message.WrittenSpan, _buffer);
        else _buffer.Write(message.WrittenSpan);
    }

    // One paragraph an episode, when it is over and all of it is known.
    private void WriteText(Alert alert)
    {
        if (alert.Activity != AlertActivity.Close) return;
        string text = string.Create(CultureInfo.InvariantCulture, $"""
            [{alert.Severity,3}] {alert.Type.Name}  {EventTime.ToText(alert.FirstSeenNs)[..19]}Z  frames {alert.Frames.First}-{alert.Frames.Last}  {alert.Count} finding(s)
                  {alert.Title}
                  do: {alert.Type.Action}

            """);
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        bytes.CopyTo(_buffer.GetSpan(bytes.Length));
        _buffer.Advance(bytes.Length);
    }
}
