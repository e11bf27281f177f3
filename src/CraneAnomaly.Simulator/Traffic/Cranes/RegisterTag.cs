namespace CraneAnomaly.Simulator.Traffic.Cranes;

/// <summary>Where a controller keeps a signal, and as what: one line of <c>tags.json</c>.</summary>
/// <param name="Table">The table.</param>
/// <param name="Address">From 0, as on the wire.</param>
/// <param name="Type"><c>bool</c>, <c>u16</c>, <c>i16</c>, <c>u32</c>, <c>i32</c> or <c>f32</c>; two registers have the
/// high word first, or with <c>/cdab</c> the low word.</param>
/// <param name="Scale">Value of one unit of the register.</param>
/// <param name="Place">The signal's place (<see cref="SignalPlaces"/>).</param>
/// <param name="Bit">The bit of a register, from 0 for the lowest; -1 for all of it.</param>
internal sealed record RegisterTag(
    RegisterTable Table, int Address, string Type, double Scale, int Place, int Bit = -1)
{
    private const string Swapped = "/cdab";

    /// <summary>The letters of the table in a tag's source.</summary>
    public string TableName => Table switch
    {
        RegisterTable.Coils => "co",
        RegisterTable.DiscreteInputs => "di",
        RegisterTable.HoldingRegisters => "hr",
        _ => "ir",
    };

    /// <summary>The address in a tag's source: with the bit, if it is one.</summary>
    public string AddressText => Bit < 0 ? $"{Address}" : $"{Address}.{Bit}";

    /// <summary>Puts a value into the registers of the table; what does not fit is the nearest that does.</summary>
    public void Encode(double value, Span<ushort> registers)
    {
        if (Bit >= 0)
        {
            int mask = 1 << Bit;
            registers[Address] = (ushort)(value != 0 ? registers[Address] | mask : registers[Address] & ~mask);
            return;
        }

        double units = Math.Round(value / Scale);
        switch (Type)
        {
            case "u16":
                registers[Address] = (ushort)Math.Clamp(units, 0, ushort.MaxValue);
                break;
            case "i16":
                registers[Address] = (ushort)(short)Math.Clamp(units, short.MinValue, short.MaxValue);
                break;
            case "u32":
                Put(registers, (uint)Math.Clamp(units, 0, uint.MaxValue));
                break;
            case "i32":
                Put(registers, (uint)(int)Math.Clamp(units, int.MinValue, int.MaxValue));
                break;
            default:
                Put(registers, BitConverter.SingleToUInt32Bits((float)(value / Scale)));
                break;
        }
    }

    private void Put(Span<ushort> registers, uint bits)
    {
        bool swapped = Type.EndsWith(Swapped, StringComparison.Ordinal);
        registers[Address + (swapped ? 1 : 0)] = (ushort)(bits >> 16);
        registers[Address + (swapped ? 0 : 1)] = (ushort)bits;
    }
}
