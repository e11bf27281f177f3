using CraneAnomaly.Records;
using CraneAnomaly.Records.Signals;

namespace CraneAnomaly.Features.Cranes;

/// <summary>What one crane last said of itself, signal by signal, and when.</summary>
internal sealed class CraneState
{
    /// <summary>A load that hangs for certain, t: above the noise of a load cell and the weight of slack ropes.</summary>
    public const double HangingLoad = 3;

    private const long Never = long.MinValue / 2;

    /// <summary>A clock that goes back by more was set: what was known before is of another time.</summary>
    private const long BackNs = 5_000_000_000;

    /// <summary>
    /// A signal that two sources tell is believed to the first of them while that one tells it: mixed, two clocks that
    /// differ would look like a crane that jumps. Whether both say the same is for others to judge.
    /// </summary>
    private const long OwnedNs = 15_000_000_000;

    /// <summary>An axis whose speed was not told for so long is not known to move.</summary>
    private const long MotionNs = 2_000_000_000;

    private const int Axes = 4;

    private static readonly Signal Wind = Known("wind.speed"), Wind2 = Known("wind.speed2"), Mode = Known("mode");
    private static readonly Signal Station = Known("station"), Alarm = Known("alarm.code");
    private static readonly Signal FirstOut = Known("alarm.first_out");
    private static readonly SignalSet Winds = SignalSet.Of(Wind, Wind2), Alarms = SignalSet.Of(Alarm, FirstOut);
    private static readonly SignalSet Texts = SignalSet.Of(Mode, Station, Alarm, FirstOut);
    private static readonly SignalSet Loads = SignalSet.Of(SignalCatalog.Load, SignalCatalog.Landed);

    // Above noise and creep; the gantry and the boom are slow.
    private static readonly double[] Motion = [0.1, 0.1, 0.05, 0.05];

    private readonly SymbolTable _symbols;
    private readonly Entry[] _entries = new Entry[SignalCatalog.Count];
    private OtProtocol _source;

    /// <param name="name">The crane's name.</param>
    /// <param name="index">Its place among the cranes, in the order in which they were met.</param>
    /// <param name="limits">What holds for it.</param>
    /// <param name="symbols">The texts of its signals.</param>
    public CraneState(string name, int index, CraneLimits limits, SymbolTable symbols)
    {
        (Name, Index, Limits, _symbols) = (name, index, limits, symbols);
        Forget();
    }

    /// <summary>The crane's name.</summary>
    public string Name { get; }

    /// <summary>Its place among the cranes, in the order in which they were met.</summary>
    public int Index { get; }

    /// <summary>What holds for it.</summary>
    public CraneLimits Limits { get; }

    /// <summary>Event time of the last row.</summary>
    public long NowNs { get; private set; } = Never;

    /// <summary>What the last row told.</summary>
    public SignalSet Told { get; private set; }

    /// <summary>Axes that move for certain, as bits.</summary>
    public int MovingAxes { get; private set; }

    /// <summary>When a load was last told to hang; about -146 years for never.</summary>
    public long HungNs { get; private set; } = Never;

    /// <summary>The load that was last told to hang, t.</summary>
    public double HungLoad { get; private set; } = double.NaN;

    /// <summary>When the spreader was last told to stand on something; about -146 years for never.</summary>
    public long LandedNs { get; private set; } = Never;

    /// <summary>The wind.</summary>
    public WindWatch Weather { get; private set; } = null!;

    /// <summary>Who has it.</summary>
    public ControlWatch Control { get; private set; } = null!;

    /// <summary>The last value of a signal; NaN when it was never told, or is told to be bad.</summary>
    public double this[Signal signal] => _entries[signal.Index].Number;

    /// <summary>The value of a signal before the last one told.</summary>
    public double Before(Signal signal) => _entries[signal.Index].Before;

    /// <summary>When a signal was last told; about -146 years for never.</summary>
    public long ToldNs(Signal signal) => _entries[signal.Index].TimestampNs;

    /// <summary>When a signal was told before it was last told; about -146 years for never.</summary>
    public long ToldBeforeNs(Signal signal) => _entries[signal.Index].BeforeNs;

    /// <summary>When the value of a signal last became another one; long.MaxValue before it ever did.</summary>
    public long ChangedNs(Signal signal) => _entries[signal.Index].ChangedNs;

    /// <summary>Since when a signal has had its value, as far as was told.</summary>
    public long HeldNs(Signal signal) => _entries[signal.Index].HeldNs;

    /// <summary>Whether the last row told a signal.</summary>
    public bool IsFresh(Signal signal) => _entries[signal.Index].TimestampNs == NowNs;

