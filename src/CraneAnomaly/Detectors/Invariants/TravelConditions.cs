using CraneAnomaly.Features.Cranes;
using CraneAnomaly.Records.Signals;

namespace CraneAnomaly.Detectors.Invariants;

/// <summary>I8: the ends of travel and the rated speeds, as the papers of the crane have them.</summary>
internal static class TravelConditions
{
    private const int Axes = 4;

    /// <summary>What a speed may be above the limit of a slow-down zone: tolerance of drive and encoder.</summary>
    private const double ZoneTolerance = 1.2;

    /// <summary>Noise of a speed, m/s (degrees/s): what is slow by itself, like a boom, is not far above it.</summary>
    private const double Noise = 0.05;

    /// <summary>How far past an end counts, m or degrees: papers and encoders agree to some centimetres.</summary>
    private const double PastBy = 0.2;

    /// <summary>Faster than this into a limit switch is no creep, as a share of the rated speed.</summary>
    private const double IntoSwitch = 0.05;

    /// <summary>The same where no rated speed is known, m/s.</summary>
    private const double Creep = 0.2;

    /// <summary>At 4 m/s an older position is wrong by more than a slow-down zone has room for.</summary>
    private const long PositionNs = 500_000_000;

    /// <summary>An axis is in the slow-down zone, moves towards the end, and is faster than the zone allows.</summary>
    public static Verdict FastNearEnd(CraneState crane, out Breach breach)
    {
        for (int i = 0; i < Axes; i++)
        {
            if ((crane.MovingAxes >> i & 1) == 0) continue;
            ref readonly var limits = ref crane.Limits[(Axis)i];
            var position = Signal.Of((Axis)i, AxisSignal.Position);
            double at = crane[position], speed = crane[Signal.Of((Axis)i, AxisSignal.Speed)];
            double room = speed > 0 ? limits.Maximum - at : at - limits.Minimum;
            double limit = (limits.SlowdownShare * limits.SpeedEmpty * ZoneTolerance) + Noise;
            if (!(room < limits.SlowdownLength && Math.Abs(speed) > limit) || !crane.IsRecent(position, PositionNs)) continue;
            breach = new(Signal.Of((Axis)i, AxisSignal.Speed), speed, limit, position, at);
            return Verdict.Holds;
        }

        breach = default;
        return Verdict.Clear;
    }

    /// <summary>An axis stands past an end of its travel, or moves on into the limit switch there.</summary>
    public static Verdict PastEnd(CraneState crane, out Breach breach)
    {
        for (int i = 0; i < Axes; i++)
        {
            ref readonly var limits = ref crane.Limits[(Axis)i];
            var position = Signal.Of((Axis)i, AxisSignal.Position);
            if (!crane.IsFresh(position)) continue;
            double at = crane[position];
            if (at > limits.Maximum + PastBy || at < limits.Minimum - PastBy)
            {
                double end = at > limits.Maximum ? limits.Maximum : limits.Minimum;
                breach = new(position, at, end, Signal.Of((Axis)i, AxisSignal.Speed), crane[Signal.Of((Axis)i, AxisSignal.Speed)]);
                return Verdict.Holds;
            }

            if ((crane.MovingAxes >> i & 1) != 0 && IsPushed(crane, (Axis)i, limits, out breach)) return Verdict.Holds;
        }

        breach = default;
        return Verdict.Clear;
    }

    /// <summary>An axis is faster than the speed at which its overspeed trip has to act.</summary>
    public static Verdict Overspeed(CraneState crane, out Breach breach)
    {
        for (int i = 0; i < Axes; i++)
        {
            if ((crane.MovingAxes >> i & 1) == 0) continue;
            double speed = crane[Signal.Of((Axis)i, AxisSignal.Speed)], load = crane[SignalCatalog.Load];
            double limit = crane.Limits.OverspeedShare * crane.Limits.TopSpeed((Axis)i, load, speed > 0);
            if (!(Math.Abs(speed) > limit)) continue;
            breach = new(Signal.Of((Axis)i, AxisSignal.Speed), speed, limit, SignalCatalog.Load, load);
            return Verdict.Holds;
        }

        breach = default;
        return Verdict.Clear;
    }

    private static bool IsPushed(CraneState crane, Axis axis, in AxisLimits limits, out Breach breach)
    {
        double speed = crane[Signal.Of(axis, AxisSignal.Speed)];
        var end = Signal.Of(axis, speed > 0 ? AxisSignal.LimitPlus : AxisSignal.LimitMinus);
        double limit = double.IsNaN(limits.SpeedEmpty) ? Creep : IntoSwitch * limits.SpeedEmpty;
        breach = new(Signal.Of(axis, AxisSignal.Speed), speed, limit, end, crane[end]);
        return crane[end] == 1 && crane.IsRecent(end, PositionNs) && Math.Abs(speed) > limit;
    }
}
