using CraneAnomaly.Records;
using CraneAnomaly.Sinks.Formats.Zeek;
using CraneAnomaly.Tests.Support;
using static CraneAnomaly.Tests.Sinks.SampleRecords;

namespace CraneAnomaly.Tests.Sinks;

public sealed class ZeekLogWriterTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("zeek").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void OnRecord_IcsnppExample_EqualsItsBaseline()
    {
        string capture = Shared.Capture("modbus/cisagov-icsnpp-modbus/modbus_example.pcap");
        Write(writer => ModbusExampleFeed.Run(capture, writer));
        ZeekBaselineComparer.AssertEqual(_folder, capture + ".baseline/analyzer.basic");
        var modbus = Rows("modbus");
        Assert.Equal(24, modbus.Length);
        Assert.Equal(4, Rows("modbus_read_device_identification").Length);
        Assert.Equal(Rows("modbus_detailed")[24][13], Rows("modbus_read_device_identification")[3][11]);
    }

    [Fact]
    public void Dispose_Twice_GivesTheSameBytesForTheSameRecords()
    {
        string capture = Shared.Capture("modbus/cisagov-icsnpp-modbus/modbus_example.pcap");
        Write(writer => ModbusExampleFeed.Run(capture, writer));
        var first = Directory.GetFiles(_folder).Order().Select(File.ReadAllText).ToArray();
        Write(writer => ModbusExampleFeed.Run(capture, writer));
        Assert.Equal(first, Directory.GetFiles(_folder).Order().Select(File.ReadAllText));
    }

    [Fact]
    public void OnRecord_NothingOfALog_LeavesNoFile()
    {
        Write(writer => Send(writer, Pdu(RecordKind.Request, 3), Flow(), Access(0, 1)));
        var files = Directory.GetFiles(_folder).Select(Path.GetFileName).Order(StringComparer.Ordinal);
        Assert.Equal(["modbus_detailed.log"], files);
    }

    [Fact]
    public void OnRecord_Flow_TellsItsUnansweredRequestsAlone()
    {
        Write(writer =>
        {
            Send(writer, Pdu(RecordKind.Request, 3, tid: 1, flow: 0), Flow(), Access(10, 1));
            Send(writer, Pdu(RecordKind.Request, 3, tid: 2, flow: 1), Flow("192.0.2.11"), Access(20, 1));
            Send(writer, Pdu(RecordKind.Request, 3, tid: 3, frame: 2, flow: 0), Flow(), Access(30, 1));
            var ended = new OtRecord { TimestampNs = Noon, Protocol = OtProtocol.Flow, Kind = RecordKind.Flow };
            Send(writer, ended, Flow(), Summary());
            Assert.Equal(0, writer.RequestsEvicted);
        });
        Assert.Equal([("10", "F"), ("30", "F"), ("20", "F")], Rows("modbus_detailed").Select(r => (r[9], r[14])));
    }

    [Fact]
    public void OnRecord_RepeatedTransaction_JoinsByTheRequestsFrame()
    {
        Write(writer =>
        {
            Send(writer, Pdu(RecordKind.Request, 3, tid: 9, frame: 1), Flow(), Access(10, 1));
            Send(writer, Pdu(RecordKind.Request, 3, tid: 9, frame: 2), Flow(), Access(20, 1));
            var answer = Access(20, 1) with { RequestFrame = 2, Values = ValueKind.Registers, ValueCount = 1 };
            Send(writer, Pdu(RecordKind.Response, 3, tid: 9, frame: 3), Flow(), answer, 0, 5);
        });
        Assert.Equal(
            [("20", "5", "T"), ("10", "-", "F")],
            Rows("modbus_detailed").Select(r => (r[9], r[12], r[14])));
    }

    [Fact]
    public void OnRecord_ResponseAlone_IsToldUnmatched()
    {
        var alone = Pdu(RecordKind.Response, 1);
        alone.Flags = RecordFlags.FromResponder;
        var exception = Pdu(RecordKind.Exception, 3);
        exception.Flags = RecordFlags.FromResponder;
        Write(writer =>
        {
            var bits = RegisterAccess.Empty with { Values = ValueKind.Bits, ValueCount = 8 };
            Send(writer, alone, Flow(), bits, 0b0000_0101);
            Send(writer, exception, Flow(), RegisterAccess.Empty with { ExceptionCode = 11 });
        });
        var rows = Rows("modbus_detailed");
        Assert.Equal(["READ_COILS", "-", "8", "-", "1,0,1,0,0,0,0,0", "-", "F"], rows[0][8..15]);
        Assert.Equal(["READ_HOLDING_REGISTERS_EXCEPTION", "-", "-", "-", "-", "-", "-"], rows[1][8..15]);
        Assert.Equal("GATEWAY_TARGET_DEVICE_FAILED_TO_RESPOND", rows[1][19]);
    }

    [Fact]
    public void OnRecord_UnknownCodes_AreNumbersAsOnTheWire()
    {
        Write(writer =>
        {
            Send(writer, Pdu(RecordKind.Request, 29), Flow(), RegisterAccess.Empty);
            Send(writer, Pdu(RecordKind.Exception, 28), Flow(), RegisterAccess.Empty with { ExceptionCode = 99 });
            Send(writer, Pdu(RecordKind.Request, 0x9C), Flow(), RegisterAccess.Empty);
            var refused = RegisterAccess.Empty with { Subfunction = 0xFD, Values = ValueKind.Bytes };
            Send(writer, Pdu(RecordKind.Exception, 90), Flow(), refused, 1);
        });
        var rows = Rows("modbus");
        Assert.Equal(["unknown-156", "unknown-99"], rows[0][6..]);
        Assert.Equal(["PROGRAM_UNITY", "-"], rows[1][6..]);
        Assert.Equal(2, rows.Length);
        Assert.Equal(4, Rows("modbus_detailed").Length);
    }

    [Fact]
    public void OnRecord_FileAccess_CountsAndShowsItsGroups()
    {
        var access = RegisterAccess.Empty with { Values = ValueKind.FileRecords };
        Write(writer =>
        {
            byte[] asked = [6, 0, 4, 0, 1, 0, 2, 6, 0, 3, 0, 9, 0, 1];
            Send(writer, Pdu(RecordKind.Request, 20), Flow(), access, asked);
            byte[] told = [5, 6, 0x41, 0x5C, 0x09, 0x42, 3, 6, 0x31, 0x32];
            Send(writer, Pdu(RecordKind.Response, 20, frame: 2), Flow(), access with { RequestFrame = 1 }, told);
        });
        var row = Rows("modbus_detailed")[0];
        Assert.Equal("2", row[10]);
        Assert.Equal(
            @"[file_len=5, ref_type=6, record_data=A\\\x09B] | [file_len=3, ref_type=6, record_data=12]", row[18]);
    }

    [Fact]
    public void OnRecord_TooManyOpenRequests_TellsTheOldest()
    {
        using (var writer = new ZeekLogWriter(_folder, new Limits { PendingLogRows = 2 }))
        {
            for (uint tid = 1; tid <= 100; tid++)
            {
                var request = Pdu(RecordKind.Request, 3, tid, frame: tid, flow: (int)tid % 7);
                Send(writer, request, Flow(), Access((int)tid, 1));
            }

            Assert.Equal(98, writer.RequestsEvicted);
        }

        Assert.Equal(Enumerable.Range(1, 100).Select(i => $"{i}"), Rows("modbus_detailed").Select(r => r[9]));
    }

    [Fact]
    public void OnRecord_MomentaryFlow_LeavesDurationAndBytesUnset()
    {
        var flow = Flow("2001:db8::1", 8, "8.8.8.8", 0, protocol: 1);
        var summary = Summary(FlowState.OTH, "") with { LastNs = Noon, Service = OtProtocol.Unknown };
        var record = new OtRecord { TimestampNs = Noon, Protocol = OtProtocol.Flow, Kind = RecordKind.Flow };
        Write(writer => Send(writer, record, flow, summary));
        var row = Rows("conn")[0];
        Assert.Equal("1714564800.000000", row[0]);
        string[] expected = ["icmp", "-", "-", "-", "-", "OTH", "T", "F", "0", "-", "50", "2900", "48", "2897", "-"];
        Assert.Equal(expected, row[6..]);
    }

    [Fact]
    public void OnRecord_Warm_AllocatesNothing()
    {
        using var writer = new ZeekLogWriter(_folder, Limits.Default);
        var flow = Flow();
        var request = Pdu(RecordKind.Request, 3);
        var response = Pdu(RecordKind.Response, 3);
        var asked = Access(100, 2);
        var told = asked with { Values = ValueKind.Registers, ValueCount = 2 };
        byte[] payload = [1, 2, 3, 4];
        long allocated = -1;
        for (int round = 0; round < 2; round++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < 1000; i++)
            {
                request.Frame = told.RequestFrame = response.Frame++;
                writer.OnRecord(in request, new RecordBody(ref flow, RecordBody.HeadOf(ref asked), default));
                writer.OnRecord(in response, new RecordBody(ref flow, RecordBody.HeadOf(ref told), payload));
            }

            allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        }

        Assert.Equal(0, allocated);
    }

    private void Write(Action<ZeekLogWriter> records)
    {
        using var writer = new ZeekLogWriter(_folder, Limits.Default);
        records(writer);
    }

    private string[][] Rows(string log) =>
        [.. File.ReadAllLines(Path.Combine(_folder, log + ".log")).Where(l => l[0] != '#').Select(l => l.Split('\t'))];
}
