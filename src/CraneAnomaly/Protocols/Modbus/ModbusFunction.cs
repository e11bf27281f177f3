using System.Runtime.CompilerServices;
using CraneAnomaly.Records;

namespace CraneAnomaly.Protocols.Modbus;

/// <summary>
/// Function codes: the public ones (Modbus Application Protocol V1.1b3, 5.1 and 6), and the reserved ones that are
/// known by name (Annex A and Zeek's modbus/consts.zeek).
/// </summary>
internal enum ModbusFunction : byte
{
    ReadCoils = 1,
    ReadDiscreteInputs = 2,
    ReadHoldingRegisters = 3,
    ReadInputRegisters = 4,
    WriteSingleCoil = 5,
    WriteSingleRegister = 6,
    ReadExceptionStatus = 7,
    Diagnostics = 8,
    Program484 = 9,
    Poll484 = 10,
    GetCommEventCounter = 11,
    GetCommEventLog = 12,
    Program584984 = 13,
    Poll584984 = 14,
    WriteMultipleCoils = 15,
    WriteMultipleRegisters = 16,
    ReportSlaveId = 17,
    Program884U84 = 18,
    ResetCommLink884U84 = 19,
    ReadFileRecord = 20,
    WriteFileRecord = 21,
    MaskWriteRegister = 22,
    ReadWriteMultipleRegisters = 23,
    ReadFifoQueue = 24,
    ProgramConcept = 40,
    MultipleFunctionCodes = 41,
    EncapInterfaceTransport = 43,
    Umas = 90,
    ObjectMessaging = 91,
    FirmwareReplacement = 125,
    Program584984Second = 126,
    ReportLocalAddress = 127,
}

/// <summary>Names and effects of <see cref="ModbusFunction"/>.</summary>
internal static class ModbusFunctions
{
    /// <summary>Set in the function code of a response that is an exception (V1.1b3, 7).</summary>
    public const byte ExceptionBit = 0x80;

    // Looked up: every PDU asks, and a switch is a jump that cannot be predicted.
    private static readonly RecordFlags[] Effects = ForAll(EffectOf);
    private static readonly RegisterTable[] Tables = ForAll(TableOf);

    /// <summary>The name as Zeek has it, in lower_snake_case; <c>unknown_N</c> for a code without a name.</summary>
    public static string Name(byte function) => (ModbusFunction)function switch
    {
        ModbusFunction.ReadCoils => "read_coils",
        ModbusFunction.ReadDiscreteInputs => "read_discrete_inputs",
        ModbusFunction.ReadHoldingRegisters => "read_holding_registers",
        ModbusFunction.ReadInputRegisters => "read_input_registers",
        ModbusFunction.WriteSingleCoil => "write_single_coil",
        ModbusFunction.WriteSingleRegister => "write_single_register",
        ModbusFunction.ReadExceptionStatus => "read_exception_status",
        ModbusFunction.Diagnostics => "diagnostics",
        ModbusFunction.Program484 => "program_484",
        ModbusFunction.Poll484 => "poll_484",
        ModbusFunction.GetCommEventCounter => "get_comm_event_counter",
        ModbusFunction.GetCommEventLog => "get_comm_event_log",
        ModbusFunction.Program584984 => "program_584_984",
        ModbusFunction.Poll584984 => "poll_584_984",
        ModbusFunction.WriteMultipleCoils => "write_multiple_coils",
        ModbusFunction.WriteMultipleRegisters => "write_multiple_registers",
        ModbusFunction.ReportSlaveId => "report_slave_id",
        ModbusFunction.Program884U84 => "program_884_u84",
        ModbusFunction.ResetCommLink884U84 => "reset_comm_link_884_u84",
        ModbusFunction.ReadFileRecord => "read_file_record",
        ModbusFunction.WriteFileRecord => "write_file_record",
        ModbusFunction.MaskWriteRegister => "mask_write_register",
        ModbusFunction.ReadWriteMultipleRegisters => "read_write_multiple_registers",
        ModbusFunction.ReadFifoQueue => "read_fifo_queue",
        ModbusFunction.ProgramConcept => "program_concept",
        ModbusFunction.MultipleFunctionCodes => "multiple_function_codes",
        ModbusFunction.EncapInterfaceTransport => "encap_interface_transport",
        // Zeek says program_unity; the protocol inside is known as UMAS.
        ModbusFunction.Umas => "umas",
        ModbusFunction.ObjectMessaging => "object_messaging",
        ModbusFunction.FirmwareReplacement => "firmware_replacement",
        ModbusFunction.Program584984Second => "program_584_984_2",
        ModbusFunction.ReportLocalAddress => "report_local_address",
        _ => "unknown_" + function,
    };

