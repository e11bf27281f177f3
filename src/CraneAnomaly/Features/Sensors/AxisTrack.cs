namespace CraneAnomaly.Features.Sensors;

/// <summary>
/// Follows where an axis says it is against how fast it says it moves. The way by speed carries its own error: what a
/// straight line between two samples can miss, and what an uneven clock can.
/// </summary>
internal sealed class AxisTrack
{
    /// <summary>Below this an axis counts as standing, m/s.</summary>
    public const double Standing = 0.05;

    private const double LeastMove = 3;
    private const double MostHold = 2;
    private const double LongestStep = 5;
    private const int JumpSamples = 3;

    private long _speedNs = long.MinValue / 2, _previousNs = long.MinValue / 2, _positionNs = long.MinValue / 2;
    private double _before;
    private double _typical;
    private double _step, _stepError;
    private bool _stepKnown;

    private double _startPosition = double.NaN, _net, _path, _error;
    private bool _moves;

    private int _jumpAge = -1;
    private bool _jumpIsCertain;
    private double _jumpFrom, _jumpNet, _jumpLimit, _jumpOff;

    private double _heldFrom = double.NaN;
    private double _waited;

    /// <summary>Last position and speed; NaN while unknown.</summary>
    public double Position { get; private set; } = double.NaN;

    /// <inheritdoc cref="Position"/>
    public double Speed { get; private set; } = double.NaN;

    /// <summary>Change of speed in the last step, m/s2; NaN over a gap.</summary>
    public double Acceleration { get; private set; } = double.NaN;

    /// <summary>
    /// How often the position repeats exactly while the axis moves, since when, and the way by speed (m) since it was new.
    /// </summary>
    public int HoldRun { get; private set; }

    /// <inheritdoc cref="HoldRun"/>
    public long HoldSinceNs { get; private set; }

    /// <inheritdoc cref="HoldRun"/>
    public double HoldPath { get; private set; }

    /// <summary>How often the speed repeats exactly, since when, and the way by speed and by position since then.</summary>
    public int SpeedRun { get; private set; }

    /// <inheritdoc cref="SpeedRun"/>
    public long SpeedSinceNs { get; private set; }

    /// <inheritdoc cref="SpeedRun"/>
    public double SpeedRunNet { get; private set; }

    /// <inheritdoc cref="SpeedRun"/>
    public double SpeedRunWay => Position - _heldFrom;

    /// <summary>Whether the last row ended a move that says something, and way by position over way by speed in it.</summary>
    public bool MoveEnded { get; private set; }

    /// <inheritdoc cref="MoveEnded"/>
    public double Ratio { get; private set; }

    /// <summary>How far off the ratio may be for want of samples.</summary>
    public double RatioError { get; private set; }

    /// <summary>Way of that move by speed, m.</summary>
    public double MoveLength { get; private set; }

    /// <summary>What became of a jump of the position: 0 nothing, 1 it came back, 2 it stayed.</summary>
    public int Jump { get; private set; }

    /// <summary>How far it jumped against what the speed says, m.</summary>
    public double JumpLength { get; private set; }

    /// <summary>Takes a row; NaN for what it does not tell.</summary>
    public void Push(long nowNs, double position, double speed, ref AxisNormal own)
    {
        (MoveEnded, Jump) = (false, 0);
        if (!double.IsNaN(speed)) TakeSpeed(nowNs, speed, ref own);
        if (!double.IsNaN(position)) TakePosition(nowNs, position, ref own);
        if (!double.IsNaN(speed)) TakeMove(speed);
    }

    /// <summary>A row that tells nothing of the axis: nothing ended with it.</summary>
    public void Rest() => (MoveEnded, Jump) = (false, 0);

    /// <summary>Forgets what runs: position or speed are not to be relied on for a while.</summary>
    public void Break()
    {
        Rest();
        (_moves, _jumpAge, HoldRun, HoldPath, SpeedRun, SpeedRunNet) = (false, -1, 0, 0, 0, 0);
        (_startPosition, Position, Speed, Acceleration) = (double.NaN, double.NaN, double.NaN, double.NaN);
        (_stepKnown, _speedNs) = (false, long.MinValue / 2);
    }

