using System.Runtime.CompilerServices;
using System.Text;
using CraneAnomaly.Capture.Flows;
using CraneAnomaly.Checkpoints;
using CraneAnomaly.Records;

namespace CraneAnomaly.Telemetry.Names;

/// <summary>
/// The names met in telemetry, as a tree: flat paths stand at the top (those of TIC 4.0 without their crane), keys of
/// nested objects in each other. What a name means is found out once. Of bounded size; names past the cap are counted.
/// </summary>
internal sealed class NameTable
{
    /// <summary>The top of messages.</summary>
    public const int Root = 0;

    /// <summary>The top of flat TIC 4.0 paths, behind the crane.</summary>
    public const int Crane = 1;

    private const int LongestKey = 1_024;

    private readonly SignalNames _names;
    private readonly Limits _limits;
    [NotState("Secret, and of this process alone.")]
    private KeyedHash _hash = new(seed: null);
    private readonly Dictionary<int, int> _series = [];
    private NameEntry[] _entries = new NameEntry[256];
    [NotState("Follows from the names and the secret.")]
    private int[] _index = new int[1024];
    private int _count = 2;

    public NameTable(SignalNames names, Limits limits)
    {
        (_names, _limits) = (names, limits);

        // Nothing stands around the top, and no key is that of the other one.
        _entries[Root] = new() { Parent = -1, Key = [] };
        _entries[Crane] = new() { Parent = Root, Key = [0xFF] };
    }

    /// <summary>Names that were not taken, because there were too many.</summary>
    public long Refused { get; private set; }

    /// <summary>The last ordinal given out, for objects and messages: those of all readers that share the table.</summary>
    public long Ordinal { get; private set; }

    /// <summary>Number of different signals met.</summary>
    public int SeriesCount => _series.Count;

    /// <summary>A name by its number.</summary>
    public ref NameEntry this[int name] => ref _entries[name];

    /// <summary>The next ordinal, which none has.</summary>
    public long NextOrdinal() => ++Ordinal;

    /// <summary>The number of a name, made when it is new; -1 when there are too many.</summary>
    public int Get(int parent, ReadOnlySpan<byte> key)
    {
        uint hash = HashOf(parent, key);
        int mask = _index.Length - 1;
        for (int slot = (int)hash & mask; ; slot = (slot + 1) & mask)
        {
            int found = _index[slot] - 1;
            if (found < 0) return Add(parent, key, hash);
            ref var entry = ref _entries[found];
            if (entry.Hash == hash && entry.Parent == parent && key.SequenceEqual(entry.Key)) return found;
        }
    }

    /// <summary>The number of a name that stands behind another: mostly the one that stood there before.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int GetBehind(ref int previous, int parent, ReadOnlySpan<byte> key)
    {
        int name = _entries[previous].Next;
        ref var entry = ref _entries[name];
        if (entry.Parent != parent || !key.SequenceEqual(entry.Key))
        {
            name = Get(parent, key);
            if (name < 0) return name;
            _entries[previous].Next = name;
        }

        return previous = name;
    }

    /// <summary>The name of an observed property: its path with point of measurement, its type, and unit.</summary>
    public int GetProperty(int path, ReadOnlySpan<byte> point, ReadOnlySpan<byte> type, ReadOnlySpan<byte> unit)
    {
        int name = Get(path, point);
        if (name >= 0) name = Get(name, type);
        if (name >= 0) name = Get(name, unit);
        if (name < 0) return -1;
        ref var entry = ref _entries[name];
        if (entry.Role is NameRole.Unresolved or NameRole.OwnValue) ResolveProperty(name, point, type, unit);
        return name;
    }

    /// <summary>The name of a flat value, once its unit is known.</summary>
    public int GetWithUnit(int value, ReadOnlySpan<byte> unit)
    {
        int name = Get(value, unit);
        if (name >= 0 && _entries[name].Role != NameRole.Value)
            Bind(name, Path(value), Encoding.UTF8.GetString(unit));
        return name;
    }

    /// <summary>Finds out what a name under an object means.</summary>
    public NameRole Resolve(int name)
    {
        int parent = _entries[name].Parent, value = -1;
        string key = Encoding.UTF8.GetString(_entries[name].Key);
        var role = parent switch
        {
            Root => RoleOfFlat(key, out value),
            Crane => RoleOfPath(key, out value),
            _ => RoleOfNested(parent, key),
        };

        // Not through a reference taken before: names may have been added.
        (_entries[name].Role, _entries[name].Base) = (role, value);
        if (role == NameRole.Value) Bind(name, Path(name), unit: null);
        return _entries[name].Role;
    }

    /// <summary>The path of a name, with dots.</summary>
    public string Path(int name)
    {
        string path = Encoding.UTF8.GetString(_entries[name].Key);
        for (int parent = _entries[name].Parent; parent != Root; parent = _entries[parent].Parent)
            path = parent == Crane ? "che.@." + path : $"{Encoding.UTF8.GetString(_entries[parent].Key)}.{path}";
        return path;
    }

    private NameRole RoleOfFlat(string key, out int value)
    {
        value = -1;
        switch (key.ToLowerInvariant())
        {
            case "timestamp" or "time" or "ts": return NameRole.Time;
            case "msg.timestamp": return NameRole.MessageTime;
            case "crane" or "crane_id" or "crane.id" or "msg.crane": return NameRole.Crane;
            case "received" or "received_at" or "receiver.timestamp" or "receivedtimestamp" or "msg.receivedtimestamp":
                return NameRole.ReceivedTime;
            case "seq" or "msg": return NameRole.Ignored;
        }

        if (key.StartsWith("msg.", StringComparison.Ordinal)) return NameRole.Ignored;
        return RoleBySuffix(Root, key, key.StartsWith("che.", StringComparison.Ordinal), out value);
    }

