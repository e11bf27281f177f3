namespace CraneAnomaly.Protocols.Modbus;

/// <summary>Who can have sent a PDU, as far as its shape says.</summary>
[Flags]
internal enum ModbusRoles : byte
{
    /// <summary>Neither: it is malformed, or its function has no shape that can be checked.</summary>
    None = 0,

    /// <summary>It is a valid request.</summary>
    Client = 1,

    /// <summary>It is a valid response.</summary>
    Server = 2,
}
