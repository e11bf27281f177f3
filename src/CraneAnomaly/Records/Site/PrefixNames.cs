using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace CraneAnomaly.Records.Site;

/// <summary>
/// To which country and network addresses belong, out of a file that the user brings: <c>prefix,country,network name</c>, a
/// line each, separated by commas or tabs, IPv4 and IPv6; the longest prefix holds. Nothing of the kind ships with the
/// product, and nothing is looked up elsewhere. Immutable.
/// </summary>
public sealed class PrefixNames
{
    /// <summary>Most prefixes of a file.</summary>
    public const int MostPrefixes = 2_000_000;

    private const int LongestLine = 4_096, LongestText = 128, Bits = 128;

    // By the number of bits; of each length the prefixes by their masked address.
    private readonly Dictionary<IpAddress, int>?[] _byLength = new Dictionary<IpAddress, int>?[Bits + 1];
    private readonly List<NetworkName> _names = [];
    private readonly int[] _lengths;

    private PrefixNames(string file, byte[] bytes)
    {
        Hash = Convert.ToHexStringLower(SHA256.HashData(bytes));
        Read(file, new StringReader(new UTF8Encoding(encoderShouldEmitUTF8Identifier: false).GetString(bytes).TrimStart('\ufeff')));
        _lengths = [.. Enumerable.Range(0, Bits + 1).Reverse().Where(bits => _byLength[bits] is not null)];
    }

    /// <summary>Prefixes.</summary>
    public int Count { get; private set; }

    /// <summary>Lower-case hex SHA-256 of the file.</summary>
    public string Hash { get; }

    /// <summary>Reads a file.</summary>
    /// <exception cref="SiteFileException">A line is none; the message says which and why.</exception>
    public static PrefixNames Load(string path) => new(path, File.ReadAllBytes(path));

    /// <summary>Reads the bytes of a file.</summary>
    /// <param name="file">What to call it in errors.</param>
    /// <param name="bytes">UTF-8.</param>
    /// <exception cref="SiteFileException">A line is none; the message says which and why.</exception>
    public static PrefixNames Read(string file, ReadOnlySpan<byte> bytes) => new(file, bytes.ToArray());

    /// <summary>To whom an address belongs; null where no prefix holds it.</summary>
    public NetworkName? Find(IpAddress address)
    {
        foreach (int bits in _lengths)
        {
            // Only what is of IPv4 begins with 96 bits that are its own: a shorter prefix of IPv6 is none of its.
            if (address.IsV4 && bits < Bits - 32) return null;
            if (_byLength[bits]!.TryGetValue(Masked(address, bits), out int name)) return _names[name];
        }

        return null;
    }

    private void Read(string file, StringReader reader)
    {
        var known = new Dictionary<NetworkName, int>();
        for (int line = 1; reader.ReadLine() is { } text; line++)
        {
            if (text.Length > LongestLine) throw new SiteFileException(file, line, $"it is longer than {LongestLine} characters");
            if (string.IsNullOrWhiteSpace(text) || text.StartsWith('#')) continue;
            string[] cells = Split(file, line, text);
            if (line == 1 && cells[0].Equals("prefix", StringComparison.OrdinalIgnoreCase)) continue;
            if (cells.Length != 3)
                throw new SiteFileException(file, line, $"it has {cells.Length} columns, not prefix, country and network name");
            if (!IpNetwork.TryParse(cells[0], out var network))
                throw new SiteFileException(file, line, $"'{Cut(cells[0])}' is no prefix such as 203.0.113.0/24 or 2001:db8::/32");
            if (Masked(network.Address, network.Bits) != network.Address)
                throw new SiteFileException(file, line, $"'{Cut(cells[0])}' has bits set behind its length");
            if (cells[1].Length == 0 && cells[2].Length == 0)
                throw new SiteFileException(file, line, "it names neither a country nor a network");
            if (cells[1].Length > LongestText || cells[2].Length > LongestText || cells[1].Any(char.IsControl) || cells[2].Any(char.IsControl))
                throw new SiteFileException(file, line, $"a name is longer than {LongestText} characters, or holds a control character");
            var name = new NetworkName(cells[1], cells[2]);
            if (!known.TryGetValue(name, out int number))
            {
                known.Add(name, number = _names.Count);
                _names.Add(name);
            }

            var prefixes = _byLength[network.Bits] ??= [];
            if (prefixes.TryGetValue(network.Address, out int before))
            {
                if (before == number) continue;
                throw new SiteFileException(file, line, $"'{Cut(cells[0])}' stands twice: also as {_names[before]}");
            }

            if (++Count > MostPrefixes)
                throw new SiteFileException(file, line, string.Create(CultureInfo.InvariantCulture, $"there are more than {MostPrefixes:N0} prefixes"));
            prefixes.Add(network.Address, number);
        }
    }

    // Tabs where there is one; else RFC 4180. A name may have a comma in it: then it stands in quotes.
    private static string[] Split(string file, int line, string text)
    {
        if (text.Contains('\t')) return [.. text.Split('\t').Select(cell => cell.Trim())];
        var cells = new List<string>();
        for (int at = 0; at <= text.Length;)
        {
            if (at < text.Length && text[at] == '"')
            {
                var cell = new StringBuilder();
                for (at++; ; at++)
                {
                    if (at >= text.Length) throw new SiteFileException(file, line, "a quote is not closed");
                    if (text[at] == '"' && (++at >= text.Length || text[at] != '"')) break;
                    cell.Append(text[at]);
                }

                if (at < text.Length && text[at] != ',') throw new SiteFileException(file, line, "something stands behind a closing quote");
                cells.Add(cell.ToString().Trim());
                at++;
                continue;
            }

            int comma = text.IndexOf(',', at);
            int end = comma < 0 ? text.Length : comma;
            cells.Add(text[at..end].Trim());
            at = end + 1;
        }

        return [.. cells];
    }

    private static IpAddress Masked(IpAddress address, int bits) => new(address.High & Mask(bits), address.Low & Mask(bits - 64));

    private static ulong Mask(int bits) => bits <= 0 ? 0 : bits >= 64 ? ulong.MaxValue : ~(ulong.MaxValue >> bits);

    private static string Cut(string text) => text.Length <= 64 ? text : text[..64];
}

/// <summary>To whom addresses belong.</summary>
/// <param name="Country">The country, as the file has it; empty where it says none.</param>
/// <param name="Network">The name of the network; empty where it says none.</param>
public sealed record NetworkName(string Country, string Network)
{
    /// <summary>Both, as they stand in a sentence.</summary>
    public override string ToString() => Country.Length == 0 ? Network : Network.Length == 0 ? Country : $"{Network}, {Country}";
}
