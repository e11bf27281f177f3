using CraneAnomaly.Features.Sensors;
using CraneAnomaly.Records.Signals;

namespace CraneAnomaly.Detectors.Sensors;

/// <summary>A crane whose sensors are judged, and what the judgement remembers of it.</summary>
internal sealed class WatchedCrane(CraneSensors sensors)
{
    private const long HeldNs = 120_000_000_000;
    private const long Never = long.MinValue / 2;

    private readonly Blame[] _blames = new Blame[SignalCatalog.Count];

    public CraneSensors Sensors { get; } = sensors;

    /// <summary>When the slow questions are asked next.</summary>
    public long NextLookNs { get; set; } = long.MinValue;

    /// <summary>Other cranes whose wind was compared with its own.</summary>
    public int Voters { get; set; }

    /// <summary>By axis: moves in a row in which position and speed disagree alike; above zero the speed says too much.</summary>
    public int[] RatioStreak { get; } = new int[SensorPlaces.Axes];

    /// <summary>When the first of these moves ended.</summary>
    public long[] RatioSinceNs { get; } = new long[SensorPlaces.Axes];

    /// <summary>By axis: position over speed of those moves, lately.</summary>
    public double[] RatioNow { get; } = new double[SensorPlaces.Axes];

    /// <summary>Lifts in a row that weigh too little (below zero) or too much.</summary>
    public int LiftStreak { get; set; }

    /// <summary>Load cell over torque of the lifts before the first of them.</summary>
    public double LiftsBefore { get; set; } = 1;

    /// <summary>Since when a load hangs, and what it weighs; NaN while none does.</summary>
    public long AloftNs { get; set; } = Never;

    /// <inheritdoc cref="AloftNs"/>
    public double HangingLoad { get; set; } = double.NaN;

    /// <summary>When the hanging load was last looked at.</summary>
    public long LookedNs { get; set; } = Never;

    /// <summary>Since when the load aloft is another one.</summary>
    public long OtherLoadNs { get; set; } = Never;

    /// <summary>By signal: what its going away was taken for.</summary>
    public SensorLie[] Gone { get; } = new SensorLie[SignalCatalog.Count];

    /// <summary>Wind from which on its papers ask for a warning, m/s; NaN where they do not.</summary>
    public double WindWarning { get; init; } = double.NaN;

    /// <summary>The least wind at which it went on telling a wind alarm, m/s; NaN while it tells none.</summary>
    public double AlarmedFrom { get; set; } = double.NaN;

    /// <summary>Whether it tells a wind alarm.</summary>
    public bool IsWindAlarm { get; set; }

    /// <summary>Seconds for which an alarm has been missed that should be told, and when that was last looked at.</summary>
    public double MissedSeconds { get; set; }

    /// <inheritdoc cref="MissedSeconds"/>
    public long MissedNs { get; set; } = Never;

    /// <summary>When its watchdog was last seen to beat.</summary>
    public long BeatNs { get; set; } = Never;

    /// <summary>The longest time between two beats so far, of those that are no outage.</summary>
    public long LongestBeatNs { get; set; }

    /// <summary>When its mode last was maintenance.</summary>
    public long MaintenanceNs { get; set; } = Never;

    /// <summary>Samples in a row of a signal outside of what can be.</summary>
    public int[] Outside { get; } = new int[SignalCatalog.Count];

    /// <summary>Last count of the watchdog, and how often it only rose.</summary>
    public double Counter { get; set; } = double.NaN;

    /// <inheritdoc cref="Counter"/>
    public int Rises { get; set; }

    /// <summary>The alarm that was looked at last, by symbol, and whether it tells wear or heat.</summary>
    public int AlarmText { get; set; }

    /// <inheritdoc cref="AlarmText"/>
    public bool IsWear { get; set; }

    /// <summary>Text that was judged last, by symbol: checksum, firmware and radio.</summary>
    public int[] Texts { get; } = new int[3];

    /// <summary>When the parameter set changed; about -146 years for never.</summary>
    public long ParametersNs { get; set; } = Never;

    /// <summary>By flag of limits: rows in a row that contradict what is usual.</summary>
    public int[] LimitRows { get; } = new int[SensorNormal.LimitAxes * SensorNormal.LimitFlags];

    /// <summary>By protective function: since when it has been told to be off; long.MaxValue for not.</summary>
    public long[] UnprotectedNs { get; } = [long.MaxValue, long.MaxValue];

    /// <summary>
    /// Whether a lie may be told of a signal: one cause is told by one name, the first one, for as long as it lasts; only
    /// that it stands still says more than that it differs. What is over in a moment does not last.
    /// </summary>
    public bool MayBlame(int place, SensorLie lie, bool isMomentary)
    {
        ref var blame = ref _blames[place];
        bool isHeld = blame.Lie != SensorLie.None && blame.Lie != lie && Math.Abs(Sensors.NowNs - blame.LastNs) <= HeldNs;
        bool saysMore = lie == SensorLie.Replayed || (lie == SensorLie.Frozen && blame.Lie != SensorLie.Fault);
        if (isHeld && !saysMore) return false;
        if (lie != SensorLie.Replayed && !isMomentary) blame = new(lie, Sensors.NowNs);
        return true;
    }

    /// <summary>Whether another lie than this is being told of a signal.</summary>
    public bool IsBlamed(int place) =>
        _blames[place].Lie != SensorLie.None && Math.Abs(Sensors.NowNs - _blames[place].LastNs) <= HeldNs;

    internal readonly record struct Blame(SensorLie Lie, long LastNs);
}
