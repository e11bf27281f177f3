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
    private readonly SteadyStretch _asked = new();
    private readonly RampSamples _rampUp = new();
    private readonly RampSamples _rampDown = new();
    private Anchor _speedAnchor;
    private Anchor _referenceAnchor;
    private Anchor _demandAnchor;
    private Anchor _limitAnchor;
    private bool _mayRamp;
    private double _rampDemand;
    private MotionReadings _told;
    private int _toldClamps;

    /// <summary>In which of four parts of its way the stick stands.</summary>
    public static int DemandBin(double demand) =>
        demand >= FullStick ? 3 : demand >= RampDemand ? 2 : demand >= 0.6 ? 1 : 0;

    private void EndSteady()
    {
        _steady.End();
        _asked.End();
        (_speedAnchor, _referenceAnchor, _demandAnchor, _limitAnchor) = (default, default, default, default);
    }

    private void FollowSteady(in AxisSample sample, double along, double speed, MoveReports told)
    {
        bool speedHolds = _speedAnchor.Holds(sample.Ns, speed, 0.015, 0.01);
        bool holds = _referenceAnchor.Holds(sample.Ns, sample.Reference, 0.004, 0.003)
            & _demandAnchor.Holds(sample.Ns, along, 0, 0.02)
            & _limitAnchor.Holds(sample.Ns, sample.SpeedLimit, 0, 0.005);
        bool isAsked = holds && !sample.IsHeldBack && along >= LeastDemand;
        bool isSteady = isAsked && speedHolds && speed >= _scale.Tracked;
        long askedNs = Math.Max(_referenceAnchor.SinceNs, Math.Max(_demandAnchor.SinceNs, _limitAnchor.SinceNs));

        // What is steady is asked for steadily, and is told first: a reference says more beside the speed it leads to.
        if (isSteady) Take(_steady, sample, along, Math.Max(askedNs, _speedAnchor.SinceNs));
        else CloseSteady(told);
        if (_steady is { IsOpen: true, IsTold: false } && _steady.LengthNs >= LongEnoughNs) TellSteady(told);
        if (isAsked) Take(_asked, sample, along, askedNs);
        else CloseAsked(told);
    }

    private static void Take(SteadyStretch stretch, in AxisSample sample, double along, long sinceNs)
    {
        if (sample.Ns - sinceNs < SettleNs) return;
        if (!stretch.IsOpen) stretch.Begin(sinceNs);
        stretch.Add(sample, along);
    }

    private void CloseSteady(MoveReports told)
    {
        if (_steady is { IsOpen: true, IsTold: false } && _steady.LengthNs >= ShortestSteadyNs) TellSteady(told);
        _steady.End();
    }

    // A short lift may be over, or its speed be told too late, before it is steady; what was asked of the drive stands.
    private void CloseAsked(MoveReports told)
    {
        bool isLong = _asked.IsOpen && _asked.LengthNs >= ShortestSteadyNs && _asked.Seen >= 2;
        if (isLong && TakeReference(_asked)) TellStretch(MotionReadings.Clamp, _asked, told);
        _asked.End();
    }

    // Once a move each, so that a long move counts no more than a short one.
    private void TellSteady(MoveReports told)
    {
        _steady.IsTold = true;
        if (_steady.Seen < 2) return;
        var fresh = MotionReadings.None;
        if (_steady.Demand >= FullStick && (_told & MotionReadings.Plateau) == 0)
        {
            _move.TopSpeed = _steady.Speed();
            fresh |= MotionReadings.Plateau;
        }

        if (TakeReference(_steady)) fresh |= MotionReadings.Clamp;
        if (_steady.HasReference && (_told & MotionReadings.Tracking) == 0)
        {
            _move.Tracking = _steady.Tracking();
            fresh |= MotionReadings.Tracking;
        }

        if (fresh != MotionReadings.None) TellStretch(fresh, _steady, told);
    }

    // Once for each part of the stick's way.
    private bool TakeReference(SteadyStretch stretch)
    {
        int bin = 1 << DemandBin(stretch.Demand);
        if (!stretch.HasReference || _move.DemandIsAssumed || (_toldClamps & bin) != 0) return false;
        _move.FullReference = stretch.Reference();
        _toldClamps |= bin;
        return true;
    }

    private void TellStretch(MotionReadings fresh, SteadyStretch stretch, MoveReports told)
    {
        (_move.Demand, _move.Load, _move.Torque) = (stretch.Demand, stretch.Load, stretch.Torque);
        _move.SpeedLimit = stretch.SpeedLimit;
        _move.Beside = Others(stretch.Axes);
        _move.Hours = stretch.Hours;
        _told |= fresh;
        Tell(fresh, stretch.LastNs, told);
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
