using CraneAnomaly.Features;
using CraneAnomaly.Records;
using FsCheck.Xunit;

namespace CraneAnomaly.Tests.Features;

public class CommandEventTests
{
    private static readonly int[] s_words = [-1, 0, 1, 255, 256, 32_767, 65_534, 65_535];
    private static readonly byte[] s_functions = [0, 1, 127, 128, 255];
    private static readonly int[] s_hosts = [0, 1, 255, 65_536, 99_999, int.MaxValue];

    [Fact]
    public void ValueKey_OfDifferentCommands_Differs()
    {
        var keys = new HashSet<ExactKey>();
        int commands = 0;
        foreach (byte function in s_functions)
            foreach (int subfunction in s_words)
                foreach (int address in s_words)
                    foreach (int quantity in s_words)
                        for (int valueClass = -1; valueClass <= 16; valueClass++)
                        {
                            keys.Add(new CommandEvent
                            {
                                Function = function,
                                Subfunction = subfunction,
                                Address = address,
                                Quantity = quantity,
                                ValueClass = valueClass,
                            }.ValueKey);
                            commands++;
                        }

        Assert.Equal(commands, keys.Count);
    }

    [Fact]
    public void ObjectAndFunctionKey_OfDifferentCommands_Differ()
    {
        var objects = new HashSet<ExactKey>();
        var functions = new HashSet<ExactKey>();
        foreach (byte function in s_functions)
            foreach (int subfunction in s_words)
            {
                functions.Add(new CommandEvent { Function = function, Subfunction = subfunction }.FunctionKey);
                foreach (int address in s_words)
                    foreach (int quantity in s_words)
                    {
                        objects.Add(new CommandEvent
                        {
                            Function = function,
                            Subfunction = subfunction,
                            Address = address,
                            Quantity = quantity,
                        }.ObjectKey);
                    }
            }

        Assert.Equal(s_functions.Length * s_words.Length, functions.Count);
        Assert.Equal(functions.Count * s_words.Length * s_words.Length, objects.Count);
        Assert.Empty(functions.Intersect(objects));
    }

    [Fact]
    public void StreamKeys_OfDifferentPartners_Differ()
    {
        HashSet<ExactKey> clients = [], pairs = [], streams = [], tables = [];
        foreach (var protocol in new[] { OtProtocol.Unknown, OtProtocol.Modbus, (OtProtocol)byte.MaxValue })
            foreach (int client in s_hosts)
                foreach (int server in s_hosts)
                    foreach (ushort unit in new ushort[] { 0, 1, 255, 65_535 })
                        for (var table = RegisterTable.None; table <= RegisterTable.InputRegisters; table++)
                        {
                            var command = new CommandEvent
                            {
                                Protocol = protocol,
                                Client = client,
                                Server = server,
                                Unit = unit,
                                Table = table,
                            };
                            clients.Add(command.ClientKey);
                            pairs.Add(command.Pair);
                            streams.Add(command.Stream);
                            tables.Add(command.ServerTable);
                        }

        int hosts = s_hosts.Length;
        Assert.Equal(
            (3 * hosts, 3 * hosts * hosts, 3 * hosts * hosts * 4, 3 * hosts * 4 * 5),
            (clients.Count, pairs.Count, streams.Count, tables.Count));
    }

    [Property(MaxTest = 500)]
    public void ValueKey_OfAnyTwo_IsEqualOnlyForEqualParts(
        byte function, ushort sub, ushort address, ushort quantity, byte valueClass, byte which, ushort other)
    {
        var one = new CommandEvent
        {
            Function = function,
            Subfunction = sub - 1,
            Address = address - 1,
            Quantity = quantity - 1,
            ValueClass = valueClass % 18 - 1,
        };
        var two = (which % 5) switch
        {
            0 => one with { Function = (byte)other },
            1 => one with { Subfunction = other },
            2 => one with { Address = other },
            3 => one with { Quantity = other },
            _ => one with { ValueClass = other % 18 - 1 },
        };

        Assert.Equal(one == two, one.ValueKey == two.ValueKey);
        Assert.Equal(one with { ValueClass = 0 } == two with { ValueClass = 0 }, one.ObjectKey == two.ObjectKey);
    }

    [Theory]
    [InlineData(ValueKind.Registers, new byte[] { 0, 0 }, 0)]
    [InlineData(ValueKind.Registers, new byte[] { 0, 1 }, 1)]
    [InlineData(ValueKind.Registers, new byte[] { 0, 255 }, 8)]
    [InlineData(ValueKind.Registers, new byte[] { 1, 0 }, 9)]
    [InlineData(ValueKind.Registers, new byte[] { 0xFF, 0xFF }, 16)]
    [InlineData(ValueKind.Registers, new byte[] { 0, 0, 0x10, 0, 0, 1 }, 13)]
    [InlineData(ValueKind.Bits, new byte[] { 0 }, 0)]
    [InlineData(ValueKind.Bits, new byte[] { 0, 4 }, 1)]
    [InlineData(ValueKind.Bytes, new byte[] { 9 }, -1)]
    [InlineData(ValueKind.Registers, new byte[0], -1)]
    public void Of_AWrite_HasTheClassOfItsLargestValue(ValueKind kind, byte[] values, int expected)
    {
        var access = RegisterAccess.Empty;
        access.Values = kind;
        var flow = FlowIdentity.None;
        var record = new OtRecord { Flags = RecordFlags.Writes, FunctionCode = 16 };

        var written = CommandEvent.Of(record, new(in flow, RecordBody.HeadOf(in access), values), 1, 2);
        record.Flags = RecordFlags.None;
        var read = CommandEvent.Of(record, new(in flow, RecordBody.HeadOf(in access), values), 1, 2);
        Assert.Equal((expected, -1), (written.ValueClass, read.ValueClass));
    }

    [Fact]
    public void Of_AReadAndWrite_IsAboutWhatIsWritten()
    {
        var access = RegisterAccess.Empty;
        (access.Address, access.Quantity, access.WriteAddress, access.WriteQuantity) = (10, 20, 300, 4);
        var flow = FlowIdentity.None;
        var record = new OtRecord { Flags = RecordFlags.Writes, FunctionCode = 23, Unit = 9 };

        var command = CommandEvent.Of(record, new(in flow, RecordBody.HeadOf(in access), default), 1, 2);
        Assert.Equal((300, 4, 9, 23), (command.Address, command.Quantity, (int)command.Unit, (int)command.Function));
    }

    [Fact]
    public void ReadPartOf_AReadAndWrite_IsAboutWhatIsRead()
    {
        var access = RegisterAccess.Empty;
        (access.Address, access.Quantity, access.WriteAddress, access.WriteQuantity) = (10, 20, 10, 20);
        var flow = FlowIdentity.None;
        var record = new OtRecord { Flags = RecordFlags.Writes, FunctionCode = 23, Unit = 9 };
        var body = new RecordBody(in flow, RecordBody.HeadOf(in access), default);
        var command = CommandEvent.Of(record, body, 1, 2);
        var read = CommandEvent.ReadPartOf(command, body);

        Assert.Equal((10, 20, false, -1), (read!.Value.Address, read.Value.Quantity, read.Value.Writes, read.Value.ValueClass));
        Assert.NotEqual(command.ObjectKey, read.Value.ObjectKey);
        Assert.Equal((command.Stream, command.FunctionKey), (read.Value.Stream, read.Value.FunctionKey));
        access.WriteAddress = RegisterAccess.Absent;
        Assert.Null(CommandEvent.ReadPartOf(command, new(in flow, RecordBody.HeadOf(in access), default)));
    }
}
