using CraneAnomaly.Records.Signals;

namespace CraneAnomaly.Simulator;

/// <summary>Places of the catalog that the simulation fills, found once by name.</summary>
internal static class SignalPlaces
{
    public static readonly int HoistPosition = Of("hoist.position");
    public static readonly int TrolleyPosition = Of("trolley.position");
    public static readonly int TrolleySpeed = Of("trolley.speed");
    public static readonly int TrolleyLimitPlus = Of("trolley.limit_plus");
    public static readonly int Power = Of("drive.power");
    public static readonly int Load = Of("spreader.load");
    public static readonly int Corner1 = Of("load.corner1");
    public static readonly int Locked = Of("spreader.locked");
    public static readonly int Unlocked = Of("spreader.unlocked");
    public static readonly int Landed = Of("spreader.landed");
    public static readonly int Size = Of("spreader.size");
    public static readonly int Wind = Of("wind.speed");
    public static readonly int Wind2 = Of("wind.speed2");
    public static readonly int Mode = Of("mode");
    public static readonly int Station = Of("station");
    public static readonly int PlcMode = Of("plc.mode");
    public static readonly int ControlOn = Of("control_on");
    public static readonly int EmergencyStop = Of("emergency_stop");
    public static readonly int Bypass = Of("bypass");
    public static readonly int Gate = Of("gate");
    public static readonly int StormPin = Of("storm_pin");
    public static readonly int RailClamp = Of("rail_clamp");
    public static readonly int AlarmCode = Of("alarm.code");
    public static readonly int FirstOut = Of("alarm.first_out");
    public static readonly int Checksum = Of("parameter.checksum");
    public static readonly int Firmware = Of("firmware");
    public static readonly int RadioId = Of("radio.id");
    public static readonly int JobContainer = Of("job.container");
    public static readonly int JobVessel = Of("job.vessel");
    public static readonly int JobBay = Of("job.bay");
    public static readonly int OperatorId = Of("operator.id");
    public static readonly int Moves = Of("tos.moves");
    public static readonly int Watchdog = Of("watchdog");
    public static readonly int Sway = Of("sway.angle");

    public static readonly int ForceLimiter = Of("protective_function.force_limiter.enabled");
    public static readonly int MotionLimiter = Of("protective_function.motion_limiter.enabled");

    /// <summary>The place of a signal of an axis.</summary>
    public static int Axis(int axis, AxisSignal signal) => (axis * SignalCatalog.PerAxis) + (int)signal;

    private static int Of(string name) => SignalCatalog.TryFind(name, out var signal)
        ? signal.Index
        : throw new InvalidOperationException($"the catalog has no '{name}'");
}
