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

    /// <summary>RDP: the keyboard layout.</summary>
    KeyboardLayout = 6,

    /// <summary>RDP: version of the client, as its build says.</summary>
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

    /// <summary>TLS: the group of the key exchange.</summary>
    Curve = 37,

    /// <summary>TLS: the name of the server that the client asks for (RFC 6066, 3).</summary>
    ServerName = 38,

    /// <summary>TLS: protocols that the client offers, with commas (RFC 7301).</summary>
    Alpn = 39,

    /// <summary>TLS: the protocol that the server chose, where it is in the clear.</summary>
    NextProtocol = 40,

    /// <summary>TLS: whether an earlier session goes on, so that no certificate is shown.</summary>
    Resumed = 41,

    /// <summary>TLS: the last alert in the clear (RFC 8446, 6).</summary>
    LastAlert = 42,

    /// <summary>TLS: whether both sides went over to encryption.</summary>
    Established = 43,

    /// <summary>TLS: SHA-256 of each certificate of the server, with commas.</summary>
    CertificateChain = 44,

    /// <summary>TLS: SHA-256 of each certificate of the client, with commas.</summary>
    ClientCertificateChain = 45,

    /// <summary>Whom the server's certificate is of (RFC 4514).</summary>
    Subject = 46,

    /// <summary>Who signed the server's certificate.</summary>
    Issuer = 47,

    /// <summary>Serial number of the server's certificate, hexadecimal.</summary>
    Serial = 48,

    /// <summary>From when on the server's certificate is valid, RFC 3339.</summary>
    NotBefore = 49,

    /// <summary>Until when the server's certificate is valid, RFC 3339.</summary>
    NotAfter = 50,

    /// <summary>Names of hosts in the server's certificate, with commas.</summary>
    AlternativeNames = 51,

    /// <summary>TLS: fingerprint of the client's hello (JA3).</summary>
    Ja3 = 52,

    /// <summary>TLS: fingerprint of the server's hello (JA3S).</summary>
    Ja3Server = 53,

    /// <summary>TLS: fingerprint of the client's hello (JA4).</summary>
    Ja4 = 54,

    /// <summary>Which of the services that share a protocol this is.</summary>
    Service = 55,

    /// <summary>Number that pairs a request with its response.</summary>
    TransactionId = 56,

    /// <summary>DNS: the first name asked for, in lower case.</summary>
    Query = 57,

    /// <summary>DNS: type of the first question.</summary>
    QueryType = 58,

    /// <summary>DNS: class of the first question.</summary>
    QueryClass = 59,

    /// <summary>DNS: result of a response.</summary>
    ResponseCode = 60,

    /// <summary>DNS: whether the answer is authoritative.</summary>
    Authoritative = 61,

    /// <summary>DNS: whether the message was cut.</summary>
    Truncated = 62,

    /// <summary>DNS: whether recursion is asked for.</summary>
    RecursionDesired = 63,

    /// <summary>DNS: whether the server has recursion.</summary>
    RecursionAvailable = 64,

    /// <summary>DNS: the answers as text, with commas.</summary>
    Answers = 65,

    /// <summary>DNS: seconds that each of the answers is valid, with commas.</summary>
    TimesToLive = 66,

    /// <summary>DNS: characters of the first name.</summary>
    QueryLength = 67,

    /// <summary>DNS: characters of the longest label of the first name.</summary>
    LongestLabel = 68,

    /// <summary>DNS: labels of the first name.</summary>
    Labels = 69,

    /// <summary>DNS: entropy of the characters of the first name, thousandths of a bit a character.</summary>
    Entropy = 70,

    /// <summary>DNS: bytes of data of all records of a response.</summary>
    AnswerBytes = 71,

    /// <summary>DHCP: hardware address of the client.</summary>
    Hardware = 72,

    /// <summary>Name that a host gives itself.</summary>
    HostName = 73,

    /// <summary>DHCP: full name that the client gives itself (RFC 4702).</summary>
    ClientDomainName = 74,

    /// <summary>Name of the domain that is handed out, or of the domain that a user is of.</summary>
    Domain = 75,

    /// <summary>DHCP: address that the client asks for.</summary>
    RequestedAddress = 76,

    /// <summary>DHCP: address that the server hands out.</summary>
    AssignedAddress = 77,

    /// <summary>DHCP: address that the client has.</summary>
    ClientAddress = 78,

    /// <summary>DHCP: address by which the server calls itself.</summary>
    ServerAddress = 79,

    /// <summary>DHCP: routers that are handed out, with commas.</summary>
    Routers = 80,

    /// <summary>DHCP: servers of names that are handed out, with commas.</summary>
    NameServers = 81,

    /// <summary>DHCP: mask of the network that is handed out.</summary>
    SubnetMask = 82,

    /// <summary>DHCP: seconds that an address may be kept.</summary>
    LeaseTime = 83,

    /// <summary>DHCP: what the client is, in its maker's words (RFC 2132, 9.13).</summary>
    VendorClass = 84,

    /// <summary>DHCP: class of the client's user (RFC 3004).</summary>
    UserClass = 85,

    /// <summary>Identifier that a client gives itself; hexadecimal where it is no text.</summary>
    ClientId = 86,

    /// <summary>DHCP: numbers of the options asked for, in their order, with commas: a fingerprint of the program.</summary>
    ParameterList = 87,

    /// <summary>DHCP: relay that handed the message on.</summary>
    Relay = 88,

    /// <summary>DHCP: text of a refusal.</summary>
    Message = 89,

    /// <summary>NTP: mode of the sender (RFC 5905, 7.3).</summary>
    Mode = 90,

    /// <summary>NTP: distance from a reference clock.</summary>
    Stratum = 91,

    /// <summary>NTP: seconds between messages, as a power of two.</summary>
    Poll = 92,

    /// <summary>NTP: the clock that the sender follows: a name for stratum 1, else an address.</summary>
    ReferenceId = 93,

    /// <summary>NTP: when the request left, RFC 3339.</summary>
    OriginTime = 94,

    /// <summary>NTP: when the request came, RFC 3339.</summary>
    ReceiveTime = 95,

    /// <summary>NTP: when the message left by the sender's clock, RFC 3339.</summary>
    TransmitTime = 96,

    /// <summary>NTP: by how much the sender's clock is before the capture's, microseconds.</summary>
    ClockOffset = 97,

    /// <summary>ARP: hardware address that the sender gives itself.</summary>
    SenderHardware = 98,

    /// <summary>ARP: address that the sender gives itself.</summary>
    SenderAddress = 99,

    /// <summary>ARP: hardware address of the target.</summary>
    TargetHardware = 100,

    /// <summary>ARP: address of the target.</summary>
    TargetAddress = 101,

    /// <summary>ARP: whether the sender speaks of itself without being asked (RFC 5227).</summary>
    Gratuitous = 102,

    /// <summary>HTTP and RTSP: what is asked for.</summary>
    Method = 103,

    /// <summary>HTTP: name of the host that is asked.</summary>
    Host = 104,

    /// <summary>HTTP and RTSP: what it is asked about; passwords in it are left out.</summary>
    Uri = 105,

    /// <summary>HTTP and RTSP: the program that asks.</summary>
    UserAgent = 106,

    /// <summary>HTTP: where the request comes from.</summary>
    Referrer = 107,

    /// <summary>Name of the user that logs in; the password is not kept.</summary>
    Username = 108,

    /// <summary>HTTP and RTSP: type of the body.</summary>
    ContentType = 109,

    /// <summary>HTTP and RTSP: bytes of the body, where it is stated.</summary>
    ContentLength = 110,

    /// <summary>HTTP and RTSP: result.</summary>
    StatusCode = 111,

    /// <summary>HTTP and RTSP: the result in words.</summary>
    StatusMessage = 112,

    /// <summary>Name of what a SOAP message asks for, such as ONVIF's GetStreamUri or ContinuousMove.</summary>
    SoapAction = 113,

    /// <summary>Telnet: names of the options that are spoken of, with commas (RFC 855).</summary>
    Options = 114,

    /// <summary>Telnet: kind of the client's terminal (RFC 1091).</summary>
    Terminal = 115,

    /// <summary>MQTT: what a message is published under.</summary>
    Topic = 116,

    /// <summary>MQTT: what a client subscribes to, or leaves, with commas.</summary>
    Topics = 117,

    /// <summary>MQTT: what is published when the client is gone.</summary>
    WillTopic = 118,

    /// <summary>MQTT: seconds after which a silent client is taken for gone.</summary>
    KeepAlive = 119,

    /// <summary>MQTT: result of connecting; 0 for success.</summary>
    ReturnCode = 120,

    /// <summary>MQTT: how surely a message is delivered, 0 to 2.</summary>
    QualityOfService = 121,

    /// <summary>MQTT: whether a message is kept for those who subscribe later.</summary>
    Retained = 122,

    /// <summary>MQTT: bytes of a message.</summary>
    PayloadBytes = 123,

    /// <summary>SMB: the dialect agreed upon.</summary>
    Dialect = 124,

    /// <summary>SMB: the share that is opened.</summary>
    SharePath = 125,

    /// <summary>SMB: the file or pipe that is opened.</summary>
    FileName = 126,

    /// <summary>SMB: result, hexadecimal (MS-ERREF, 2.3).</summary>
    Status = 127,

    /// <summary>DCE/RPC: names of the interfaces that are asked for, with commas; identifiers where they have none.</summary>
    Interfaces = 128,

    /// <summary>Tunnels: what the first message begins.</summary>
    Exchange = 129,

    /// <summary>IKE: what the sides say of their programs, hexadecimal, with commas (RFC 7296, 3.12).</summary>
    VendorIds = 130,

    /// <summary>Maker of the program, in its own words.</summary>
    Vendor = 131,

    /// <summary>Whether the other side has answered.</summary>
    Answered = 132,

    /// <summary>Remote-support tool, tunnel or broker of a maker that a name, program or port belongs to.</summary>
    RemoteTool = 133,

    /// <summary>What kind of tool it is: remote-support, overlay-vpn, tunnel, router-broker.</summary>
    RemoteToolKind = 134,

    /// <summary>By what the tool was found: name, user-agent or port.</summary>
    RemoteToolMatch = 135,

    /// <summary>What another sensor calls what it tells.</summary>
    Note = 136,

    /// <summary>How grave another sensor finds it, by its own scale.</summary>
    Priority = 137,

    /// <summary>Name of a program on a host.</summary>
    Software = 138,

    /// <summary>DNS: the first name that an answer to no question gives an address (RFC 6762, 6).</summary>
    AnswerName = 139,

    /// <summary>DNS: that address.</summary>
    AnswerAddress = 140,
}
