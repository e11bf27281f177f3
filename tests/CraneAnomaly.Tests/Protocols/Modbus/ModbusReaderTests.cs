using CraneAnomaly.Protocols;
using CraneAnomaly.Records;
using static CraneAnomaly.Simulator.Wire.ModbusEncoder;

namespace CraneAnomaly.Tests.Protocols.Modbus;

public class ModbusReaderTests
{
    private readonly List<string> _lines = [];

    [Fact]
    public void Read_OneIdentifierForAllRequests_PairedInOrder()
    {
        var driver = Driver();
        driver.Send(false, [.. Adu(0, 1, Read(3, 10, 1)), .. Adu(0, 1, Read(4, 20, 2)), .. Adu(0, 1, Read(3, 30, 1))]);
        driver.Send(true, [.. Adu(0, 1, Registers(3, 7)), .. Adu(0, 1, Registers(4, 8, 9))]);
        driver.Send(true, Adu(0, 1, Registers(3, 6)));
        Assert.Contains("address=10 quantity=1", _lines[3]);
        Assert.Contains("address=20 quantity=2", _lines[4]);
        Assert.Contains("address=30 quantity=1", _lines[5]);
        Assert.All(_lines[3..], line => Assert.Contains("Matched", line));
    }

    [Fact]
    public void Read_ConstantIdentifierAndALostResponse_LaterOnesPairWithTheirOwn()
    {
        var driver = Driver();
        driver.Send(false, Adu(0, 1, Read(3, 10, 1)));
        driver.TimestampNs += 1_000_000_000;
        driver.Send(false, Adu(0, 1, Read(3, 20, 1)));
        driver.TimestampNs += 2_000_000;
        driver.Send(true, Adu(0, 1, Registers(3, 7)));
        Assert.EndsWith("duplicate_transaction", _lines[1]);
        Assert.Contains("address=20 quantity=1", _lines[2]);
        Assert.Contains("latency=2000", _lines[2]);
        driver.End();
        Assert.Equal("violation bytes=0 offset=-1 count=1 unanswered_requests", _lines[3]);
    }

    [Fact]
    public void Read_UnitsBehindAGateway_PairedByUnit()
    {
        var driver = Driver();
        driver.Send(false, [.. Adu(5, 1, Read(3, 10, 1)), .. Adu(5, 2, Read(3, 20, 1))]);
        driver.Send(true, [.. Adu(5, 2, Registers(3, 2)), .. Adu(5, 1, Registers(3, 1))]);
        Assert.Contains("unit=2 address=20", _lines[2]);
        Assert.Contains("unit=1 address=10", _lines[3]);
        Assert.DoesNotContain(_lines, line => line.Contains("duplicate"));
    }

    [Theory]
    [InlineData(3, "value_mismatch")]
    [InlineData(2, null)]
    public void Read_CountOtherThanAsked_ValueMismatch(int registers, string? violation)
    {
        var driver = Driver();
        driver.Send(false, Adu(1, 1, Read(3, 10, 2)));
        driver.Send(true, Adu(1, 1, Registers(3, new int[registers])));
        Assert.Equal(violation is not null, _lines[1].EndsWith("value_mismatch"));
        Assert.Contains("Matched", _lines[1]);
    }

    [Fact]
    public void Read_EchoOtherThanWritten_ValueMismatch()
    {
        var driver = Driver();
        Exchange(driver, WriteRegister(4, 5), WriteRegister(4, 6));
        Exchange(driver, WriteRegister(4, 5), WriteRegister(3, 5));
        Exchange(driver, WriteCoil(4, true), WriteCoil(4, false));
        Exchange(driver, WriteRegisters(4, 1, 2), Written(16, 4, 1));
        Exchange(driver, MaskWrite(4, 1, 2), MaskWrite(4, 1, 3));
        Exchange(driver, Diagnostics(0, 5), Diagnostics(0, 6));
        Assert.All(_lines.Where(line => line.StartsWith("response")), line => Assert.EndsWith("value_mismatch", line));
    }

    [Fact]
    public void Read_OtherFunctionInResponse_FunctionMismatch()
    {
        var driver = Driver();
        Exchange(driver, Read(3, 10, 1), Registers(4, 1));
        Assert.EndsWith("[FromResponder, Matched] function_mismatch", _lines[1]);
        Assert.DoesNotContain("address", _lines[1]);
    }

    [Fact]
    public void Read_ResponseWithoutRequest_UnsolicitedUnlessPickedUpInTheMiddle()
    {
        Driver().Send(true, Adu(1, 1, Registers(3, 1)));
        var midstream = Driver(midstream: true);
        midstream.Send(true, Adu(1, 1, Registers(3, 1)));
        Exchange(midstream, Read(3, 10, 1), Registers(3, 1));
        midstream.Send(true, Adu(1, 1, Registers(3, 1)));
        Assert.EndsWith("unsolicited_response", _lines[0]);
        Assert.EndsWith("[FromResponder, Midstream]", _lines[1]);
        Assert.EndsWith("unsolicited_response", _lines[4]);
    }

