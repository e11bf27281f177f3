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

    /// <summary>Telnet (RFC 854).</summary>
    Telnet = 35,

    /// <summary>TLS (RFC 8446).</summary>
    Tls = 36,

    /// <summary>HTTP/1 (RFC 9112).</summary>
    Http = 37,

    /// <summary>RTSP (RFC 7826): video.</summary>
    Rtsp = 38,

    /// <summary>DNS (RFC 1035).</summary>
    Dns = 39,

    /// <summary>DHCP (RFC 2131).</summary>
    Dhcp = 40,

    /// <summary>ARP (RFC 826).</summary>
    Arp = 41,

    /// <summary>NTP (RFC 5905).</summary>
    Ntp = 42,

    /// <summary>MQTT (3.1.1 and 5).</summary>
    Mqtt = 43,

    /// <summary>SMB and what it carries (MS-SMB2).</summary>
    Smb = 44,

    /// <summary>DCE/RPC (C706).</summary>
    DceRpc = 45,

    /// <summary>A VPN or a program of remote support, known by its fingerprint.</summary>
    Tunnel = 46,
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
        OtProtocol.Telnet => "telnet",
        OtProtocol.Tls => "tls",
        OtProtocol.Http => "http",
        OtProtocol.Rtsp => "rtsp",
        OtProtocol.Dns => "dns",
        OtProtocol.Dhcp => "dhcp",
        OtProtocol.Arp => "arp",
        OtProtocol.Ntp => "ntp",
        OtProtocol.Mqtt => "mqtt",
        OtProtocol.Smb => "smb",
        OtProtocol.DceRpc => "dce_rpc",
        OtProtocol.Tunnel => "tunnel",
        _ => "unknown",
    };

    /// <summary>Whether the bodies of its records are facts.</summary>
    public static bool HasFacts(this OtProtocol protocol) => protocol >= OtProtocol.Rdp;
}
