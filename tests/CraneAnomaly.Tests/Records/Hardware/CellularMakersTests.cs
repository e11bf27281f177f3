using CraneAnomaly.Records;
using CraneAnomaly.Records.Hardware;

namespace CraneAnomaly.Tests.Records.Hardware;

public class CellularMakersTests
{
    [Theory]
    [InlineData("00:1e:42:31:5a:07", "Teltonika")]
    [InlineData("00:30:44:00:00:01", "CradlePoint")]
    [InlineData("34:fa:40:01:02:03", "Robustel")]
    public void Find_OfAMaker_IsItsName(string mac, string name) =>
        Assert.Contains(name, CellularMakers.Find(Mac(mac)), StringComparison.OrdinalIgnoreCase);

    [Theory]
    [InlineData("00:00:bc:11:22:33")]
    [InlineData("02:1e:42:31:5a:07")]
    public void Find_OfAnybodyElse_IsNull(string mac) => Assert.Null(CellularMakers.Find(Mac(mac)));

    [Fact]
    public void List_HasEveryPrefixOnce() => Assert.InRange(CellularMakers.Count, 80, 200);

    private static MacAddress Mac(string text) => MacAddress.TryParse(text, out var mac) ? mac : throw new ArgumentException(text);
}
