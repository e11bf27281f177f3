using CraneAnomaly.Records;

namespace CraneAnomaly.Tests.Reference;

/// <summary>Keeps the Modbus PDUs of a run.</summary>
internal readonly struct ReferenceSink(List<ReferencePdu> pdus) : IRecordSink
{
    public void OnRecord(in OtRecord record, RecordBody body)
    {
        if (record.Protocol != OtProtocol.Modbus || !record.Kind.IsPdu()) return;
        pdus.Add(new(record, body.Flow, body.Registers, body.Payload.ToArray()));
    }
}
