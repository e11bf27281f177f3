using CraneAnomaly.Records;

namespace CraneAnomaly.Tests.Reference;

/// <summary>Keeps the Modbus PDUs of a run, and counts those of other protocols.</summary>
internal readonly struct ReferenceSink(List<ReferencePdu> pdus, long[] others) : IRecordSink
{
    public void OnRecord(in OtRecord record, RecordBody body)
    {
        if (!record.Kind.IsPdu()) return;
        if (record.Protocol != OtProtocol.Modbus) others[0]++;
        else pdus.Add(new(record, body.Flow, body.Registers, body.Payload.ToArray()));
    }
}
