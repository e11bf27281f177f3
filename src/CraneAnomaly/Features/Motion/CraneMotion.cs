using CraneAnomaly.Features.Cranes;
using CraneAnomaly.Records.Signals;

namespace CraneAnomaly.Features.Motion;

/// <summary>
/// The moves and lifts of one crane, out of its rows. Works the same for telemetry and for what is read out of
/// registers, at any rate from one to fifty rows a second. Fixed memory: about 19 kB a crane.
/// </summary>
internal sealed class CraneMotion
{
    private const int Axes = 4;
    private const long FastStaleNs = 3_000_000_000;
    private const long LoadStaleNs = 15_000_000_000;
    private const long SlowStaleNs = 120_000_000_000;

    // What stands or is not seen for so long becomes cold.
    private const long ColdNs = 3_600_000_000_000;

    private static readonly Signal[] s_signals = [.. Enumerable.Range(0, Axes * SignalCatalog.PerAxis).Select(
        i => Signal.Of((Axis)(i / SignalCatalog.PerAxis), (AxisSignal)(i % SignalCatalog.PerAxis)))];

    private readonly AxisTracker[] _axes = [new(Axis.Hoist), new(Axis.Trolley), new(Axis.Gantry), new(Axis.Boom)];
    private readonly CycleTracker _cycle = new();
    private readonly MoveReports _moves = new();
    private readonly AnchorWatch _anchors = new();
    private double _alarm = double.NaN;
    private long _workNs = long.MinValue;
    private long _movedNs;

    /// <summary>What the last row made known of moves; valid until the next row.</summary>
    public ReadOnlySpan<MoveFeatures> Moves => _moves.Span;

    /// <summary>Whether the last row made something of a lift known.</summary>
    public bool HasCycle { get; private set; }

    /// <summary>What that is.</summary>
    public CycleFeatures Cycle => _cycle.Told;

    /// <summary>What independent sources say of it.</summary>
    public AnchorWatch Anchors => _anchors;

    /// <summary>How the crane is driven.</summary>
    public CraneMode Mode { get; private set; }

    /// <summary>
    /// The alarm code of the row before, as told: what a row closes has happened before it. NaN for none told.
    /// </summary>
    public double AlarmBefore { get; private set; } = double.NaN;

    /// <summary>Samples with numbers that cannot be.</summary>
    public long Impossible => _axes[0].Impossible + _axes[1].Impossible + _axes[2].Impossible + _axes[3].Impossible;

    /// <summary>Takes the crane as it is after a row.</summary>
    public void Update(CraneState state)
    {
        _moves.Clear();
        (AlarmBefore, _alarm) = (_alarm, state[SignalCatalog.AlarmCode]);
        Mode = state.Control.Mode;
        int moving = 0;
        bool any = false;
        double demand = 0;
        if (_workNs == long.MinValue || state.NowNs - _movedNs > ColdNs || state.NowNs < _workNs) (_workNs, _movedNs) = (state.NowNs, state.NowNs);
        for (int i = 0; i < Axes; i++)
        {
            any |= UpdateAxis(state, i, ref demand);
            if (_axes[i].Moves) moving |= 1 << i;
        }

        if (moving != 0) _movedNs = state.NowNs;
        HasCycle = (any || state.IsFresh(SignalCatalog.Locked)) && _cycle.Add(state, _axes[0], moving, demand);
        _anchors.Update(state, moving);
    }

    private bool UpdateAxis(CraneState state, int i, ref double demand)
    {
        int at = i * SignalCatalog.PerAxis;
        if (!state.IsFresh(s_signals[at + (int)AxisSignal.Speed])) return false;
        long now = state.NowNs;
        double stick = Recent(state, s_signals[at + (int)AxisSignal.Demand], now, FastStaleNs);
        if (Math.Abs(stick) > demand) demand = Math.Abs(stick);
        var sample = new AxisSample
        {
            Ns = now,
            Speed = state[s_signals[at + (int)AxisSignal.Speed]],
            Demand = stick,
            Reference = Recent(state, s_signals[at + (int)AxisSignal.Reference], now, FastStaleNs),
            Position = Recent(state, s_signals[at + (int)AxisSignal.Position], now, FastStaleNs),
        };

        // Most axes of most rows stand still.
        if (sample.Speed != 0 || stick != 0 || _axes[i].Moves)
        {
            sample.Torque = Recent(state, s_signals[at + (int)AxisSignal.Torque], now, FastStaleNs);
            sample.SpeedLimit = Recent(state, s_signals[at + (int)AxisSignal.SpeedLimit], now, SlowStaleNs);
            sample.Load = Recent(state, SignalCatalog.Load, now, LoadStaleNs);
            sample.Wind = Recent(state, SignalCatalog.WindSpeed, now, SlowStaleNs);
            sample.Height = Recent(state, s_signals[(int)AxisSignal.Position], now, FastStaleNs);
            sample.HoistSpeed = Recent(state, s_signals[(int)AxisSignal.Speed], now, FastStaleNs);
            sample.TrolleySpeed = Recent(state, s_signals[SignalCatalog.PerAxis + (int)AxisSignal.Speed], now, FastStaleNs);
            sample.GantrySpeed = Recent(state, s_signals[(2 * SignalCatalog.PerAxis) + (int)AxisSignal.Speed], now, FastStaleNs);
            sample.Hours = (now - _workNs) / 3.6e12;
            sample.Mode = Mode;
            sample.IsInterlocked = i > 0 && state[SignalCatalog.Landed] > 0.5;
            sample.IsHeldBack = state[s_signals[at + (int)AxisSignal.Slowdown]] > 0.5
                || state[s_signals[at + (int)AxisSignal.LimitPlus]] > 0.5
                || state[s_signals[at + (int)AxisSignal.LimitMinus]] > 0.5;
        }

        _axes[i].Add(ref sample, _moves);
        return true;
    }

    private static double Recent(CraneState state, Signal signal, long now, long staleNs) =>
        now - state.ToldNs(signal) <= staleNs ? state[signal] : double.NaN;
}
