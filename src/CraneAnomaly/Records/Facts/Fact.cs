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
}
