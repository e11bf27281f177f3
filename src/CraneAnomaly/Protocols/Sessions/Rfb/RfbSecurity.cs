namespace CraneAnomaly.Protocols.Sessions.Rfb;

/// <summary>Security types (RFC 6143, 7.1.2, and the registry of IANA that continues it).</summary>
internal static class RfbSecurity
{
    public const byte Invalid = 0;
    public const byte None = 1;
    public const byte Vnc = 2;
    public const byte AppleRemoteDesktop = 30;

    /// <summary>The name that Zeek gives it.</summary>
    public static string Name(uint type) => type switch
    {
        Invalid => "Invalid",
        None => "None",
        Vnc => "VNC",
        5 => "RA2",
        6 => "RA2ne",
        16 => "Tight",
        17 => "Ultra",
        18 => "TLS",
        19 => "VeNCrypt",
        20 => "GTK-VNC SASL",
        21 => "MD5 hash authentication",
        22 => "Colin Dean xvp",
        AppleRemoteDesktop => "Apple Remote Desktop",
        _ => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"unknown-{type}"),
    };
}
