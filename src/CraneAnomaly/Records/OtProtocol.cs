namespace CraneAnomaly.Records;

/// <summary>The protocol a record was read from.</summary>
public enum OtProtocol : byte
{
    /// <summary>Not recognised.</summary>
    Unknown = 0,

    /// <summary>A transport flow itself (records of kind <see cref="RecordKind.Flow"/>).</summary>
    Flow = 1,

    /// <summary>Modbus/TCP (Modbus Messaging on TCP/IP Implementation Guide V1.0b).</summary>
    Modbus = 2,

    /// <summary>The crane's own numbers (records of kind <see cref="RecordKind.Measurement"/>).</summary>
    Telemetry = 3,

    /// <summary>Remote desktop (MS-RDPBCGR).</summary>
    Rdp = 32,

    /// <summary>Secure shell (RFC 4253).</summary>
    Ssh = 33,

    /// <summary>VNC (RFC 6143).</summary>
    Rfb = 34,
}

/// <summary>Names of <see cref="OtProtocol"/> as they stand in records, alerts and logs.</summary>
public static class OtProtocolNames
{
    /// <summary>The lower-case name, for example <c>modbus</c>.</summary>
    public static string Name(this OtProtocol protocol) => protocol switch
    {
        OtProtocol.Flow => "flow",
        OtProtocol.Modbus => "modbus",
        OtProtocol.Telemetry => "telemetry",
        OtProtocol.Rdp => "rdp",
        OtProtocol.Ssh => "ssh",
        OtProtocol.Rfb => "rfb",
        _ => "unknown",
    };

    /// <summary>Whether it commands controllers.</summary>
    public static bool IsCommands(this OtProtocol protocol) => protocol == OtProtocol.Modbus;

    /// <summary>Whether somebody who uses it works on a machine from afar.</summary>
    public static bool IsRemoteAccess(this OtProtocol protocol) => protocol is OtProtocol.Rdp or OtProtocol.Ssh or OtProtocol.Rfb;

    /// <summary>Whether the bodies of its records are facts.</summary>
    public static bool HasFacts(this OtProtocol protocol) => protocol >= OtProtocol.Rdp;
}
