using CraneAnomaly.Features;
using CraneAnomaly.Records;

namespace CraneAnomaly.Detectors.Sessions;

/// <summary>
/// What was learned of sessions: who spoke with whom from outside, who takes remote sessions of what within, and when.
/// That somebody outside was there is remembered to be told, never to be silent about.
/// </summary>
internal sealed class SessionReference
{
    private const string SectionName = "sessions";
    private const int MaxHosts = 100_000, MaxPairs = 65_536, MaxProfiles = 4_096;

    private readonly AssetTable _hosts = new(MaxHosts);
    private readonly ExactTable<Pair> _pairs = new(MaxPairs);
    private readonly ExactTable<HourProfile> _profiles = new(MaxProfiles);
    private readonly Dictionary<IpAddress, string> _outside = [];

    /// <summary>Conversations learned.</summary>
    public long Conversations { get; private set; }

    /// <summary>Hosts, pairs and profiles not remembered because a table was full.</summary>
    public long Refused => _hosts.Refused + _pairs.Refused + _profiles.Refused;

    /// <summary>Those outside that were met, and how, in words.</summary>
    public IEnumerable<(IpAddress Address, string How)> Outside =>
        _outside.OrderBy(entry => entry.Key.High).ThenBy(entry => entry.Key.Low).Select(entry => (entry.Key, entry.Value));

    /// <summary>How many of them there are.</summary>
    public int OutsideCount => _outside.Count;

    /// <summary>Whether somebody outside has to be remembered: he is new, and there is room.</summary>
    public bool Wants(IpAddress outside) => _outside.Count < MaxPairs && !_outside.ContainsKey(outside);

    /// <summary>Learns a conversation with somebody outside.</summary>
    public void AddOutside(IpAddress address, string how) => _outside.TryAdd(address, how);

    /// <summary>Whether somebody outside was there while learning.</summary>
    public bool KnowsOutside(IpAddress address) => _outside.ContainsKey(address);

    /// <summary>Learns that a conversation was opened.</summary>
    public void AddConversation() => Conversations++;

    /// <summary>Learns a remote session.</summary>
    public void AddSession(in FlowIdentity flow, OtProtocol protocol, long timestampNs, int aMinute)
    {
        int index = _pairs.FindOrAdd(KeyOf(flow, protocol), out _);
        if (index >= 0) _pairs[index].MostAMinute = Math.Max(_pairs[index].MostAMinute, aMinute);
        int profile = _profiles.FindOrAdd(NetworkOf(flow.Originator, protocol), out _);
        if (profile >= 0) _profiles[profile].Add(timestampNs);
    }

    /// <summary>Whether one host took such sessions of another; null when nothing was learned.</summary>
    public bool? Knows(in FlowIdentity flow, OtProtocol protocol) =>
        Conversations == 0 ? null : Find(flow, protocol) >= 0;

    /// <summary>The most sessions that one host opened to another within a minute.</summary>
    public int MostAMinute(in FlowIdentity flow, OtProtocol protocol) => Find(flow, protocol) is >= 0 and var index ? _pairs[index].MostAMinute : 0;

    /// <summary>How unusual a time is for those who come from where a client does; null where that is not known.</summary>
    public double? HourPValue(IpAddress client, OtProtocol protocol, long timestampNs)
    {
        int index = _profiles.Find(NetworkOf(client, protocol));
        return index >= 0 && _profiles[index].IsReady ? _profiles[index].PValue(timestampNs) : null;
    }

    /// <summary>Sessions on which the profile of an hour rests.</summary>
    public int SessionsOf(IpAddress client, OtProtocol protocol) =>
        _profiles.Find(NetworkOf(client, protocol)) is >= 0 and var index ? _profiles[index].Sessions : 0;

    /// <summary>Profiles that can judge an hour.</summary>
    public int ReadyProfiles => Enumerable.Range(0, _profiles.Count).Count(i => _profiles[i].IsReady);

    /// <summary>The network that somebody comes from, for those whose address changes: /24 of IPv4, /48 of IPv6 (RFC 6177).</summary>
    public static IpAddress NetworkOf(IpAddress address) =>
        address.IsV4 ? new(address.High, address.Low & ~0xFFUL) : new(address.High & ~0xFFFFUL, 0);

    public void Save(StateWriter writer)
    {
        writer.Section(SectionName, 1);
        writer.WriteInt64(Conversations);
        TableState.WriteHosts(writer, _hosts);
        writer.WriteInt32(_pairs.Count);
        foreach (int index in _pairs.OrderByKey())
        {
            writer.WriteKey(_pairs.KeyAt(index));
            writer.WriteInt32(_pairs[index].MostAMinute);
        }

        writer.WriteInt32(_profiles.Count);
        foreach (int index in _profiles.OrderByKey())
        {
            writer.WriteKey(_profiles.KeyAt(index));
            _profiles[index].Save(writer);
        }

        writer.WriteInt32(_outside.Count);
        foreach (var (address, how) in Outside)
        {
            writer.WriteKey(new(address.High, address.Low));
            writer.WriteString(how);
        }
    }

    public static SessionReference Load(ref StateReader reader)
    {
        reader.Section(SectionName, 1);
        var reference = new SessionReference { Conversations = reader.ReadInt64() };
        TableState.ReadHosts(ref reader, reference._hosts);
        for (int left = reader.ReadCount(20); left > 0; left--)
        {
            int index = reference._pairs.FindOrAdd(reader.ReadKey(), out bool added);
            if (!added) throw reader.Damaged("a pair of hosts stands twice, or there are too many");
            reference._pairs[index].MostAMinute = reader.ReadInt32();
        }

        for (int left = reader.ReadCount(36); left > 0; left--)
        {
            int index = reference._profiles.FindOrAdd(reader.ReadKey(), out bool added);
            if (!added) throw reader.Damaged("a profile of hours stands twice, or there are too many");
            reference._profiles[index] = HourProfile.Load(ref reader);
        }

        for (int left = reader.ReadCount(20); left > 0; left--)
        {
            var address = reader.ReadKey();
            reference._outside[new(address.High, address.Low)] = reader.ReadString();
        }

        return reference;
    }

    private int Find(in FlowIdentity flow, OtProtocol protocol) => _pairs.Find(KeyOf(flow, protocol));

    private ExactKey KeyOf(in FlowIdentity flow, OtProtocol protocol) => new(
        (ulong)protocol, (ulong)(uint)_hosts.Number(flow.Originator) << 32 | (uint)_hosts.Number(flow.Responder));

    // The last byte of a network's address is zero: there is room for the protocol.
    private static ExactKey NetworkOf(IpAddress address, OtProtocol protocol)
    {
        var network = NetworkOf(address);
        return new(network.High, network.Low | (byte)protocol);
    }

    internal struct Pair
    {
        public int MostAMinute;
    }
}
