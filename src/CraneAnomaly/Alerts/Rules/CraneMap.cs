using CraneAnomaly.Records;
using CraneAnomaly.Records.Site;

namespace CraneAnomaly.Alerts.Rules;

/// <summary>
/// To which crane a controller belongs: by the tags that say what stands in it, else by the device list where a
/// controller is called after its crane (<c>QC07-plc</c>).
/// </summary>
internal sealed class CraneMap
{
    private readonly Dictionary<(IpAddress Address, int Unit), string?> _units = [];
    private readonly Dictionary<IpAddress, string?> _addresses = [];

    public CraneMap(IEnumerable<Tag> tags, IEnumerable<PolicyDevice> devices, IEnumerable<CraneSheet> sheets)
    {
        foreach (var tag in tags.Where(tag => tag.Crane.Length > 0))
        {
            if (tag.Kind == TagSourceKind.Modbus)
            {
                Add(_units, (tag.Register.Server, tag.Register.Unit), tag.Crane);
                Add(_addresses, tag.Register.Server, tag.Crane);
            }
            else if (tag.Kind is TagSourceKind.S7 or TagSourceKind.Cip && IpAddress.TryParse(tag.Name.Split('/')[0], out var address))
            {
                Add(_addresses, address, tag.Crane);
            }
        }

        var cranes = sheets.Select(sheet => sheet.Id).ToList();
        foreach (var device in devices)
        {
            if (device is not { Ip: { } address, Name: { } name } || _addresses.ContainsKey(address)) continue;
            string? crane = cranes.Where(id => IsCalledAfter(name, id)).MaxBy(id => id.Length);
            if (crane is not null) Add(_addresses, address, crane);
        }
    }

    /// <summary>The crane of a unit of a controller; null where nobody said, or several share it.</summary>
    public string? Find(IpAddress address, int unit)
    {
        if (address.IsNone) return null;
        if (_units.TryGetValue((address, unit), out string? crane)) return crane;
        return _addresses.GetValueOrDefault(address);
    }

    private static bool IsCalledAfter(string name, string crane) => name.StartsWith(crane, StringComparison.OrdinalIgnoreCase)
        && (name.Length == crane.Length || !char.IsAsciiLetterOrDigit(name[crane.Length]));

    // What serves two cranes is of neither.
    private static void Add<T>(Dictionary<T, string?> map, T key, string crane) where T : notnull =>
        map[key] = map.TryGetValue(key, out string? other) && other != crane ? null : crane;
}
