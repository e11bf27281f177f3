namespace CraneAnomaly.Records.Site;

/// <summary>Where the value of a tag comes from.</summary>
public enum TagSourceKind : byte
{
    /// <summary><c>modbus:IP:PORT/UNIT/hr|ir|co|di/ADDRESS</c>.</summary>
    Modbus,

    /// <summary><c>s7:IP/DB10.DBD4</c>.</summary>
    S7,

    /// <summary><c>cip:IP/TAG</c>.</summary>
    Cip,

    /// <summary><c>opcua:NODEID</c>.</summary>
    OpcUa,

    /// <summary><c>tic:PATH</c>.</summary>
    Tic,

    /// <summary><c>csv:COLUMN</c>.</summary>
    Csv,
}

/// <summary>A register, coil or discrete input of a Modbus server.</summary>
/// <param name="Server">The server's address.</param>
/// <param name="Port">Its port.</param>
/// <param name="Unit">The unit behind it.</param>
/// <param name="Table">Which table.</param>
/// <param name="Address">Zero-based, as on the wire.</param>
public readonly record struct RegisterPlace(IpAddress Server, ushort Port, byte Unit, RegisterTable Table, ushort Address);

/// <summary>How a value lies in registers (Modbus: 16 bits, upper byte first).</summary>
public enum TagType : byte
{
    /// <summary>Not said: what the source gives.</summary>
    Unstated,

    /// <summary>Unsigned, 16 bits.</summary>
    U16,

    /// <summary>Signed, 16 bits.</summary>
    I16,

    /// <summary>Unsigned, 32 bits.</summary>
    U32,

    /// <summary>Signed, 32 bits.</summary>
    I32,

    /// <summary>IEEE 754, 32 bits.</summary>
    F32,

    /// <summary>IEEE 754, 64 bits.</summary>
    F64,

    /// <summary>A coil, a discrete input, or a register that is not zero.</summary>
    Bool,
}
