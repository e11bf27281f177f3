using System.Buffers.Text;
using System.Text;
using CraneAnomaly.Records.Facts;

namespace CraneAnomaly.Protocols.Sessions.Rdp;

/// <summary>Names of the numbers (MS-RDPBCGR, 2.2.1), as Zeek writes them; a number without a name is written behind what it is.</summary>
internal static class RdpNames
{
    /// <summary>The security that the server chose (2.2.1.2.1).</summary>
    public static void TellProtocol(uint value, FactWriter facts) => Tell(Fact.SecurityProtocol, "security_protocol", value, facts, value switch
    {
        0 => "RDP",
        1 => "SSL",
        2 => "HYBRID",
        8 => "HYBRID_EX",
        _ => null,
    });

    /// <summary>Why the server refused (2.2.1.2.2).</summary>
    public static void TellFailure(uint value, FactWriter facts) => Tell(Fact.Result, "failure_code", value, facts, value switch
    {
        1 => "SSL_REQUIRED_BY_SERVER",
        2 => "SSL_NOT_ALLOWED_BY_SERVER",
        3 => "SSL_CERT_NOT_ON_SERVER",
        4 => "INCONSISTENT_FLAGS",
        5 => "HYBRID_REQUIRED_BY_SERVER",
        6 => "SSL_WITH_USER_AUTH_REQUIRED_BY_SERVER",
        _ => null,
    });

    /// <summary>What became of the conference (T.124, 8.7).</summary>
    public static void TellResult(uint value, FactWriter facts) => Tell(Fact.Result, "result", value, facts, value switch
    {
        0 => "Success",
        1 => "User rejected",
        2 => "Resources not available",
        3 => "Rejected for symmetry breaking",
        4 => "Locked conference",
        _ => null,
    });

    /// <summary>Build of the client: the Windows whose program it is.</summary>
    public static void TellBuild(uint value, FactWriter facts) => Tell(Fact.ClientBuild, "client_build", value, facts, value switch
    {
        419 => "RDP 4.0",
        2195 or 2221 => "RDP 5.0",
        2600 => "RDP 5.1",
        3790 => "RDP 5.2",
        6000 => "RDP 6.0",
        6001 => "RDP 6.1",
        6002 => "RDP 6.2",
        7600 => "RDP 7.0",
        7601 => "RDP 7.1",
        9200 => "RDP 8.0",
        9600 => "RDP 8.1",
        25189 or 25282 => "RDP 8.0 (Mac)",
        _ => null,
    });

    /// <summary>The keyboard layout: the language is in the lower half.</summary>
    public static void TellKeyboard(uint value, FactWriter facts)
    {
        if (Language(value) is { } name)
        {
            facts.Add(Fact.KeyboardLayout, name);
            return;
        }

        if (Language(value & 0xFFFF) is not { } guess)
        {
            Tell(Fact.KeyboardLayout, "keyboard", value, facts, null);
            return;
        }

        Write(Fact.KeyboardLayout, guess, " (Best Guess for ", value, ")", facts);
    }

    /// <summary>Colour depth of clients since RDP 5 (2.2.1.3.2, highColorDepth).</summary>
    public static void TellHighDepth(ushort value, FactWriter facts) => Tell(Fact.ColorDepth, "high_color_depth", value, facts, value switch
    {
        4 => "4bit",
        8 => "8bit",
        15 => "15bit",
        16 => "16bit",
        24 => "24bit",
        _ => null,
    });

    /// <summary>Colour depth of older clients (2.2.1.3.2, colorDepth and postBeta2ColorDepth).</summary>
    public static void TellOldDepth(ushort value, FactWriter facts) => Tell(Fact.ColorDepth, "color_depth", value, facts, value switch
    {
        0xCA00 => "4bit",
        0xCA01 => "8bit",
        0xCA02 => "15bit",
        0xCA03 => "16bit",
        0xCA04 => "24bit",
        _ => null,
    });

    /// <summary>Method and level of the protocol's own encryption (2.2.1.4.3).</summary>
    public static void TellEncryption(uint method, uint level, FactWriter facts)
    {
        Tell(Fact.EncryptionLevel, "encryption_level", level, facts, level switch
        {
            0 => "None",
            1 => "Low",
            2 => "Client compatible",
            3 => "High",
            4 => "FIPS",
            _ => null,
        });
        Tell(Fact.EncryptionMethod, "encryption_method", method, facts, method switch
        {
            0 => "None",
            1 => "40bit",
            2 => "128bit",
            8 => "56bit",
            16 => "FIPS",
            _ => null,
        });
    }

    /// <summary>Kind of the certificate (2.2.1.4.3.1).</summary>
    public static void TellCertificate(uint value, FactWriter facts) => Tell(Fact.CertificateType, "cert_type", value, facts, value switch
    {
        1 => "RSA",
        2 => "X.509",
        _ => null,
    });

    private static string? Language(uint layout) => layout switch
    {
        1033 => "English - United States",
        1054 => "Thai",
        _ => null,
    };

    private static void Tell(Fact fact, string kind, uint value, FactWriter facts, string? name)
    {
        if (name is not null) facts.Add(fact, name);
        else Write(fact, kind, "-", value, "", facts);
    }

    // Without a string, which a client could have made for each session.
    private static void Write(Fact fact, string before, string between, uint value, string after, FactWriter facts)
    {
        Span<byte> text = stackalloc byte[128];
        int at = Encoding.ASCII.GetBytes(before, text);
        at += Encoding.ASCII.GetBytes(between, text[at..]);
        Utf8Formatter.TryFormat(value, text[at..], out int digits);
        at += digits;
        at += Encoding.ASCII.GetBytes(after, text[at..]);
        facts.Add(fact, text[..at]);
    }
}
