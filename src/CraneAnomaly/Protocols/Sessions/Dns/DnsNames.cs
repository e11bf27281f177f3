using CraneAnomaly.Records.Facts;

namespace CraneAnomaly.Protocols.Sessions.Dns;

/// <summary>Names of the numbers (IANA, Domain Name System Parameters), as Zeek writes them.</summary>
internal static class DnsNames
{
    /// <summary>Names of functions by operation code, in records.</summary>
    public static readonly string[] Operations =
        ["query", "inverse_query", "status", "unknown_3", "notify", "update", "stateful_operations", .. Unknown()];

    /// <summary>Adds a type.</summary>
    public static void TellType(ushort type, FactWriter facts) => Tell(Fact.QueryType, Type(type), "query-", type, facts);

    /// <summary>Adds a class.</summary>
    public static void TellClass(ushort number, FactWriter facts) => Tell(Fact.QueryClass, number switch
    {
        1 => "C_INTERNET",
        3 => "C_CHAOS",
        4 => "C_HESOD",
        254 => "C_NONE",
        255 => "C_ANY",
        _ => null,
    }, "qclass-", number, facts);

    /// <summary>Adds a result.</summary>
    public static void TellResult(int code, FactWriter facts) => Tell(Fact.ResponseCode, code switch
    {
        0 => "NOERROR",
        1 => "FORMERR",
        2 => "SERVFAIL",
        3 => "NXDOMAIN",
        4 => "NOTIMP",
        5 => "REFUSED",
        6 => "YXDOMAIN",
        7 => "YXRRSET",
        8 => "NXRRSET",
        9 => "NOTAUTH",
        10 => "NOTZONE",
        11 => "unassigned-11",
        16 => "BADVERS",
        17 => "BADKEY",
        18 => "BADTIME",
        19 => "BADMODE",
        20 => "BADNAME",
        21 => "BADALG",
        22 => "BADTRUNC",
        23 => "BADCOOKIE",
        _ => null,
    }, "rcode-", code, facts);

    /// <summary>The name of a type, null for one that has none.</summary>
    public static string? Type(ushort type) => type switch
    {
        1 => "A",
        2 => "NS",
        3 => "MD",
        4 => "MF",
        5 => "CNAME",
        6 => "SOA",
        7 => "MB",
        8 => "MG",
        9 => "MR",
        10 => "NULL",
        11 => "WKS",
        12 => "PTR",
        13 => "HINFO",
        14 => "MINFO",
        15 => "MX",
        16 => "TXT",
        17 => "RP",
        18 => "AFSDB",
        19 => "X25",
        20 => "ISDN",
        21 => "RT",
        22 => "NSAP",
        24 => "SIG",
        25 => "KEY",
        26 => "PX",
        27 => "GPOS",
        28 => "AAAA",
        29 => "LOC",
        32 => "NB",
        33 => "SRV",
        35 => "NAPTR",
        36 => "KX",
        37 => "CERT",
        38 => "A6",
        39 => "DNAME",
        40 => "SINK",
        41 => "EDNS",
        42 => "APL",
        43 => "DS",
        44 => "SSHFP",
        45 => "IPSECKEY",
        46 => "RRSIG",
        47 => "NSEC",
        48 => "DNSKEY",
        49 => "DHCID",
        50 => "NSEC3",
        51 => "NSEC3PARAM",
        52 => "TLSA",
        53 => "SMIMEA",
        55 => "HIP",
        59 => "CDS",
        60 => "CDNSKEY",
        61 => "OPENPGPKEY",
        62 => "CSYNC",
        63 => "ZONEMD",
        64 => "SVCB",
        65 => "HTTPS",
        99 => "SPF",
        108 => "EUI48",
        109 => "EUI64",
        249 => "TKEY",
        250 => "TSIG",
        251 => "IXFR",
        252 => "AXFR",
        255 => "*",
        256 => "URI",
        257 => "CAA",
        32768 => "TA",
        32769 => "DLV",
        _ => null,
    };

    private static IEnumerable<string> Unknown() =>
        Enumerable.Range(7, 9).Select(i => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"unknown_{i}"));

    private static void Tell(Fact fact, string? name, string otherwise, int number, FactWriter facts)
    {
        if (name is not null)
        {
            facts.Add(fact, name);
            return;
        }

        var text = new TextRoom(stackalloc byte[32]);
        text.Add(otherwise);
        text.AddNumber(number);
        facts.Add(fact, text.Written);
    }
}
