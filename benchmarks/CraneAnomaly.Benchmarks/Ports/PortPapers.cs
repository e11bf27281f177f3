using CraneAnomaly.Benchmarks.Cells.Fleets;
using CraneAnomaly.Records;
using CraneAnomaly.Records.Site;
using CraneAnomaly.Simulator.Traffic.Cranes;
using CraneAnomaly.Simulator.Traffic.Months;
using CraneAnomaly.Simulator.Writers.Site;

namespace CraneAnomaly.Benchmarks.Ports;

/// <summary>What the site files of a port's month say: cranes, registers, who belongs there, permits.</summary>
internal static class PortPapers
{
    /// <param name="month">The port, before or after it was read.</param>
    /// <param name="options">How it was made.</param>
    public static DetectionOptions Options(PortMonth month, MonthOptions options)
    {
        var folder = Directory.CreateTempSubdirectory("port-");
        try
        {
            return Options(month, options, folder.FullName);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static DetectionOptions Options(PortMonth month, MonthOptions options, string folder)
    {
        string tags = Path.Combine(folder, TagsFile.Name), policy = Path.Combine(folder, PolicyFile.Name);
        TagsFile.Write(tags, Tags(options));
        PolicyFile.Write(policy, month.Traffic.Network, month.Port.Nameplates);
        var site = SitePolicy.Load(policy);
        return new()
        {
            Cranes = CranePapers.Sheets(month.Port),
            Tags = Tag.Load(tags),
            Policy = site with { Remote = Remote(), Devices = [.. site.Devices, Laptop()] },
            Permits = CranePapers.Permits(month.Permits),
        };
    }

    private static PolicyRemote[] Remote() =>
    [
        new(Network(Visits.VendorAddress), Visits.VendorUser, ["rdp"]),
        new(Network(Services.Cloud), null, []),
        new(Network(Services.Updates), null, ["tls"]),
        new(Network(Services.Clock), null, ["ntp"]),
    ];

    private static PolicyDevice Laptop()
    {
        var host = PortNetwork.Local(Visits.LaptopAddress, 128, 0);
        return new()
        {
            Mac = MacAddress.TryParse(host.Mac, out var mac) ? mac : null,
            Ip = IpAddress.TryParse(host.Ip, out var address) ? address : null,
            Name = "engineer",
        };
    }

    // What the controllers hold is known once their cranes have spoken.
    private static IEnumerable<(string Crane, string Controller, RegisterTag Tag)> Tags(MonthOptions options)
    {
        var probe = new PortMonth(options with { Duration = TimeSpan.FromMinutes(2), Plan = MonthPlan.Clean });
        using var stream = probe.Until(long.MaxValue);
        stream.CopyTo(Stream.Null);
        return probe.Traffic.Tags;
    }

    private static IpNetwork Network(string address) =>
        IpNetwork.TryParse($"{address}/32", out var network) ? network : throw new ArgumentException(address, nameof(address));
}
