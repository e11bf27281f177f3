using CraneAnomaly.Records;
using CraneAnomaly.Records.Signals;

namespace CraneAnomaly.Features.Sensors;

/// <summary>
/// What is followed of the sensors of one crane: about 12 kB, and 256 KiB more once there is noise that a replay would
/// repeat.
/// </summary>
internal sealed partial class CraneSensors
{
    /// <summary>Channels of the replay memory: position and speed of hoist and trolley, load, both anemometers.</summary>
    public const int ReplayChannels = 7;

    private readonly Entry[] _entries = new Entry[SignalCatalog.Count];
    private readonly Entry[] _twins = new Entry[SensorPlaces.Twins.Length];
    private readonly sbyte[] _twinAt = new sbyte[SignalCatalog.Count];

    public CraneSensors(string name, int place, SensorNormal? learned)
    {
        (Name, Place, Learned) = (name, place, learned);
        Array.Fill(_entries, new() { Number = double.NaN });
        Array.Fill(_twins, new() { Number = double.NaN });
        Array.Fill(_twinAt, (sbyte)-1);
        for (int i = 0; i < SensorPlaces.Twins.Length; i++) _twinAt[SensorPlaces.Twins[i]] = (sbyte)i;
        for (int i = 0; i < ReplayChannels; i++) Replays[i] = new(i >= 4 ? 100 : 1000, (ulong)i * 0xD1B54A32D192ED03);
    }

    public string Name { get; }

    /// <summary>In the order of first appearance.</summary>
    public int Place { get; }

    /// <summary>What was learned of this crane; null for nothing.</summary>
    public SensorNormal? Learned { get; }

    /// <summary>What was gathered since.</summary>
    public SensorNormal Own { get; } = new();

    public PresenceTrack Presence { get; } = new();

    public AxisTrack[] Axes { get; } = [new(), new(), new()];

    public RepeatTrack[] Repeats { get; } = new RepeatTrack[SensorNormal.RepeatChannels];

    public PairTrack[] Pairs { get; } = new PairTrack[SensorNormal.FirstTwin + SensorPlaces.Twins.Length];

    public ReplayTrack[] Replays { get; } = new ReplayTrack[ReplayChannels];

    public LiftTrack Lift { get; } = new();

    /// <summary>Windows seen before; made with the first value that could be played again.</summary>
    public ReplayFilter Filter => field ??= new();

    /// <summary>Event time of the last row, and of the one before.</summary>
    public long NowNs { get; private set; } = long.MinValue / 2;

    /// <summary>When an axis last moved, and since when none does.</summary>
    public long MovedNs { get; private set; } = long.MinValue / 2;

    /// <summary>Wind of the last half minute by its own anemometers, m/s; NaN for unknown; and when it was last told.</summary>
    public double WindLevel { get; set; } = double.NaN;

    /// <inheritdoc cref="WindLevel"/>
    public long WindNs { get; set; } = long.MinValue / 2;

    /// <summary>Whether an axis moves, by the last row.</summary>
    public bool Moves { get; private set; }

    /// <summary>The last value; NaN when never told or told to be bad or in doubt.</summary>
    public double this[int place] => _entries[place].Number;

    /// <summary>The last value, if the last row told it; otherwise NaN.</summary>
    public double Fresh(int place) => _entries[place].Row == Presence.Rows ? _entries[place].Number : double.NaN;

    /// <summary>The last value of an independent twin, if the last row told it; otherwise NaN.</summary>
    public double FreshTwin(int twin) => _twins[twin].Row == Presence.Rows ? _twins[twin].Number : double.NaN;

    /// <summary>The symbol of a text, and of the different text before it; None for none.</summary>
    public int Text(int place) => _entries[place].Text;

    /// <inheritdoc cref="Text"/>
    public int TextBefore(int place) => _entries[place].TextBefore;

    /// <summary>When a value last became another one; about -146 years for never.</summary>
    public long ChangedNs(int place) => _entries[place].ChangedNs == 0 ? long.MinValue / 2 : _entries[place].ChangedNs;

    /// <summary>How often a value became another one.</summary>
    public int Changes(int place) => _entries[place].Changes;

    /// <summary>When a value was last told; 0 for never.</summary>
    public long ToldNs(int place) => _entries[place].ToldNs;

    /// <summary>Takes a row.</summary>
    public void Take(long nowNs, ReadOnlySpan<SignalValue> values)
    {
        NowNs = nowNs;
        Presence.BeginRow();
        foreach (ref readonly var value in values)
        {
            int place = value.Signal.Index;
            if ((uint)place >= (uint)_entries.Length) continue;
            if (value.Signal.IsAnchor)
            {
                int twin = _twinAt[place];
                if (twin >= 0 && value.Quality < SignalQuality.Uncertain && double.IsFinite(value.Number))
                    (_twins[twin].Number, _twins[twin].Row) = (value.Number, Presence.Rows);
                continue;
            }

            Presence.Take(place, value.Quality, nowNs);
            ref var entry = ref _entries[place];
            entry.Row = Presence.Rows;
            if (value.Type == SignalType.Text) TakeText(ref entry, value.Symbol, nowNs);
            else TakeNumber(ref entry, value, nowNs);
        }

        Moves = false;
        for (int axis = 0; axis <= SensorPlaces.Axes; axis++)
            Moves |= Math.Abs(this[SensorPlaces.Of(axis, AxisSignal.Speed)]) > 2 * AxisTrack.Standing;
        if (Moves) MovedNs = nowNs;
    }

    private static void TakeNumber(ref Entry entry, in SignalValue value, long nowNs)
    {
        // What the source itself doubts proves nothing about the crane.
        bool good = value.Quality < SignalQuality.Uncertain && double.IsFinite(value.Number);
        if (good && value.Number != entry.Number)
        {
            if (!double.IsNaN(entry.Number))
            {
                entry.ChangedNs = nowNs;
                if (entry.Changes < int.MaxValue) entry.Changes++;
            }
        }

        entry.Number = good ? value.Number : double.NaN;
        entry.ToldNs = nowNs;
    }

    private static void TakeText(ref Entry entry, int symbol, long nowNs)
    {
        if (symbol == entry.Text || symbol == SymbolTable.None) return;
        (entry.TextBefore, entry.Text, entry.ChangedNs) = (entry.Text, symbol, nowNs);
    }

    internal struct Entry
    {
        public double Number;
        public long Row, ToldNs, ChangedNs;
        public int Text, TextBefore, Changes;
    }
}
