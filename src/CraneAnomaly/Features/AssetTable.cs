using CraneAnomaly.Records;

namespace CraneAnomaly.Features;

/// <summary>What a host on the crane network was seen to be.</summary>
[Flags]
public enum AssetRoles
{
    /// <summary>Nothing is known.</summary>
    None = 0,

    /// <summary>It answers commands: a controller.</summary>
    Serves = 1,

    /// <summary>It gives commands: a master, HMI or engineering station.</summary>
    Commands = 2,

    /// <summary>It changes the state of controllers.</summary>
    Writes = 4,
}

/// <summary>
/// The hosts of a network by address, numbered in the order of appearance. At the cap further hosts share number 0,
/// are counted, and are still judged (as one unknown host).
/// </summary>
internal sealed class AssetTable(int capacity)
{
    private const int Named = 4;

    private readonly ExactTable<AssetRoles> _assets = new(capacity);
    private readonly int[] _firstCommanders = new int[Named];

    /// <summary>Number of hosts.</summary>
    public int Count => _assets.Count;

    /// <summary>Hosts refused at the cap.</summary>
    public long Refused => _assets.Refused;

    /// <summary>The number of a host, from 1; made when it is new. 0 at the cap.</summary>
    public int Number(in IpAddress address) => _assets.FindOrAdd(new(address.High, address.Low), out _) + 1;

    /// <summary>
    /// A number for what is told of a host, so that no flood of hosts hides one behind another: its own, or past the cap
    /// one of its address with the highest bit set.
    /// </summary>
    public uint ScopeOf(in IpAddress address) => ScopeOf(Number(address), address);

    /// <summary>The same where the host's own number is known; 0 for none.</summary>
    public static uint ScopeOf(int number, in IpAddress address) =>
        number > 0 ? (uint)number : 0x8000_0000 | (uint)((address.High * 0xBF58_476D_1CE4_E5B9 ^ address.Low) * 0x9E37_79B9_7F4A_7C15 >> 33);

    /// <summary>Number of hosts that give commands.</summary>
    public int Commanders { get; private set; }

    /// <summary>The numbers of the first of them.</summary>
    public ReadOnlySpan<int> FirstCommanders => _firstCommanders.AsSpan(0, Math.Min(Commanders, Named));

    /// <summary>Notes what a host was seen to be.</summary>
    public void Note(int number, AssetRoles roles)
    {
        ref var known = ref _assets[number - 1];
        if ((roles & ~known & AssetRoles.Commands) != 0)
        {
            if (Commanders < Named) _firstCommanders[Commanders] = number;
            Commanders++;
        }

        known |= roles;
    }

    /// <summary>Roles of a host, none for number 0.</summary>
    public AssetRoles RolesOf(int number) => number == 0 ? AssetRoles.None : _assets[number - 1];

    /// <summary>The address of a host.</summary>
    public IpAddress Address(int number)
    {
        if (number == 0) return default;
        var key = _assets.KeyAt(number - 1);
        return new(key.High, key.Low);
    }
}