    /// <summary>Whether a signal was told within a time.</summary>
    public bool IsRecent(Signal signal, long ageNs) => _entries[signal.Index].TimestampNs >= NowNs - ageNs;

    /// <summary>Whether an axis moves for certain.</summary>
    public bool Moves(Axis axis) => (MovingAxes >> (int)axis & 1) != 0;

    /// <summary>
    /// Takes a row, and says whether it told anything that is not another source's to tell; anchors and generic series
    /// are others' business.
    /// </summary>
    public bool Update(long nowNs, ReadOnlySpan<SignalValue> values, OtProtocol source = OtProtocol.Telemetry)
    {
        if (nowNs < NowNs - BackNs && source == _source) Forget();
        ulong low = 0, high = 0;
        foreach (ref readonly var value in values)
        {
            int index = value.Signal.Index;
            if (!value.Signal.IsKnown || value.Signal.IsAnchor || (uint)index >= (uint)_entries.Length) continue;
            ref Entry entry = ref _entries[index];
            if (entry.Source != source)
            {
                if (Math.Abs(nowNs - entry.TimestampNs) < OwnedNs) continue;
                entry.Source = source;
            }

            if (index < 64) low |= 1UL << index;
            else high |= 1UL << index - 64;
            (entry.Before, entry.BeforeNs) = (entry.Number, entry.TimestampNs);

            // What the source itself calls wrong proves nothing about the crane.
            entry.Number = value.Quality == SignalQuality.Bad ? double.NaN : value.Number;
            if (entry.Number != entry.Before)
            {
                entry.HeldNs = nowNs;
                if (!double.IsNaN(entry.Before)) entry.ChangedNs = nowNs;
            }

            entry.TimestampNs = nowNs;
        }

        if ((low | high) == 0) return false;
        (NowNs, _source) = (nowNs, source);
        Told = new(low, high);
        FindMotion();
        if (Told.Overlaps(Loads)) FindLoad();
        if (Told.Overlaps(Winds)) FindWind();
        if (Told.Overlaps(Texts)) ReadTexts();
        return true;
    }

    private void FindMotion()
    {
        int moving = 0;
        for (int axis = 0; axis < Axes; axis++)
        {
            ref readonly var speed = ref _entries[(axis * SignalCatalog.PerAxis) + (int)AxisSignal.Speed];
            if (Math.Abs(speed.Number) > Motion[axis] && speed.TimestampNs >= NowNs - MotionNs) moving |= 1 << axis;
        }

        MovingAxes = moving;
    }

    private void FindLoad()
    {
        if (IsFresh(SignalCatalog.Load) && this[SignalCatalog.Load] > HangingLoad)
            (HungNs, HungLoad) = (NowNs, this[SignalCatalog.Load]);
        if (IsFresh(SignalCatalog.Landed) && this[SignalCatalog.Landed] == 1) LandedNs = NowNs;
    }

    private void FindWind() => Weather.Take(
        NowNs, IsRecent(Wind, MotionNs) ? this[Wind] : double.NaN, IsRecent(Wind2, MotionNs) ? this[Wind2] : double.NaN);

    private void ReadTexts()
    {
        if (IsChangedText(Mode)) Control.TakeMode(NowNs, (int)this[Mode]);
        if (IsChangedText(Station)) Control.TakeStation(NowNs, (int)this[Station]);
        if (Told.Overlaps(Alarms) && (IsChangedText(Alarm) || IsChangedText(FirstOut)))
            Weather.TakeAlarm(NowNs, SaysWindStop(Alarm) || SaysWindStop(FirstOut));
    }

    private bool IsChangedText(Signal text) => IsFresh(text) && this[text] != Before(text) && !double.IsNaN(this[text]);

    private bool SaysWindStop(Signal alarm) => !double.IsNaN(this[alarm]) && Control.IsWindStop((int)this[alarm]);

    private void Forget()
    {
        Array.Fill(_entries, new()
        {
            Number = double.NaN,
            Before = double.NaN,
            TimestampNs = Never,
            BeforeNs = Never,
            ChangedNs = long.MaxValue,
            HeldNs = long.MaxValue,
        });
        (HungNs, LandedNs, HungLoad) = (Never, Never, double.NaN);
        Weather = new(Limits.WindStop);
        Control = new(_symbols);
    }

    private static Signal Known(string name) =>
        SignalCatalog.TryFind(name, out var signal) ? signal : throw new ArgumentException(name, nameof(name));

    internal struct Entry
    {
        public double Number;
        public double Before;
        public long TimestampNs;
        public long BeforeNs;
        public long ChangedNs;
        public long HeldNs;
        public OtProtocol Source;
    }
}
