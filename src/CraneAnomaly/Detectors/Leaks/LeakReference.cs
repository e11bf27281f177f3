using CraneAnomaly.Features;
using CraneAnomaly.Records;

namespace CraneAnomaly.Detectors.Leaks;

/// <summary>What was learned of cargo data: between whom container numbers travel, and how much leaves in an hour.</summary>
internal sealed class LeakReference
{
    private const string SectionName = "leaks";
    private const int MaxPairs = 65_536;

    private readonly AssetTable _hosts = new(100_000);
    private readonly ExactTable<byte> _pairs = new(MaxPairs);
    private readonly ExactTable<long> _mostAnHour = new(MaxPairs);
    private readonly SortedDictionary<string, int> _mostNames = new(StringComparer.Ordinal);

    /// <summary>Conversations learned: with none, nothing is known to be new.</summary>
    public long Conversations { get; private set; }

    /// <summary>Pairs of hosts between which container numbers travel.</summary>
    public int Pairs => _pairs.Count;

    /// <summary>Hosts and pairs not remembered because a table was full.</summary>
    public long Refused => _hosts.Refused + _pairs.Refused + _mostAnHour.Refused;

    /// <summary>Learns that a conversation was opened.</summary>
    public void AddConversation() => Conversations++;

    /// <summary>Learns that container numbers go from one host to another.</summary>
    public void Add(IpAddress from, IpAddress to) => _pairs.FindOrAdd(KeyOf(from, to), out _);

    /// <summary>Whether container numbers go from one host to another.</summary>
    public bool Knows(IpAddress from, IpAddress to) => _pairs.Find(KeyOf(from, to)) >= 0;

    /// <summary>Learns how much a host sent outside within an hour.</summary>
    public void AddHour(IpAddress host, long bytes)
    {
        int index = _mostAnHour.FindOrAdd(new(host.High, host.Low), out _);
        if (index >= 0) _mostAnHour[index] = Math.Max(_mostAnHour[index], bytes);
    }

    /// <summary>The most that a host sent outside within an hour.</summary>
    public long MostAnHour(IpAddress host) => _mostAnHour.Find(new(host.High, host.Low)) is >= 0 and var index ? _mostAnHour[index] : 0;

    /// <summary>Learns how many characters of different names were asked for under a domain within ten minutes.</summary>
    public void AddNames(string domain, int characters)
    {
        if (_mostNames.Count < MaxPairs || _mostNames.ContainsKey(domain)) _mostNames[domain] = Math.Max(MostNames(domain), characters);
    }

    /// <summary>The most characters of different names under a domain within ten minutes.</summary>
    public int MostNames(string domain) => _mostNames.GetValueOrDefault(domain);

    public void Save(StateWriter writer)
    {
        writer.Section(SectionName, 1);
        writer.WriteInt64(Conversations);
        TableState.WriteHosts(writer, _hosts);
        writer.WriteInt32(_pairs.Count);
        foreach (int index in _pairs.OrderByKey()) writer.WriteKey(_pairs.KeyAt(index));
        writer.WriteInt32(_mostAnHour.Count);
        foreach (int index in _mostAnHour.OrderByKey())
        {
            writer.WriteKey(_mostAnHour.KeyAt(index));
            writer.WriteInt64(_mostAnHour[index]);
        }

        writer.WriteInt32(_mostNames.Count);
        foreach (var (domain, characters) in _mostNames)
        {
            writer.WriteString(domain);
            writer.WriteInt32(characters);
        }
    }

    public static LeakReference Load(ref StateReader reader)
    {
        reader.Section(SectionName, 1);
        var reference = new LeakReference { Conversations = reader.ReadInt64() };
        TableState.ReadHosts(ref reader, reference._hosts);
        for (int left = reader.ReadCount(16); left > 0; left--)
            if (reference._pairs.FindOrAdd(reader.ReadKey(), out bool added) < 0 || !added) throw reader.Damaged("a pair of hosts stands twice, or there are too many");
        for (int left = reader.ReadCount(24); left > 0; left--)
        {
            int index = reference._mostAnHour.FindOrAdd(reader.ReadKey(), out bool added);
            if (!added) throw reader.Damaged("a host stands twice, or there are too many");
            reference._mostAnHour[index] = reader.ReadInt64();
        }

        for (int left = reader.ReadCount(8); left > 0; left--)
        {
            string domain = reader.ReadString();
            reference._mostNames[domain] = reader.ReadInt32();
        }

        return reference;
    }

    private ExactKey KeyOf(IpAddress from, IpAddress to) => new(0, (ulong)(uint)_hosts.Number(from) << 32 | (uint)_hosts.Number(to));
}
