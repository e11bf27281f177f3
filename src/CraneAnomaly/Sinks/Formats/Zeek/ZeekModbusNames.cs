using CraneAnomaly.Records;

namespace CraneAnomaly.Sinks.Formats.Zeek;

/// <summary>Names of functions, exceptions and sub-functions as they stand in the logs of Zeek and ICSNPP.</summary>
internal static class ZeekModbusNames
{
    /// <summary>
    /// Writes a function's name; <paramref name="code"/> without the exception bit. Of an unknown function the number
    /// stands as on the wire.
    /// </summary>
    public static void WriteFunction(ref AsciiCursor to, int code, bool exception)
    {
        var name = Function(code);
        if (name.IsEmpty)
        {
            to.Text("unknown-"u8);
            to.Number((uint)(exception ? code | 0x80 : code));
            return;
        }

        to.Text(name);
        if (exception) to.Text("_EXCEPTION"u8);
    }

    /// <summary>
    /// Whether a record is an exception on the wire; a vendor's error that is told in the bytes of a normal response is
    /// not.
    /// </summary>
    public static bool IsException(in OtRecord record, RecordBody body) =>
        record.Kind == RecordKind.Exception
        && (!body.Is<RegisterAccess>() || body.Registers.ExceptionCode != 0 || body.Registers.Values == ValueKind.None);

    /// <summary>Whether ICSNPP joins request and response of the function in one row; others get a row a PDU.</summary>
    public static bool IsJoined(int code) =>
        code is 1 or 2 or 3 or 4 or 5 or 6 or 8 or 15 or 16 or 20 or 21 or 22 or 23 or 24 or 43;

    /// <summary>The name of an exception code, or empty.</summary>
    public static ReadOnlySpan<byte> Exception(int code) => code switch
    {
        1 => "ILLEGAL_FUNCTION"u8,
        2 => "ILLEGAL_DATA_ADDRESS"u8,
        3 => "ILLEGAL_DATA_VALUE"u8,
        4 => "SLAVE_DEVICE_FAILURE"u8,
        5 => "ACKNOWLEDGE"u8,
        6 => "SLAVE_DEVICE_BUSY"u8,
        8 => "MEMORY_PARITY_ERROR"u8,
        10 => "GATEWAY_PATH_UNAVAILABLE"u8,
        11 => "GATEWAY_TARGET_DEVICE_FAILED_TO_RESPOND"u8,
        _ => default,
    };

    /// <summary>The name of a diagnostics sub-function (Modbus Application Protocol V1.1b3, 6.8.1), or empty.</summary>
    public static ReadOnlySpan<byte> Diagnostic(int subfunction) => subfunction switch
    {
        0 => "Return Query Data"u8,
        1 => "Restart Communications Option"u8,
        2 => "Return Diagnostic Register"u8,
        3 => "Change ASCII Input Delimiter"u8,
        4 => "Force Listen Only Mode"u8,
        10 => "Clear Counters and Diagnostic Register"u8,
        11 => "Return Bus Message Count"u8,
        12 => "Return Bus Communication Error Count"u8,
        13 => "Return Bus Exception Error Count"u8,
        14 => "Return Server Message Count"u8,
        15 => "Return Server No Response Count"u8,
        16 => "Return Server NAK Count"u8,
        17 => "Return Server Busy Count"u8,
        18 => "Return Bus Character Overrun Count"u8,
        20 => "Clear Overrun Counter and Flag"u8,
        _ => default,
    };

    /// <summary>The kind of an encapsulated interface (Modbus Application Protocol V1.1b3, 6.19), or empty.</summary>
    public static ReadOnlySpan<byte> Interface(int type) => type switch
    {
        13 => "CANopen"u8,
        14 => "Read Device Identification"u8,
        _ => default,
    };

    /// <summary>What a read of device identification asks for, by object, as ICSNPP words it.</summary>
    public static ReadOnlySpan<byte> IdentificationRead(byte id) => id switch
    {
        0 => "Basic Device Identification"u8,
        1 => "Regular Device Identification"u8,
        2 => "Extended Device Identification"u8,
        3 => "Specific Device Identification"u8,
        _ => "Unknown"u8,
    };

    /// <summary>The name of a device identification object, as ICSNPP words it.</summary>
    public static ReadOnlySpan<byte> IdentificationObject(byte id) => id switch
    {
        0 => "VendorName"u8,
        1 => "ProductCode"u8,
        2 => "MajorMinorVersion"u8,
        3 => "VendorURL"u8,
        4 => "ProductName"u8,
        5 => "ModelName"u8,
        6 => "UserApplicationName"u8,
        _ => "Unknown"u8,
    };

    private static ReadOnlySpan<byte> Function(int code) => code switch
    {
        1 => "READ_COILS"u8,
        2 => "READ_DISCRETE_INPUTS"u8,
        3 => "READ_HOLDING_REGISTERS"u8,
        4 => "READ_INPUT_REGISTERS"u8,
        5 => "WRITE_SINGLE_COIL"u8,
        6 => "WRITE_SINGLE_REGISTER"u8,
        7 => "READ_EXCEPTION_STATUS"u8,
        8 => "DIAGNOSTICS"u8,
        9 => "PROGRAM_484"u8,
        10 => "POLL_484"u8,
        11 => "GET_COMM_EVENT_COUNTER"u8,
        12 => "GET_COMM_EVENT_LOG"u8,
        13 => "PROGRAM_584_984"u8,
        14 => "POLL_584_984"u8,
        15 => "WRITE_MULTIPLE_COILS"u8,
        16 => "WRITE_MULTIPLE_REGISTERS"u8,
        17 => "REPORT_SLAVE_ID"u8,
        18 => "PROGRAM_884_U84"u8,
        19 => "RESET_COMM_LINK_884_U84"u8,
        20 => "READ_FILE_RECORD"u8,
        21 => "WRITE_FILE_RECORD"u8,
        22 => "MASK_WRITE_REGISTER"u8,
        23 => "READ_WRITE_MULTIPLE_REGISTERS"u8,
        24 => "READ_FIFO_QUEUE"u8,
        40 => "PROGRAM_CONCEPT"u8,
        41 => "MULTIPLE_FUNCTION_CODES"u8,
        43 => "ENCAP_INTERFACE_TRANSPORT"u8,
        90 => "PROGRAM_UNITY"u8,
        91 => "OBJECT_MESSAGING"u8,
        125 => "FIRMWARE_REPLACEMENT"u8,
        126 => "PROGRAM_584_984_2"u8,
        127 => "REPORT_LOCAL_ADDRESS"u8,
        _ => default,
    };
}
