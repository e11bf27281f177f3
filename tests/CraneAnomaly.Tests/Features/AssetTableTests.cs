using CraneAnomaly.Features;
using CraneAnomaly.Records;

namespace CraneAnomaly.Tests.Features;

public class AssetTableTests
{
    [Fact]
    public void Number_OfHosts_CountsFromOneInOrderOfAppearance()
    {
        var assets = new AssetTable(10);
        Assert.Equal([1, 2, 1, 3], new[] { 7u, 5u, 7u, 1u }.Select(host => assets.Number(IpAddress.FromV4(host))));
        Assert.Equal(IpAddress.FromV4(5), assets.Address(2));
        Assert.Equal(3, assets.Count);
    }

    [Fact]
    public void Number_AtTheCap_IsZeroAndCounted()
    {
        var assets = new AssetTable(2);
        for (uint host = 1; host <= 5; host++) assets.Number(IpAddress.FromV4(host));
        assets.Note(2, AssetRoles.Writes);

        Assert.Equal((2, 3L), (assets.Count, assets.Refused));
        Assert.Equal(0, assets.Number(IpAddress.FromV4(5)));
        Assert.Equal(2, assets.Number(IpAddress.FromV4(2)));
        Assert.Equal((AssetRoles.Writes, AssetRoles.None), (assets.RolesOf(2), assets.RolesOf(0)));
        Assert.True(assets.Address(0).IsNone);
    }

    [Fact]
    public void Note_SixHostsCommand_CountsEachOnceAndNamesTheFirstFour()
    {
        var assets = new AssetTable(10);
        for (uint host = 1; host <= 6; host++)
        {
            int number = assets.Number(IpAddress.FromV4(host));
            assets.Note(number, AssetRoles.Commands);
            assets.Note(number, AssetRoles.Commands | AssetRoles.Writes);
        }

        assets.Note(assets.Number(IpAddress.FromV4(7)), AssetRoles.Serves);

        Assert.Equal(6, assets.Commanders);
        Assert.Equal([1, 2, 3, 4], assets.FirstCommanders.ToArray());
    }
}
