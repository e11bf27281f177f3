using CraneAnomaly.Records;

namespace CraneAnomaly.Protocols.Modbus;

/// <summary>
/// Functions of UMAS, the Schneider protocol inside of Modbus function 90: session (1 byte), function (1 byte), data.
/// There is no public specification. The codes are recalled from published research and were seen in part in
/// captures: reading on does not depend on them.
/// </summary>
internal static class UmasFunctions
{
    /// <summary>Function of a response that says "done".</summary>
    public const byte Ok = 0xFE;

    /// <summary>Function of a response that says "refused".</summary>
    public const byte Error = 0xFD;

    /// <summary>The name in lower_snake_case, or null for a code that is not known.</summary>
    public static string? Name(int code) => code switch
    {
        0x01 => "init_comm",
        0x02 => "read_id",
        0x03 => "read_project_info",
        0x04 => "read_plc_info",
        0x06 => "read_card_info",
        0x0A => "repeat",
        0x10 => "take_plc_reservation",
        0x11 => "release_plc_reservation",
        0x12 => "keep_alive",
        0x20 => "read_memory_block",
        0x21 => "write_memory_block",
        0x22 => "read_variables",
        0x23 => "write_variables",
        0x24 => "read_coils_registers",
        0x25 => "write_coils_registers",
        0x30 => "initialize_upload",
        0x31 => "upload_block",
        0x32 => "end_strategy_upload",
        0x33 => "initialize_download",
        0x34 => "download_block",
        0x35 => "end_strategy_download",
        0x39 => "read_eth_master_data",
        0x40 => "start_plc",
        0x41 => "stop_plc",
        0x50 => "monitor_plc",
        0x58 => "check_plc",
        0x70 => "read_io_object",
        0x71 => "write_io_object",
        0x73 => "get_status_module",
        Ok => "ok",
        Error => "error",
        _ => null,
    };

    /// <summary>
    /// What a function does to the controller. Critical is what <c>Detectors/Policy</c> has a rule for: a test holds the two
    /// together.
    /// </summary>
    public static RecordFlags Effect(int code) => code switch
    {
        0x21 or 0x23 or 0x25 or 0x71 => RecordFlags.Writes,
        0x29 or 0x33 or 0x34 or 0x35 or 0x40 or 0x41 => RecordFlags.Writes | RecordFlags.Critical,
        // Taking the reservation comes before any change and locks others out; an upload takes the program away.
        0x10 or 0x30 => RecordFlags.Critical,
        _ => RecordFlags.None,
    };
}
