using System.Buffers.Binary;
using System.Text;
using CraneAnomaly.Records;
using CraneAnomaly.Records.Signals;
using CraneAnomaly.Records.Site;
using CraneAnomaly.Telemetry;

namespace CraneAnomaly.Tests.Telemetry.Tags;

public class RegisterTagsTests
{
    private const string Map = """
        {"tags":[
          {"source":"modbus:192.0.2.10:502/1/hr/100","type":"i16","signal":"hoist.speed","scale":0.01,"crane":"QC01"},
          {"source":"modbus:192.0.2.10:502/1/hr/101","type":"f32","signal":"spreader.load","unit":"kg","crane":"QC01"},
          {"source":"modbus:192.0.2.10:502/1/hr/103","type":"u32/cdab","signal":"tos.moves","offset":1,"crane":"QC02"},
          {"source":"modbus:192.0.2.10:502/1/hr/105.3","signal":"emergency_stop","crane":"QC01"},
          {"source":"modbus:192.0.2.10:502/1/hr/106","type":"f64","signal":"oil.pressure","crane":"QC01"},
          {"source":"modbus:192.0.2.10:502/1/co/3","signal":"gate","crane":"QC01"},
          {"source":"csv:v","signal":"hoist.speed","unit":"m/min"}]}
        """;

    private static readonly byte[] Registers = Words(
        unchecked((ushort)-150), 0x46C1, 0xC000, 7, 1, 8, 0x4012, 0x8000, 0, 0);

    [Fact]
    public void OnRecord_ReadAnswer_GivesARowForEachCrane() =>
        Assert.Equal(
            [
                "QC01 hoist.speed=-1.5 spreader.load=24.8 emergency_stop=1 oil.pressure=4.625",
                "QC02 tos.moves=65544",
            ],
            Rows(Response(RegisterTable.HoldingRegisters, 100, ValueKind.Registers, Registers, 10)));

    [Theory]
    [InlineData(101, 2, "QC01 spreader.load=24.8")]
    [InlineData(101, 1, null)]
    [InlineData(102, 1, null)]
    [InlineData(104, 2, "QC01 emergency_stop=1")]
    [InlineData(0, 10, null)]
    public void OnRecord_PartOfTheRange_GivesWhatIsWhole(int address, int count, string? row)
    {
        byte[] part = address >= 100 ? Registers[((address - 100) * 2)..((address - 100 + count) * 2)] : Registers;

        Assert.Equal(row is null ? [] : [row], Rows(Response(RegisterTable.HoldingRegisters, address, ValueKind.Registers, part, count)));
    }

    [Fact]
    public void OnRecord_Coils_AreFlags() =>
        Assert.Equal(["QC01 gate=1"], Rows(Response(RegisterTable.Coils, 1, ValueKind.Bits, [0b100], 3)));

    [Fact]
    public void OnRecord_AnotherServerUnitOrTable_GivesNothing()
    {
        Assert.Empty(Rows(Response(RegisterTable.InputRegisters, 100, ValueKind.Registers, Registers, 10)));
        Assert.Empty(Rows(Response(RegisterTable.HoldingRegisters, 100, ValueKind.Registers, Registers, 10) with { Unit = 2 }));
        Assert.Empty(Rows(Response(RegisterTable.HoldingRegisters, 100, ValueKind.Registers, Registers, 10) with { Server = "192.0.2.11" }));
        Assert.Empty(Rows(Response(RegisterTable.HoldingRegisters, 100, ValueKind.Registers, Registers, 10) with { Matched = false }));
    }

    [Fact]
    public void OnRecord_Write_GivesWhatIsWritten() =>
        Assert.Equal(
            ["QC01 hoist.speed=-1.5"],
            Rows(Response(RegisterTable.HoldingRegisters, 100, ValueKind.Registers, Registers[..2], 1) with { IsWrite = true }));

    [Fact]
    public void OnRecord_PayloadShorterThanItsCount_StaysInside() =>
        Assert.Equal(["QC01 hoist.speed=-1.5"], Rows(Response(RegisterTable.HoldingRegisters, 100, ValueKind.Registers, Registers[..3], 10)));

    private static Pdu Response(RegisterTable table, int address, ValueKind kind, byte[] payload, int count) =>
        new(table, address, kind, payload, count);

    private static List<string> Rows(Pdu pdu)
    {
        var symbols = new SymbolTable();
        var readers = new TelemetryReaders(Limits.Default, symbols, Tag.Read(SiteNode.Parse("tags.json", Encoding.UTF8.GetBytes(Map))));
        var access = RegisterAccess.Empty;
        (access.Address, access.Table, access.Values, access.ValueCount) = (pdu.Address, pdu.Table, pdu.Kind, (ushort)pdu.Count);
        IpAddress.TryParse(pdu.Server, out var server);
        var flow = new FlowIdentity { Responder = server, ResponderPort = 502 };
        var head = RecordBody.HeadOf(in access);
        var record = new OtRecord
        {
            TimestampNs = 5,
            Unit = (ushort)pdu.Unit,
            Protocol = OtProtocol.Modbus,
            Kind = pdu.IsWrite ? RecordKind.Request : RecordKind.Response,
            Flags = pdu.IsWrite ? RecordFlags.Writes : pdu.Matched ? RecordFlags.Matched : RecordFlags.None,
        };
        var lines = new List<string>();
        var sink = new Sink(symbols, lines);
        readers.Registers!.OnRecord(record, new RecordBody(in flow, head, pdu.Payload), ref sink);
        return lines;
    }

    private static byte[] Words(params ReadOnlySpan<ushort> words)
    {
        byte[] bytes = new byte[words.Length * 2];
        for (int i = 0; i < words.Length; i++) BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(i * 2), words[i]);
        return bytes;
    }

    private sealed record Pdu(RegisterTable Table, int Address, ValueKind Kind, byte[] Payload, int Count)
    {
        public string Server { get; init; } = "192.0.2.10";

        public int Unit { get; init; } = 1;

        public bool IsWrite { get; init; }

        public bool Matched { get; init; } = true;
    }

    private readonly struct Sink(SymbolTable symbols, List<string> lines) : IRecordSink
    {
        public void OnRecord(in OtRecord record, RecordBody body)
        {
            Assert.Equal((RecordKind.Measurement, 5L), (record.Kind, record.TimestampNs));
            var text = new StringBuilder(symbols.Name(record.Crane));
            foreach (var value in body.Signals)
                text.Append(FormattableString.Invariant($" {SignalCatalog.Name(value.Signal, symbols)}={value.Number}"));
            lines.Add(text.ToString());
        }
    }
}
