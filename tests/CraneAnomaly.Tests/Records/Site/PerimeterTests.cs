using CraneAnomaly.Records;
using CraneAnomaly.Records.Site;

namespace CraneAnomaly.Tests.Records.Site;

public class PerimeterTests
{
    private static readonly Perimeter s_drawn = new(new()
    {
        Zones = [new("cranes", [Network("10.20.0.0/16")]), new("vendor", [Network("2001:db8:7::/48")])],
    });

    [Theory]
    [InlineData("10.20.3.4", false)]
    [InlineData("10.21.3.4", true)]
    [InlineData("203.0.113.9", true)]
    [InlineData("2001:db8:7::1", false)]
    [InlineData("2001:db8:8::1", true)]
    [InlineData("224.0.0.251", false)]
    [InlineData("255.255.255.255", false)]
    [InlineData("0.0.0.0", false)]
    [InlineData("169.254.7.7", false)]
    [InlineData("fe80::1", false)]
    [InlineData("::1", false)]
    public void IsOutside_WithZones_IsWhatLiesInNone(string address, bool outside) =>
        Assert.Equal(outside, s_drawn.IsOutside(Address(address)));

    [Theory]
    [InlineData("10.21.3.4", false)]
    [InlineData("192.168.1.1", false)]
    [InlineData("fd00::1", false)]
    [InlineData("203.0.113.9", true)]
    [InlineData("2001:db8::1", true)]
    public void IsOutside_WithoutZones_IsWhatIsPublic(string address, bool outside) =>
        Assert.Equal(outside, new Perimeter(new()).IsOutside(Address(address)));

    private static IpAddress Address(string text) => IpAddress.TryParse(text, out var address) ? address : throw new ArgumentException(text);

    private static IpNetwork Network(string text) => IpNetwork.TryParse(text, out var network) ? network : throw new ArgumentException(text);
}
