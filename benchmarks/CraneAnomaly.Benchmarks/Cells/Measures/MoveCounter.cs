namespace CraneAnomaly.Benchmarks.Cells.Measures;

/// <summary>
/// Counts what an axis really did, by the simulator's own stick and speed, so that what is counted does not depend on
/// what a detector makes of it: motions from rest to rest, and stretches at full stick with a second of steady speed.
/// </summary>
internal sealed class MoveCounter
{
    /// <summary>From which share of its way on the stick counts as full.</summary>
    public const double FullStick = 0.95;

    private const double SteadySeconds = 1;
    private const double SteadyShare = 0.01;

    private readonly List<FullStickMove> _moves = [];
    private readonly List<(double From, double Way)> _motions = [];
    private int _sign;
    private double _from;
    private double _anchor;
    private double _anchorTime;
    private bool _isCounted;
    private bool _isMoving;
    private double _time;

    /// <summary>Full-stick moves, in their order; the last may still go on.</summary>
    public IReadOnlyList<FullStickMove> Moves => _moves;

    /// <summary>Takes a moment.</summary>
    /// <param name="time">Seconds from the start of the run.</param>
    /// <param name="demand">The stick, -1 to 1.</param>
    /// <param name="speed">The axis, m/s.</param>
    /// <param name="isActedOn">Whether an attack acts on the axis now.</param>
    public void Take(double time, double demand, double speed, bool isActedOn)
    {
        bool moves = demand != 0 || speed != 0;
        if (moves && !_isMoving) _motions.Add((time, 0));
        else if (moves) _motions[^1] = (_motions[^1].From, _motions[^1].Way + (Math.Abs(speed) * (time - _time)));
        (_isMoving, _time) = (moves, time);
        int sign = Math.Abs(demand) >= FullStick ? Math.Sign(demand) : 0;
        if (sign != _sign)
        {
            if (_isCounted) _moves[^1] = _moves[^1] with { To = time };
            (_sign, _from, _isCounted) = (sign, time, false);
            (_anchor, _anchorTime) = (speed, time);
        }

        if (_sign == 0 || _isCounted) return;
        if (speed == 0 || Math.Abs(speed - _anchor) > SteadyShare * Math.Abs(speed))
        {
            (_anchor, _anchorTime) = (speed, time);
            return;
        }

        if (time - _anchorTime < SteadySeconds) return;
        _isCounted = true;
        _moves.Add(new(_from, time, isActedOn));
    }

    /// <summary>Moves acted on that were steady from one moment to another, both included.</summary>
    public int CountActedOn(double from, double to) =>
        _moves.Count(move => move.IsActedOn && move.Steady >= from && move.Steady <= to);

    /// <summary>Motions of any kind that began between two moments and went this far, m.</summary>
    public int CountMotions(double from, double to, double way) =>
        _motions.Count(motion => motion.From >= from && motion.From <= to && motion.Way >= way);
}
