using System.IO.Pipelines;
using CraneAnomaly.Capture;
using CraneAnomaly.Capture.Files;
using CraneAnomaly.Fuzz.Engine;

namespace CraneAnomaly.Fuzz.Traffic;

/// <summary>Reads a capture file as a whole and in small pieces, which must give the same (O1).</summary>
internal static class CaptureRun
{
    public static void Check(ReadOnlySpan<byte> input, InputFormat format)
    {
        byte[] bytes = input.ToArray();
        var whole = Read(new MemoryStream(bytes), format);
        // Any cut will do, as long as the same input has the same.
        int piece = 1 + (bytes.Length * 31 + bytes.AsSpan().Count((byte)0)) % 61;
        var pieces = Read(new TricklingStream(bytes, piece), format);
        Oracle.Require(whole.Content == pieces.Content, "O1: a file gives the same records in pieces");
        Oracle.Require(whole.Result == pieces.Result, "O1: a file ends the same in pieces");
        Oracle.Require(whole.Result.Offset <= bytes.Length, "O3: a file ends within itself");
    }

    private static ((long Records, ulong Hash) Content, CaptureResult Result) Read(Stream stream, InputFormat format)
    {
        var tape = new RecordTape(pdusOnly: false);
        var pipeline = new RecordPipeline<TapeSink>(new(tape), SmallLimits.Value);
        // Everything completes at once: nothing here waits for a device.
        var result = pipeline.RunAsync(PipeReader.Create(stream), format).GetAwaiter().GetResult();
        pipeline.Complete();
        CountersOracle.Check(pipeline.Counters, SmallLimits.Value.Flows);
        return (tape.Content, result);
    }
}
