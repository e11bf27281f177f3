namespace CraneAnomaly.Telemetry.Logs;

/// <summary>The logs that records are made of.</summary>
internal enum LogKind : byte
{
    /// <summary>One that is not read.</summary>
    Other = 0,
    Conn,
    Modbus,
    ModbusDetailed,

    /// <summary>Rows of the detailed log for which there is a log of their own.</summary>
    ModbusDetailedMaskWrite,
    ModbusDetailedReadWrite,
    ModbusMaskWrite,
    ModbusReadWrite,
    Rdp,
    Ssh,
    Rfb,
    Ssl,
    Dns,
    Dhcp,
    Http,
    Notice,
    Software,
    EveFlow,
    EveModbus,
    EveRdp,
    EveSsh,
    EveRfb,
    EveTls,
    EveDns,
    EveDhcp,
    EveHttp,
    EveMqtt,
    EveSmb,
    EveAlert,
}
