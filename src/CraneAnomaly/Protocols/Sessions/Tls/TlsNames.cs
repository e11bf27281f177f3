using CraneAnomaly.Records.Facts;

namespace CraneAnomaly.Protocols.Sessions.Tls;

/// <summary>Names of the numbers, as Zeek writes them; a number without a name is written behind <c>unknown-</c>.</summary>
internal static class TlsNames
{
    /// <summary>Adds a version.</summary>
    public static void TellVersion(ushort version, FactWriter facts)
    {
        string? name = version switch
        {
            0x0002 => "SSLv2",
            0x0300 => "SSLv3",
            0x0301 => "TLSv10",
            0x0302 => "TLSv11",
            0x0303 => "TLSv12",
            0x0304 => "TLSv13",
            _ => null,
        };
        if (name is null && version >> 8 == 0x7F) Tell(Fact.Version, "TLSv13-draft", version & 0xFF, facts);
        else Tell(Fact.Version, name, version, facts);
    }

    /// <summary>Adds a cipher.</summary>
    public static void TellCipher(ushort suite, FactWriter facts) => Tell(Fact.Cipher, TlsCipherNames.Of(suite), suite, facts);

    /// <summary>Adds a group (IANA, TLS Supported Groups).</summary>
    public static void TellCurve(ushort group, FactWriter facts) => Tell(Fact.Curve, group switch
    {
        1 => "sect163k1",
        2 => "sect163r1",
        3 => "sect163r2",
        4 => "sect193r1",
        5 => "sect193r2",
        6 => "sect233k1",
        7 => "sect233r1",
        8 => "sect239k1",
        9 => "sect283k1",
        10 => "sect283r1",
        11 => "sect409k1",
        12 => "sect409r1",
        13 => "sect571k1",
        14 => "sect571r1",
        15 => "secp160k1",
        16 => "secp160r1",
        17 => "secp160r2",
        18 => "secp192k1",
        19 => "secp192r1",
        20 => "secp224k1",
        21 => "secp224r1",
        22 => "secp256k1",
        23 => "secp256r1",
        24 => "secp384r1",
        25 => "secp521r1",
        26 => "brainpoolP256r1",
        27 => "brainpoolP384r1",
        28 => "brainpoolP512r1",
        29 => "x25519",
        30 => "x448",
        256 => "ffdhe2048",
        257 => "ffdhe3072",
        258 => "ffdhe4096",
        259 => "ffdhe6144",
        260 => "ffdhe8192",
        0x11EB => "SecP256r1MLKEM768",
        0x11EC => "X25519MLKEM768",
        0x11ED => "SecP384r1MLKEM1024",
        0x6399 => "X25519Kyber768Draft00",
        _ => null,
    }, group, facts);

    /// <summary>Adds an alert (RFC 8446, 6; RFC 5246, 7.2).</summary>
    public static void TellAlert(byte alert, FactWriter facts) => Tell(Fact.LastAlert, alert switch
    {
        0 => "close_notify",
        1 => "end_of_early_data",
        10 => "unexpected_message",
        20 => "bad_record_mac",
        21 => "decryption_failed",
        22 => "record_overflow",
        30 => "decompression_failure",
        40 => "handshake_failure",
        41 => "no_certificate",
        42 => "bad_certificate",
        43 => "unsupported_certificate",
        44 => "certificate_revoked",
        45 => "certificate_expired",
        46 => "certificate_unknown",
        47 => "illegal_parameter",
        48 => "unknown_ca",
        49 => "access_denied",
        50 => "decode_error",
        51 => "decrypt_error",
        60 => "export_restriction",
        70 => "protocol_version",
        71 => "insufficient_security",
        80 => "internal_error",
        86 => "inappropriate_fallback",
        90 => "user_canceled",
        100 => "no_renegotiation",
        109 => "missing_extension",
        110 => "unsupported_extension",
        111 => "certificate_unobtainable",
        112 => "unrecognized_name",
        113 => "bad_certificate_status_response",
        114 => "bad_certificate_hash_value",
        115 => "unknown_psk_identity",
        116 => "certificate_required",
        120 => "no_application_protocol",
        121 => "ech_required",
        _ => null,
    }, alert, facts);

    private static void Tell(Fact fact, string? name, int value, FactWriter facts)
    {
        bool isDraft = name == "TLSv13-draft";
        if (name is not null && !isDraft)
        {
            facts.Add(fact, name);
            return;
        }

        var text = new TextRoom(stackalloc byte[32]);
        text.Add(name ?? "unknown-");
        text.AddNumber(value);
        facts.Add(fact, text.Written);
    }
}
