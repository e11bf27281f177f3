using CraneAnomaly.Records;
using CraneAnomaly.Records.Site;

namespace CraneAnomaly.Detectors.Sessions;

/// <summary>Who may come from outside and how (<c>policy.json</c>, <c>remote</c>), and when (permits for a session).</summary>
internal sealed class RemoteList(SitePolicy policy, IReadOnlyList<Permit> permits)
{
    private readonly PolicyRemote[] _entries = [.. policy.Remote];
    private readonly (Permit Permit, IpNetwork? Source)[] _sessions =
    [
        .. permits.Where(permit => permit.Actions.Contains("session", StringComparer.OrdinalIgnoreCase))
            .Select(permit => (permit, IpNetwork.TryParse(permit.Source, out var source) ? source : (IpNetwork?)null)),
    ];

    /// <summary>Whether the site works with permits at all.</summary>
    public bool AsksForPermits { get; } = permits.Count > 0;

    /// <summary>Whether there is a list.</summary>
    public bool IsGiven => _entries.Length > 0;

    /// <summary>Whether somebody outside may use a protocol. The user is compared where he is known and the list names one.</summary>
    public bool Allows(IpAddress outside, OtProtocol protocol, string? user = null)
    {
        foreach (var entry in _entries)
            if (entry.Network.Contains(outside) && Names(entry, protocol) && IsFor(entry, user)) return true;
        return false;
    }

    /// <summary>Whether a permit for a session is in force for somebody outside.</summary>
    public bool IsPermitted(IpAddress outside, long timestampNs)
    {
        foreach (var (permit, source) in _sessions)
        {
            if (timestampNs >= permit.FromNs && timestampNs < permit.ToNs && (permit.Source.Length == 0 || source?.Contains(outside) == true))
                return true;
        }

        return false;
    }

    /// <summary>Why the list does not allow it, to stand behind "it".</summary>
    public string WhyNot(IpAddress outside, OtProtocol protocol, string? user)
    {
        if (!IsGiven) return "is on no list of remote endpoints: none was given";
        var near = _entries.Where(entry => entry.Network.Contains(outside)).ToList();
        if (near.Count == 0) return "is not in the list of approved remote endpoints";
        return near.Exists(entry => Names(entry, protocol))
            ? $"is approved for {string.Join(", ", near.Select(entry => entry.User).Distinct())}, not for {user ?? "somebody unknown"}"
            : $"is approved for {string.Join(", ", near.SelectMany(entry => entry.Protocols).Distinct())}, not for {Text(protocol)}";
    }

    private static string Text(OtProtocol protocol) => protocol == OtProtocol.Unknown ? "a protocol that is not recognised" : protocol.Name();

    private static bool Names(PolicyRemote entry, OtProtocol protocol) =>
        entry.Protocols.Count == 0 || entry.Protocols.Contains(protocol.Name(), StringComparer.OrdinalIgnoreCase);

    private static bool IsFor(PolicyRemote entry, string? user) =>
        entry.User is null || user is null || string.Equals(entry.User, user, StringComparison.OrdinalIgnoreCase);
}
