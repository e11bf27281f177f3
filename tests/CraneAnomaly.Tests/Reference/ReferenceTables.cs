using System.Globalization;
using System.IO.Compression;
using CraneAnomaly.Tests.Support;

namespace CraneAnomaly.Tests.Reference;

/// <summary>The tables that lie beside the reference captures.</summary>
internal static class ReferenceTables
{
    /// <summary>Every capture, and how many packets it has.</summary>
    public static IEnumerable<(string Capture, long Packets)> Manifest() =>
        File.ReadLines(Shared.Capture("MANIFEST.tsv")).Skip(1).Select(line => line.Split('\t'))
            .Select(cells => (cells[0], Number(cells[1])));

    /// <summary>The Modbus and the mixed captures, with Wireshark's PDUs and Suricata's transactions.</summary>
    public static IEnumerable<(string Capture, long Pdus, long Transactions)> ModbusCaptures() =>
        File.ReadLines(Shared.Capture("EXPECTED-PDUS.tsv")).Skip(1).Select(line => line.Split('\t'))
            .Where(cells => cells[0].StartsWith("modbus/", StringComparison.Ordinal)
                || cells[0].StartsWith("mixed/", StringComparison.Ordinal))
            .Select(cells => (cells[0], Number(cells[1]), Number(cells[2])));

    /// <summary>The lines of a compressed text beside a capture; none where there is no such text.</summary>
    public static IEnumerable<string> Lines(string capture, string suffix)
    {
        string path = Shared.Capture(capture) + suffix;
        if (!File.Exists(path)) yield break;
        using var reader = new StreamReader(new GZipStream(File.OpenRead(path), CompressionMode.Decompress));
        while (reader.ReadLine() is { } line) yield return line;
    }

    private static long Number(string text) => text.Length == 0 ? 0 : long.Parse(text, CultureInfo.InvariantCulture);
}