    private NameRole RoleOfPath(string key, out int value) =>
        key is "id" or "name" or "number" or "type" or "family" or "brand" or "model" or "location"
            ? Nothing(out value)
            : RoleBySuffix(Crane, key, isPath: true, out value);

    private NameRole RoleBySuffix(int parent, string key, bool isPath, out int value)
    {
        value = -1;
        var role = key.EndsWith(".quality", StringComparison.OrdinalIgnoreCase) ? NameRole.Quality
            : isPath && key.EndsWith(".unit", StringComparison.OrdinalIgnoreCase) ? NameRole.Unit
            : isPath && key.EndsWith(".timestamp", StringComparison.OrdinalIgnoreCase) ? NameRole.Ignored
            : NameRole.Value;
        if (role is not (NameRole.Quality or NameRole.Unit)) return role;
        string stem = key[..key.LastIndexOf('.')];
        if (isPath && !stem.EndsWith(".value", StringComparison.Ordinal)) stem += ".value";
        value = Get(parent, Encoding.UTF8.GetBytes(stem));
        return value < 0 ? NameRole.Ignored : role;
    }

    private NameRole RoleOfNested(int parent, string key)
    {
        if (_entries[parent].Parent == Root && _entries[parent].Key.AsSpan().SequenceEqual("msg"u8))
        {
            return key switch
            {
                "timestamp" => NameRole.MessageTime,
                "receivedtimestamp" or "received" => NameRole.ReceivedTime,
                "crane" => NameRole.Crane,
                _ => NameRole.Ignored,
            };
        }

        return key switch
        {
            "timestamp" => NameRole.Time,
            "value" => NameRole.OwnValue,
            "pom" => NameRole.Point,
            "pomt" => NameRole.PointType,
            "unit" => NameRole.OwnUnit,
            "quality" => NameRole.OwnQuality,
            "id" => NameRole.Id,
            "name" or "number" or "type" or "family" or "brand" or "model" or "location" => NameRole.Ignored,
            _ => NameRole.Value,
        };
    }

    private static NameRole Nothing(out int value)
    {
        value = -1;
        return NameRole.Ignored;
    }

    private void ResolveProperty(
        int name, ReadOnlySpan<byte> point, ReadOnlySpan<byte> type, ReadOnlySpan<byte> unit)
    {
        // Three steps down from the property.
        int property = _entries[_entries[_entries[name].Parent].Parent].Parent;
        string path = Path(property);
        if (!point.IsEmpty) path += "." + Encoding.UTF8.GetString(point);
        if (!type.IsEmpty) path += "." + Encoding.UTF8.GetString(type);
        Bind(name, path, unit.IsEmpty ? null : Encoding.UTF8.GetString(unit));
    }

    private void Bind(int name, string path, string? unit)
    {
        if (!_names.TryResolve(path, unit, IsForKnown, out var binding))
        {
            Refused++;
            _entries[name].Role = NameRole.Ignored;
            return;
        }

        if (!_series.TryGetValue(binding.Signal.Id, out int series))
            _series.Add(binding.Signal.Id, series = _series.Count);
        ref var entry = ref _entries[name];
        (entry.Role, entry.Binding, entry.Series) = (NameRole.Value, binding, series);
    }

    private int Add(int parent, ReadOnlySpan<byte> key, uint hash)
    {
        if (_count >= _limits.SeriesNames || key.Length > LongestKey || (IsForKnown && !MayBeKnown(parent, key)))
        {
            Refused++;
            return -1;
        }

        if (_count == _entries.Length) Array.Resize(ref _entries, 2 * _count);
        if (2 * _count >= _index.Length) Rehash(2 * _index.Length);
        int name = _count++;
        _entries[name] = new() { Parent = parent, Key = key.ToArray(), Hash = hash, Base = -1, LastObject = -1, LastMessage = -1 };
        Put(name);
        return name;
    }

    // The last quarter is for what the catalog knows: nobody shall fill the table in front of it.
    private bool IsForKnown => _count > _limits.SeriesNames / 4 * 3;

    private bool MayBeKnown(int parent, ReadOnlySpan<byte> key)
    {
        if (parent is not (Root or Crane)) return true;
        string name = Encoding.UTF8.GetString(key);
        return (parent == Root && (name == "che" || RoleOfFlat(name, out _) is not (NameRole.Value or NameRole.Ignored)))
            || _names.TryResolve(name, null, knownOnly: true, out _);
    }

    [Restored]
    internal void Restore()
    {
        if (_index is null) (_hash, _index) = (new(seed: null), new int[1024]);
        for (int name = 2; name < _count; name++) _entries[name].Hash = HashOf(_entries[name].Parent, _entries[name].Key);
        int length = _index.Length;
        while (2 * _count >= length) length *= 2;
        Rehash(length);
    }

    private uint HashOf(int parent, ReadOnlySpan<byte> key) => (uint)_hash.Of(key) ^ (uint)parent * 0x9E37_79B9;

    private void Rehash(int length)
    {
        _index = new int[length];
        for (int name = 2; name < _count; name++) Put(name);
    }

    private void Put(int name)
    {
        int mask = _index.Length - 1;
        int slot = (int)_entries[name].Hash & mask;
        while (_index[slot] != 0) slot = (slot + 1) & mask;
        _index[slot] = name + 1;
    }
}
