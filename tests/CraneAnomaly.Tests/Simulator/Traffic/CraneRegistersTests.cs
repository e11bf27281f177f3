using CraneAnomaly.Records.Signals;
using CraneAnomaly.Simulator;
using CraneAnomaly.Simulator.Traffic.Cranes;
using CraneAnomaly.Simulator.Wire;

namespace CraneAnomaly.Tests.Simulator.Traffic;

public class CraneRegistersTests
{
    [Fact]
    public void Answer_EveryTag_GivesTheSignalBackWithinItsStep()
    {
        var port = new SimulatedPort(new() { Cranes = 1, Duration = TimeSpan.FromMinutes(20), RateHz = 1 });
        var registers = new CraneRegisters();
        var last = new double[SignalCatalog.Count];
        int compared = 0;
        while (port.Next(out var sample))
        {
            registers.Update(sample);
            for (int i = 0; i < last.Length; i++) last[i] = double.IsNaN(sample.Numbers[i]) ? last[i] : sample.Numbers[i];
            if (++compared % 7 != 0) continue;
            foreach (var tag in RegisterMap.Tags)
            {
                double step = tag.Type.StartsWith('f') ? 1e-4 * Math.Abs(last[tag.Place]) : tag.Scale;
                Assert.InRange(Read(registers, tag) - last[tag.Place], -0.51 * step, 0.51 * step);
            }
        }

        Assert.InRange(compared, 1_100, 1_300);
        Assert.All(Enumerable.Range(0, RegisterMap.Tags.Count), i => Assert.True(registers.HasSeen(i)));
    }

    [Fact]
    public void Tags_Registers_DoNotOverlap()
    {
        var taken = RegisterMap.Tags.SelectMany(t =>
            Enumerable.Range(t.Address, t.Type.Contains("32") ? 2 : 1).Select(a => (t.Table, a, t.Bit))).ToList();

        Assert.Equal(taken.Count, taken.Distinct().Count());
        Assert.DoesNotContain(taken, t => t.Bit >= 0 && taken.Contains((t.Table, t.a, -1)));
        Assert.Equal(RegisterMap.Tags.Count, RegisterMap.Tags.Select(t => t.Place).Distinct().Count());
    }

    [Fact]
    public void Answer_Writes_AreReadBack()
    {
        var registers = new CraneRegisters();
        byte[] write = ModbusEncoder.WriteRegisters(RegisterMap.SetPoint, 55, 56);

        Assert.Equal(ModbusEncoder.Written(16, RegisterMap.SetPoint, 2), registers.Answer(write, 0));
        Assert.Equal(ModbusEncoder.Registers(3, 55, 56), registers.Answer(ModbusEncoder.Read(3, RegisterMap.SetPoint, 2), 0));
        registers.Answer(ModbusEncoder.WriteCoils(8, true, false, true), 0);
        Assert.Equal(ModbusEncoder.Bits(1, true, false, true), registers.Answer(ModbusEncoder.Read(1, 8, 3), 0));
    }

    [Theory]
    [InlineData(3, 301, 1)]
    [InlineData(4, 52, 2)]
    [InlineData(4, 0, 0)]
    [InlineData(1, 15, 2)]
    public void Answer_AddressThatIsNone_IsAnException(int function, int address, int quantity) => Assert.Equal(
        ModbusEncoder.Exception(function, 2), new CraneRegisters().Answer(ModbusEncoder.Read(function, address, quantity), 0));

    // As a client decodes it: nothing here comes from the encoder of tags.
    private static double Read(CraneRegisters registers, RegisterTag tag)
    {
        int function = tag.TableName switch { "co" => 1, "di" => 2, "hr" => 3, _ => 4 };
        byte[] answer = registers.Answer(ModbusEncoder.Read(function, tag.Address, tag.Type.Contains("32") ? 2 : 1), 0)!;
        uint first = answer[2];
        if (function > 2) first = first << 8 | answer[3];
        uint second = answer.Length >= 6 ? (uint)(answer[4] << 8 | answer[5]) : 0;
        double raw = tag.Type switch
        {
            "bool" => first >> Math.Max(0, tag.Bit) & 1,
            "u16" => first,
            "i16" => (short)first,
            "u32" => first << 16 | second,
            "i32" => (int)(first << 16 | second),
            "f32" => BitConverter.UInt32BitsToSingle(first << 16 | second),
            "f32/cdab" => BitConverter.UInt32BitsToSingle(second << 16 | first),
            _ => throw new NotSupportedException(tag.Type),
        };
        return raw * tag.Scale;
    }
}
