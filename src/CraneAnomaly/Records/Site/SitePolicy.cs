using System.Text.Json;
using CraneAnomaly.Checkpoints;

namespace CraneAnomaly.Records.Site;

/// <summary>What is allowed at a site (<c>policy.json</c>). Every part may be absent.</summary>
[NotState("Given with the options, and never changed.")]
public sealed record SitePolicy
{
    private static readonly string[] Families =
    [
        "unusual-command", "remote-session", "movement-throttling", "sensor-tampering", "data-exfiltration", "rogue-device",
        "safety-invariant", "protocol-violation", "blind-spot", "incident",
    ];

    private static readonly string[] NamesBegin =
    [
        "command.", "session.", "throttling.", "sensor.", "interlock.", "exfiltration.", "device.", "protocol.", "blind-spot.", "coverage.", "clock.",
    ];

    /// <summary>Networks by the zone that they are.</summary>
    public IReadOnlyList<PolicyZone> Zones { get; init; } = [];

    /// <summary>Who may come from outside.</summary>
    public IReadOnlyList<PolicyRemote> Remote { get; init; } = [];

    /// <summary>Devices that belong there.</summary>
    public IReadOnlyList<PolicyDevice> Devices { get; init; } = [];

    /// <summary>Who may write to what.</summary>
    public IReadOnlyList<PolicyWriter> Writers { get; init; } = [];

    /// <summary>Polling that is known and is no scan.</summary>
    public IReadOnlyList<PolicyWriter> KnownPolling { get; init; } = [];

    /// <summary>Tiers by the names of alerts.</summary>
    public IReadOnlyDictionary<string, string> Tiers { get; init; } = new Dictionary<string, string>();

    /// <summary>The marking of what goes out (TLP or SSI).</summary>
    public string? Handling { get; init; }

    /// <summary>Reads <c>policy.json</c>.</summary>
    /// <exception cref="SiteFileException">It holds what it should not.</exception>
    public static SitePolicy Load(string path) => Read(SiteNode.Load(path));

    /// <summary>As the text of a <c>policy.json</c>, which <see cref="Load"/> reads as it is here.</summary>
    public string ToJson() => PolicyText.Of(this);

    internal static SitePolicy Read(SiteNode root)
    {
        root.Expect("zones", "remote", "devices", "writers", "known_polling", "tiers", "handling");
        return new()
        {
            Zones = List(root["zones"], PolicyZone.Read),
            Remote = List(root["remote"], PolicyRemote.Read),
            Devices = List(root["devices"], PolicyDevice.Read),
            Writers = List(root["writers"], PolicyWriter.Read),
            KnownPolling = List(root["known_polling"], PolicyWriter.Read),
            Tiers = root["tiers"] is { } tiers
                ? tiers.Members.ToDictionary(member => member.Key, member => Tier(member.Key, member.Value), StringComparer.Ordinal)
                : new Dictionary<string, string>(),
            Handling = root["handling"]?.String,
        };
    }

    /// <summary>Several as one: what one allows is allowed, and of two tiers or markings the first holds.</summary>
    public static SitePolicy Join(IReadOnlyList<SitePolicy> policies) => policies.Count == 1 ? policies[0] : new()
    {
        Zones = [.. policies.SelectMany(policy => policy.Zones)],
        Remote = [.. policies.SelectMany(policy => policy.Remote)],
        Devices = [.. policies.SelectMany(policy => policy.Devices)],
        Writers = [.. policies.SelectMany(policy => policy.Writers)],
        KnownPolling = [.. policies.SelectMany(policy => policy.KnownPolling)],
        Tiers = policies.SelectMany(policy => policy.Tiers).DistinctBy(tier => tier.Key)
            .ToDictionary(tier => tier.Key, tier => tier.Value, StringComparer.Ordinal),
        Handling = policies.Select(policy => policy.Handling).FirstOrDefault(handling => handling is not null),
    };

    /// <summary>What can change an alert, one line each, for the hash of a configuration.</summary>
    internal string ToText()
    {
        var lines = Zones.Select(zone => $"zone {zone.Name} {string.Join(' ', zone.Networks)}")
            .Concat(Remote.Select(remote => $"remote {remote.Network} {remote.User} {string.Join(' ', remote.Protocols)}"))
            .Concat(Devices.Select(device => device.ToString()))
            .Concat(Writers.Select(writer => $"writer {writer.ToText()}"))
            .Concat(KnownPolling.Select(polling => $"polling {polling.ToText()}"))
            .Concat(Tiers.OrderBy(tier => tier.Key, StringComparer.Ordinal).Select(tier => $"tier {tier.Key} {tier.Value}"));
        return string.Join('\n', lines) + $"\n{Handling}";
    }

