using CraneAnomaly.Records;

namespace CraneAnomaly.Tests.Protocols;

/// <summary>Allocates on every record: what the allocation test has to notice.</summary>
internal struct BoxingSink : IRecordSink
{
    public static object? Last;

    public readonly void OnRecord(in OtRecord record, RecordBody body) => Last = record.Frame;
}
