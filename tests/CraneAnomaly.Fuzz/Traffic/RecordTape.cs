using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using CraneAnomaly.Fuzz.Engine;
using CraneAnomaly.Records;

namespace CraneAnomaly.Fuzz.Traffic;

/// <summary>
/// What came out of one run, as one number: two runs over the same bytes must have the same. Also looks at each record
/// for what holds always.
/// </summary>
/// <param name="pdusOnly">
/// Only PDUs, and of them only what the stream says: for runs whose packets were cut differently.
/// </param>
internal sealed class RecordTape(bool pdusOnly)
{
    private ulong _hash = 0xCBF2_9CE4_8422_2325;

    public long Records { get; private set; }

    public (long Records, ulong Hash) Content => (Records, _hash);

    public void Add(in OtRecord record, RecordBody body)
    {
        Oracle.Require(record.HeadLength == body.Head.Length, "a record says how long its head is");
        Oracle.Require(record.PayloadLength == body.Payload.Length, "a record says how long its payload is");
        if (pdusOnly && !record.Kind.IsPdu()) return;

        Records++;
        var shown = record;
        // Which packet completed a PDU depends on the cut; what the PDU says does not.
        if (pdusOnly) shown.Frame = 0;
        Mix(MemoryMarshal.AsBytes(new ReadOnlySpan<OtRecord>(in shown)));
        if (pdusOnly && body.Is<RegisterAccess>())
        {
            var access = body.Registers;
            access.RequestFrame = 0;
            Mix(MemoryMarshal.AsBytes(new ReadOnlySpan<RegisterAccess>(in access)));
        }
        else
        {
            Mix(body.Head);
        }

        Mix(body.Payload);
        // Field by field: the padding of a structure is anything.
        ref readonly var flow = ref body.Flow;
        Mix(flow.Originator, flow.OriginatorPort);
        Mix(flow.Responder, flow.ResponderPort);
    }

    private void Mix(IpAddress address, ushort port)
    {
        Mix(address.High);
        Mix(address.Low);
        Mix(port);
    }

    private void Mix(ReadOnlySpan<byte> bytes)
    {
        Mix((ulong)bytes.Length);
        for (; bytes.Length >= 8; bytes = bytes[8..]) Mix(MemoryMarshal.Read<ulong>(bytes));
        foreach (byte b in bytes) Mix(b);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Mix(ulong value) => _hash = ((_hash ^ value) * 0x9E37_79B9_7F4A_7C15) ^ (_hash >> 29);
}

/// <summary>Hands records to a tape.</summary>
internal readonly struct TapeSink(RecordTape tape) : IRecordSink
{
    public void OnRecord(in OtRecord record, RecordBody body) => tape.Add(in record, body);
}
