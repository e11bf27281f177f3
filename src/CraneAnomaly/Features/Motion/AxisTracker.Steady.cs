using CraneAnomaly.Records.Signals;

namespace CraneAnomaly.Features.Motion;

// Where the move is steady, and how it gets there.
internal sealed partial class AxisTracker
{
    // Drives follow their reference with a lag of some tenths of a second.
    private const long SettleNs = 600_000_000;
    private const long ShortestSteadyNs = 800_000_000;

    // Long enough to tell at once what is known.
    private const long LongEnoughNs = 3_000_000_000;

    private readonly SteadyStretch _steady = new();
    private readonly RampSamples _rampUp = new();
    private readonly RampSamples _rampDown = new();
    private Anchor _speedAnchor;
    private Anchor _referenceAnchor;
    private Anchor _demandAnchor;
    private Anchor _limitAnchor;
    private bool _isSteady;
    private long _steadySinceNs;
    private bool _isTold;
    private bool _mayRamp;
    private double _rampDemand;
    private MotionReadings _told;
    private int _toldClamps;

    /// <summary>In which of four parts of its way the stick stands.</summary>
    public static int DemandBin(double demand) =>
        demand >= FullStick ? 3 : demand >= RampDemand ? 2 : demand >= 0.6 ? 1 : 0;

    private void EndSteady()
    {
        _isSteady = false;
        (_speedAnchor, _referenceAnchor, _demandAnchor, _limitAnchor) = (default, default, default, default);
    }

    private void FollowSteady(in AxisSample sample, double along, double speed, MoveReports told)
    {
        bool held = _speedAnchor.Holds(sample.Ns, speed, 0.015, 0.01)
            & _referenceAnchor.Holds(sample.Ns, sample.Reference, 0.004, 0.003)
            & _demandAnchor.Holds(sample.Ns, along, 0, 0.02)
            & _limitAnchor.Holds(sample.Ns, sample.SpeedLimit, 0, 0.005);
        long sinceNs = Math.Max(
            Math.Max(_speedAnchor.SinceNs, _referenceAnchor.SinceNs), Math.Max(_demandAnchor.SinceNs, _limitAnchor.SinceNs));
        bool wanted = held && !sample.IsHeldBack && along >= LeastDemand && speed >= _scale.Tracked;
        if (!wanted)
        {
            CloseSteady(told);
            return;
        }

        if (sample.Ns - sinceNs < SettleNs) return;
        if (!_isSteady)
        {
            _isSteady = true;
            _isTold = false;
            _steadySinceNs = sinceNs;
            _steady.Clear();
        }

        _steady.Add(sample, along);
        if (!_isTold && sample.Ns - _steadySinceNs >= LongEnoughNs) TellSteady(told);
    }

    private void CloseSteady(MoveReports told)
    {
        if (_isSteady && !_isTold && _steady.LastNs - _steadySinceNs >= ShortestSteadyNs) TellSteady(told);
        _isSteady = false;
    }

    // Once a move each, so that a long move counts no more than a short one.
    private void TellSteady(MoveReports told)
    {
        _isTold = true;
        if (_steady.Seen < 2) return;
        var fresh = MotionReadings.None;
        double demand = _steady.Demand;
        bool reference = _steady.HasReference;
        if (demand >= FullStick && (_told & MotionReadings.Plateau) == 0)
        {
            _move.TopSpeed = _steady.Speed();
            fresh |= MotionReadings.Plateau;
        }

        int bin = 1 << DemandBin(demand);
        if (reference && !_move.DemandIsAssumed && (_toldClamps & bin) == 0)
        {
            _move.FullReference = _steady.Reference();
            fresh |= MotionReadings.Clamp;
            _toldClamps |= bin;
        }

        if (reference && (_told & MotionReadings.Tracking) == 0)
        {
            _move.Tracking = _steady.Tracking();
            fresh |= MotionReadings.Tracking;
        }

        if (fresh == MotionReadings.None) return;
        (_move.Demand, _move.Load, _move.Torque) = (demand, _steady.Load, _steady.Torque);
        _move.SpeedLimit = _steady.SpeedLimit;
        _move.Beside = Others(_steady.Axes);
        _move.Hours = _steady.Hours;
        _told |= fresh;
        Tell(fresh, _steady.LastNs, told);
    }

