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
