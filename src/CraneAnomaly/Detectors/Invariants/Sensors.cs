using CraneAnomaly.Features.Cranes;
using CraneAnomaly.Records.Signals;

namespace CraneAnomaly.Detectors.Invariants;

/// <summary>The signals that interlocks ask for.</summary>
internal static class Sensors
{
    public static readonly Signal ControlOn = Known("control_on"), EmergencyStop = Known("emergency_stop");
    public static readonly Signal Gate = Known("gate"), Watchdog = Known("watchdog"), Bypass = Known("bypass");
    public static readonly Signal StormPin = Known("storm_pin"), RailClamp = Known("rail_clamp");
    public static readonly Signal Mode = Known("mode"), Station = Known("station");
    public static readonly Signal Wind = Known("wind.speed"), Wind2 = Known("wind.speed2");
    public static readonly Signal HoistSpeed = Of(Axis.Hoist, AxisSignal.Speed);
    public static readonly Signal HoistReference = Of(Axis.Hoist, AxisSignal.Reference);
    public static readonly Signal HoistDemand = Of(Axis.Hoist, AxisSignal.Demand);
    public static readonly Signal HoistTorque = Of(Axis.Hoist, AxisSignal.Torque);
    public static readonly Signal HoistBrake = Of(Axis.Hoist, AxisSignal.Brake);
    public static readonly Signal TrolleySpeed = Of(Axis.Trolley, AxisSignal.Speed);
    public static readonly Signal TrolleyPosition = Of(Axis.Trolley, AxisSignal.Position);
    public static readonly Signal GantrySpeed = Of(Axis.Gantry, AxisSignal.Speed);
    public static readonly Signal GantryPosition = Of(Axis.Gantry, AxisSignal.Position);
    public static readonly Signal BoomSpeed = Of(Axis.Boom, AxisSignal.Speed);
    public static readonly Signal BoomAngle = Of(Axis.Boom, AxisSignal.Position);

    public static readonly Signal[] Corners =
        [.. Enumerable.Range(1, 4).Select(corner => Known($"load.corner{corner}"))];

    public static readonly SignalSet Hoist = SignalSet.Of(HoistSpeed), Gantry = SignalSet.Of(GantrySpeed);
    public static readonly SignalSet Twistlocks = SignalSet.Of(SignalCatalog.Locked, SignalCatalog.Unlocked);
    public static readonly SignalSet Winds = SignalSet.Of(Wind, Wind2);
    public static readonly SignalSet Speeds = SignalSet.Of(HoistSpeed, TrolleySpeed, GantrySpeed, BoomSpeed);
    public static readonly SignalSet Positions =
        SignalSet.Of(Of(Axis.Hoist, AxisSignal.Position), TrolleyPosition, GantryPosition, BoomAngle);

    /// <summary>A signal of an axis.</summary>
    public static Signal Of(Axis axis, AxisSignal signal) => Signal.Of(axis, signal);

    private static Signal Known(string name) =>
        SignalCatalog.TryFind(name, out var signal) ? signal : throw new ArgumentException(name, nameof(name));
}
