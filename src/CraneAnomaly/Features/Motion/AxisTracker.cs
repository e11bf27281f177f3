using CraneAnomaly.Records.Signals;

namespace CraneAnomaly.Features.Motion;

/// <summary>
/// Follows one axis of one crane from sample to sample: where moves begin and end, where they are steady, how they
/// speed up and slow down. Fixed memory (about 4 kB), event time alone; what is missing leaves its readings out.
/// </summary>
internal sealed partial class AxisTracker(Axis axis)
{
    /// <summary>From here on the stick is fully out.</summary>
    public const double FullStick = 0.95;

    private const double NoDemand = 0.02;
    private const double LeastDemand = 0.3;
    private const double RampDemand = 0.85;

    /// <summary>How far the stick may come back while the axis speeds up, share of its way.</summary>
    private const double RampDip = 0.06;

    /// <summary>A ramp that begins above this share of its speed, or ends above it, is a part of one.</summary>
    private const double MostOfRamp = 0.35;

    private const long LongestGapNs = 3_000_000_000;
    private const long ClockBackNs = 5_000_000_000;
    private const long StandsNs = 1_500_000_000;

    private readonly AxisScale _scale = AxisScale.Of(axis);
    private readonly StartWatch _start = new(AxisScale.Of(axis).Rest);
    private AxisSample _last;
    private bool _hasLast;
    private double _interval = double.NaN;
    private double _referenceMost;
    private MoveFeatures _move;
    private bool _moves;
    private bool _stood;
    private long _stillSinceNs;
    private double _way;
    private double _positionChange;
    private bool _positionJumped;

    /// <summary>Samples that cannot be: another unit, or a broken sensor.</summary>
    public long Impossible { get; private set; }

    /// <summary>Whether the axis moves.</summary>
    public bool Moves => _moves;

    /// <summary>When the axis last began to move, to a part of the interval; 0 for never.</summary>
    public long BeganNs => _start.BeganNs;

    /// <summary>Takes a sample; what becomes known is added to <paramref name="told"/>.</summary>
    public void Add(ref AxisSample sample, MoveReports told)
    {
        if (double.IsNaN(sample.Speed)) return;
        if (Math.Abs(sample.Speed) > _scale.Impossible)
        {
            Impossible++;
            return;
        }

        if (Math.Abs(sample.Reference) > _scale.Impossible) sample.Reference = double.NaN;
        if (Math.Abs(sample.Demand) > 1.05) sample.Demand = double.NaN;
        if (!InTime(sample.Ns)) return;
        double demand = DemandOf(sample, out bool assumed);
        bool still = Math.Abs(sample.Speed) <= _scale.Rest;
        if (still && !_moves && Math.Abs(demand) < NoDemand && _start.IsIdle)
        {
            (_last, _hasLast) = (sample, true);
            return;
        }

        double deadTime = _hasLast ? _start.Step(_last, sample, still, _stillSinceNs) : double.NaN;
        if (!_moves && !still) Begin(sample, assumed);
        if (_moves) Follow(sample, demand, still, told);
        if (_moves && !double.IsNaN(deadTime))
        {
            _move.DeadTime = deadTime;
            Tell(MotionReadings.DeadTime, sample.Ns, told);
        }

        (_last, _hasLast) = (sample, true);
    }

    /// <summary>Forgets the move: samples are missing, and what lies before says nothing about what comes.</summary>
    public void Reset()
    {
        (_hasLast, _moves) = (false, false);
        _start.Reset();
        EndSteady();
        _rampUp.Close();
        _rampDown.Close();
    }

    private bool InTime(long ns)
    {
        if (!_hasLast)
        {
            _stillSinceNs = ns;
            return true;
        }

        long step = ns - _last.Ns;
        if (step <= 0)
        {
            if (step > -ClockBackNs) return false;
            Reset();
            _stillSinceNs = ns;
            return true;
        }

        double seconds = step / 1e9;
        if (step > LongestGapNs && !(seconds < 3 * _interval))
        {
            Reset();
            _stillSinceNs = ns;
            if (seconds < 60) _interval = double.IsNaN(_interval) ? seconds : _interval + (0.2 * (seconds - _interval));
            return true;
        }

        _interval = double.IsNaN(_interval) ? seconds : _interval + (0.1 * (seconds - _interval));
        return true;
    }

