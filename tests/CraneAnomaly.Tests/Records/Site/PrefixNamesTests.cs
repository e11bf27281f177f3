using System.Text;
using CraneAnomaly.Records;
using CraneAnomaly.Records.Site;

namespace CraneAnomaly.Tests.Records.Site;

public class PrefixNamesTests
{
    // Addresses of RFC 5737 and RFC 3849.
    private const string Few = """"
        prefix,country,network name
        # documentation networks
        203.0.113.0/24,NL,Example Hosting
        203.0.113.128/25,DE,"Example, Inc. ""East"""
        0.0.0.0/0,,the rest
        2001:db8::/32,FR,Example Six
        2001:db8:0:1::/64,,Example Lab
        198.51.100.7,CN,
        """";

    [Theory]
    [InlineData("203.0.113.9", "Example Hosting, NL")]
    [InlineData("203.0.113.200", "Example, Inc. \"East\", DE")]
    [InlineData("192.0.2.1", "the rest")]
    [InlineData("198.51.100.7", "CN")]
    [InlineData("2001:db8:1::1", "Example Six, FR")]
    [InlineData("2001:db8:0:1::1", "Example Lab")]
    [InlineData("2001:db9::1", null)]
    public void Find_Address_IsOfTheLongestPrefix(string address, string? name) => Assert.Equal(name, Read(Few).Find(Address(address))?.ToString());

    [Fact]
    public void Read_TabsAndNoHeader_IsTheSame()
    {
        var names = Read("203.0.113.0/24\tNL\tExample, Hosting\r\n2001:db8::/32\tFR\tSix");
        Assert.Equal("Example, Hosting, NL", names.Find(Address("203.0.113.1"))?.ToString());
        Assert.Equal(2, names.Count);
    }

    // An IPv6 default route is none of IPv4's.
    [Fact]
    public void Find_Ipv4_IsNeverOfAPrefixOfIpv6() => Assert.Null(Read("::/0,XX,all of six").Find(Address("203.0.113.1")));

    [Theory]
    [InlineData("203.0.113.0/24,NL", "line 1: it has 2 columns")]
    [InlineData("203.0.113.0/24,NL,a\n\n203.0.113.0/33,NL,a", "line 3: '203.0.113.0/33' is no prefix")]
    [InlineData("203.0.113.7/24,NL,a", "line 1: '203.0.113.7/24' has bits set behind its length")]
    [InlineData("203.0.113.0/24,,", "line 1: it names neither")]
    [InlineData("203.0.113.0/24,NL,\"a", "line 1: a quote is not closed")]
    [InlineData("203.0.113.0/24,NL,a\n203.0.113.0/24,NL,a\n203.0.113.0/24,DE,a", "line 3: '203.0.113.0/24' stands twice: also as a, NL")]
    [InlineData("nonsense,NL,a", "line 1: 'nonsense' is no prefix")]
    public void Read_LineThatIsNone_IsNamed(string text, string problem) =>
        Assert.Contains($"names.csv: {problem}", Assert.Throws<SiteFileException>(() => Read(text)).Message, StringComparison.Ordinal);

    [Fact]
    public void Read_LongLineAndControlCharacters_AreRefused()
    {
        Assert.Throws<SiteFileException>(() => Read($"203.0.113.0/24,NL,{new string('a', 5_000)}"));
        Assert.Throws<SiteFileException>(() => Read($"203.0.113.0/24,NL,{new string('a', 129)}"));
        Assert.Throws<SiteFileException>(() => Read("203.0.113.0/24,NL,a\u001b[31m"));
    }

    [Fact]
    public void Find_AmongMany_IsWhatALinearSearchFinds()
    {
        var random = new Random(3);
        var text = new StringBuilder();
        var known = new Dictionary<string, (uint Address, int Bits)>();
        while (known.Count < 3_000)
        {
            int bits = random.Next(8, 33);
            uint address = (uint)random.NextInt64() & (uint)(0xFFFF_FFFFUL << (32 - bits));
            string prefix = $"{address >> 24}.{address >> 16 & 255}.{address >> 8 & 255}.{address & 255}/{bits}";
            if (known.TryAdd(prefix, (address, bits))) text.AppendLine($"{prefix},XX,{prefix}");
        }

        var names = Read(text.ToString());
        for (int i = 0; i < 2_000; i++)
        {
            uint address = known.Values.ElementAt(random.Next(known.Count)).Address | (uint)random.Next(256);
            string? expected = known.Where(entry => (address ^ entry.Value.Address) >> (32 - entry.Value.Bits) == 0)
                .OrderByDescending(entry => entry.Value.Bits).Select(entry => entry.Key).FirstOrDefault();
            Assert.Equal(expected, names.Find(new(0, 0xFFFF_0000_0000UL | address))?.Network);
        }
    }

    private static PrefixNames Read(string text) => PrefixNames.Read("names.csv", Encoding.UTF8.GetBytes(text));

    private static IpAddress Address(string text) => IpAddress.TryParse(text, out var address) ? address : throw new ArgumentException(text);
}
