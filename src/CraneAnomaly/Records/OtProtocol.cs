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

    /// <summary>TLS (RFC 8446, and those before it).</summary>
    Tls = 35,

    /// <summary>DNS, and mDNS, LLMNR and NetBIOS names, which share its messages (RFC 1035).</summary>
    Dns = 36,

    /// <summary>DHCP (RFC 2131).</summary>
    Dhcp = 37,

    /// <summary>NTP (RFC 5905).</summary>
    Ntp = 38,

    /// <summary>ARP (RFC 826); its records belong to no flow.</summary>
    Arp = 39,

    /// <summary>HTTP/1 (RFC 9112), and ONVIF, which is carried in it.</summary>
    Http = 40,

    /// <summary>RTSP (RFC 2326, RFC 7826).</summary>
    Rtsp = 41,

    /// <summary>Telnet (RFC 854).</summary>
    Telnet = 42,

    /// <summary>MQTT 3.1.1 and 5 (OASIS).</summary>
    Mqtt = 43,

    /// <summary>SMB 2 and 3 (MS-SMB2), and SMB 1 as far as it names itself.</summary>
    Smb = 44,

    /// <summary>DCE/RPC over TCP (C706, MS-RPCE).</summary>
    DceRpc = 45,

    /// <summary>Tunnels by their handshake: IKE, OpenVPN, WireGuard, L2TP, PPTP.</summary>
    Vpn = 46,

    /// <summary>QUIC (RFC 9000, RFC 9369).</summary>
    Quic = 47,

    /// <summary>DTLS (RFC 6347, RFC 9147).</summary>
    Dtls = 48,

    /// <summary>What another sensor makes of traffic: a notice of Zeek, an alert of Suricata. No protocol of a flow.</summary>
    Notice = 60,

    /// <summary>A program that another sensor has met on a host. No protocol of a flow.</summary>
    Software = 61,
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
        OtProtocol.Tls => "tls",
        OtProtocol.Dns => "dns",
        OtProtocol.Dhcp => "dhcp",
        OtProtocol.Ntp => "ntp",
        OtProtocol.Arp => "arp",
        OtProtocol.Http => "http",
        OtProtocol.Rtsp => "rtsp",
        OtProtocol.Telnet => "telnet",
        OtProtocol.Mqtt => "mqtt",
        OtProtocol.Smb => "smb",
        OtProtocol.DceRpc => "dcerpc",
        OtProtocol.Vpn => "vpn",
        OtProtocol.Quic => "quic",
        OtProtocol.Dtls => "dtls",
        OtProtocol.Notice => "notice",
        OtProtocol.Software => "software",
        _ => "unknown",
    };

    /// <summary>Whether it commands controllers.</summary>
    public static bool IsCommands(this OtProtocol protocol) => protocol == OtProtocol.Modbus;

    /// <summary>Whether somebody who uses it works on a machine from afar.</summary>
    public static bool IsRemoteAccess(this OtProtocol protocol) => protocol is OtProtocol.Rdp or OtProtocol.Ssh or OtProtocol.Rfb or OtProtocol.Telnet;

    /// <summary>Whether it carries what others have written, so that cargo data may be in it.</summary>
    public static bool CarriesText(this OtProtocol protocol) =>
        protocol is OtProtocol.Http or OtProtocol.Mqtt or OtProtocol.Smb or OtProtocol.DceRpc or OtProtocol.Telnet or OtProtocol.Rtsp;

    /// <summary>Whether the bodies of its records are facts.</summary>
    public static bool HasFacts(this OtProtocol protocol) => protocol >= OtProtocol.Rdp;
}
