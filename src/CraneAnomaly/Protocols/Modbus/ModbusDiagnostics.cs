using CraneAnomaly.Records;

namespace CraneAnomaly.Protocols.Modbus;

/// <summary>Sub-functions of Diagnostics, function 8 (Modbus Application Protocol V1.1b3, 6.8.1).</summary>
internal static class ModbusDiagnostics
{
    public const int ReturnQueryData = 0;
    public const int RestartCommunications = 1;
    public const int ChangeAsciiDelimiter = 3;
    public const int ForceListenOnly = 4;
    public const int ClearCounters = 10;
    public const int ClearOverrun = 20;

    /// <summary>The highest code with a name; 21 is of the older Modicon PI-MBUS-300.</summary>
    public const int Highest = 21;

    /// <summary>The name in lower_snake_case, or null for a reserved code.</summary>
    public static string? Name(int subfunction) => subfunction switch
    {
        ReturnQueryData => "return_query_data",
        RestartCommunications => "restart_communications_option",
        2 => "return_diagnostic_register",
        ChangeAsciiDelimiter => "change_ascii_input_delimiter",
        ForceListenOnly => "force_listen_only_mode",
        ClearCounters => "clear_counters_and_diagnostic_register",
        11 => "return_bus_message_count",
        12 => "return_bus_communication_error_count",
        13 => "return_bus_exception_error_count",
        14 => "return_server_message_count",
        15 => "return_server_no_response_count",
        16 => "return_server_nak_count",
        17 => "return_server_busy_count",
        18 => "return_bus_character_overrun_count",
        ClearOverrun => "clear_overrun_counter_and_flag",
        Highest => "get_clear_modbus_plus_statistics",
        _ => null,
    };

    /// <summary>What a sub-function does: restarting, silencing and erasing traces are critical.</summary>
    public static RecordFlags Effect(int subfunction) => subfunction switch
    {
        RestartCommunications or ForceListenOnly or ClearCounters => RecordFlags.Writes | RecordFlags.Critical,
        ChangeAsciiDelimiter or ClearOverrun => RecordFlags.Writes,
        _ => RecordFlags.None,
    };

    /// <summary>Whether the data field of a request is one that 6.8.1 allows.</summary>
    public static bool IsRequestData(int subfunction, ReadOnlySpan<byte> data)
    {
        // 00 Return Query Data takes any 16-bit words; the sub-functions of Modbus Plus have fields of their own.
        if (subfunction is ReturnQueryData or Highest) return data.Length >= 2 && data.Length % 2 == 0;
        if (data.Length != 2) return false;
        return subfunction switch
        {
            RestartCommunications => data[0] is 0 or 0xFF && data[1] == 0,
            ChangeAsciiDelimiter => data[1] == 0,
            _ => data[0] == 0 && data[1] == 0,
        };
    }
}
