using System.Buffers;
using System.Text.Json;
using CraneAnomaly.Alerts;
using CraneAnomaly.Records;
using CraneAnomaly.Sinks.Formats;
using CraneAnomaly.Sinks.Formats.Alerts;

namespace CraneAnomaly.Cli.Evidence;

/// <summary>One state of the alert, as it was found again.</summary>
/// <param name="Alert">The state.</param>
/// <param name="Line">Its line in the log, with its end.</param>
/// <param name="Link">Its place in the log.</param>
internal sealed record FoundState(Alert Alert, byte[] Line, AlertLink Link);

/// <summary>
/// Takes all alerts of a run, and keeps the states of the one that is wanted, in all words. The run is that of <c>detect</c>:
/// same inputs and options, same bytes.
/// </summary>
internal sealed class FoundAlert(string wanted, IReadOnlyList<string> inputs, Func<int, string?> hashOf) : IAlertSink
{
    private readonly ArrayBufferWriter<byte> _line = new(4096);
    private readonly Dictionary<string, (AlertFormat Format, ArrayBufferWriter<byte> Text)> _formats = [];
    private AlertJsonWriter? _json;

    public SymbolTable? Symbols { get; set; }

    public List<FoundState> States { get; } = [];

    /// <summary>Ids that begin as wanted.</summary>
    public SortedSet<string> Ids { get; } = new(StringComparer.Ordinal);

    /// <summary>Lines of the whole log.</summary>
    public long Lines => _json?.Sequence ?? 0;

    /// <summary>Hash of the log's last line.</summary>
    public string Head => _json?.Head ?? AlertChain.Genesis;

    /// <summary>The states in the words of each receiver, by the name of the format.</summary>
    public IEnumerable<(string Name, byte[] Text)> Formats => _formats.Select(f => (f.Key, f.Value.Text.WrittenSpan.ToArray()));

    public void OnAlert(Alert alert)
    {
        _json ??= new(Symbols!, inputs, hashOf);
        _line.ResetWrittenCount();
        _json.Write(alert, _line);
        if (!alert.Id.StartsWith(wanted, StringComparison.Ordinal)) return;
        Ids.Add(alert.Id);
        var state = new FoundState(alert, _line.WrittenSpan.ToArray(), new(_json.Sequence, _json.Head));
        States.Add(state);
        foreach (string name in AlertFormats.Names)
        {
            if (!_formats.TryGetValue(name, out var format))
                _formats.Add(name, format = (AlertFormats.Create(name, new AlertSource { Symbols = Symbols!, Inputs = inputs }), new(4096)));
            format.Format.Write(alert, state.Link, format.Text);
        }
    }

    /// <summary>The evidence of all states: what is said of each frame of each input.</summary>
    public Dictionary<int, Dictionary<long, string>> Cited()
    {
        var cited = new Dictionary<int, Dictionary<long, string>>();
        foreach (var state in States)
        {
            foreach (var copy in state.Alert.Evidence)
            {
                ref readonly var record = ref copy.Fixed;
                if (record.Frame <= 0 || record.Kind == RecordKind.Measurement) continue;
                if (!cited.TryGetValue(record.Input, out var frames)) cited.Add(record.Input, frames = []);
                frames[record.Frame] = $"{state.Alert.Id}: frame {record.Frame} of {inputs[record.Input]}, evidence of {state.Alert.Type.Name}: {state.Alert.Title}";
            }
        }

        return cited;
    }

    /// <summary>The last state for a person.</summary>
    public string ToText()
    {
        using var json = JsonDocument.Parse(States[^1].Line);
        return AlertText.Of(json.RootElement);
    }
}
