using System.Buffers;
using System.Text;
using System.Text.Json;
using CraneAnomaly.Records;
using CraneAnomaly.Records.Cargo;
using CraneAnomaly.Sinks.Formats;
using static CraneAnomaly.Tests.Sinks.SampleRecords;

namespace CraneAnomaly.Tests.Sinks;

public class RecordJsonWriterTests
{
    // Golden lines are written with ' for ".
    private const string Start = "{'ts':'2024-05-01T12:00:00.000000000Z','input':'a.pcap',";

    private const string ToServer =
        "'src':'192.0.2.10','src_port':49152,'dst':'192.0.2.200','dst_port':502,'protocol':'modbus',";

    private const string ToClient =
        "'src':'192.0.2.200','src_port':502,'dst':'192.0.2.10','dst_port':49152,'protocol':'modbus',";

    private readonly SymbolTable _symbols = new();
    private readonly ArrayBufferWriter<byte> _output = new();
    private readonly RecordJsonWriter _writer;

    public RecordJsonWriterTests() =>
        _writer = new RecordJsonWriter(_symbols, ["a.pcap", "b\"\n\u0001é.pcap"], _output);

    [Theory]
    [InlineData(ManifestKind.None, "", 0, "'container_count':0")]
    [InlineData(ManifestKind.Baplie, "CSQU3054383ZEPU0037255", 20, "'manifest':'BAPLIE','container_count':20,'container_ids':['CSQU3054383','ZEPU0037255']")]
    public void OnRecord_Content_WritesWhatWasFound(ManifestKind manifest, string numbers, int count, string fields)
    {
        var record = Pdu(RecordKind.Content, 0, tid: 0, frame: 12);
        record.Protocol = OtProtocol.Flow;
        var flow = Flow();
        var content = new ContentBody { Count = count, Manifest = manifest };
        _writer.OnRecord(in record, new RecordBody(in flow, RecordBody.HeadOf(in content), Encoding.ASCII.GetBytes(numbers)));
        AssertLine(Start + "'frame':12," + ToClient.Replace("modbus", "flow", StringComparison.Ordinal) + "'kind':'content'," + fields + "}");
    }

    [Fact]
    public void OnRecord_Request_WritesWhatWasAsked()
    {
        var record = Pdu(RecordKind.Request, 3, tid: 7, frame: 12);
        record.FunctionSymbol = _symbols.Intern("read_holding_registers");
        Send(_writer, record, Flow(), Access(100, 4));
        AssertLine(
            Start + "'frame':12," + ToServer +
            "'kind':'request','function':'read_holding_registers','function_code':3," +
            "'tid':7,'unit':1,'address':100,'quantity':4}");
    }

    [Fact]
    public void OnRecord_RegistersResponse_WritesUnsignedNumbers()
    {
        var record = Pdu(RecordKind.Response, 3, tid: 7, frame: 13);
        record.Flags |= RecordFlags.HasLatency;
        record.LatencyMicroseconds = 1234;
        var access = Access(100, 3) with { Values = ValueKind.Registers, ValueCount = 3, RequestFrame = 12 };
        Send(_writer, record, Flow(), access, 0, 0, 0xFF, 0xFF, 0x30, 0x39);
        AssertLine(
            Start + "'frame':13," + ToClient +
            "'kind':'response','function_code':3,'tid':7,'unit':1,'address':100,'quantity':3," +
            "'values':[0,65535,12345],'latency_us':1234,'matched':true}");
    }

    [Fact]
    public void OnRecord_CoilsResponse_WritesBooleansWithoutPadding()
    {
        var access = Access(1, 9) with { Values = ValueKind.Bits, ValueCount = 9 };
        Send(_writer, Pdu(RecordKind.Response, 1), Flow(), access, 0b1110_1001, 0xFF);
        Assert.Equal(
            "true,false,false,true,false,true,true,true,true",
            string.Join(',', Line().GetProperty("values").EnumerateArray().Select(v => v.GetRawText())));
    }

