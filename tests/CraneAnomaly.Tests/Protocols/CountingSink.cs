using CraneAnomaly.Records;

namespace CraneAnomaly.Tests.Protocols;

/// <summary>Counts records by violation.</summary>
internal struct CountingSink : IRecordSink
{
    public long Pdus;
    public long Violations;
    public Violation Last;

    public void OnRecord(in OtRecord record, RecordBody body)
    {
        if (record.Kind.IsPdu()) Pdus++;
        if (record.Violation == Violation.None) return;
        Violations++;
        Last = record.Violation;
    }
}
