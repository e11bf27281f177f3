using CraneAnomaly.Detectors.Commands;
using CraneAnomaly.Detectors.Silence;
using CraneAnomaly.Features;
using CraneAnomaly.Records;
using CraneAnomaly.Records.Hardware;
using CraneAnomaly.Records.Site;

namespace CraneAnomaly.Detectors.Network;

/// <summary>
/// A policy that would allow what was learned, for somebody to read and sign. What has to be signed off by itself is left out
/// of it: whoever is outside, cellular hardware, a second writer, a second master. A list that was waved through must not let them in.
/// </summary>
internal static class PolicyProposal
{
    public static SitePolicy Of(CommandReference commands, LearnedNetwork network)
    {
        var roles = new Dictionary<IpAddress, AssetRoles>();
        for (int number = 1; number <= commands.Assets.Count; number++)
            roles[commands.Assets.Address(number)] = commands.Assets.RolesOf(number);
        var devices = network.Devices?.All.Where(device => CellularMakers.Find(device.Mac) is null && !device.Address.IsNone).ToList() ?? [];
        var seconds = commands.Polls.SecondMasters().Select(second => (second.Client, second.Server)).ToHashSet();
        return new()
        {
            Zones = Zones(devices.Select(device => device.Address)),
            Devices = [.. devices.Select(device => new PolicyDevice
            {
                Mac = device.Mac,
                Ip = device.Address,
                Role = RoleOf(device.Address, roles, network),
            })],
            Writers = Pairs(commands, poll => poll.Writes && !commands.Polls.IsSecondWriter(poll.Client, poll.Server)),
            KnownPolling = Pairs(commands, poll => !poll.Writes && poll.IsSteady && !seconds.Contains((poll.Client, poll.Server))),
        };
    }

    // The networks of the devices, as small as they are usually cut.
    private static PolicyZone[] Zones(IEnumerable<IpAddress> addresses)
    {
        var networks = addresses.Select(address => address.IsV4
            ? new IpNetwork(new(address.High, address.Low & ~0xFFUL), 120)
            : new IpNetwork(new(address.High, 0), 64)).Distinct().OrderBy(network => network.Address.High).ThenBy(network => network.Address.Low).ToList();
        return networks.Count == 0 ? [] : [new("site", networks)];
    }

    private static string? RoleOf(IpAddress address, Dictionary<IpAddress, AssetRoles> roles, LearnedNetwork network)
    {
        if (network.Time?.Knows(address) == true) return "time server";
        var role = roles.GetValueOrDefault(address);
        return (role & AssetRoles.Serves) != 0 ? "plc" : (role & AssetRoles.Writes) != 0 ? "hmi" : (role & AssetRoles.Commands) != 0 ? "scada" : null;
    }

    private static PolicyWriter[] Pairs(CommandReference commands, Func<PollStream, bool> wanted) =>
    [
        .. commands.Polls.All.Where(wanted).Select(poll => new PolicyWriter
        {
            Source = One(commands.Assets.Address(poll.Client)),
            Destination = One(commands.Assets.Address(poll.Server)),
            Unit = poll.Unit,
        }).OrderBy(pair => pair.Source!.Value.Address.Low).ThenBy(pair => pair.Destination!.Value.Address.Low).ThenBy(pair => pair.Unit),
    ];

    private static IpNetwork One(IpAddress address) => new(address, 128);
}
