using CraneAnomaly.Features.Cranes;
using CraneAnomaly.Records.Signals;

namespace CraneAnomaly.Features.Motion;

/// <summary>Follows the lifts of one crane by its twistlocks.</summary>
internal sealed class CycleTracker
{
    private const long LongestNs = 1200L * 1_000_000_000;
    private const long LongestWaitNs = 120L * 1_000_000_000;
    private const long LongestGapNs = 3_000_000_000;
    private const double LeastDemand = 0.05;

    private static readonly Signal s_trolleyPosition = Signal.Of(Axis.Trolley, AxisSignal.Position);
    private static readonly Signal s_hoistPosition = Signal.Of(Axis.Hoist, AxisSignal.Position);

    private bool _locked;
    private bool _isKnown;
    private bool _waits;
    private bool _hasCycle;
    private bool _travels;
    private long _lockNs;
    private long _lastNs;
    private double _idle;
    private double _interval = double.NaN;
    private Reach _trolley = Reach.None;
    private Reach _hoist = Reach.None;

    /// <summary>What the last row made known.</summary>
    public CycleFeatures Told { get; private set; }

    /// <summary>Takes a row; true when something became known.</summary>
    /// <param name="state">The crane after the row.</param>
    /// <param name="hoist">Its hoist after the row.</param>
    /// <param name="moving">Which axes move, a bit each.</param>
    /// <param name="demand">The greatest demand of any axis, in size.</param>
    public bool Add(CraneState state, AxisTracker hoist, int moving, double demand)
    {
        long now = state.NowNs;
        long step = now - _lastNs;
        if (step <= 0 && _lastNs != 0 && step > -5_000_000_000) return false;
        if (step < 0 || (_lastNs != 0 && step > LongestGapNs && !(step / 1e9 < 3 * _interval))) Forget();
        else if (_lastNs != 0) Count(step / 1e9, moving, demand);
        _lastNs = now;
        _trolley.Add(state[s_trolleyPosition]);
        _hoist.Add(state[s_hoistPosition]);
        double locked = state[SignalCatalog.Locked];
        if (double.IsNaN(locked)) return false;
        bool was = _locked, known = _isKnown;
        (_locked, _isKnown) = (locked > 0.5, true);
        if (known && _locked && !was) return Lock(state, now);
        if (!_waits) return false;
        if (!_locked || now - _lockNs > LongestWaitNs) _waits = false;
        else if (hoist.Moves && state[SignalCatalog.HoistSpeed] > 0) return Lift(state, hoist, now);
        return false;
    }

    private void Forget() => (_waits, _hasCycle, _isKnown, _interval) = (false, false, false, double.NaN);

    private void Count(double seconds, int moving, double demand)
    {
        _interval = double.IsNaN(_interval) ? seconds : _interval + (0.1 * (seconds - _interval));
        if (!_hasCycle) return;
        _travels |= moving >> (int)Axis.Gantry != 0;
        if (moving == 0 && !(demand >= LeastDemand)) _idle += seconds;
    }

    private bool Lock(CraneState state, long now)
    {
        double duration = _hasCycle && now - _lockNs <= LongestNs ? (now - _lockNs) / 1e9 : double.NaN;
        Told = Features(state, now) with
        {
            LockNs = _lockNs,
            Duration = duration,
            Worked = _travels ? double.NaN : duration - _idle,
            TrolleyRange = _trolley.Length,
            HoistRange = _hoist.Length,
        };
        (_trolley, _hoist) = (Reach.None, Reach.None);
        (_lockNs, _hasCycle, _waits) = (now - (long)(0.5e9 * (double.IsNaN(_interval) ? 0 : _interval)), true, true);
        (_idle, _travels) = (0, false);
        return !double.IsNaN(duration);
    }

    private bool Lift(CraneState state, AxisTracker hoist, long now)
    {
        // The tracker knows the motion a little finer one sample later.
        if (hoist.BeganNs < _lockNs) return false;
        _waits = false;
        Told = Features(state, now) with { LockToHoist = (hoist.BeganNs - _lockNs) / 1e9 };
        return true;
    }

    private CycleFeatures Features(CraneState state, long now) => new()
    {
        LockNs = _lockNs,
        EndNs = now,
        LockToHoist = double.NaN,
        Duration = double.NaN,
        Worked = double.NaN,
        TrolleyRange = double.NaN,
        HoistRange = double.NaN,
        Load = state[SignalCatalog.Load],
        Wind = state[SignalCatalog.WindSpeed],
        Interval = _interval,
        Operator = state[SignalCatalog.OperatorId] is var symbol and >= 0 and < int.MaxValue ? (int)symbol : 0,
    };

    // The lowest and the highest of the places seen.
    internal struct Reach
    {
        private double _low;
        private double _high;

        public static Reach None => new() { _low = double.PositiveInfinity, _high = double.NegativeInfinity };

        public readonly double Length => _high >= _low ? _high - _low : double.NaN;

        public void Add(double place)
        {
            if (place < _low) _low = place;
            if (place > _high) _high = place;
        }
    }
}
