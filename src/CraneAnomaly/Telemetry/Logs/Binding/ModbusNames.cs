using System.Text;
using CraneAnomaly.Protocols.Modbus;
using CraneAnomaly.Telemetry.Logs.Text;

namespace CraneAnomaly.Telemetry.Logs.Binding;

/// <summary>What Zeek and ICSNPP call the functions and errors of Modbus (base/protocols/modbus/consts.zeek).</summary>
internal static class ModbusNames
{
    private static readonly string[] Exceptions =
    [
        "", "ILLEGAL_FUNCTION", "ILLEGAL_DATA_ADDRESS", "ILLEGAL_DATA_VALUE", "SLAVE_DEVICE_FAILURE", "ACKNOWLEDGE", "SLAVE_DEVICE_BUSY", "",
        "MEMORY_PARITY_ERROR", "", "GATEWAY_PATH_UNAVAILABLE", "GATEWAY_TARGET_DEVICE_FAILED_TO_RESPOND",
    ];

    private static readonly (byte[] Name, byte Code)[] Functions = [.. Named()];

    private static readonly byte[][] Diagnostics =
        [.. Enumerable.Range(0, ModbusDiagnostics.Highest + 1).Select(code => Encoding.ASCII.GetBytes(ModbusDiagnostics.Name(code) ?? ""))];

    /// <summary>The code of a function's name.</summary>
    /// <param name="name">The name.</param>
    /// <param name="code">Its code, without the exception bit.</param>
    /// <param name="isException">Whether the name says that it is a response with an error.</param>
    public static bool TryFunction(ReadOnlySpan<byte> name, out byte code, out bool isException)
    {
        isException = name.EndsWith("_EXCEPTION"u8);
        if (isException) name = name[..^"_EXCEPTION".Length];
        code = 0;
        if (name.StartsWith("unknown-"u8))
        {
            if (!LogValues.TryNumber(name["unknown-".Length..], out long number) || number > 255) return false;
            isException |= number >= ModbusFunctions.ExceptionBit;
            code = (byte)(number & ~ModbusFunctions.ExceptionBit);
            return true;
        }

        foreach (var (known, value) in Functions)
        {
            if (!Ascii.EqualsIgnoreCase(name, known)) continue;
            code = value;
            return true;
        }

        return false;
    }

    /// <summary>The code of an error; 0 for one that has no name.</summary>
    public static byte Exception(ReadOnlySpan<byte> name)
    {
        for (byte code = 1; code < Exceptions.Length; code++)
            if (Exceptions[code].Length > 0 && Ascii.Equals(name, Exceptions[code])) return code;
        return name.StartsWith("unknown-"u8) && LogValues.TryNumber(name["unknown-".Length..], out long number) && number <= 255 ? (byte)number : (byte)0;
    }

    /// <summary>The code of a sub-function of diagnostics, which ICSNPP writes as words; -1 for none.</summary>
    public static int Diagnostic(ReadOnlySpan<byte> words)
    {
        Span<byte> name = stackalloc byte[64];
        if (words.Length > name.Length) return -1;
        for (int i = 0; i < words.Length; i++) name[i] = words[i] is (byte)' ' ? (byte)'_' : (byte)(words[i] | 0x20);
        name = name[..words.Length];
        for (int code = 0; code < Diagnostics.Length; code++)
            if (Diagnostics[code].Length > 0 && name.SequenceEqual(Diagnostics[code])) return code;
        return -1;
    }

    private static IEnumerable<(byte[] Name, byte Code)> Named()
    {
        for (int code = 0; code < 128; code++)
            if (ModbusFunctions.IsKnown((byte)code)) yield return (Encoding.ASCII.GetBytes(ModbusFunctions.Name((byte)code)), (byte)code);

        // Newer versions of Zeek have names of their own for these.
        yield return ("PROGRAM_UNITY"u8.ToArray(), (byte)ModbusFunction.Umas);
        yield return ("ENCAPSULATED_INTERFACE_TRANSPORT"u8.ToArray(), (byte)ModbusFunction.EncapInterfaceTransport);
    }
}