    private void TakeSpeed(long nowNs, double speed, ref AxisNormal own)
    {
        double dt = (nowNs - _speedNs) / 1e9;
        if (dt == 0) return;
        _previousNs = _speedNs;
        _stepKnown = dt > 0 && dt <= Math.Max(2.5 * _typical, _typical == 0 ? LongestStep : 0) && dt <= LongestStep
            && !double.IsNaN(Speed);
        Acceleration = double.NaN;
        if (_stepKnown)
        {
            if (_typical == 0) _typical = dt;
            double most = Math.Max(Math.Abs(Speed), Math.Abs(speed)), uneven = Math.Abs(dt - _typical);
            _typical += (dt - _typical) * 0.02;
            _step = (speed + Speed) / 2 * dt;

            // A chord misses a twelfth of the bend, and a corner within the step an eighth.
            _stepError = (Math.Abs(speed - (2 * Speed) + _before) * dt / 8) + (uneven < 0.05 * _typical ? 0 : uneven * most);
            if (uneven < 0.2 * _typical)
            {
                Acceleration = (speed - Speed) / dt;
                own.Acceleration = Math.Max(own.Acceleration, Math.Min(Math.Abs(Acceleration), 2));
            }

            _net += _step;
            _path += Math.Abs(_step);
            _error += _stepError;
            if (Math.Abs(speed) >= Standing) HoldPath += _step;
        }
        else
        {
            // A gap: whatever ran has to begin anew.
            if (dt > LongestStep || dt <= 0) _typical = dt > 0 ? _typical : 0;
            (_moves, _startPosition, _jumpAge, HoldRun, HoldPath, SpeedRun) = (false, double.NaN, -1, 0, 0, 0);
            Position = double.NaN;
        }

        if (_stepKnown && speed == Speed && Math.Abs(speed) > 2 * Standing)
        {
            SpeedRun++;
            SpeedRunNet += _step;
        }
        else
        {
            (SpeedRun, SpeedRunNet, SpeedSinceNs, _heldFrom) = (0, 0, nowNs, double.NaN);
        }

        (_before, Speed, _speedNs) = (double.IsNaN(Speed) || !_stepKnown ? speed : Speed, speed, nowNs);
    }

    private void TakePosition(long nowNs, double position, ref AxisNormal own)
    {
        bool known = !double.IsNaN(Position);
        double moved = position - Position;
        if (known && moved == 0)
        {
            // On an axis that stands the position may repeat for ever.
            if (Math.Abs(Speed) >= Standing)
            {
                if (HoldRun++ == 0) HoldSinceNs = nowNs;
                _waited = HoldPath;
            }
        }
        else
        {
            if (known) Renew(moved, position, ref own);
            (HoldRun, HoldPath, _waited) = (0, 0, 0);
        }

        Position = position;
        _positionNs = nowNs;
        if (double.IsNaN(_heldFrom)) _heldFrom = position;
        FollowJump(position);
    }

    private void Renew(double moved, double position, ref AxisNormal own)
    {
        if (HoldRun > 0)
        {
            // A position that is renewed late catches up at once; one that was held by force does not count as late.
            if (Math.Abs(_waited) <= MostHold && Math.Abs(moved - HoldPath) < 0.2 + (0.3 * Math.Abs(HoldPath)))
                own.Hold = Math.Max(own.Hold, Math.Abs(_waited));
            return;
        }

        // The step has to be that from the last position to this one.
        if (!_stepKnown || _jumpAge >= 0 || _positionNs != _previousNs || _speedNs == _positionNs) return;
        double limit = 0.5 + (0.6 * Math.Abs(Speed) * _typical) + (3 * _stepError) + own.Hold;
        double off = moved - _step;
        if (Math.Abs(off) <= limit) return;
        (_jumpAge, _jumpFrom, _jumpNet, _jumpLimit) = (0, position - off, 0, limit);
        _jumpIsCertain = Math.Abs(off) > limit + BetweenSamples();
    }

    // From one speed to another an axis may have gone by any speed between that its drive can reach: seldom sampled, it
    // covers more or less than the mean of both. With an acceleration a that is (a t^2 - dv^2 / a) / 4 at most; a is 1 m/s2.
    private double BetweenSamples()
    {
        double change = Speed - _before;
        return Math.Max(0, ((_typical * _typical) - (change * change)) / 4);
    }

    private void FollowJump(double position)
    {
        if (_jumpAge < 0) return;
        if (_jumpAge > 0) _jumpNet += _step;
        double off = position - _jumpFrom - _jumpNet;
        if (_jumpAge == 0) (JumpLength, _jumpOff) = (Math.Abs(off), off);
        bool back = _jumpAge > 0 && Math.Abs(off) <= _jumpLimit + (0.1 * _jumpAge * Math.Abs(Speed) * _typical);
        if (back || _jumpAge == JumpSamples)
        {
            // What goes on growing is no jump but another scale, which the moves show.
            bool stays = !back && Math.Abs(off - _jumpOff) <= _jumpLimit + (0.2 * JumpLength);
            Jump = !_jumpIsCertain ? 0 : back ? 1 : stays ? 2 : 0;
            _jumpAge = -1;
            if (Jump == 0) return;
            (_moves, _startPosition) = (false, double.NaN);
            return;
        }

        _jumpAge++;
    }

    private void TakeMove(double speed)
    {
        if (Math.Abs(speed) >= Standing)
        {
            if (!_moves) (_moves, _error) = (true, _stepKnown ? _stepError : 0);
            return;
        }

        if (_moves)
        {
            _moves = false;
            double way = Position - _startPosition;
            if (Math.Abs(_net) >= LeastMove && _path < 1.1 * Math.Abs(_net) && !double.IsNaN(way))
            {
                MoveEnded = true;
                MoveLength = Math.Abs(_net);
                Ratio = way / _net;
                RatioError = (_error + 0.05) / MoveLength;
            }
        }

        (_startPosition, _net, _path, _error) = (Position, 0, 0, 0);
    }
}
