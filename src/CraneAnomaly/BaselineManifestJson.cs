using System.Buffers;
using System.Globalization;
using System.Text.Json;

namespace CraneAnomaly;

/// <summary>
/// The manifest as JSON. What is read must be what would be written, so a member that this version does not know, or
/// one that is there twice, is refused instead of passed over.
/// </summary>
internal static class BaselineManifestJson
{
    public const int MaximumBytes = 16 * 1024 * 1024;
    private const string Again = "copy the file again, or run 'crane-anomaly learn' again";

    public static byte[] Write(BaselineManifest manifest)
    {
        var output = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(output, new JsonWriterOptions { Indented = true, NewLine = "\n" });
        json.WriteStartObject();
        json.WriteNumber("format", manifest.Format);
        json.WriteString("product", manifest.Product);
        json.WriteNumber("seed", manifest.Seed);
        WriteList(json, "inputs", manifest.Inputs, static (json, input) =>
        {
            json.WriteStartObject();
            json.WriteString("name", input.Name);
            json.WriteNumber("bytes", input.Bytes);
            json.WriteString("sha256", input.Sha256);
            if (input.FirstNs is { } first) json.WriteNumber("first_ns", first);
            if (input.LastNs is { } last) json.WriteNumber("last_ns", last);
            json.WriteEndObject();
        });
        json.WriteStartObject("limits");
        foreach (var (name, value) in manifest.Limits.OrderBy(l => l.Key, StringComparer.Ordinal))
            json.WriteNumber(name, value);
        json.WriteEndObject();
        WriteList(json, "readiness", manifest.Readiness, static (json, line) => json.WriteStringValue(line));
        WriteList(json, "findings", manifest.Findings, static (json, finding) =>
        {
            json.WriteStartObject();
            json.WriteString("kind", finding.Kind);
            json.WriteString("subject", finding.Subject);
            json.WriteString("text", finding.Text);
            json.WriteEndObject();
        });
        WriteList(json, "models", manifest.Models, static (json, model) =>
        {
            json.WriteStartObject();
            json.WriteString("name", model.Name);
            WriteList(json, "columns", model.Columns, static (json, column) => json.WriteStringValue(column));
            json.WriteNumber("training_rows", model.TrainingRows);
            json.WriteString("training_hash", model.TrainingHash);
            json.WriteEndObject();
        });
        WriteList(json, "entries", manifest.Entries, static (json, entry) =>
        {
            json.WriteStartObject();
            json.WriteString("name", entry.Name);
            json.WriteNumber("bytes", entry.Bytes);
            json.WriteString("sha256", entry.Sha256);
            json.WriteEndObject();
        });

        // Left out when there are none, as in files from before there were any.
        if (manifest.Approvals.Count > 0) WriteList(json, "approvals", manifest.Approvals, WriteApproval);
        json.WriteEndObject();
        json.Flush();
        return output.WrittenSpan.ToArray();
    }

    public static BaselineManifest Read(ReadOnlyMemory<byte> bytes)
    {
        if (bytes.Length > MaximumBytes)
            throw new InvalidDataException($"its manifest is longer than {MaximumBytes} bytes; {Again}");
        BaselineManifest manifest;
        try
        {
            using var json = JsonDocument.Parse(bytes);
            int format = json.RootElement.GetProperty("format").GetInt32();
            if (format != BaselineManifest.CurrentFormat)
                throw new InvalidDataException(string.Create(
                    CultureInfo.InvariantCulture,
                    $"its format is {format} where this version reads {BaselineManifest.CurrentFormat}; ")
                    + "use the version that wrote it, or run 'crane-anomaly learn' again");
            manifest = Read(json.RootElement);
        }
        catch (Exception e) when (
            e is JsonException or InvalidOperationException or FormatException or KeyNotFoundException)
        {
            throw new InvalidDataException($"its manifest cannot be read ({e.Message}); {Again}", e);
        }

        if (!bytes.Span.SequenceEqual(Write(manifest)))
            throw new InvalidDataException($"its manifest was changed; {Again}");
        return manifest;
    }

    private static BaselineManifest Read(JsonElement json) => new()
    {
        Format = json.GetProperty("format").GetInt32(),
        Product = Text(json, "product"),
        Seed = json.GetProperty("seed").GetInt64(),
        Inputs = ReadList(json, "inputs", static e => new BaselineInput(
            Text(e, "name"),
            e.GetProperty("bytes").GetInt64(),
            Text(e, "sha256"),
            Number(e, "first_ns"),
            Number(e, "last_ns"))),
        Limits = ReadLimits(json.GetProperty("limits")),
        Readiness = ReadList(json, "readiness", Text),
        Findings = ReadList(json, "findings", static e =>
            new BaselineFinding(Text(e, "kind"), Text(e, "subject"), Text(e, "text"))),
        Models = ReadList(json, "models", static e => new BaselineModel(
            Text(e, "name"),
            ReadList(e, "columns", Text),
            e.GetProperty("training_rows").GetInt32(),
            Text(e, "training_hash"))),
        Entries = ReadList(json, "entries", static e => new BaselineEntry(
            Text(e, "name"), e.GetProperty("bytes").GetInt64(), Text(e, "sha256"))),
        Approvals = !json.TryGetProperty("approvals", out _) ? [] : ReadList(json, "approvals", static e => new BaselineApproval(
            Text(e, "by"), Text(e, "at"), Text(e, "what"), Text(e, "reason"), ReadList(e, "changes", Text))),
    };

    private static void WriteApproval(Utf8JsonWriter json, BaselineApproval approval)
    {
        json.WriteStartObject();
        json.WriteString("by", approval.By);
        json.WriteString("at", approval.At);
        json.WriteString("what", approval.What);
        json.WriteString("reason", approval.Reason);
        WriteList(json, "changes", approval.Changes, static (json, line) => json.WriteStringValue(line));
        json.WriteEndObject();
    }

    private static Dictionary<string, long> ReadLimits(JsonElement json)
    {
        var limits = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var limit in json.EnumerateObject()) limits[limit.Name] = limit.Value.GetInt64();
        return limits;
    }

    private static string Text(JsonElement json, string name) => Text(json.GetProperty(name));

    private static string Text(JsonElement json) =>
        json.GetString() ?? throw new FormatException("null stands for text");

    private static long? Number(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) ? value.GetInt64() : null;

    private static T[] ReadList<T>(JsonElement json, string name, Func<JsonElement, T> read) =>
        [.. json.GetProperty(name).EnumerateArray().Select(read)];

    private static void WriteList<T>(
        Utf8JsonWriter json, string name, IReadOnlyList<T> values, Action<Utf8JsonWriter, T> write)
    {
        json.WriteStartArray(name);
        foreach (var value in values) write(json, value);
        json.WriteEndArray();
    }
}