    [Fact]
    public void OnRecord_Exception_WritesCodeAndMatch()
    {
        var record = Pdu(RecordKind.Exception, 3);
        record.Flags = RecordFlags.FromResponder;
        record.Violation = Violation.UnsolicitedResponse;
        Send(_writer, record, Flow(), RegisterAccess.Empty with { ExceptionCode = 2 });
        AssertLine(
            Start + "'frame':1," + ToClient +
            "'kind':'exception','function_code':3,'violation':'unsolicited_response'," +
            "'tid':1,'unit':1,'exception_code':2,'matched':false}");
    }

    [Fact]
    public void OnRecord_VendorErrorInBytes_HasNoExceptionCode()
    {
        var access = RegisterAccess.Empty with { Subfunction = 0xFD, Values = ValueKind.Bytes };
        Send(_writer, Pdu(RecordKind.Exception, 90), Flow(), access, 0x80, 1);
        AssertEnd("'subfunction':253,'data':'8001','matched':true}");
    }

    [Fact]
    public void OnRecord_MaskWriteAndReadWrite_WriteTheirOwnFields()
    {
        Send(_writer, Pdu(RecordKind.Request, 22), Flow(), Access(10) with { AndMask = 57005, OrMask = 0 });
        AssertEnd("'address':10,'and_mask':57005,'or_mask':0}");
        var access = Access(1, 4) with
        {
            WriteAddress = 2,
            WriteQuantity = 1,
            Values = ValueKind.Registers,
            ValueCount = 1,
        };
        Send(_writer, Pdu(RecordKind.Request, 23), Flow(), access, 0, 255);
        AssertEnd("'address':1,'quantity':4,'write_address':2,'write_quantity':1,'values':[255]}");
    }

    [Fact]
    public void OnRecord_Diagnostics_WritesSubfunctionAndData()
    {
        var access = RegisterAccess.Empty with
        {
            Subfunction = 2,
            SubfunctionSymbol = _symbols.Intern("return_diagnostic_register"),
            Values = ValueKind.Bytes,
        };
        Send(_writer, Pdu(RecordKind.Request, 8), Flow(), access, 0xAB, 0x0C);
        AssertEnd("'subfunction':2,'subfunction_name':'return_diagnostic_register','data':'ab0c'}");
    }

    [Fact]
    public void OnRecord_DeviceIdentification_NamesObjectsAndRepeatsNoMember()
    {
        byte[] payload =
        [
            0, 4, (byte)'Z', (byte)'P', 0xFF, (byte)'"', 1, 0, 0x80, 1, (byte)'x', 0, 1, (byte)'y', 0x80, 1, (byte)'z',
        ];
        var access = RegisterAccess.Empty with { Values = ValueKind.Objects };
        Send(_writer, Pdu(RecordKind.Response, 43), Flow(), access, payload);
        var objects = Line().GetProperty("objects");
        Assert.Equal(
            [
                ("vendor_name", "ZP\uFFFD\""), ("product_code", ""), ("object_128", "x"), ("vendor_name_3", "y"),
                ("object_128_4", "z"),
            ],
            objects.EnumerateObject().Select(o => (o.Name, o.Value.GetString()!)));
    }

    [Fact]
    public void OnRecord_FileRecords_WritesEachGroupAndWhatIsLeft()
    {
        var access = RegisterAccess.Empty with { Values = ValueKind.FileRecords };
        Send(_writer, Pdu(RecordKind.Request, 20), Flow(), access, 6, 0, 4, 0, 1, 0, 2, 6, 0, 3);
        AssertEnd("'file_records':[{'file':4,'record':1,'length':2}],'data':'060003'}");
        Send(_writer, Pdu(RecordKind.Response, 20), Flow(), access, 5, 6, 0x0D, 0xFE, 0, 0x20);
        AssertEnd("'file_records':[{'values':[3582,32]}],'matched':true}");
        Send(_writer, Pdu(RecordKind.Request, 21), Flow(), access, 6, 0, 4, 0, 7, 0, 1, 0x06, 0xAF);
        AssertEnd("'file_records':[{'file':4,'record':7,'values':[1711]}]}");
    }