    // Without a demand the reference stands for it, as a share of the greatest seen: then what lies between the two is
    // not seen.
    private double DemandOf(in AxisSample sample, out bool assumed)
    {
        assumed = double.IsNaN(sample.Demand);
        if (!assumed) return sample.Demand;
        if (double.IsNaN(sample.Reference)) return 0;
        _referenceMost = Math.Max(_referenceMost, Math.Abs(sample.Reference));
        return _referenceMost < _scale.Tracked ? 0 : sample.Reference / _referenceMost;
    }

    private void Begin(in AxisSample sample, bool assumed)
    {
        _moves = true;
        _stood = false;
        (_way, _positionChange, _positionJumped) = (0, 0, false);
        EndSteady();
        _told = MotionReadings.None;
        _mayRamp = true;
        _toldClamps = 0;
        _rampUp.Close();
        _rampDown.Close();
        _move = new()
        {
            Axis = axis,
            Direction = (sbyte)Math.Sign(sample.Speed),
            Mode = sample.Mode,
            DemandIsAssumed = assumed,
            StartNs = _start.HasEdge ? _start.EdgeNs : sample.Ns,
            Interval = _interval,
            Load = sample.Load,
            Wind = sample.Wind,
            Height = sample.Height,
            Demand = double.NaN,
            SpeedLimit = sample.SpeedLimit,
            Beside = Company.Untold,
            Hours = sample.Hours,
            TopSpeed = double.NaN,
            FullReference = double.NaN,
            Tracking = double.NaN,
            Torque = double.NaN,
            RampUp = double.NaN,
            RampDown = double.NaN,
            RampSpeed = double.NaN,
            DeadTime = double.NaN,
            Kinematics = double.NaN,
        };
    }

    private void Follow(in AxisSample sample, double demand, bool still, MoveReports told)
    {
        if (_hasLast) Integrate(sample);
        double along = demand * _move.Direction;
        if (still)
        {
            if (!_stood && along >= LeastDemand) _move.Stops++;
            if (!_stood) _stillSinceNs = sample.Ns;
            _stood = true;
        }
        else
        {
            _stood = false;
        }

        double speed = sample.Speed * _move.Direction;
        FollowSteady(sample, along, speed, told);
        FollowRamps(sample, along, speed, told);
        bool turned = speed < -_scale.Rest;
        bool over = _stood && (along < NoDemand || sample.Ns - _stillSinceNs > StandsNs);
        if (!turned && !over) return;
        Finish(sample, told);
        if (turned) Begin(sample, _move.DemandIsAssumed);
    }

    private void Finish(in AxisSample sample, MoveReports told)
    {
        CloseSteady(told);
        CloseAsked(told);
        _moves = false;
        if (!_stood) _stillSinceNs = sample.Ns;
        _rampUp.Close();
        _rampDown.Close();
        var fresh = MotionReadings.Finished;
        if (!_positionJumped && Math.Abs(_way) >= 2 && Math.Abs(_positionChange) > 0)
        {
            _move.Kinematics = _positionChange / _way;
            fresh |= MotionReadings.Kinematics;
        }

        Tell(fresh, sample.Ns, told);
    }

    private void Integrate(in AxisSample sample)
    {
        double seconds = (sample.Ns - _last.Ns) / 1e9;
        double way = 0.5 * (sample.Speed + _last.Speed) * seconds;
        _way += way;
        _move.Distance = Math.Abs(_way);
        double change = sample.Position - _last.Position;

        // An encoder that is reset or zeroed moves nothing.
        if (double.IsNaN(change) || Math.Abs(change) > (3 * Math.Abs(way)) + 1) _positionJumped = true;
        else _positionChange += change;
    }

    private void Tell(MotionReadings fresh, long endNs, MoveReports told)
    {
        _move.Fresh = fresh;
        _move.EndNs = endNs;
        told.Add(_move);
        _move.Fresh = MotionReadings.None;
    }
}
