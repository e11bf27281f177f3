using CraneAnomaly.Detectors.Bursts;
using CraneAnomaly.Detectors.Calibration;
using CraneAnomaly.Detectors.FirstSeen;
using CraneAnomaly.Detectors.Intervals;
using CraneAnomaly.Detectors.Markov;
using CraneAnomaly.Detectors.NGrams;
using CraneAnomaly.Detectors.Scan;
using CraneAnomaly.Detectors.ValueEnvelope;
using CraneAnomaly.Features;
using CraneAnomaly.Records;

namespace CraneAnomaly.Detectors.Commands;

/// <summary>
/// Everything learned about who commands what on a network: the hosts, and one detector for each way in which a
/// command can be new. Written to and read from a baseline as one state.
/// </summary>
internal sealed class CommandReference
{
    private const string SectionName = "command-reference";
    private const int MaxAssets = 100_000;
    private const int MaxTables = 65_536;

    private readonly ExactTable<TableRanges> _ranges = new(MaxTables);
    private readonly ulong _seed;

    public CommandReference(long seed)
    {
        _seed = (ulong)seed;
        Calibrations = [.. CalibrationNames.Select(NewCalibrator)];
    }

    private CommandReference(long seed, ref StateReader reader)
    {
        _seed = (ulong)seed;
        reader.Section(SectionName, 1);
        FirstNs = reader.ReadInt64();
        LastNs = reader.ReadInt64();
        Requests = reader.ReadInt64();
        LoadAssets(ref reader);
        int tables = reader.ReadCount(20);
        for (int i = 0; i < tables; i++)
        {
            var key = reader.ReadKey();
            int index = _ranges.FindOrAdd(key, out bool added);
            if (!added) throw reader.Damaged("a table stands twice, or there are too many");
            _ranges[index].Ranges = LoadRanges(ref reader);
        }

        Clients = FirstSeenDetector.Load(ref reader, Few);
        Sources = FirstSeenDetector.Load(ref reader, Few);
        Functions = FirstSeenDetector.Load(ref reader, Few);
        Objects = FirstSeenDetector.Load(ref reader, Few);
        Values = FirstSeenDetector.Load(ref reader, Few);
        Hosts = FirstSeenDetector.Load(ref reader, Few);
        Services = FirstSeenDetector.Load(ref reader, Few);
        Conversations = FirstSeenDetector.Load(ref reader, Few);
        Critical = FirstSeenDetector.Load(ref reader, Few);
        Sequences = NGramDetector.Load(ref reader);
        Surprise = MarkovDetector.Load(ref reader);
        Timing = IntervalDetector.Load(ref reader);
        Timing.ResetContext();
        Sequences.ResetContext();
        Surprise.ResetContext();
        Envelopes = ValueEnvelopeDetector.Load(ref reader);
        Scans = ScanDetector.Load(ref reader);
        Exceptions = BurstDetector.Load(ref reader);
        Exceptions.ResetContext();
        Calibrations = new ConformalCalibrator[CalibrationNames.Count];
        for (int i = 0; i < Calibrations.Length; i++) Calibrations[i] = ConformalCalibrator.Load(ref reader, Options(i));
    }

    /// <summary>What is calibrated, in the order of <see cref="Calibrations"/>.</summary>
    public static IReadOnlyList<string> CalibrationNames { get; } =
        ["sequence-read", "sequence-write", "surprise-read", "surprise-write", "timing", "window-spe", "window-t2"];

    // A command is judged once fifty commands were seen: a poll cycle or two of a small installation.
    private static FirstSeenOptions Few { get; } = new() { MinimumEvents = 50 };

    public AssetTable Assets { get; } = new(MaxAssets);

    /// <summary>Who gives commands at all.</summary>
    public FirstSeenDetector Clients { get; } = new(Few);

    /// <summary>Who commands this server.</summary>
    public FirstSeenDetector Sources { get; } = new(Few);

    /// <summary>Which functions this client uses on this server.</summary>
    public FirstSeenDetector Functions { get; } = new(Few);

    /// <summary>Which objects this client accesses by this function.</summary>
    public FirstSeenDetector Objects { get; } = new(Few);

    /// <summary>Which classes of values it writes there.</summary>
    public FirstSeenDetector Values { get; } = new(Few);

    /// <summary>Which pairs of hosts speak with each other at all.</summary>
    public FirstSeenDetector Hosts { get; } = new(Few);

    /// <summary>Which services a host offers.</summary>
    public FirstSeenDetector Services { get; } = new(Few);

    /// <summary>Who uses which service.</summary>
    public FirstSeenDetector Conversations { get; } = new(Few);

    /// <summary>Who sent which critical command.</summary>
    public FirstSeenDetector Critical { get; } = new(Few);

    public NGramDetector Sequences { get; } = new();

