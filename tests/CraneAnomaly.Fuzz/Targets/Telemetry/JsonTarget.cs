using System.IO.Pipelines;
using System.Text.Json;
using CraneAnomaly.Capture;
using CraneAnomaly.Fuzz.Engine;
using CraneAnomaly.Fuzz.Traffic;

namespace CraneAnomaly.Fuzz.Targets.Telemetry;

/// <summary>Telemetry as JSON lines, nested and flat; the learned shapes must read what the reader of any order reads.</summary>
internal sealed class JsonTarget : IFuzzTarget
{
    public string Name => "json";

    public IReadOnlyList<byte[]> Seeds { get; } =
    [
        [.. "{\"timestamp\":1772338320,\"crane\":\"A\",\"hoist.speed\":1.5,\"mode\":\"auto\",\"gate\":true,\"x\":null}"u8],
        [.. "{\"timestamp\":\"2026-03-01T04:12:00Z\",\"che.@A.hoist.up.speed.output.actual.value\":1,\"che.@A.hoist.up.speed.output.actual.unit\":\"m/min\"}"u8],
        [.. "{\"msg\":{\"timestamp\":1},\"che\":[{\"id\":\"A\",\"hoist\":[{\"down\":{\"speed\":[{\"pom\":\"output\",\"unit\":\"%\",\"timestamp\":2,\"value\":3}]}}]}]}"u8],
        // Found: an empty key was taken for the top of the table of names.
        [.. "{\"timestamp\":1,\"\":1,\"\":{\"\":2}}"u8],
        [.. "{\"ts\":1,\"a\":{\"b\":[1,{\"c\":\"\\u00e9\\ud83d\\ude00\"}]},\"a.quality\":\"bad\",\"seq\":1e2}\n{\"ts\":2}\n"u8],
    ];

    public ReadOnlySpan<byte> InterestingBytes => "{}[]\",:\\u.-+eENtfn019@\n\r "u8;

    public LengthField LengthField => new(2, BigEndian: true, 0);

    public void Execute(ReadOnlySpan<byte> input)
    {
        CaptureRun.Check(input, InputFormat.Json);
        if (input.Contains((byte)'\n') || input.Length is 0 or > 1000) return;
        byte[] line = [.. input, (byte)'\n'];
        var (rows, duplicates, bad) = Read(line);
        if (bad > 0 || rows != 1 || duplicates != 0) return;
        Oracle.Require(IsJson(input), "O4: what is read is JSON");

        // The second time it is read by the shape that was learned: the same row, and so a duplicate.
        Oracle.Require(Read([.. line, .. line]) == (1, 1, 0), "O4: a learned shape reads what the reader of any order reads");
    }

    private static (long Rows, long Duplicates, long Bad) Read(byte[] lines)
    {
        var pipeline = new RecordPipeline<TapeSink>(new(new(pdusOnly: false)), SmallLimits.Value);
        pipeline.RunAsync(PipeReader.Create(new(lines)), InputFormat.Json).GetAwaiter().GetResult();
        pipeline.Complete();
        var counters = pipeline.Telemetry;
        return (counters.Cranes.Sum(c => c.Rows), counters.Cranes.Sum(c => c.Duplicates), counters.BadLines);
    }

    private static bool IsJson(ReadOnlySpan<byte> text)
    {
        if (text.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF])) text = text[3..];
        try
        {
            var reader = new Utf8JsonReader(text, new JsonReaderOptions { MaxDepth = 128 });
            while (reader.Read())
            {
            }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
