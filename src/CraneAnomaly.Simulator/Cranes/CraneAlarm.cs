namespace CraneAnomaly.Simulator.Cranes;

/// <summary>What the controller raises an alarm for, the gravest first.</summary>
[Flags]
internal enum CraneAlarm
{
    None = 0,
    EmergencyStop = 1 << 0,
    ControllerStopped = 1 << 1,
    PowerLost = 1 << 2,
    EmergencyStopChannel = 1 << 3,
    Encoder = 1 << 4,
    LoadCell = 1 << 5,
    LimitSwitch = 1 << 6,
    Anemometer = 1 << 7,
    WindStop = 1 << 8,
    Overload = 1 << 9,
    Watchdog = 1 << 10,
    Gate = 1 << 11,
    ControlOff = 1 << 12,
    DriveTemperature = 1 << 13,
    BrakeWear = 1 << 14,
    WindWarning = 1 << 15,
    LoadWarning = 1 << 16,
}

/// <summary>The texts under which alarms are reported.</summary>
internal static class CraneAlarmCodes
{
    private static readonly string[] Names =
    [
        "ESTOP", "PLC_STOP", "POWER_LOSS", "ESTOP_CHANNEL", "ENCODER_FAULT", "LOAD_CELL_FAULT", "LIMIT_SWITCH_FAULT",
        "ANEMOMETER_FAULT", "WIND_STOP", "OVERLOAD", "WATCHDOG", "GATE_OPEN", "CONTROL_OFF", "DRIVE_TEMPERATURE",
        "BRAKE_WEAR", "WIND_WARNING", "LOAD_WARNING",
    ];

    /// <summary>The code of the gravest alarm of a set.</summary>
    public static string Gravest(CraneAlarm alarms) =>
        alarms == CraneAlarm.None ? "none" : Names[System.Numerics.BitOperations.TrailingZeroCount((int)alarms)];
}