    public MarkovDetector Surprise { get; } = new();

    public IntervalDetector Timing { get; } = new();

    public ValueEnvelopeDetector Envelopes { get; } = new();

    public ScanDetector Scans { get; } = new();

    public BurstDetector Exceptions { get; } = new();

    /// <summary>How steadily who asks and writes to whom; written behind everything else, since it came later.</summary>
    public Silence.PollReference Polls { get; set; } = new();

    public ConformalCalibrator[] Calibrations { get; }

    /// <summary>Calibration of the command windows' squared prediction error.</summary>
    public ConformalCalibrator WindowSpe => Calibrations[5];

    /// <summary>Calibration of the command windows' T2.</summary>
    public ConformalCalibrator WindowT2 => Calibrations[6];

    /// <summary>Event time of the first record learned.</summary>
    public long FirstNs { get; set; } = long.MaxValue;

    /// <summary>Event time of the last record learned.</summary>
    public long LastNs { get; set; } = long.MinValue;

    /// <summary>Requests learned.</summary>
    public long Requests { get; set; }

    /// <summary>The addresses accessed in a table of a server, or null for none.</summary>
    public AddressRanges? RangesOf(in ExactKey table)
    {
        int index = _ranges.Find(table);
        return index < 0 ? null : _ranges[index].Ranges;
    }

    /// <summary>Adds addresses to those accessed.</summary>
    public void AddRange(in ExactKey table, int address, int quantity)
    {
        int index = _ranges.FindOrAdd(table, out bool added);
        if (index < 0) return;
        if (added) _ranges[index].Ranges = new();
        _ranges[index].Ranges.Add(address, quantity);
    }

    public static CommandReference Load(ref StateReader reader, long seed) => new(seed, ref reader);

    public void Save(StateWriter writer)
    {
        writer.Section(SectionName, 1);
        writer.WriteInt64(FirstNs);
        writer.WriteInt64(LastNs);
        writer.WriteInt64(Requests);
        SaveAssets(writer);
        writer.WriteInt32(_ranges.Count);
        foreach (int index in _ranges.OrderByKey())
        {
            writer.WriteKey(_ranges.KeyAt(index));
            SaveRanges(writer, _ranges[index].Ranges);
        }

        Clients.Save(writer);
        Sources.Save(writer);
        Functions.Save(writer);
        Objects.Save(writer);
        Values.Save(writer);
        Hosts.Save(writer);
        Services.Save(writer);
        Conversations.Save(writer);
        Critical.Save(writer);
        Sequences.Save(writer);
        Surprise.Save(writer);
        Timing.Save(writer);
        Envelopes.Save(writer);
        Scans.Save(writer);
        Exceptions.Save(writer);
        foreach (var calibration in Calibrations) calibration.Save(writer);
    }

    private void SaveAssets(StateWriter writer)
    {
        // By number: the numbers stand in the keys of every detector below.
        writer.WriteInt32(Assets.Count);
        for (int number = 1; number <= Assets.Count; number++)
        {
            var address = Assets.Address(number);
            writer.WriteKey(new(address.High, address.Low));
            writer.WriteInt32((int)Assets.RolesOf(number));
        }
    }

    private void LoadAssets(ref StateReader reader)
    {
        int count = reader.ReadCount(20);
        if (count > MaxAssets) throw reader.Damaged($"{count} hosts are more than the cap of {MaxAssets}");
        for (int number = 1; number <= count; number++)
        {
            var key = reader.ReadKey();
            if (Assets.Number(new IpAddress(key.High, key.Low)) != number) throw reader.Damaged("a host stands twice");
            Assets.Note(number, (AssetRoles)(reader.ReadInt32() & (int)(AssetRoles.Serves | AssetRoles.Commands | AssetRoles.Writes)));
        }
    }

    private static void SaveRanges(StateWriter writer, AddressRanges ranges)
    {
        writer.WriteInt32(ranges.Ranges.Length);
        foreach (var (from, to) in ranges.Ranges)
        {
            writer.WriteInt32(from);
            writer.WriteInt32(to);
        }
    }

    private static AddressRanges LoadRanges(ref StateReader reader)
    {
        var ranges = new AddressRanges();
        int count = reader.ReadCount(8);
        for (int i = 0; i < count; i++)
        {
            int from = reader.ReadInt32(), to = reader.ReadInt32();
            if (from < 0 || to < from || count > AddressRanges.MaxRanges) throw reader.Damaged("an address range is wrong");
            ranges.Add(from, to - from + 1);
        }

        return ranges;
    }

    private ConformalCalibrator NewCalibrator(string name, int index) => new(Options(index));

    private CalibrationOptions Options(int index) => new() { Seed = _seed + (ulong)index * 0x9E3779B97F4A7C15 };

    internal struct TableRanges
    {
        public AddressRanges Ranges;
    }
}
