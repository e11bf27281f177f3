using CraneAnomaly.Features;

namespace CraneAnomaly.Detectors.Silence;

/// <summary>
/// How steadily each controller is asked, in the time in which the one who asks speaks at all. A master that is switched off
/// or that is cut off stops this clock; one that leaves out one controller does not. Also who writes to it how often.
/// </summary>
internal sealed class PollReference
{
    private const string SectionName = "polls";
    private const int MaxStreams = 65_536, FewestPolls = 200, FewestForMean = 20, FewestOfAMaster = 8;

    // Longer than this between two commands to whomever, and a master is not at work.
    private const long PauseNs = 5_000_000_000;

    private const double MostSpread = 0.4;

    private readonly ExactTable<Poll> _polls = new(MaxStreams);
    private Activity[] _clients = new Activity[16];
    private Dictionary<int, int>? _mainWriters;

    /// <summary>Streams of commands that were not followed because there were too many.</summary>
    public long Refused => _polls.Refused;

    /// <summary>Streams of commands known.</summary>
    public int Count => _polls.Count;

    /// <summary>Who commands whom, in the order of the keys.</summary>
    public IEnumerable<PollStream> All => _polls.OrderByKey().Select(index => new PollStream(
        (int)(_polls.KeyAt(index).Low >> 32), (int)(uint)_polls.KeyAt(index).Low, (ushort)_polls.KeyAt(index).High,
        _polls[index].Writes > 0, _polls[index].IsSteady));

    /// <summary>Where a stream is held, -1 for nowhere.</summary>
    public int PlaceOf(in ExactKey stream, bool learns) => learns ? _polls.FindOrAdd(stream, out _) : _polls.Find(stream);

    /// <summary>The stream at a place.</summary>
    public ExactKey StreamAt(int place) => _polls.KeyAt(place);

    /// <summary>Takes a command.</summary>
    /// <param name="place">Where its stream is held.</param>
    /// <param name="client">Number of the host that commands.</param>
    /// <param name="nowNs">When.</param>
    /// <param name="writes">Whether it changes the state of a controller.</param>
    /// <param name="learns">Whether it is learned.</param>
    public void OnCommand(int place, int client, long nowNs, bool writes, bool learns)
    {
        if (client >= _clients.Length) Array.Resize(ref _clients, Math.Max(client + 1, 2 * _clients.Length));
        ref var activity = ref _clients[client];
        activity.ActiveNs += Math.Clamp(nowNs - activity.LastNs, 0, PauseNs);
        activity.LastNs = Math.Max(activity.LastNs, nowNs);
        if (place < 0) return;
        ref var poll = ref _polls[place];
        if (learns)
        {
            if (poll.HasLast) poll.Learn(nowNs - poll.LastNs, activity.ActiveNs - poll.LastActiveNs);
            if (writes) poll.Writes++;
        }

        (poll.HasLast, poll.LastNs, poll.LastActiveNs) = (true, nowNs, activity.ActiveNs);
    }

    /// <summary>After a gap in what was seen nothing is known of who was asked in it.</summary>
    public void Forget()
    {
        for (int i = 0; i < _polls.Count; i++) _polls[i].HasLast = false;
    }

    /// <summary>
    /// How long a controller was left out while who asks it went on with others, as a multiple of the longest time for which
    /// that ever was; 0 where it is not asked steadily.
    /// </summary>
    public double LeftOut(int place)
    {
        ref readonly var poll = ref _polls[place];
        int client = (int)(_polls.KeyAt(place).Low >> 32);
        if (!poll.HasLast || !poll.IsSteady || client >= _clients.Length) return 0;
        return (_clients[client].ActiveNs - poll.LastActiveNs) / (double)(poll.LongestNs + PauseNs);
    }

    /// <summary>
    /// Who asked a controller again and again besides the one who asked it most, in the order of the numbers of hosts.
    /// Of equals the one met first is its master.
    /// </summary>
    public IEnumerable<SecondMaster> SecondMasters()
    {
        var commands = new SortedDictionary<(int Server, int Client), long>();
        for (int i = 0; i < _polls.Count; i++)
        {
            var key = ((int)(uint)_polls.KeyAt(i).Low, (int)(_polls.KeyAt(i).Low >> 32));
            commands[key] = commands.GetValueOrDefault(key) + _polls[i].Count + 1;
        }

        foreach (var server in commands.GroupBy(entry => entry.Key.Server))
        {
            int main = server.MaxBy(entry => entry.Value).Key.Client;
            foreach (var (key, count) in server)
                if (key.Client != main && count >= FewestOfAMaster) yield return new(key.Client, key.Server, main, count);
        }
    }

