using CraneAnomaly.Records;

namespace CraneAnomaly.Tests.Sinks;

/// <summary>Records made by hand, as a reader would hand them to a sink.</summary>
internal static class SampleRecords
{
    public const long Noon = 1_714_564_800_000_000_000; // 2024-05-01T12:00:00Z

    public static FlowIdentity Flow(
        string client = "192.0.2.10", ushort clientPort = 49152, string server = "192.0.2.200", ushort serverPort = 502,
        byte protocol = 6)
    {
        Assert.True(IpAddress.TryParse(client, out var originator));
        Assert.True(IpAddress.TryParse(server, out var responder));
        return new FlowIdentity
        {
            Originator = originator,
            Responder = responder,
            OriginatorPort = clientPort,
            ResponderPort = serverPort,
            IpProtocol = protocol,
            Vlan = -1,
        };
    }

    public static OtRecord Pdu(RecordKind kind, ushort function, uint tid = 1, long frame = 1, int flow = 0) => new()
    {
        TimestampNs = Noon,
        Frame = frame,
        Flow = flow,
        Transaction = tid,
        FunctionCode = function,
        Unit = 1,
        Protocol = OtProtocol.Modbus,
        Kind = kind,
        Flags = kind == RecordKind.Request ? RecordFlags.None : RecordFlags.FromResponder | RecordFlags.Matched,
    };

    public static RegisterAccess Access(int address = -1, int quantity = -1) =>
        RegisterAccess.Empty with { Address = address, Quantity = quantity };

    public static void Send<TSink>(
        TSink sink, OtRecord record, FlowIdentity flow, RegisterAccess access, params byte[] payload)
        where TSink : IRecordSink
    {
        var head = RecordBody.HeadOf(ref access);
        record.HeadLength = (ushort)head.Length;
        record.PayloadLength = (ushort)payload.Length;
        sink.OnRecord(in record, new RecordBody(ref flow, head, payload));
    }

    public static void Send<TSink>(TSink sink, OtRecord record, FlowIdentity flow, FlowSummary summary)
        where TSink : IRecordSink =>
        sink.OnRecord(in record, new RecordBody(ref flow, RecordBody.HeadOf(ref summary), default));

    public static void Send<TSink>(TSink sink, OtRecord record, FlowIdentity flow, GapBody gap)
        where TSink : IRecordSink =>
        sink.OnRecord(in record, new RecordBody(ref flow, RecordBody.HeadOf(ref gap), default));

    public static FlowSummary Summary(FlowState state = FlowState.SF, string history = "ShADadFf")
    {
        var summary = new FlowSummary
        {
            FirstNs = Noon,
            LastNs = Noon + 6_324_000,
            OriginatorBytes = 292,
            ResponderBytes = 393,
            OriginatorPackets = 50,
            ResponderPackets = 48,
            OriginatorIpBytes = 2900,
            ResponderIpBytes = 2897,
            FirstFrame = 1,
            Pdus = 46,
            State = state,
            Service = OtProtocol.Modbus,
            HistoryLength = (byte)history.Length,
        };
        for (int i = 0; i < history.Length; i++) summary.History[i] = (byte)history[i];
        return summary;
    }
}
