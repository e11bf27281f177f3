namespace CraneAnomaly.Records.Facts;

/// <summary>
/// What is known of a session or an exchange of a protocol that does not control machines. Names are Zeek's where Zeek
/// has one. The numbers are part of the record format.
/// </summary>
public enum Fact : byte
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Version of the protocol that is spoken.</summary>
    Version = 1,

    /// <summary>RDP: the routing cookie, usually the user (MS-RDPBCGR, 2.2.1.1).</summary>
    Cookie = 2,

    /// <summary>RDP: what became of the negotiation.</summary>
    Result = 3,

    /// <summary>RDP: the security that the server chose.</summary>
    SecurityProtocol = 4,

    /// <summary>RDP: names of the virtual channels asked for, with commas.</summary>
    ClientChannels = 5,

    /// <summary>RDP: identifier of the keyboard layout.</summary>
    KeyboardLayout = 6,

    /// <summary>RDP: build of the client.</summary>
    ClientBuild = 7,

    /// <summary>RDP: name of the client's computer.</summary>
    ClientName = 8,

    /// <summary>RDP: product id of the client.</summary>
    ClientProductId = 9,

    /// <summary>RDP: width of the desktop asked for.</summary>
    DesktopWidth = 10,

    /// <summary>RDP: height of the desktop asked for.</summary>
    DesktopHeight = 11,

    /// <summary>RDP: colour depth asked for.</summary>
    ColorDepth = 12,

    /// <summary>RDP: kind of the server's certificate.</summary>
    CertificateType = 13,

    /// <summary>Certificates seen.</summary>
    CertificateCount = 14,

    /// <summary>RDP: whether the certificate is permanent.</summary>
    CertificatePermanent = 15,

    /// <summary>RDP: level of the standard encryption.</summary>
    EncryptionLevel = 16,

    /// <summary>RDP: method of the standard encryption.</summary>
    EncryptionMethod = 17,

    /// <summary>SSH: the client's identification (RFC 4253, 4.2).</summary>
    Client = 18,

    /// <summary>SSH: the server's identification.</summary>
    Server = 19,

    /// <summary>The cipher agreed upon.</summary>
    Cipher = 20,

    /// <summary>SSH: the integrity algorithm agreed upon.</summary>
    Mac = 21,

    /// <summary>SSH: the compression agreed upon.</summary>
    Compression = 22,

    /// <summary>SSH: the key exchange agreed upon.</summary>
    KeyExchange = 23,

    /// <summary>SSH: the host key algorithm agreed upon.</summary>
    HostKeyAlgorithm = 24,

    /// <summary>SSH: SHA-256 of the host key, base64.</summary>
    HostKeyFingerprint = 25,

    /// <summary>SSH: fingerprint of the client's algorithms (HASSH).</summary>
    Hassh = 26,

    /// <summary>SSH: fingerprint of the server's algorithms.</summary>
    HasshServer = 27,

    /// <summary>Whether somebody logged in; inferred where it is encrypted.</summary>
    AuthenticationSuccess = 28,

    /// <summary>Attempts to log in; inferred where they are encrypted.</summary>
    AuthenticationAttempts = 29,

    /// <summary>RFB: version the client chose (RFC 6143, 7.1.1).</summary>
    ClientVersion = 30,

    /// <summary>RFB: version the server offered.</summary>
    ServerVersion = 31,

    /// <summary>RFB: the security type chosen (RFC 6143, 7.1.2).</summary>
    AuthenticationMethod = 32,

    /// <summary>RFB: whether others may stay connected (RFC 6143, 7.3.1).</summary>
    ShareFlag = 33,

    /// <summary>RFB: name of the desktop (RFC 6143, 7.3.2).</summary>
    DesktopName = 34,

    /// <summary>RFB: width of the screen, pixels.</summary>
    Width = 35,

    /// <summary>RFB: height of the screen, pixels.</summary>
    Height = 36,

    /// <summary>TLS: the name asked for (RFC 6066, 3).</summary>
    ServerName = 37,

    /// <summary>TLS: the application protocols offered, or the one chosen (RFC 7301).</summary>
    Alpn = 38,

    /// <summary>TLS: the group of the key exchange.</summary>
    Curve = 39,

    /// <summary>TLS: fingerprint of the client hello (JA3).</summary>
    Ja3 = 40,

    /// <summary>TLS: fingerprint of the server hello (JA3S).</summary>
    Ja3Server = 41,

    /// <summary>TLS: fingerprint of the client hello (JA4).</summary>
    Ja4 = 42,

    /// <summary>TLS: subject of the server's certificate.</summary>
    Subject = 43,

    /// <summary>TLS: issuer of the server's certificate.</summary>
    Issuer = 44,

    /// <summary>TLS: SHA-256 of the server's certificate, hexadecimal.</summary>
    CertificateFingerprint = 45,

    /// <summary>TLS: whether the handshake came to its end.</summary>
    Established = 46,

    /// <summary>HTTP, RTSP: the method of the request.</summary>
    Method = 47,

    /// <summary>HTTP: the host asked for.</summary>
    Host = 48,

    /// <summary>HTTP, RTSP: the target of the request.</summary>
    Uri = 49,

    /// <summary>HTTP, RTSP: the client's program.</summary>
    UserAgent = 50,

    /// <summary>HTTP, RTSP: status of the response.</summary>
    Status = 51,

    /// <summary>HTTP, RTSP: the server's program.</summary>
    ServerProgram = 52,

    /// <summary>HTTP: kind of the content.</summary>
    ContentType = 53,

    /// <summary>DNS: the name asked for.</summary>
    Query = 54,

    /// <summary>DNS: the type asked for.</summary>
    QueryType = 55,

    /// <summary>DNS: what became of the question.</summary>
    ResponseCode = 56,

    /// <summary>DNS: the answers, with commas.</summary>
    Answers = 57,

    /// <summary>DNS: number of answers.</summary>
    AnswerCount = 58,

    /// <summary>DNS: Shannon entropy of the name without its last two labels, thousandths of a bit a character.</summary>
    LabelEntropy = 59,

    /// <summary>DHCP, MQTT: kind of the message.</summary>
    MessageType = 60,

    /// <summary>DHCP: name that the client gives itself.</summary>
    HostName = 61,

    /// <summary>DHCP: hardware address of the client.</summary>
    ClientMac = 62,

    /// <summary>DHCP: address asked for.</summary>
    RequestedAddress = 63,

    /// <summary>DHCP: address given.</summary>
    AssignedAddress = 64,

    /// <summary>DHCP: vendor class of the client (RFC 2132, 9.13).</summary>
    VendorClass = 65,

    /// <summary>DHCP: options asked for (RFC 2132, 9.8): a fingerprint of the client.</summary>
    ParameterList = 66,

    /// <summary>DHCP: the default route given.</summary>
    Router = 67,

    /// <summary>DHCP: time of the lease, s.</summary>
    LeaseSeconds = 68,

    /// <summary>ARP: request or reply.</summary>
    Operation = 69,

    /// <summary>ARP: hardware address of the sender.</summary>
    SenderMac = 70,

    /// <summary>ARP: protocol address of the sender.</summary>
    SenderAddress = 71,

    /// <summary>ARP: hardware address of the target.</summary>
    TargetMac = 72,

    /// <summary>ARP: protocol address of the target.</summary>
    TargetAddress = 73,

    /// <summary>NTP: mode of the association.</summary>
    Mode = 74,

    /// <summary>NTP: stratum of the sender.</summary>
    Stratum = 75,

    /// <summary>NTP: identifier of the reference.</summary>
    Reference = 76,

    /// <summary>MQTT: identifier of the client.</summary>
    ClientId = 77,

    /// <summary>Name of who logs in, where it is sent in the clear.</summary>
    User = 78,

    /// <summary>MQTT: topic of a message or subscription.</summary>
    Topic = 79,

    /// <summary>MQTT: 0, 1 or 2.</summary>
    QualityOfService = 80,

    /// <summary>MQTT: answer to a connection.</summary>
    ReturnCode = 81,

    /// <summary>SMB: the dialect agreed upon.</summary>
    Dialect = 82,

    /// <summary>SMB: the share connected to.</summary>
    Share = 83,

    /// <summary>DCE/RPC: UUID of the interface bound.</summary>
    Interface = 84,

    /// <summary>VPN, remote support: what the fingerprint says it is.</summary>
    Product = 85,
}
