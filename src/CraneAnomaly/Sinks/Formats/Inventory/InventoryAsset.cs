using CraneAnomaly.Records;

namespace CraneAnomaly.Sinks.Formats.Inventory;

/// <summary>One host of a network, and what it was seen to be.</summary>
internal sealed class InventoryAsset(IpAddress address)
{
    // Enough for what is real; a flood of made-up addresses fills no more.
    private const int Most = 64;

    public IpAddress Address => address;

    public SortedSet<string> Macs { get; } = new(StringComparer.Ordinal);

    /// <summary>Protocols and ports that it serves.</summary>
    public SortedSet<string> Serves { get; } = new(StringComparer.Ordinal);

    /// <summary>Protocols and ports that it uses.</summary>
    public SortedSet<string> Uses { get; } = new(StringComparer.Ordinal);

    /// <summary>Names that it gives itself.</summary>
    public SortedSet<string> Names { get; } = new(StringComparer.Ordinal);

    /// <summary>What it says of itself: maker, product, revision.</summary>
    public SortedDictionary<string, string> Identity { get; } = new(StringComparer.Ordinal);

    public bool Commands { get; set; }

    public bool Writes { get; set; }

    public bool IsController { get; set; }

    public long FirstNs { get; private set; } = long.MaxValue;

    public long LastNs { get; private set; } = long.MinValue;

    /// <summary>What it is for, as far as that was seen.</summary>
    public string Role => IsController ? Commands ? "controller and master" : "controller"
        : Writes ? "writer" : Commands ? "master" : Serves.Count > 0 ? "server" : "client";

    public void See(long timestampNs)
    {
        FirstNs = Math.Min(FirstNs, timestampNs);
        LastNs = Math.Max(LastNs, timestampNs);
    }

    public static void Add(SortedSet<string> to, string text)
    {
        if (to.Count < Most) to.Add(text);
    }
}
