using CraneAnomaly.Protocols.Modbus;
using CraneAnomaly.Records;

namespace CraneAnomaly.Tests.Protocols.Modbus;

public class ModbusFunctionTests
{
    [Theory]
    [InlineData(1, "read_coils")]
    [InlineData(16, "write_multiple_registers")]
    [InlineData(43, "encap_interface_transport")]
    [InlineData(90, "umas")]
    [InlineData(126, "program_584_984_2")]
    [InlineData(0, "unknown_0")]
    [InlineData(66, "unknown_66")]
    [InlineData(255, "unknown_255")]
    public void Name_Code_AsZeekHasIt(byte code, string name) => Assert.Equal(name, ModbusFunctions.Name(code));

    [Fact]
    public void IsKnown_EveryCode_AgreesWithName()
    {
        for (int code = 0; code < 256; code++)
        {
            bool named = !ModbusFunctions.Name((byte)code).StartsWith("unknown_", StringComparison.Ordinal);
            Assert.Equal(named, ModbusFunctions.IsKnown((byte)code));
            if (ModbusFunctions.IsPublic((byte)code)) Assert.True(named);
        }
    }

    [Theory]
    [InlineData(3, -1, RecordFlags.None)]
    [InlineData(5, -1, RecordFlags.Writes)]
    [InlineData(23, -1, RecordFlags.Writes)]
    [InlineData(8, 0, RecordFlags.None)]
    [InlineData(8, 1, RecordFlags.Writes | RecordFlags.Critical)]
    [InlineData(8, 4, RecordFlags.Writes | RecordFlags.Critical)]
    [InlineData(8, 10, RecordFlags.Writes | RecordFlags.Critical)]
    [InlineData(90, 0x23, RecordFlags.Writes)]
    [InlineData(90, 0x41, RecordFlags.Writes | RecordFlags.Critical)]
    [InlineData(90, 0x10, RecordFlags.Critical)]
    [InlineData(90, 0x22, RecordFlags.None)]
    [InlineData(125, -1, RecordFlags.Writes | RecordFlags.Critical)]
    public void Effect_Function_IsMarked(byte function, int subfunction, RecordFlags expected) =>
        Assert.Equal(expected, ModbusFunctions.Effect(function, subfunction));
}