    [Fact]
    public void OnRecord_Flow_WritesSummaryAndCommunityId()
    {
        var flow = Flow("128.232.110.120", 34855, "66.35.250.204", 80) with
        {
            Vlan = 7,
            OriginatorMac = new MacAddress(0x0011_2233_4455),
            ResponderMac = new MacAddress(0xFFEE_DDCC_BBAA),
        };
        var record = new OtRecord { TimestampNs = Noon, Frame = 98, Protocol = OtProtocol.Flow };
        record.Kind = RecordKind.Flow;
        Send(_writer, record, flow, Summary());
        AssertLine(
            Start +
            "'frame':98,'src':'128.232.110.120','src_port':34855," +
            "'dst':'66.35.250.204','dst_port':80,'src_mac':'00:11:22:33:44:55'," +
            "'dst_mac':'ff:ee:dd:cc:bb:aa','vlan':7,'community_id':'1:LQU9qZlK+B5F3KDmev6m5PMibrg='," +
            "'protocol':'flow','kind':'flow','transport':'tcp','service':'modbus'," +
            "'start':'2024-05-01T12:00:00.000000000Z','duration':0.006324000,'orig_bytes':292," +
            "'resp_bytes':393,'orig_pkts':50,'resp_pkts':48," +
            "'orig_ip_bytes':2900,'resp_ip_bytes':2897,'missed_bytes':0,'pdus':46," +
            "'first_frame':1,'state':'SF','history':'ShADadFf'}");
    }

    [Fact]
    public void OnRecord_GapAndViolation_WriteWhatIsMissing()
    {
        var gap = new OtRecord
        {
            TimestampNs = Noon,
            Frame = 5,
            Protocol = OtProtocol.Modbus,
            Kind = RecordKind.Gap,
            Violation = Violation.StreamGap,
        };
        Send(_writer, gap, Flow(), new GapBody { Bytes = 1460, Offset = 12, Count = 1 });
        AssertLine(
            Start + "'frame':5," + ToServer +
            "'kind':'gap','violation':'stream_gap','bytes':1460,'offset':12,'count':1}");

        var file = new OtRecord { Flow = -1, Kind = RecordKind.Violation, Violation = Violation.TruncatedFile };
        Send(_writer, file, FlowIdentity.None, new GapBody { Bytes = 3, Offset = -1, Count = 1 });
        AssertLine(
            "{'ts':'1970-01-01T00:00:00.000000000Z','input':'a.pcap','protocol':'unknown'," +
            "'kind':'violation','violation':'truncated_file','bytes':3,'count':1}");
    }

    [Fact]
    public void OnRecord_Icmp_HasTypeAndCodeInsteadOfPorts()
    {
        var record = new OtRecord { TimestampNs = Noon, Protocol = OtProtocol.Flow, Kind = RecordKind.Flow };
        Send(_writer, record, Flow("fe80::1", 128, "ff02::1", 0, protocol: 58), Summary());
        var line = Line();
        Assert.Equal("fe80::1", line.GetProperty("src").GetString());
        Assert.Equal(128, line.GetProperty("icmp_type").GetInt32());
        Assert.False(line.TryGetProperty("src_port", out _));
        Assert.Equal("icmp6", line.GetProperty("transport").GetString());
    }

    [Fact]
    public void OnRecord_Conversation_IsNotWritten()
    {
        var record = new OtRecord { Kind = RecordKind.Conversation };
        Send(_writer, record, Flow(), default(GapBody));
        Assert.Equal(0, _writer.Lines);
        Assert.Equal(0, _output.WrittenCount);
    }

