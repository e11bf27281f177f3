namespace CraneAnomaly.Capture.Flows;

/// <summary>How likely a port is a server's (IANA port registry, and the ports vendors document).</summary>
internal static class ServerPorts
{
    // Sorted. Industrial protocols first of all, then what is found beside them.
    private static ReadOnlySpan<ushort> Known =>
    [
        20, 21, 22, 23, 25, 53, 67, 69, 80, 81, 88, 102, 110, 111, 123, 135, 137, 138, 139, 143, 161, 162, 179, 389,
        443, 445, 502, 514, 515, 554, 587, 631, 636, 789, 802, 873, 989, 990, 993, 995, 1080, 1089, 1090, 1091, 1194,
        1217, 1433, 1434, 1521, 1701, 1812, 1813, 1883, 1911, 1962, 2049, 2123, 2152, 2221, 2222, 2404, 2455, 3128,
        3268, 3306, 3389, 3478, 3544, 4789, 4840, 4843, 4911, 5006, 5007, 5060, 5061, 5094, 5222, 5223, 5269, 5353,
        5355, 5432, 5671, 5672, 5900, 5901, 5938, 5985, 5986, 6081, 6379, 6443, 6665, 6666, 6667, 6668, 6669, 8000,
        8080, 8081, 8443, 8883, 8888, 9092, 9093, 9100, 9200, 9600, 11740, 18245, 18246, 20000, 20547, 27017, 34962,
        34963, 34964, 44818, 47808, 48010, 48898, 62541,
    ];

    /// <summary>2 for a known server port, 1 for another system port (RFC 6335, 6), else 0.</summary>
    public static int Score(ushort port) => Known.BinarySearch(port) >= 0 ? 2 : port is > 0 and < 1024 ? 1 : 0;

    /// <summary>
    /// Whether the sender of the first packet seen is the server, for flows whose opening does not say it.
    /// </summary>
    public static bool SenderIsServer(ushort source, ushort destination)
    {
        int from = Score(source), to = Score(destination);
        return from != to ? from > to : from == 2 && source < destination;
    }
}
