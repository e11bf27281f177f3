namespace CraneAnomaly.Telemetry.Logs;

/// <summary>
/// Which logs there are among the inputs, as far as they were looked into: where one log tells of a PDU with more than
/// another, the other's rows would tell it twice.
/// </summary>
internal sealed class LogSeen
{
    private bool _detailed, _maskWrites, _readWrites;

    /// <summary>A log is among the inputs.</summary>
    public void Add(LogKind log)
    {
        _detailed |= log == LogKind.ModbusDetailed;
        _maskWrites |= log == LogKind.ModbusMaskWrite;
        _readWrites |= log == LogKind.ModbusReadWrite;
    }

    /// <summary>Whether another log says more of what this one says.</summary>
    public bool TellsMore(LogKind log) => log switch
    {
        LogKind.Modbus => _detailed,
        LogKind.ModbusDetailedMaskWrite => _maskWrites,
        LogKind.ModbusDetailedReadWrite => _readWrites,
        _ => false,
    };
}
