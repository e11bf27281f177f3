namespace CraneAnomaly.Simulator.Wire;

/// <summary>
/// Writes Modbus/TCP as the specifications have it (Messaging on TCP/IP Implementation Guide V1.0b, 3.1.3; Application
/// Protocol V1.1b3, 6 and 7). It shares no code with the reader. PDUs are function code and data; <see cref="Adu"/>
/// puts the header in front.
/// </summary>
internal static class ModbusEncoder
{
    /// <summary>Header and PDU.</summary>
    public static byte[] Adu(int transaction, int unit, byte[] pdu) =>
        [.. Word(transaction), 0, 0, .. Word(pdu.Length + 1), (byte)unit, .. pdu];

    /// <summary>A header with any fields, and bytes behind it.</summary>
    public static byte[] RawAdu(int transaction, int protocol, int length, int unit, byte[] pdu) =>
        [.. Word(transaction), .. Word(protocol), .. Word(length), (byte)unit, .. pdu];

    /// <summary>Functions 1 to 4, request.</summary>
    public static byte[] Read(int function, int address, int quantity) =>
        [(byte)function, .. Word(address), .. Word(quantity)];

    /// <summary>Functions 1 and 2, response.</summary>
    public static byte[] Bits(int function, params bool[] bits)
    {
        var packed = Pack(bits);
        return [(byte)function, (byte)packed.Length, .. packed];
    }

    /// <summary>Functions 3, 4 and 23, response.</summary>
    public static byte[] Registers(int function, params int[] values) =>
        [(byte)function, (byte)(2 * values.Length), .. Words(values)];

    /// <summary>Function 5, request and response.</summary>
    public static byte[] WriteCoil(int address, bool on) => [5, .. Word(address), (byte)(on ? 0xFF : 0), 0];

    /// <summary>Function 6, request and response.</summary>
    public static byte[] WriteRegister(int address, int value) => [6, .. Word(address), .. Word(value)];

    /// <summary>Functions 7, 11, 12 and 17, request.</summary>
    public static byte[] Bare(int function) => [(byte)function];

    /// <summary>Function 8, request and response.</summary>
    public static byte[] Diagnostics(int subfunction, params int[] data) => [8, .. Word(subfunction), .. Words(data)];

    /// <summary>Function 15, request.</summary>
    public static byte[] WriteCoils(int address, params bool[] bits)
    {
        var packed = Pack(bits);
        return [15, .. Word(address), .. Word(bits.Length), (byte)packed.Length, .. packed];
    }

    /// <summary>Function 16, request.</summary>
    public static byte[] WriteRegisters(int address, params int[] values) =>
        [16, .. Word(address), .. Word(values.Length), (byte)(2 * values.Length), .. Words(values)];

    /// <summary>Functions 15 and 16, response.</summary>
    public static byte[] Written(int function, int address, int quantity) => Read(function, address, quantity);

    /// <summary>Function 22, request and response.</summary>
    public static byte[] MaskWrite(int address, int and, int or) => [22, .. Word(address), .. Word(and), .. Word(or)];

    /// <summary>Function 23, request.</summary>
    public static byte[] ReadWrite(int address, int quantity, int writeAddress, params int[] values) =>
        [23, .. Word(address), .. Word(quantity), .. Word(writeAddress), .. Word(values.Length),
            (byte)(2 * values.Length), .. Words(values)];

    /// <summary>Function 20, request for one group.</summary>
    public static byte[] ReadFile(int file, int record, int length) =>
        [20, 7, 6, .. Word(file), .. Word(record), .. Word(length)];

    /// <summary>Function 20, response with one group.</summary>
    public static byte[] FileRead(params int[] values) =>
        [20, (byte)(2 + 2 * values.Length), (byte)(1 + 2 * values.Length), 6, .. Words(values)];

    /// <summary>Function 21, request and response with one group.</summary>
    public static byte[] WriteFile(int file, int record, params int[] values) =>
        [21, (byte)(7 + 2 * values.Length), 6, .. Word(file), .. Word(record), .. Word(values.Length),
            .. Words(values)];

    /// <summary>Function 24, request.</summary>
    public static byte[] ReadFifo(int address) => [24, .. Word(address)];

    /// <summary>Function 24, response.</summary>
    public static byte[] Fifo(params int[] values) =>
        [24, .. Word(2 + 2 * values.Length), .. Word(values.Length), .. Words(values)];

    /// <summary>Function 43, MEI 14, request.</summary>
    public static byte[] Identify(int code, int firstObject) => [43, 14, (byte)code, (byte)firstObject];

    /// <summary>Function 43, MEI 14, response with objects numbered from 0.</summary>
    public static byte[] Identification(int code, params string[] objects)
    {
        byte[] list = [];
        for (int i = 0; i < objects.Length; i++)
        {
            list = [.. list, (byte)i, (byte)objects[i].Length, .. System.Text.Encoding.ASCII.GetBytes(objects[i])];
        }

        return [43, 14, (byte)code, 0x81, 0, 0, (byte)objects.Length, .. list];
    }

    /// <summary>Function 90: session, code, data.</summary>
    public static byte[] Umas(int session, int code, params byte[] data) => [90, (byte)session, (byte)code, .. data];

    /// <summary>An exception.</summary>
    public static byte[] Exception(int function, int code) => [(byte)(function | 0x80), (byte)code];

    private static byte[] Word(int value) => [(byte)(value >> 8), (byte)value];

    private static byte[] Words(int[] values) => values.SelectMany(Word).ToArray();

    private static byte[] Pack(bool[] bits)
    {
        var packed = new byte[(bits.Length + 7) / 8];
        for (int i = 0; i < bits.Length; i++)
        {
            if (bits[i]) packed[i / 8] |= (byte)(1 << i % 8);
        }

        return packed;
    }
}
