using System.Buffers;
using System.Security.Cryptography;
using CraneAnomaly.Alerts;
using CraneAnomaly.Records;
using CraneAnomaly.Sinks.Formats;
using CraneAnomaly.Sinks.Formats.Alerts;

namespace CraneAnomaly.Extensions.Hosting.Delivery;

/// <summary>
/// Puts alerts into words. Every format carries the place of the alert in the chained log of JSON lines, whether anybody
/// receives that or not, so that what two receivers have can be compared.
/// </summary>
internal sealed class AlertWords
{
    private readonly ArrayBufferWriter<byte> _line = new(4096);
    private readonly ArrayBufferWriter<byte> _words = new(4096);
    private readonly Dictionary<string, AlertFormat> _formats = [];
    private readonly Dictionary<int, string?> _hashes = [];
    private readonly IReadOnlyList<string> _inputs;
    private readonly AlertJsonWriter _json;

    public AlertWords(SymbolTable symbols, IReadOnlyList<string> inputs)
    {
        _inputs = inputs;
        _json = new(symbols, inputs, HashOf);
        Source = new() { Symbols = symbols, Inputs = inputs };
    }

    /// <summary>Whether inputs are still being written: what they come to in the end is not known.</summary>
    public bool IsLive { get; init; }

    /// <summary>What formats need of the pipeline.</summary>
    public AlertSource Source { get; }

    /// <summary>Takes the next alert that is told; it is the one that <see cref="In"/> speaks of.</summary>
    public void Next(Alert alert)
    {
        _line.ResetWrittenCount();
        _json.Write(alert, _line);
    }

    /// <summary>The alert in a format.</summary>
    public AlertMessage In(string format, Alert alert)
    {
        if (format == CraneAnomalyOptionsValidator.Lines) return new(alert, format, _line.WrittenSpan.ToArray());
        if (!_formats.TryGetValue(format, out var words)) _formats.Add(format, words = AlertFormats.Create(format, Source));
        _words.ResetWrittenCount();
        words.Write(alert, new(_json.Sequence, _json.Head), _words);
        return new(alert, format, _words.WrittenSpan.ToArray());
    }

    /// <summary>The SHA-256 of an input; null for what cannot be read again.</summary>
    public string? HashOf(int input)
    {
        if (IsLive || input >= _inputs.Count) return null;
        if (!_hashes.TryGetValue(input, out string? hash)) _hashes.Add(input, hash = Hash(_inputs[input]));
        return hash;
    }

    // A stream has a name and is no file.
    private static string? Hash(string path)
    {
        if (!File.Exists(path) || !CaptureInputs.CanBeReadAgain(path)) return null;
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1 << 20);
        return Convert.ToHexStringLower(SHA256.HashData(file));
    }
}