    /// <summary>Whether the code has a name.</summary>
    public static bool IsKnown(byte function) => IsPublic(function) || (ModbusFunction)function is
        ModbusFunction.Program484 or ModbusFunction.Poll484 or ModbusFunction.Program584984
        or ModbusFunction.Poll584984 or ModbusFunction.Program884U84 or ModbusFunction.ResetCommLink884U84
        or ModbusFunction.ProgramConcept or ModbusFunction.MultipleFunctionCodes or ModbusFunction.Umas
        or ModbusFunction.ObjectMessaging or ModbusFunction.FirmwareReplacement
        or ModbusFunction.Program584984Second or ModbusFunction.ReportLocalAddress;

    /// <summary>Whether the code is public: its PDUs have a shape that can be checked (V1.1b3, 5.1).</summary>
    public static bool IsPublic(byte function) => function is (>= 1 and <= 8) or 11 or 12 or (>= 15 and <= 17)
        or (>= 20 and <= 24) or 43;

    /// <summary>
    /// What a PDU does to the server, by its function and sub-function. Critical is what <c>Detectors/Policy</c> has a rule
    /// for: a test holds the two together.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static RecordFlags Effect(byte function, int subfunction) => subfunction < 0 ? Effects[function] : (ModbusFunction)function switch
    {
        ModbusFunction.Diagnostics => ModbusDiagnostics.Effect(subfunction),
        ModbusFunction.Umas => UmasFunctions.Effect(subfunction),
        _ => Effects[function],
    };

    /// <summary>The address space of a function; none for those that do not address one.</summary>
    public static RegisterTable Table(byte function) => Tables[function];

    private static T[] ForAll<T>(Func<byte, T> of)
    {
        var all = new T[256];
        for (int function = 0; function < all.Length; function++) all[function] = of((byte)function);
        return all;
    }

    private static RecordFlags EffectOf(byte function)
    {
        switch ((ModbusFunction)function)
        {
            case ModbusFunction.WriteSingleCoil:
            case ModbusFunction.WriteSingleRegister:
            case ModbusFunction.WriteMultipleCoils:
            case ModbusFunction.WriteMultipleRegisters:
            case ModbusFunction.WriteFileRecord:
            case ModbusFunction.MaskWriteRegister:
            case ModbusFunction.ReadWriteMultipleRegisters:
                return RecordFlags.Writes;

            case ModbusFunction.Program484:
            case ModbusFunction.Program584984:
            case ModbusFunction.Program884U84:
            case ModbusFunction.ResetCommLink884U84:
            case ModbusFunction.ProgramConcept:
            case ModbusFunction.FirmwareReplacement:
            case ModbusFunction.Program584984Second:
                return RecordFlags.Writes | RecordFlags.Critical;

            default:
                return RecordFlags.None;
        }
    }

    private static RegisterTable TableOf(byte function) => (ModbusFunction)function switch
    {
        ModbusFunction.ReadCoils or ModbusFunction.WriteSingleCoil or ModbusFunction.WriteMultipleCoils
            => RegisterTable.Coils,
        ModbusFunction.ReadDiscreteInputs => RegisterTable.DiscreteInputs,
        ModbusFunction.ReadHoldingRegisters or ModbusFunction.WriteSingleRegister
            or ModbusFunction.WriteMultipleRegisters or ModbusFunction.MaskWriteRegister
            or ModbusFunction.ReadWriteMultipleRegisters or ModbusFunction.ReadFifoQueue
            => RegisterTable.HoldingRegisters,
        ModbusFunction.ReadInputRegisters => RegisterTable.InputRegisters,
        _ => RegisterTable.None,
    };
}
