using CraneAnomaly.Records;
using CraneAnomaly.Sinks.Formats;

namespace CraneAnomaly.Benchmarks.Traffic;

/// <summary>Writes records as JSON; the writer is made after the pipeline, whose names it needs.</summary>
internal sealed class LateWriter
{
    public RecordJsonWriter? Writer;

    /// <summary>A pipeline that writes to a stream, and the buffer between.</summary>
    public static (RecordPipeline<Sink> Pipeline, OutputBuffer Buffer) CreatePipeline(Stream stream, string input)
    {
        var late = new LateWriter();
        var buffer = new OutputBuffer(stream);
        var pipeline = new RecordPipeline<Sink>(new(late));
        late.Writer = new(pipeline.Symbols, [input], buffer);
        return (pipeline, buffer);
    }

    public readonly struct Sink(LateWriter late) : IRecordSink
    {
        public void OnRecord(in OtRecord record, RecordBody body) => late.Writer!.OnRecord(record, body);
    }
}
