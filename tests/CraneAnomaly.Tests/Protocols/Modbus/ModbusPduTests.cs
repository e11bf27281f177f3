using CraneAnomaly.Protocols.Modbus;
using CraneAnomaly.Records;
using CraneAnomaly.Simulator.Wire;
using FsCheck.Xunit;

namespace CraneAnomaly.Tests.Protocols.Modbus;

public class ModbusPduTests
{
    [Theory]
    [InlineData("01 0000 07D0", Violation.None)]
    [InlineData("01 0000 07D1", Violation.InvalidQuantity)]
    [InlineData("02 0000 0000", Violation.InvalidQuantity)]
    [InlineData("03 0000 007D", Violation.None)]
    [InlineData("03 0000 007E", Violation.InvalidQuantity)]
    [InlineData("03 FFFF 0001", Violation.None)]
    [InlineData("04 FFFF 0002", Violation.InvalidAddress)]
    [InlineData("03 0000 00", Violation.TruncatedPdu)]
    [InlineData("03 0000 0001 00", Violation.TrailingBytes)]
    [InlineData("05 0001 FF00", Violation.None)]
    [InlineData("05 0001 0000", Violation.None)]
    [InlineData("05 0001 FF01", Violation.InvalidValue)]
    [InlineData("05 0001 0100", Violation.InvalidValue)]
    [InlineData("05 0001 FF", Violation.TruncatedPdu)]
    [InlineData("06 0001 FFFF", Violation.None)]
    [InlineData("06 0001 FFFF 00", Violation.TrailingBytes)]
    [InlineData("07", Violation.None)]
    [InlineData("07 00", Violation.TrailingBytes)]
    [InlineData("08 0000 1234", Violation.None)]
    [InlineData("08 0000", Violation.TruncatedPdu)]
    [InlineData("08 0000 12", Violation.TruncatedPdu)]
    [InlineData("08 0000 123456", Violation.InvalidByteCount)]
    [InlineData("08 0001 FF00", Violation.None)]
    [InlineData("08 0001 0001", Violation.InvalidValue)]
    [InlineData("08 0002 0001", Violation.InvalidValue)]
    [InlineData("08 0009 0000", Violation.InvalidValue)]
    [InlineData("0B", Violation.None)]
    [InlineData("0F 0013 000A 02 CD01", Violation.None)]
    [InlineData("0F 0013 000A 03 CD0100", Violation.InvalidByteCount)]
    [InlineData("0F 0013 000A 02 CD", Violation.InvalidByteCount)]
    [InlineData("0F 0013 0000 00", Violation.InvalidQuantity)]
    [InlineData("0F 0013 07B1 F7", Violation.InvalidQuantity)]
    [InlineData("0F FFF8 0009 02 FFFF", Violation.InvalidAddress)]
    [InlineData("10 0001 0002 04 000A0102", Violation.None)]
    [InlineData("10 0001 0002 05 000A010203", Violation.InvalidByteCount)]
    [InlineData("10 0001 0002 04 000A0102 00", Violation.InvalidByteCount)]
    [InlineData("10 0001 0002 FF 000A0102", Violation.InvalidByteCount)]
    [InlineData("10 0001 007C F8", Violation.InvalidQuantity)]
    [InlineData("10 0001", Violation.TruncatedPdu)]
    [InlineData("14 07 06 0004 0001 0002", Violation.None)]
    [InlineData("14 00", Violation.InvalidByteCount)]
    [InlineData("14 08 06 0004 0001 0002 00", Violation.InvalidByteCount)]
    [InlineData("14 07 05 0004 0001 0002", Violation.InvalidValue)]
    [InlineData("14 07 06 0000 0001 0002", Violation.InvalidAddress)]
    [InlineData("14 07 06 0004 2710 0002", Violation.InvalidAddress)]
    [InlineData("15 09 06 0004 0007 0001 06AF", Violation.None)]
    [InlineData("15 09 06 0004 0007 0002 06AF", Violation.InvalidByteCount)]
    [InlineData("15 0B 06 0004 0007 0001 06AF 0000", Violation.InvalidByteCount)]
    [InlineData("16 0004 00F2 0025", Violation.None)]
    [InlineData("16 0004 00F2", Violation.TruncatedPdu)]
    [InlineData("17 0003 0006 000E 0001 02 00FF", Violation.None)]
    [InlineData("17 0003 007E 000E 0001 02 00FF", Violation.InvalidQuantity)]
    [InlineData("17 0003 0006 000E 007A F4", Violation.InvalidQuantity)]
    [InlineData("17 0003 0006 FFFF 0002 04 00FF00FF", Violation.InvalidAddress)]
    [InlineData("17 0003 0006 000E 0001 04 00FF00FF", Violation.InvalidByteCount)]
    [InlineData("18 04DE", Violation.None)]
    [InlineData("18 04DE 00", Violation.TrailingBytes)]
    [InlineData("2B 0E 01 00", Violation.None)]
    [InlineData("2B 0E 05 00", Violation.InvalidValue)]
    [InlineData("2B 0F 01 00", Violation.InvalidValue)]
    [InlineData("2B 0E 01 00 00", Violation.TrailingBytes)]
    [InlineData("2B 0D 01 02", Violation.None)]
    [InlineData("5A 00 02", Violation.None)]
    [InlineData("5A 00", Violation.TruncatedPdu)]
    [InlineData("7D 01", Violation.None)]
    [InlineData("41 01", Violation.UnknownFunctionCode)]
    [InlineData("00 01", Violation.InvalidFunctionCode)]
    [InlineData("83 01", Violation.InvalidFunctionCode)]
    public void Decode_Request_FirstViolation(string hex, Violation expected)
    {
        var access = RegisterAccess.Empty;
        Assert.Equal(expected, ModbusRequest.Decode(Bytes(hex), ref access, out _));
    }