    // A name that no alert can have would quietly do nothing. Names to come are known by their family.
    private static string Tier(string name, SiteNode node)
    {
        if (node.String is not ("report" or "page" or "log")) throw node.Error("report, page or log is expected");
        bool known = Families.Contains(name) || Array.Exists(NamesBegin, begin => name.StartsWith(begin, StringComparison.Ordinal));
        return known ? node.Text : throw node.Error("it is no name of an alert, such as command.scan, and no family, such as remote-session");
    }

    private static IReadOnlyList<T> List<T>(SiteNode? node, Func<SiteNode, T> read) => node is null ? [] : [.. node.Items.Select(read)];
}

/// <summary>A zone and its networks.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Networks">Its networks.</param>
public sealed record PolicyZone(string Name, IReadOnlyList<IpNetwork> Networks)
{
    internal static PolicyZone Read(SiteNode node)
    {
        node.Expect("name", "networks");
        var networks = node.Required("networks");
        return new(
            node.Required("name").String,
            networks.Kind == JsonTokenType.String ? [IpNetwork.Read(networks)] : [.. networks.Items.Select(IpNetwork.Read)]);
    }
}

/// <summary>Who may come from outside, and how.</summary>
/// <param name="Network">From where.</param>
/// <param name="User">Who; null for anybody.</param>
/// <param name="Protocols">By which protocols; empty for any.</param>
public sealed record PolicyRemote(IpNetwork Network, string? User, IReadOnlyList<string> Protocols)
{
    internal static PolicyRemote Read(SiteNode node)
    {
        node.Expect("network", "user", "protocols");
        return new(IpNetwork.Read(node.Required("network")), node["user"]?.String, node["protocols"]?.Strings ?? []);
    }
}

/// <summary>A device that belongs there; what is null is not said.</summary>
public sealed record PolicyDevice
{
    /// <summary>Its hardware address.</summary>
    public MacAddress? Mac { get; init; }

    /// <summary>Its address.</summary>
    public IpAddress? Ip { get; init; }

    /// <summary>What it is called.</summary>
    public string? Name { get; init; }

    /// <summary>What it is for.</summary>
    public string? Role { get; init; }

    /// <summary>Its firmware as approved.</summary>
    public string? Firmware { get; init; }

    internal static PolicyDevice Read(SiteNode node)
    {
        node.Expect("mac", "ip", "name", "role", "firmware");
        return new()
        {
            Mac = node["mac"] is { } mac ? MacAddress.TryParse(mac.String, out var hardware) ? hardware : throw mac.Error("it is no hardware address") : null,
            Ip = node["ip"] is { } ip ? IpAddress.TryParse(ip.String, out var address) ? address : throw ip.Error("it is no address") : null,
            Name = node["name"]?.String,
            Role = node["role"]?.String,
            Firmware = node["firmware"]?.String,
        };
    }
}

/// <summary>Who may write to, or poll, what; what is null or empty is not restricted.</summary>
public sealed record PolicyWriter
{
    /// <summary>From where.</summary>
    public IpNetwork? Source { get; init; }

    /// <summary>To where.</summary>
    public IpNetwork? Destination { get; init; }

    /// <summary>To which unit.</summary>
    public int? Unit { get; init; }

    /// <summary>By which functions: names as in records, or their numbers.</summary>
    public IReadOnlyList<string> Functions { get; init; } = [];

    /// <summary>From when on, as written: an hour of the day in UTC (<c>06:00</c>), or a time.</summary>
    public string? From { get; init; }

    /// <summary>Until when, as written, and not included.</summary>
    public string? To { get; init; }

    internal string ToText() => $"{Source} {Destination} {Unit} {string.Join(' ', Functions)} {From} {To}";

    internal static PolicyWriter Read(SiteNode node)
    {
        node.Expect("src", "dst", "unit", "functions", "from", "to");
        if (!PolicyTimes.TryParse(node["from"]?.String, node["to"]?.String, out _))
            throw (node["from"] ?? node["to"])!.Error("two hours such as 06:00, or two times such as 2026-03-01T06:00:00Z, are expected");
        return new()
        {
            Source = node["src"] is { } src ? IpNetwork.Read(src) : null,
            Destination = node["dst"] is { } dst ? IpNetwork.Read(dst) : null,
            Unit = node["unit"] is { } unit ? Whole(unit) : null,
            Functions = node["functions"] is { } functions
                ? [.. functions.Items.Select(f => f.Kind == JsonTokenType.Number ? f.Text : f.String)]
                : [],
            From = node["from"]?.String,
            To = node["to"]?.String,
        };
    }

    private static int Whole(SiteNode node) => node.Number is >= 0 and <= 65535 && node.Number == Math.Floor(node.Number)
        ? (int)node.Number
        : throw node.Error("a unit is a whole number from 0 to 65535");
}
