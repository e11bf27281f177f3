namespace CraneAnomaly.Protocols.Sessions.Telnet;

/// <summary>Commands behind the escape (RFC 854), and names of options (IANA, Telnet Options).</summary>
internal static class TelnetCommand
{
    public const byte SubnegotiationEnd = 240;
    public const byte Subnegotiation = 250;
    public const byte Will = 251;
    public const byte Dont = 254;
    public const byte Escape = 255;

    public const byte TerminalType = 24;

    /// <summary>Number of options that are told.</summary>
    public const int Options = 64;

    /// <summary>The name of an option, null for one that has none.</summary>
    public static string? Name(int option) => option switch
    {
        0 => "binary",
        1 => "echo",
        3 => "suppress-go-ahead",
        5 => "status",
        6 => "timing-mark",
        24 => "terminal-type",
        31 => "window-size",
        32 => "terminal-speed",
        33 => "remote-flow-control",
        34 => "linemode",
        35 => "x-display-location",
        36 => "environment",
        37 => "authentication",
        38 => "encryption",
        39 => "new-environment",
        44 => "com-port",
        _ => null,
    };
}
