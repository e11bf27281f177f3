using CraneAnomaly.Records;

namespace CraneAnomaly.Cli;

/// <summary>A sink whose writer is made after the pipeline, since it needs the pipeline's names.</summary>
internal sealed class LateSink<TWriter> where TWriter : class, IRecordSink
{
    public TWriter? Writer { get; set; }

    public readonly struct Sink(LateSink<TWriter> late) : IRecordSink
    {
        public void OnRecord(in OtRecord record, RecordBody body) => late.Writer!.OnRecord(record, body);
    }
}
