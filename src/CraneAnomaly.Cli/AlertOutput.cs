using System.Globalization;
using System.Text;
using CraneAnomaly.Alerts;
using CraneAnomaly.Records;
using CraneAnomaly.Sinks.Formats;

namespace CraneAnomaly.Cli;

/// <summary>Writes alerts as they arise, as JSON lines or as text for a person, and remembers the worst.</summary>
internal sealed class AlertOutput(Stream stream, IReadOnlyList<string> inputs, bool asText) : IAlertSink
{
    private readonly OutputBuffer _buffer = new(stream, 64 * 1024);
    private readonly Dictionary<int, string?> _hashes = [];
    private AlertJsonWriter? _json;

    public SymbolTable? Symbols { get; set; }

    public int WorstSeverity { get; private set; } = -1;

    public void OnAlert(Alert alert)
    {
        WorstSeverity = Math.Max(WorstSeverity, alert.Severity);
        if (asText)
        {
            WriteText(alert);
        }
        else
        {
            _json ??= new AlertJsonWriter(Symbols!, inputs, HashOf);
            _json.Write(alert, _buffer);
        }

        // An alert is worth more early than cheap.
        _buffer.Flush();
    }

    public void Flush() => _buffer.Flush();

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

    private string? HashOf(int input)
    {
        if (input >= inputs.Count) return null;
        if (!_hashes.TryGetValue(input, out string? hash)) _hashes.Add(input, hash = InputSet.HashOf(inputs[input]));
        return hash;
    }
}