    /// <summary>Whether somebody wrote to a controller to which another one wrote more often.</summary>
    public bool IsSecondWriter(int client, int server)
    {
        _mainWriters ??= MainWriters();
        return _mainWriters.TryGetValue(server, out int main) && main != client && WritesOf(client, server) > 0;
    }

    public void Save(StateWriter writer)
    {
        writer.Section(SectionName, 1);
        writer.WriteInt32(_polls.Count);
        foreach (int index in _polls.OrderByKey())
        {
            writer.WriteKey(_polls.KeyAt(index));
            _polls[index].Save(writer);
        }
    }

    public static PollReference Load(ref StateReader reader)
    {
        reader.Section(SectionName, 1);
        var reference = new PollReference();
        for (int left = reader.ReadCount(64); left > 0; left--)
        {
            int index = reference._polls.FindOrAdd(reader.ReadKey(), out bool added);
            if (!added) throw reader.Damaged("a stream of commands stands twice, or there are too many");
            reference._polls[index] = Poll.Load(ref reader);
        }

        return reference;
    }

    private long WritesOf(int client, int server)
    {
        long writes = 0;
        for (int i = 0; i < _polls.Count; i++)
            if ((int)(_polls.KeyAt(i).Low >> 32) == client && (int)(uint)_polls.KeyAt(i).Low == server) writes += _polls[i].Writes;
        return writes;
    }

    // Of equals the one with the smaller number: it was met first.
    private Dictionary<int, int> MainWriters()
    {
        var writes = new SortedDictionary<(int Server, int Client), long>();
        for (int i = 0; i < _polls.Count; i++)
        {
            var key = ((int)(uint)_polls.KeyAt(i).Low, (int)(_polls.KeyAt(i).Low >> 32));
            writes[key] = writes.GetValueOrDefault(key) + _polls[i].Writes;
        }

        return writes.Where(entry => entry.Value > 0).GroupBy(entry => entry.Key.Server)
            .ToDictionary(group => group.Key, group => group.MaxBy(entry => entry.Value).Key.Client);
    }

    internal struct Activity
    {
        public long LastNs;
        public long ActiveNs;
    }

    internal struct Poll
    {
        public long Count;
        public long LongestNs;
        public long Writes;
        public double Sum;
        public double Squares;
        public double Cubes;
        public long LastNs;
        public long LastActiveNs;
        public bool HasLast;

        /// <summary>
        /// Most of the time lies in pauses of about one length: seen from any moment, the pause around it is squares over sum
        /// long on average, and differs little. Of a person's commands it differs by two thirds of that.
        /// </summary>
        public readonly bool IsSteady
        {
            get
            {
                if (Count < FewestPolls || Sum <= 0) return false;
                double mean = Squares / Sum, variance = Cubes / Sum - mean * mean;
                return variance <= MostSpread * MostSpread * mean * mean && LongestNs / 1e9 <= 2 * mean;
            }
        }

        /// <summary>Learns a pause as it passed, and as much of it as the one who asks was at work.</summary>
        public void Learn(long gapNs, long activeNs)
        {
            // One restart of the one who asks says nothing of how steadily he asks.
            double gap = Math.Max(0, gapNs / 1e9);
            if (Count >= FewestForMean && Sum > 0) gap = Math.Min(gap, 3 * Squares / Sum);
            LongestNs = Math.Max(LongestNs, activeNs);
            Count++;
            Sum += gap;
            Squares += gap * gap;
            Cubes += gap * gap * gap;
        }

        public readonly void Save(StateWriter writer)
        {
            writer.WriteInt64(Count);
            writer.WriteInt64(LongestNs);
            writer.WriteInt64(Writes);
            writer.WriteDouble(Sum);
            writer.WriteDouble(Squares);
            writer.WriteDouble(Cubes);
        }

        public static Poll Load(ref StateReader reader) => new()
        {
            Count = reader.ReadInt64(),
            LongestNs = reader.ReadInt64(),
            Writes = reader.ReadInt64(),
            Sum = reader.ReadDouble(),
            Squares = reader.ReadDouble(),
            Cubes = reader.ReadDouble(),
        };
    }
}