    [Theory]
    [InlineData("01 03 CD6B05", Violation.None)]
    [InlineData("01 04 CD6B05", Violation.InvalidByteCount)]
    [InlineData("01 00", Violation.InvalidByteCount)]
    [InlineData("01", Violation.TruncatedPdu)]
    [InlineData("03 02 022B", Violation.None)]
    [InlineData("03 03 022B00", Violation.InvalidByteCount)]
    [InlineData("04 FF 022B", Violation.InvalidByteCount)]
    [InlineData("05 00AC FF00", Violation.None)]
    [InlineData("05 00AC AAAA", Violation.InvalidValue)]
    [InlineData("07 6D", Violation.None)]
    [InlineData("0B FFFF 0108", Violation.None)]
    [InlineData("0C 08 0000 0108 0121 2000", Violation.None)]
    [InlineData("0C 05 0000 0108 01", Violation.InvalidByteCount)]
    [InlineData("0F 0013 000A", Violation.None)]
    [InlineData("10 0013", Violation.TruncatedPdu)]
    [InlineData("11 02 09FF", Violation.None)]
    [InlineData("14 06 05 06 0DFE0020", Violation.None)]
    [InlineData("14 06 00 06 0DFE0020", Violation.InvalidByteCount)]
    [InlineData("14 06 06 06 0DFE0020", Violation.InvalidByteCount)]
    [InlineData("14 06 03 06 0DFE 0020", Violation.InvalidByteCount)]
    [InlineData("17 04 00FE 0ACD", Violation.None)]
    [InlineData("18 0006 0002 01B8 1284", Violation.None)]
    [InlineData("18 0006 0003 01B8 1284", Violation.InvalidByteCount)]
    [InlineData("18 0042 0020 01B8", Violation.InvalidQuantity)]
    [InlineData("2B 0E 01 01 00 00 01 00 02 4142", Violation.None)]
    [InlineData("2B 0E 01 01 00 00 02 00 02 4142", Violation.InvalidQuantity)]
    [InlineData("2B 0E 01 01 00 00 01 00 03 4142", Violation.InvalidByteCount)]
    [InlineData("2B 0E 01 01 00 00 01 00", Violation.InvalidByteCount)]
    [InlineData("2B 0E 01 01 07 00 00", Violation.InvalidValue)]
    [InlineData("2B 0E 01", Violation.TruncatedPdu)]
    [InlineData("5A 00 FE", Violation.None)]
    [InlineData("83 02", Violation.None)]
    [InlineData("83 0B", Violation.None)]
    [InlineData("83 00", Violation.InvalidExceptionCode)]
    [InlineData("83 07", Violation.InvalidExceptionCode)]
    [InlineData("83 FF", Violation.InvalidExceptionCode)]
    [InlineData("83", Violation.TruncatedPdu)]
    [InlineData("83 02 00", Violation.TrailingBytes)]
    [InlineData("41 01", Violation.UnknownFunctionCode)]
    [InlineData("00", Violation.InvalidFunctionCode)]
    public void Decode_Response_FirstViolation(string hex, Violation expected)
    {
        var access = RegisterAccess.Empty;
        Assert.Equal(expected, ModbusResponse.Decode(Bytes(hex), ref access, out _));
    }

    [Theory]
    [InlineData("03 0102 00")]
    [InlineData("05 0102 FF")]
    [InlineData("06 0102")]
    [InlineData("0F 0102 0001")]
    [InlineData("10 0102 00")]
    [InlineData("16 0102 0000")]
    [InlineData("17 0102 0001 0003 0001")]
    public void Decode_TruncatedBehindTheAddress_StillReadsIt(string hex)
    {
        var access = RegisterAccess.Empty;
        Assert.Equal(Violation.TruncatedPdu, ModbusRequest.Decode(Bytes(hex), ref access, out _));
        Assert.Equal(0x0102, access.Address);
        Assert.Equal(RegisterAccess.Absent, access.Quantity);
    }

    [Property]
    public bool Decode_WriteRegisters_GivesBackWhatWasEncoded(ushort address, ushort[] values)
    {
        int[] written = values.Take(123).Select(v => (int)v).ToArray();
        if (written.Length == 0 || address + written.Length > 65_536) return true;
        var access = RegisterAccess.Empty;
        var wrong = ModbusRequest.Decode(ModbusEncoder.WriteRegisters(address, written), ref access, out var wire);
        return wrong == Violation.None && access.Address == address && access.Quantity == written.Length
            && access.ValueCount == written.Length
            && ModbusEncoder.Registers(3, written).AsSpan(2).SequenceEqual(wire);
    }

    [Property]
    public bool Decode_AnyBytes_ValuesAreInsideAndCounted(byte function, byte[] data, bool response)
    {
        byte[] pdu = [function, .. data];
        var access = RegisterAccess.Empty;
        var wrong = response
            ? ModbusResponse.Decode(pdu, ref access, out var values)
            : ModbusRequest.Decode(pdu, ref access, out values);
        int needed = access.Values switch
        {
            ValueKind.Bits => (access.ValueCount + 7) / 8,
            ValueKind.Registers => access.ValueCount * 2,
            ValueKind.Bytes => access.ValueCount,
            _ => 0,
        };
        return needed <= values.Length && (access.Values != ValueKind.None || access.ValueCount == 0)
            && Enum.IsDefined(wrong);
    }

    private static byte[] Bytes(string hex) => Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal));
}
