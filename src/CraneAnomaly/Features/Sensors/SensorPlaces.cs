using CraneAnomaly.Records.Signals;

namespace CraneAnomaly.Features.Sensors;

/// <summary>Places in the catalog of the signals that are followed.</summary>
internal static class SensorPlaces
{
    /// <summary>Axes that are followed: hoist, trolley, gantry.</summary>
    public const int Axes = 3;

    public static readonly int Load = SignalCatalog.Load.Index;
    public static readonly int Locked = SignalCatalog.Locked.Index;
    public static readonly int Landed = SignalCatalog.Landed.Index;
    public static readonly int Power = SignalCatalog.DrivePower.Index;
    public static readonly int Wind = Place("wind.speed"), Wind2 = Place("wind.speed2");
    public static readonly int ControlOn = Place("control_on"), EmergencyStop = Place("emergency_stop");
    public static readonly int PlcMode = Place("plc.mode"), Mode = Place("mode"), Watchdog = Place("watchdog");
    public static readonly int AlarmCode = Place("alarm.code"), FirstOut = Place("alarm.first_out");
    public static readonly int Checksum = Place("parameter.checksum"), Firmware = Place("firmware");

    public static readonly int RadioId = Place("radio.id"), Station = Place("station");

    /// <summary>Whether the overload cut-out, and whether end limits with their slow-down zones are enabled.</summary>
    public static readonly int[] Protections =
        [Place("protective_function.force_limiter.enabled"), Place("protective_function.motion_limiter.enabled")];

    /// <summary>The flags of an axis' limits.</summary>
    public static readonly AxisSignal[] LimitFlags = [AxisSignal.LimitPlus, AxisSignal.LimitMinus, AxisSignal.Slowdown];

    /// <summary>Signals that may have an independent twin with which they are compared.</summary>
    public static readonly int[] Twins =
    [
        Of(0, AxisSignal.Position), Of(1, AxisSignal.Position), Of(2, AxisSignal.Position),
        Of(0, AxisSignal.Speed), Of(1, AxisSignal.Speed), Of(2, AxisSignal.Speed), Load, Wind, Power,
    ];

    /// <summary>Place of a signal of an axis.</summary>
    public static int Of(int axis, AxisSignal signal) => (axis * SignalCatalog.PerAxis) + (int)signal;

    private static int Place(string name) =>
        SignalCatalog.TryFind(name, out var signal) ? signal.Index : throw new ArgumentException(name, nameof(name));
}
