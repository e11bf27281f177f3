using System.Globalization;

namespace CraneAnomaly.Records.Hardware;

/// <summary>
/// Who makes cellular routers and modems, by the first three bytes of a hardware address (IEEE 802, 8.2): the dated list
/// is <c>cellular-makers.tsv</c> beside this file.
/// </summary>
internal static class CellularMakers
{
    private static readonly Dictionary<int, string> ByPrefix = Load();

    /// <summary>Number of prefixes.</summary>
    public static int Count => ByPrefix.Count;

    /// <summary>The maker of a device; null for one who does not make such things, and for addresses that nobody gave out.</summary>
    public static string? Find(MacAddress address) => ByPrefix.GetValueOrDefault((int)(address.Value >> 24));

    private static Dictionary<int, string> Load()
    {
        using var stream = typeof(CellularMakers).Assembly.GetManifestResourceStream("cellular-makers.tsv")
            ?? throw new InvalidOperationException("cellular-makers.tsv is not part of the assembly");
        using var reader = new StreamReader(stream);
        var makers = new Dictionary<int, string>();
        while (reader.ReadLine() is { } line)
        {
            if (line.Length == 0 || line[0] == '#') continue;
            string[] fields = line.Split('\t');
            makers.Add(int.Parse(fields[0].Replace(":", "", StringComparison.Ordinal), NumberStyles.HexNumber, CultureInfo.InvariantCulture), fields[1]);
        }

        return makers;
    }
}
