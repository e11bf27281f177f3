using System.Globalization;
using CraneAnomaly.Checkpoints;
using CraneAnomaly.Records.Signals;

namespace CraneAnomaly.Records.Site;

/// <summary>What the nameplate and the manual of a crane say (<c>cranes.json</c>). SI units; what is absent is null.</summary>
[NotState("Given with the options, and never changed.")]
public sealed record CraneSheet
{
    /// <summary>Its name, as in telemetry.</summary>
    public required string Id { get; init; }

    /// <summary>Who built it.</summary>
    public string? Vendor { get; init; }

    /// <summary>Its firmware as approved.</summary>
    public string? Firmware { get; init; }

    /// <summary>Rated load under the spreader, t.</summary>
    public double? RatedLoad { get; init; }

    /// <summary>Ratings of its axes.</summary>
    public IReadOnlyDictionary<Axis, AxisRating> Rated { get; init; } = new Dictionary<Axis, AxisRating>();

    /// <summary>Limits by their names; those of a group carry its name and a dot in front.</summary>
    public IReadOnlyDictionary<string, double> Limits { get; init; } = new Dictionary<string, double>();

    /// <summary>Zones along its axes.</summary>
    public IReadOnlyList<CraneZone> Zones { get; init; } = [];

    /// <summary>Reads <c>cranes.json</c>.</summary>
    /// <exception cref="SiteFileException">It holds what it should not.</exception>
    public static IReadOnlyList<CraneSheet> Load(string path) => Read(SiteNode.Load(path));

    /// <summary>All that it says, as one text.</summary>
    internal string ToText()
    {
        var parts = new List<string?> { Id, Vendor, Firmware, Number(RatedLoad) };
        foreach (var (axis, rating) in Rated.OrderBy(entry => entry.Key))
            parts.AddRange([axis.ToString(), Number(rating.Speed), Number(rating.SpeedEmpty), Number(rating.Acceleration), Number(rating.Power)]);
        foreach (var (name, limit) in Limits.OrderBy(entry => entry.Key, StringComparer.Ordinal)) parts.AddRange([name, Number(limit)]);
        foreach (var zone in Zones)
            parts.AddRange([zone.Name, zone.Axis.ToString(), Number(zone.From), Number(zone.To), zone.Kind, Number(zone.SpeedLimit)]);
        return string.Join('\n', parts);

        static string? Number(double? value) => value?.ToString("R", CultureInfo.InvariantCulture);
    }

    internal static IReadOnlyList<CraneSheet> Read(SiteNode root)
    {
        var cranes = new List<CraneSheet>();
        foreach (var node in root.Expect("cranes").Required("cranes").Items)
        {
            node.Expect("id", "vendor", "firmware", "rated_load_t", "rated", "limits", "zones");
            var id = node.Required("id");
            if (id.String.Length == 0) throw id.Error("the name is empty");
            if (cranes.Any(crane => crane.Id == id.Text)) throw id.Error($"the crane '{id.Text}' stands twice");
            cranes.Add(new()
            {
                Id = id.Text,
                Vendor = node["vendor"]?.String,
                Firmware = node["firmware"]?.String,
                RatedLoad = Positive(node["rated_load_t"]),
                Rated = node["rated"] is { } rated ? Ratings(rated) : new Dictionary<Axis, AxisRating>(),
                Limits = node["limits"] is { } limits ? Flatten(limits) : new Dictionary<string, double>(),
                Zones = node["zones"] is { } zones ? [.. zones.Items.Select(CraneZone.Read)] : [],
            });
        }

        return cranes;
    }

    internal static double? Positive(SiteNode? node) =>
        node is null ? null : node.Number > 0 ? node.Number : throw node.Error("it has to be above zero");

    internal static Axis AxisOf(SiteNode node, string name) => name switch
    {
        "hoist" => Axis.Hoist,
        "trolley" => Axis.Trolley,
        "gantry" => Axis.Gantry,
        "boom" => Axis.Boom,
        _ => throw node.Error("hoist, trolley, gantry or boom is expected"),
    };

    private static Dictionary<Axis, AxisRating> Ratings(SiteNode node)
    {
        node.Expect("hoist", "trolley", "gantry", "boom");
        return node.Members.ToDictionary(member => AxisOf(member.Value, member.Key), member => AxisRating.Read(member.Value));
    }

    private static Dictionary<string, double> Flatten(SiteNode node)
    {
        var limits = new Dictionary<string, double>(StringComparer.Ordinal);
        Add(node, "");
        return limits;

        void Add(SiteNode group, string prefix)
        {
            foreach (var (key, value) in group.Members)
            {
                if (value.Kind == System.Text.Json.JsonTokenType.StartObject) Add(value, $"{prefix}{key}.");
                else limits[prefix + key] = value.Number;
            }
        }
    }
}

/// <summary>Ratings of an axis; SI units, null where absent.</summary>
public sealed record AxisRating
{
    /// <summary>Speed, m/s (of the boom degrees/s): of the hoist with rated load where that is told apart.</summary>
    public double? Speed { get; init; }

    /// <summary>Speed without load, m/s.</summary>
    public double? SpeedEmpty { get; init; }

    /// <summary>Acceleration, m/s².</summary>
    public double? Acceleration { get; init; }

    /// <summary>Power of its drives, kW.</summary>
    public double? Power { get; init; }

    internal static AxisRating Read(SiteNode node)
    {
        node.Expect("speed", "speed_laden", "speed_empty", "acceleration", "power_kw");
        if (node["speed"] is { } speed && node["speed_laden"] is not null) throw speed.Error("it stands beside 'speed_laden'");
        return new()
        {
            Speed = CraneSheet.Positive(node["speed"] ?? node["speed_laden"]),
            SpeedEmpty = CraneSheet.Positive(node["speed_empty"]),
            Acceleration = CraneSheet.Positive(node["acceleration"]),
            Power = CraneSheet.Positive(node["power_kw"]),
        };
    }
}

/// <summary>A stretch of an axis.</summary>
public sealed record CraneZone
{
    /// <summary>What it is called.</summary>
    public string? Name { get; init; }

    /// <summary>Along which axis it lies.</summary>
    public Axis Axis { get; init; }

    /// <summary>Where it begins, m.</summary>
    public double From { get; init; }

    /// <summary>Where it ends, m.</summary>
    public double To { get; init; }

    /// <summary>What it is for, for example <c>slowdown</c> or <c>forbidden</c>.</summary>
    public string? Kind { get; init; }

    /// <summary>Greatest speed inside of it, m/s.</summary>
    public double? SpeedLimit { get; init; }

    internal static CraneZone Read(SiteNode node)
    {
        node.Expect("name", "axis", "from", "to", "kind", "speed_limit");
        var axis = node.Required("axis");
        var zone = new CraneZone
        {
            Name = node["name"]?.String,
            Axis = CraneSheet.AxisOf(axis, axis.String),
            From = node.Required("from").Number,
            To = node.Required("to").Number,
            Kind = node["kind"]?.String,
            SpeedLimit = CraneSheet.Positive(node["speed_limit"]),
        };
        return zone.From <= zone.To ? zone : throw node.Required("to").Error("it lies before 'from'");
    }
}
