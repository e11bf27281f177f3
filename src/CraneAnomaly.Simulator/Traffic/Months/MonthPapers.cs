using CraneAnomaly.Records;
using CraneAnomaly.Records.Site;
using CraneAnomaly.Simulator.Traffic.Cranes;
using CraneAnomaly.Simulator.Writers.Site;

namespace CraneAnomaly.Simulator.Traffic.Months;

/// <summary>What the site files of a port's month say of registers, of who belongs there, and of permits.</summary>
internal static class MonthPapers
{
    /// <param name="month">The port, before or after it was read.</param>
    /// <param name="options">How it was made.</param>
    public static DetectionOptions Options(PortMonth month, MonthOptions options)
    {
        var folder = Directory.CreateTempSubdirectory("port-");
        try
        {
            string tags = Path.Combine(folder.FullName, TagsFile.Name), policy = Path.Combine(folder.FullName, PolicyFile.Name);
            TagsFile.Write(tags, Tags(options));
            PolicyFile.Write(policy, month.Traffic.Network, month.Port.Nameplates);
            var site = SitePolicy.Load(policy);
            return new()
            {
                Tags = Tag.Load(tags),
                Policy = site with { Remote = Remote(), Devices = [.. site.Devices, Laptop()] },
                Permits = [.. month.Permits.Select(Paper)],
            };
        }
        finally
        {
            folder.Delete(recursive: true);
        }
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

    private static Permit Paper(SimulatedPermit permit) => new()
    {
        Id = permit.Id,
        Crane = permit.Crane,
        Person = permit.Person,
        System = permit.System,
        Source = permit.Source,
        Actions = permit.Actions.Split(';'),
        FromNs = permit.FromNs,
        ToNs = permit.ToNs,
        ApprovedBy = permit.ApprovedBy,
    };

    private static IpNetwork Network(string address) =>
        IpNetwork.TryParse($"{address}/32", out var network) ? network : throw new ArgumentException(address, nameof(address));
}
