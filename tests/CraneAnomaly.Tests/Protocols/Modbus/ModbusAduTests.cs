using System.Buffers;
using CraneAnomaly.Protocols.Modbus;
using CraneAnomaly.Simulator.Wire;

namespace CraneAnomaly.Tests.Protocols.Modbus;

public class ModbusAduTests
{
    [Fact]
    public void TryRead_WholeAdu_GivesItsFields()
    {
        byte[] bytes = [.. ModbusEncoder.Adu(0x1234, 17, [3, 0, 1, 0, 2]), 0xEE];
        Assert.Equal(OperationStatus.Done, ModbusAdu.TryRead(bytes, out var adu, out int consumed));
        Assert.Equal(12, consumed);
        Assert.Equal((0x1234, 0, 17, 3), (adu.Transaction, adu.ProtocolId, adu.Unit, adu.Function));
        Assert.Equal([3, 0, 1, 0, 2], adu.Pdu.ToArray());
    }

    [Theory]
    [InlineData(0, 0, OperationStatus.InvalidData)]
    [InlineData(0, 1, OperationStatus.InvalidData)]
    [InlineData(0, 2, OperationStatus.Done)]
    [InlineData(0, 254, OperationStatus.Done)]
    [InlineData(0, 255, OperationStatus.InvalidData)]
    [InlineData(0, 65_535, OperationStatus.InvalidData)]
    [InlineData(1, 2, OperationStatus.InvalidData)]
    [InlineData(256, 2, OperationStatus.InvalidData)]
    public void TryRead_ProtocolAndLength_AsTheGuideHasThem(int protocol, int length, OperationStatus expected)
    {
        var bytes = ModbusEncoder.RawAdu(1, protocol, length, 1, new byte[253]);
        Assert.Equal(expected, ModbusAdu.TryRead(bytes, out _, out int consumed));
        Assert.Equal(expected == OperationStatus.Done ? length + 6 : 0, consumed);
    }
}
