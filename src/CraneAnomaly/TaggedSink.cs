using System.Runtime.CompilerServices;
using CraneAnomaly.Records;
using CraneAnomaly.Telemetry.Tags;

namespace CraneAnomaly;

/// <summary>Hands records on, and behind them what they say about tags.</summary>
internal struct TaggedSink<TSink>(TSink sink, RegisterTags? tags) : IRecordSink where TSink : struct, IRecordSink
{
    private TSink _sink = sink;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void OnRecord(in OtRecord record, RecordBody body)
    {
        _sink.OnRecord(record, body);
        tags?.OnRecord(record, body, ref _sink);
    }
}
