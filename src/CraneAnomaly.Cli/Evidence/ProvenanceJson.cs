using System.Buffers;
using System.Text.Json;
using CraneAnomaly.Capture.Files;

namespace CraneAnomaly.Cli.Evidence;

/// <summary>The hashes that tie an alert to what it was found in, by and with.</summary>
internal static class ProvenanceJson
{
    private static readonly JsonWriterOptions s_indented = new()
    {
        Indented = true,
        NewLine = "\n",
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static byte[] Provenance(
        FoundAlert found, IReadOnlyList<string> inputs, IReadOnlyList<CaptureResult> results, Baseline? baseline, string? baselinePath, DetectionOptions options) => Write(json =>
    {
        json.WriteString("alert", found.States[^1].Alert.Id);
        json.WriteString("product", $"CraneAnomaly {typeof(Baseline).Assembly.GetName().Version?.ToString(3)}");
        json.WriteString("config_hash", options.Hash);
        json.WriteNumber("seed", options.Seed);
        if (options.Site is not null) json.WriteString("site", options.Site);
        if (baseline is not null)
        {
            json.WriteStartObject("baseline");
            json.WriteString("path", baselinePath);
            json.WriteString("hash", baseline.Hash);
            json.WriteString("file_sha256", InputSet.HashOf(baselinePath!));
            json.WriteStartArray("learned_from");
            foreach (var input in baseline.Manifest.Inputs) Input(json, input.Name, input.Bytes, input.Sha256, null);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteStartArray("inputs");
        for (int i = 0; i < inputs.Count; i++)
            Input(json, inputs[i], new FileInfo(inputs[i]).Length, InputSet.HashOf(inputs[i]), results[i].End == CaptureEnd.Complete ? null : results[i].Reason);
        json.WriteEndArray();
    });

    public static byte[] Chain(FoundAlert found, IReadOnlyList<bool> masked, string? log, ChainProof? proof) => Write(json =>
    {
        json.WriteString("rule", ChainProof.Rule);
        if (proof is not null)
        {
            json.WriteString("log", log);
            json.WriteNumber("lines_that_hold", proof.Lines);
            json.WriteString("head", proof.Head);
            if (proof.Broken is not null) json.WriteString("broken", proof.Broken);
            json.WriteBoolean("has_these_lines_byte_for_byte", proof.Reproduced);
        }
        else
        {
            json.WriteNumber("lines", found.Lines);
            json.WriteString("head", found.Head);
        }

        json.WriteStartArray("lines_of_the_alert");
        for (int i = 0; i < found.States.Count; i++)
        {
            json.WriteStartObject();
            json.WriteNumber("seq", found.States[i].Link.Sequence);
            json.WriteString("hash", found.States[i].Link.Hash);
            json.WriteBoolean("covered_here", masked[i]);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    });

    private static void Input(Utf8JsonWriter json, string name, long bytes, string? hash, string? damage)
    {
        json.WriteStartObject();
        json.WriteString("name", name);
        json.WriteNumber("bytes", bytes);
        if (hash is not null) json.WriteString("sha256", hash);
        if (damage is not null) json.WriteString("not_whole", damage);
        json.WriteEndObject();
    }

    private static byte[] Write(Action<Utf8JsonWriter> content)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var json = new Utf8JsonWriter(buffer, s_indented))
        {
            json.WriteStartObject();
            content(json);
            json.WriteEndObject();
        }

        return [.. buffer.WrittenSpan, (byte)'\n'];
    }
}