    [Fact]
    public void OnRecord_HostilePath_IsEscaped()
    {
        var record = Pdu(RecordKind.Request, 3);
        record.Input = 1;
        Send(_writer, record, Flow(), Access());
        Assert.Equal("b\"\n\u0001é.pcap", Line().GetProperty("input").GetString());
    }

    [Fact]
    public void OnRecord_FlowOrdinalReused_WritesTheNewEndPoints()
    {
        Send(_writer, Pdu(RecordKind.Request, 3, flow: 5), Flow(), Access());
        Send(_writer, Pdu(RecordKind.Request, 3, flow: 5), Flow("192.0.2.11"), Access());
        Assert.Equal("192.0.2.11", Line().GetProperty("src").GetString());
        Send(_writer, Pdu(RecordKind.Request, 3, flow: 5 + 1024), Flow("192.0.2.12"), Access());
        Assert.Equal("192.0.2.12", Line().GetProperty("src").GetString());
    }

    [Fact]
    public void OnRecord_VeryLongFunctionName_IsClippedAndValid()
    {
        var record = Pdu(RecordKind.Request, 3);
        record.FunctionSymbol = _symbols.Intern(string.Concat(Enumerable.Repeat("é\u0001", 3000)));
        Send(_writer, record, Flow(), Access());
        string name = Line().GetProperty("function").GetString()!;
        Assert.InRange(Encoding.UTF8.GetByteCount(name), JsonText.MaxLength - 3, JsonText.MaxLength);
        Assert.StartsWith("é\u0001é\u0001", name);
    }

    [Fact]
    public void OnRecord_LongOpaqueData_SaysItsLength()
    {
        var access = RegisterAccess.Empty with { Values = ValueKind.Bytes };
        Send(_writer, Pdu(RecordKind.Request, 90), Flow(), access, new byte[5000]);
        Assert.Equal(JsonText.MaxLength, Line().GetProperty("data").GetString()!.Length);
        Assert.Equal(5000, Line().GetProperty("data_length").GetInt32());
    }

    [Fact]
    public void OnRecord_Warm_AllocatesNothing()
    {
        var writer = new RecordJsonWriter(_symbols, ["a.pcap"], new OutputBuffer(Stream.Null));
        var flow = Flow();
        var record = Pdu(RecordKind.Response, 3);
        record.FunctionSymbol = _symbols.Intern("read_holding_registers");
        var access = Access(100, 2) with { Values = ValueKind.Registers, ValueCount = 2 };
        var summary = Summary();
        var ended = new OtRecord { TimestampNs = Noon, Protocol = OtProtocol.Flow, Kind = RecordKind.Flow };
        byte[] payload = [1, 2, 3, 4];
        long allocated = -1;
        for (int round = 0; round < 2; round++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < 2000; i++)
            {
                record.TimestampNs += 7_654_321;
                record.Frame++;
                writer.OnRecord(in record, new RecordBody(ref flow, RecordBody.HeadOf(ref access), payload));
                writer.OnRecord(in ended, new RecordBody(ref flow, RecordBody.HeadOf(ref summary), default));
            }

            allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        }

        Assert.Equal(0, allocated);
    }

    private string Text() => Encoding.UTF8.GetString(_output.WrittenSpan).TrimEnd('\n').Split('\n')[^1];

    private JsonElement Line()
    {
        using var document = JsonDocument.Parse(Text());
        return document.RootElement.Clone();
    }

    private void AssertLine(string expected)
    {
        Assert.Equal(expected.Replace('\'', '"'), Text());
        Assert.Equal(JsonValueKind.Object, Line().ValueKind);
    }

    private void AssertEnd(string expected)
    {
        Assert.EndsWith("," + expected.Replace('\'', '"'), Text());
        Assert.Equal(JsonValueKind.Object, Line().ValueKind);
    }
}