    [Fact]
    public void OnGap_RequestsMissed_ResponseIsExcused()
    {
        var driver = Driver();
        driver.Gap(false, 12);
        driver.Send(true, Adu(1, 1, Registers(3, 1)));
        Assert.EndsWith("[FromResponder]", _lines[0]);
    }

    [Fact]
    public void OnGap_ResponsesMissed_NoDuplicateNoUnanswered()
    {
        var driver = Driver();
        driver.Send(false, Adu(0, 1, Read(3, 10, 1)));
        driver.Gap(true, 11);
        Exchange(driver, Read(3, 20, 1), Registers(3, 1), transaction: 0);
        driver.End();
        Assert.Equal(3, _lines.Count);
        Assert.Contains("address=20", _lines[2]);
        Assert.DoesNotContain(_lines, line => line.Contains("duplicate"));
    }

    [Fact]
    public void Read_UnsolicitedOfAnEvictedRequest_StillOneRecord()
    {
        var driver = Driver();
        for (int i = 0; i < 257; i++) driver.Send(false, Adu(i, 1, Read(3, i, 1)));
        driver.Send(true, Adu(0, 1, Registers(3, 1)));
        Assert.Equal("violation bytes=0 offset=-1 count=1 transaction_evicted", _lines[257]);
        Assert.EndsWith("unsolicited_response", _lines[258]);
        Assert.Equal(259, _lines.Count);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Read_MidstreamBetweenOtherPorts_ShapeSaysWhoIsClient(bool clientIsResponder)
    {
        var driver = Driver(midstream: true, responderPort: 5_020);
        driver.Send(clientIsResponder, Adu(1, 1, Read(3, 10, 1)));
        driver.Send(!clientIsResponder, Adu(1, 1, Registers(3, 1)));
        Assert.StartsWith("request", _lines[0]);
        Assert.StartsWith("response", _lines[1]);
        Assert.Contains("address=10", _lines[1]);
    }

    [Fact]
    public void Read_OpenedFromTheServersPort_StillTheServer()
    {
        var driver = Driver(responderPort: 2_582, originatorPort: 502);
        driver.Send(true, Adu(1, 1, [66, 0, 0, 0, 0]));
        driver.Send(false, Adu(1, 1, Exception(66, 1)));
        Assert.StartsWith("request unknown_66", _lines[0]);
        Assert.StartsWith("exception unknown_66", _lines[1]);
        Assert.Contains("Matched", _lines[1]);
    }

    [Fact]
    public void Read_UmasOneByteTooLong_ReadWithViolation()
    {
        var driver = Driver();
        Exchange(driver, Umas(1, 0x20, 1), Umas(1, 0xFE, new byte[251]));
        Assert.StartsWith("response umas", _lines[1]);
        Assert.EndsWith("invalid_length", _lines[1]);
    }

    [Fact]
    public void Read_ExceptionInAForeignHeader_InvalidProtocolId()
    {
        // A Modbus server that was sent a TLS hello: it answers with the header it got.
        var driver = Driver();
        driver.Send(true, RawAdu(0x1603, 0x0100, 3, 0, Exception(0, 1)));
        Assert.StartsWith("exception unknown_0", _lines.Single());
        Assert.EndsWith("invalid_protocol_id", _lines.Single());
    }

    [Fact]
    public void Read_UnknownFunctionAfterAGap_Read()
    {
        var driver = Driver();
        driver.Gap(false, 100);
        driver.Send(false, Adu(0, 1, [66, 0, 0, 0, 0]));
        Assert.StartsWith("request unknown_66", _lines.Single());
    }

    [Fact]
    public void Read_ZerosWithoutEnd_SkippedAsTheyCome()
    {
        var driver = Driver();
        driver.Send(false, new byte[100_000], 1460);
        Assert.InRange(driver.MostHeld, 0, 7);
        driver.End();
        Assert.Equal("violation bytes=100000 offset=0 count=1 unframeable", _lines.Single());
    }

    private static void Exchange(
        StreamDriver<TextSink> driver, byte[] request, byte[] response, int transaction = 9)
    {
        driver.Send(false, Adu(transaction, 1, request));
        driver.Send(true, Adu(transaction, 1, response));
    }

    private StreamDriver<TextSink> Driver(
        bool midstream = false, ushort responderPort = 502, ushort originatorPort = 49_152)
    {
        var symbols = new SymbolTable();
        var reader = ProtocolCatalog.Create<TextSink>(Limits.Default, symbols)
            .First(f => f.Protocol == OtProtocol.Modbus).Create();
        return new(reader)
        {
            Sink = new(symbols, _lines),
            Midstream = midstream,
            OriginatorPort = originatorPort,
            ResponderPort = responderPort,
        };
    }
}
