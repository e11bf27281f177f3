using System.Buffers.Binary;
using CraneAnomaly.Records;

namespace CraneAnomaly.Tests.Sinks;

/// <summary>
/// Turns the frames of ICSNPP's example capture into records without the product's readers: one PDU a frame, all of
/// it well-formed, so that a sink can be judged alone.
/// </summary>
internal static class ModbusExampleFeed
{
    public static void Run<TSink>(string capture, TSink sink) where TSink : IRecordSink
    {
        var bytes = File.ReadAllBytes(capture);
        Assert.Equal(0xA1B2C3D4, BinaryPrimitives.ReadUInt32LittleEndian(bytes));
        var requests = new Dictionary<(int, uint), (OtRecord Record, RegisterAccess Access)>();
        long frame = 0;
        for (int at = 24; at < bytes.Length;)
        {
            frame++;
            long ns = BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(at)) * 1_000_000_000L
                + BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(at + 4)) * 1_000L;
            int length = BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(at + 8));
            var ip = bytes.AsSpan(at + 16 + 14, length - 14);
            at += 16 + length;

            ip = ip[..BinaryPrimitives.ReadUInt16BigEndian(ip[2..])];
            var tcp = ip[((ip[0] & 15) * 4)..];
            var adu = tcp[((tcp[12] >> 4) * 4)..];
            if (adu.Length < 8) continue;
            ushort source = BinaryPrimitives.ReadUInt16BigEndian(tcp);
            ushort target = BinaryPrimitives.ReadUInt16BigEndian(tcp[2..]);
            bool answer = source == 502;
            int flow = (answer ? target : source) == 47785 ? 0 : 1;
            Pdu(sink, requests, ns, frame, flow, answer, adu);
        }

        EndFlow(sink, frame, 0, Conversation(292, 393, 6_324_000, FlowState.SF, "ShADadFf", (50, 2900), (48, 2897)));
        EndFlow(sink, frame, 1, Conversation(12, 9, 100_079_000, FlowState.OTH, "Dd", (1, 64), (1, 61)));
    }

    private static void Pdu<TSink>(
        TSink sink, Dictionary<(int, uint), (OtRecord Record, RegisterAccess Access)> requests,
        long ns, long frame, int flow, bool answer, ReadOnlySpan<byte> adu)
        where TSink : IRecordSink
    {
        var pdu = adu[7..];
        int function = pdu[0] & 0x7F;
        var record = new OtRecord
        {
            TimestampNs = ns,
            Frame = frame,
            Flow = flow,
            Transaction = BinaryPrimitives.ReadUInt16BigEndian(adu),
            Unit = adu[6],
            FunctionCode = (ushort)function,
            Protocol = OtProtocol.Modbus,
            Kind = pdu[0] > 0x7F ? RecordKind.Exception : answer ? RecordKind.Response : RecordKind.Request,
            Flags = answer ? RecordFlags.FromResponder | RecordFlags.Matched : RecordFlags.None,
        };
        var key = (flow, record.Transaction);
        var access = RegisterAccess.Empty;
        if (answer)
        {
            access.Address = requests[key].Access.Address;
            access.Quantity = requests[key].Access.Quantity;
            access.RequestFrame = requests[key].Record.Frame;
        }

        ReadOnlySpan<byte> payload = default;
        if (record.Kind == RecordKind.Exception) access.ExceptionCode = pdu[1];
        else payload = answer ? Response(pdu, function, ref access) : Request(pdu, function, ref access);
        requests[key] = (record, access);
        SampleRecords.Send(sink, record, End(flow), access, payload.ToArray());
    }

    private static ReadOnlySpan<byte> Request(ReadOnlySpan<byte> pdu, int function, scoped ref RegisterAccess access)
    {
        switch (function)
        {
            case 1 or 2 or 3 or 4:
                access.Address = Word(pdu, 1);
                access.Quantity = Word(pdu, 3);
                return default;
            case 5 or 6:
                access.Address = Word(pdu, 1);
                access.Quantity = 1;
                return Values(function == 5 ? ValueKind.Bits : ValueKind.Registers, pdu[3..], 1, ref access);
            case 15 or 16:
                access.Address = Word(pdu, 1);
                access.Quantity = Word(pdu, 3);
                var kind = function == 15 ? ValueKind.Bits : ValueKind.Registers;
                return Values(kind, pdu[6..], access.Quantity, ref access);
            case 20 or 21:
                return Values(ValueKind.FileRecords, pdu[2..], 0, ref access);
            case 23:
                access.Address = Word(pdu, 1);
                access.Quantity = Word(pdu, 3);
                access.WriteAddress = Word(pdu, 5);
                access.WriteQuantity = Word(pdu, 7);
                return Values(ValueKind.Registers, pdu[10..], pdu[9] / 2, ref access);
            case 24:
                access.Address = Word(pdu, 1);
                return default;
            default:
                return Either(pdu, function, ref access);
        }
    }

    private static ReadOnlySpan<byte> Response(ReadOnlySpan<byte> pdu, int function, scoped ref RegisterAccess access)
    {
        switch (function)
        {
            case 1 or 2:
                return Values(ValueKind.Bits, pdu[2..], access.Quantity, ref access);
            case 3 or 4 or 23:
                return Values(ValueKind.Registers, pdu[2..], pdu[1] / 2, ref access);
            case 5 or 6:
                return Values(function == 5 ? ValueKind.Bits : ValueKind.Registers, pdu[3..], 1, ref access);
            case 15 or 16:
                return default;
            case 20 or 21:
                return Values(ValueKind.FileRecords, pdu[2..], 0, ref access);
            case 24:
                return Values(ValueKind.Registers, pdu[5..], Word(pdu, 3), ref access);
            case 43:
                access.Subfunction = pdu[1];
                return Values(ValueKind.Objects, pdu[7..], pdu[6], ref access);
            default:
                return Either(pdu, function, ref access);
        }
    }

    private static ReadOnlySpan<byte> Either(ReadOnlySpan<byte> pdu, int function, scoped ref RegisterAccess access)
    {
        switch (function)
        {
            case 8:
                access.Subfunction = Word(pdu, 1);
                return Values(ValueKind.Bytes, pdu[3..], 0, ref access);
            case 22:
                access.Address = Word(pdu, 1);
                access.AndMask = Word(pdu, 3);
                access.OrMask = Word(pdu, 5);
                return default;
            case 43:
                access.Subfunction = pdu[1];
                return Values(ValueKind.Bytes, pdu[2..], 0, ref access);
            default:
                return Values(ValueKind.Bytes, pdu[1..], 0, ref access);
        }
    }

    private static ReadOnlySpan<byte> Values(
        ValueKind kind, ReadOnlySpan<byte> payload, int count, scoped ref RegisterAccess access)
    {
        access.Values = kind;
        access.ValueCount = (ushort)count;
        return payload;
    }

    private static void EndFlow<TSink>(TSink sink, long frame, int flow, FlowSummary summary) where TSink : IRecordSink
    {
        var record = new OtRecord
        {
            TimestampNs = summary.LastNs,
            Frame = frame,
            Flow = flow,
            Protocol = OtProtocol.Flow,
            Kind = RecordKind.Flow,
        };
        SampleRecords.Send(sink, record, End(flow), summary);
    }

    private static FlowIdentity End(int flow) => flow == 0
        ? SampleRecords.Flow("127.0.0.1", 47785, "127.0.0.1")
        : SampleRecords.Flow("192.168.1.6", 37699, "3.15.227.20");

    private static FlowSummary Conversation(
        long asked, long told, long duration, FlowState state, string history, (long, long) up, (long, long) down) =>
        SampleRecords.Summary(state, history) with
        {
            OriginatorBytes = asked,
            ResponderBytes = told,
            LastNs = SampleRecords.Noon + duration,
            OriginatorPackets = up.Item1,
            OriginatorIpBytes = up.Item2,
            ResponderPackets = down.Item1,
            ResponderIpBytes = down.Item2,
        };

    private static int Word(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt16BigEndian(bytes[at..]);
}
