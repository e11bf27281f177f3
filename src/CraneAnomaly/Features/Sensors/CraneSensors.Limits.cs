using CraneAnomaly.Features.Sensors.Sticks;
using CraneAnomaly.Records.Signals;

namespace CraneAnomaly.Features.Sensors;

internal sealed partial class CraneSensors
{
    private const long SameMomentNs = 1_500_000_000;

    // Slowest motion that counts as one: above noise, and the gantry is slow.
    private static readonly double[] s_motion = [0.15, 0.15, 0.08];

    /// <summary>The flags of limits, by axis and flag.</summary>
    public LimitTrack[] Limits { get; } = [.. Enumerable.Range(0, SensorNormal.LimitAxes * SensorNormal.LimitFlags).Select(_ => new LimitTrack())];

    /// <summary>The sticks of hoist, trolley and gantry.</summary>
    public StickTrack[] Sticks { get; } = [new(), new(), new()];

    /// <summary>What their controllers make of the sticks of trolley and gantry; a hoist's depends on the load.</summary>
    public StickLaw[] Laws { get; } = [new(), new(), new()];

    /// <summary>Where the sticks of hoist, trolley and gantry end.</summary>
    public StickEnd[] Ends { get; } = [new(), new(), new()];

    /// <summary>What is usual for where a stick ends; not ready where that is not known.</summary>
    public ref readonly EndNormal UsualEnd(int axis) =>
        ref (Learned is not null && Learned.Ends[axis].IsReady ? Learned : Own).Ends[axis];

    /// <summary>What is usual for a flag of limits.</summary>
    public ref readonly LimitSpan UsualLimit(int flag) =>
        ref (Learned is not null && Learned.Limits[flag].IsReady ? Learned : Own).Limits[flag];

    private void FollowLimits()
    {
        for (int axis = 0; axis < SensorNormal.LimitAxes; axis++)
        {
            int position = SensorPlaces.Of(axis, AxisSignal.Position);
            double at = this[position], speed = this[SensorPlaces.Of(axis, AxisSignal.Speed)];
            long age = NowNs - ToldNs(position);
            bool known = !double.IsNaN(at) && age is >= 0 and <= SameMomentNs && !double.IsNaN(speed);
            for (int i = 0; i < SensorNormal.LimitFlags; i++)
            {
                int flag = (axis * SensorNormal.LimitFlags) + i;
                double value = Fresh(SensorPlaces.Of(axis, SensorPlaces.LimitFlags[i]));
                if (known && !double.IsNaN(value)) Limits[flag].Push(at, value != 0, speed, age / 1e9, UsualLimit(flag), ref Own.Limits[flag]);
                else Limits[flag].Rest();
            }
        }
    }

    private void FollowSticks()
    {
        for (int i = 0; i < SensorPlaces.Protections.Length; i++)
        {
            if (Fresh(SensorPlaces.Protections[i]) == 1) Own.Protections |= 1 << i;
        }

        for (int axis = 0; axis < SensorPlaces.Axes; axis++)
        {
            double demand = this[SensorPlaces.Of(axis, AxisSignal.Demand)], speed = Fresh(SensorPlaces.Of(axis, AxisSignal.Speed));
            long age = NowNs - ToldNs(SensorPlaces.Of(axis, AxisSignal.Demand));
            if (!double.IsNaN(demand)) Ends[axis].Push(NowNs, demand, ref Own.Ends[axis]);
            if (double.IsNaN(demand) || double.IsNaN(speed) || age is < 0 or > SameMomentNs) Sticks[axis].Rest();
            else Sticks[axis].Push(NowNs, demand, speed, s_motion[axis], ref Own.Sticks[axis]);
            if (axis > 0 && age is >= 0 and <= SameMomentNs) FollowLaw(axis, demand);
        }
    }

    private void FollowLaw(int axis, double demand)
    {
        double reference = Fresh(SensorPlaces.Of(axis, AxisSignal.Reference)), limit = this[SensorPlaces.Of(axis, AxisSignal.SpeedLimit)];

        // In a slow-down zone, at its end or against a low limit a controller has reasons of its own.
        bool free = this[SensorPlaces.Of(axis, AxisSignal.Slowdown)] is not 1 && limit is not < 0.2;
        if (!free || double.IsNaN(reference) || double.IsNaN(demand)) return;
        ref readonly var usual = ref (Learned is not null && Learned.Laws[axis].IsReady ? Learned : Own).Laws[axis];
        Laws[axis].Push(NowNs, demand, double.IsNaN(limit) ? reference : reference / limit, usual, ref Own.Laws[axis]);
    }
}