    private Company Others(Company axes)
    {
        if (axis == Axis.Hoist) (axes.HoistUp, axes.HoistDown, axes.HoistSpeed) = (float.NaN, float.NaN, float.NaN);
        if (axis == Axis.Trolley) (axes.Trolley, axes.TrolleySpeed) = (float.NaN, float.NaN);
        if (axis == Axis.Gantry) (axes.Gantry, axes.GantrySpeed) = (float.NaN, float.NaN);
        return axes;
    }

    private void FollowRamps(in AxisSample sample, double along, double speed, MoveReports told)
    {
        if (_rampUp.IsOpen)
        {
            // A stick that is taken back, if only for a moment, bends the ramp.
            _rampDemand = Math.Max(_rampDemand, along);
            bool rises = along >= Math.Max(RampDemand, _rampDemand - RampDip) && !sample.IsHeldBack
                && speed >= _rampUp.Furthest - _scale.Rest;
            bool steady = sample.Ns - _speedAnchor.SinceNs >= SettleNs && speed > _rampUp.First + _scale.Rise;
            if (rises && !steady) _rampUp.Add(sample.Ns, speed);
            else EndRampUp(sample.IsHeldBack, told);
        }
        else if (along < RampDemand)
        {
            _mayRamp = true;
        }
        else if (_mayRamp)
        {
            _mayRamp = false;
            _rampDemand = along;
            if (!sample.IsHeldBack && (_told & MotionReadings.RampUp) == 0) _rampUp.Open(sample.Ns, speed);
        }

        if (_rampDown.IsOpen)
        {
            bool falls = Math.Abs(along) < NoDemand && speed <= _rampDown.Furthest + _scale.Rest && speed > 0;
            if (falls) _rampDown.Add(sample.Ns, speed);
            if (!falls || speed <= 0.1 * _rampDown.First) EndRampDown(told);
        }
        else if (Math.Abs(along) < NoDemand && _hasLast && _last.Demand * _move.Direction >= LeastDemand
            && speed >= _scale.Rise && !sample.IsHeldBack)
        {
            _rampDown.Open(sample.Ns, speed);
        }
    }

    // Between standstill and the top: a drive that rounds its ramps never comes to its acceleration on a part of the way.
    private void EndRampUp(bool heldBack, MoveReports told)
    {
        _rampUp.Close();
        double slope = heldBack || _rampUp.First > MostOfRamp * _rampUp.Furthest ? double.NaN : _rampUp.Slope(_scale.Rise);
        if (double.IsNaN(slope)) return;
        (_move.RampUp, _move.RampSpeed) = (slope, _rampUp.Furthest);
        _told |= MotionReadings.RampUp;
        Tell(MotionReadings.RampUp, _rampUp.LastNs, told);
    }

    private void EndRampDown(MoveReports told)
    {
        _rampDown.Close();
        double slope = _rampDown.Furthest > MostOfRamp * _rampDown.First ? double.NaN : _rampDown.Slope(_scale.Rise);
        if (double.IsNaN(slope)) return;
        (_move.RampDown, _move.RampSpeed) = (slope, _rampDown.First);
        Tell(MotionReadings.RampDown, _rampDown.LastNs, told);
    }

    // A value that stays within a band around where it was when it last left the band.
    internal struct Anchor
    {
        private double _value;
        private bool _isSet;

        public long SinceNs;

        public bool Holds(long ns, double value, double share, double slack)
        {
            if (_isSet && (double.IsNaN(value) ? double.IsNaN(_value)
                : Math.Abs(value - _value) <= (share * Math.Abs(_value)) + slack)) return true;
            (_value, _isSet, SinceNs) = (value, true, ns);
            return false;
        }
    }
}
