using CraneAnomaly.Capture;
using CraneAnomaly.Protocols.Modbus;
using CraneAnomaly.Records;
using static CraneAnomaly.Simulator.Wire.ModbusEncoder;

namespace CraneAnomaly.Tests.Protocols.Modbus;

public class ModbusFactoryTests
{
    private readonly ModbusFactory<CountingSink> _factory = new(Limits.Default, new());

    [Theory]
    [InlineData("04000000001300000000000000000000000000000000000000", "ENIP list services, as told of Suricata")]
    [InlineData("6500040000000000000000000000000000000000000000000100 0000", "ENIP register session")]
    [InlineData("63000000000000000000000000000000000000000000000000", "ENIP list identity")]
    [InlineData("0300001302E000000000000100080003000000", "RDP connection request")]
    [InlineData("0300001611E00000001400C1020100C2020102C0010A", "COTP connection request")]
    [InlineData("16030100850100008103037362F8", "TLS client hello")]
    [InlineData("001D000001000001000000000000026161076578616D706C65", "DNS over TCP")]
    [InlineData("001D000000000001000000000000026161076578616D706C65", "DNS over TCP, no recursion")]
    [InlineData("00000055FF534D4272000000001843C8000000000000000000", "SMB")]
    [InlineData("474554202F20485454502F312E310D0A", "HTTP")]
    [InlineData("0564050AC9000000000036 4C", "DNP3")]
    [InlineData("00000000000000000000000000000000", "zeros")]
    public void Probe_OtherProtocols_No(string hex, string what)
    {
        var payload = Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal));
        for (int length = 8; length <= payload.Length; length++)
        {
            foreach (ushort port in (ushort[])[502, 44_818])
            {
                if (port == 502 && what.StartsWith("ENIP list services", StringComparison.Ordinal)) continue;
                Assert.NotInRange(Probe(payload.AsSpan(0, length), port, false), ProbeResult.Client, ProbeResult.Yes);
            }
        }

        Assert.Equal(ProbeResult.No, Probe(payload, 44_818, false));
    }

    [Fact]
    public void Probe_RegisteredPort_HeaderIsEnough()
    {
        Assert.Equal(ProbeResult.Client, Probe(Adu(0, 0, [0, 0, 0, 0, 0]), 502, false));
        Assert.Equal(ProbeResult.Server, Probe(Adu(0, 0, Exception(0, 1)), 502, true));
        Assert.Equal(ProbeResult.Client, Probe(Adu(0, 0, Umas(0, 2)), 502, false));
        Assert.Equal(ProbeResult.Server, Probe(RawAdu(0x0500, 0x0B03, 3, 0, Exception(0, 1)), 502, true));
    }

    [Fact]
    public void Probe_OtherPort_ContentDecidesAndSaysWhoIsClient()
    {
        Assert.Equal(ProbeResult.Client, Probe(Adu(1, 1, Read(3, 0, 10)), 5020, true));
        Assert.Equal(ProbeResult.Server, Probe(Adu(1, 1, Registers(3, 1, 2)), 5020, false));
        Assert.Equal(ProbeResult.Yes, Probe(Adu(1, 1, WriteCoil(1, true)), 5020, false));
        Assert.Equal(ProbeResult.No, Probe(Adu(1, 1, Read(3, 0, 126)), 5020, false));
        Assert.Equal(ProbeResult.No, Probe(Adu(1, 1, [66, 0, 0, 0, 0]), 5020, false));
        Assert.Equal(ProbeResult.Unsure, Probe(Adu(1, 1, Bare(17)), 5020, false));
        Assert.Equal(ProbeResult.Client, Probe([.. Adu(1, 1, Bare(17)), .. Adu(2, 1, Read(3, 0, 1))], 5020, false));
        Assert.Equal(ProbeResult.No, Probe([.. Adu(1, 1, Read(3, 0, 1)), 1, 2, 3, 4, 5, 6, 7, 8], 5020, false));
    }

    private ProbeResult Probe(ReadOnlySpan<byte> payload, ushort port, bool fromResponder)
    {
        var driver = new StreamDriver<CountingSink>(_factory.Create()) { ResponderPort = port, Midstream = true };
        return _factory.Probe(payload, driver.Context(fromResponder));
    }
}
