using CraneAnomaly.Records.Signals;

namespace CraneAnomaly.Telemetry.Names;

/// <summary>
/// Names that published interfaces give to signals, as data: OPC 40020-1 (Cranes and Hoists v1.00, with what it inherits
/// from OPC 40010-1), and the control interface V1.2 of the Ilmatar crane (<c>DX_Custom_V.</c>). Compared by the end of
/// a name, so that whatever a server puts in front does not matter.
/// </summary>
internal static class PublishedNames
{
    private static readonly (string Name, string Signal, string Unit)[] Axis =
    [
        // OPC 40020-1: CraneAxisType.ParameterSet, BrakeType, ProtectiveFunctionType.
        ("ActualPosition", "position", ""),
        ("ActualSpeed", "speed", ""),
        ("SpeedLimitDirPlus", "speed_limit", "%"),
        ("BrakeReleased", "brake", ""),
        ("DirPlusStop", "limit_plus", ""),
        ("DirMinusStop", "limit_minus", ""),
        ("DirPlusSlowdown", "slowdown", ""),

        // Ilmatar: Status.<Axis>.
        ("ControlSignals.SpeedFeedback_mmin", "speed", "m/min"),
        ("ControlSignals.SpeedRequest", "demand", "%"),
        ("ControlSignals.MotorTorque", "torque", "%"),
        ("Position.Position_m", "position", "m"),
        ("Position.Position_mm", "position", "mm"),
    ];

    private static readonly (string Name, string Signal, string Unit)[] Others =
    [
        ("CraneOperationalMode", "mode", ""),
        ("EmergencyStop", "emergency_stop", ""),
        ("SystemOn", "control_on", ""),
        ("ActualLoad.Mass", "spreader.load", "kg"),
        ("Hoist.Load.Load_t", "spreader.load", "t"),
    ];

    private static readonly (string Name, string Axis)[] AxisNames =
    [
        ("Hoist", "hoist"), ("Trolley", "trolley"), ("Bridge", "gantry"), ("Gantry", "gantry"), ("Boom", "boom"),
    ];

    /// <summary>Finds the signal of a published name, and the unit that its values are in.</summary>
    public static bool TryResolve(string name, out SignalBinding binding, out string unit)
    {
        (binding, unit) = (default, "");
        foreach (var known in Others)
        {
            if (EndsWith(name, known.Name)) return TryBind(known.Signal, known.Unit, out binding, out unit);
        }

        foreach (var known in Axis)
        {
            if (!EndsWith(name, known.Name)) continue;
            var front = name.AsSpan(0, name.Length - known.Name.Length);
            foreach (var (axisName, axis) in AxisNames)
            {
                if (!front.Contains(axisName, StringComparison.Ordinal)) continue;
                string signal = axis == "boom" && known.Signal == "position" ? "angle" : known.Signal;
                return TryBind($"{axis}.{signal}", known.Unit, out binding, out unit);
            }
        }

        return false;
    }

    private static bool TryBind(string signal, string unit, out SignalBinding binding, out string published)
    {
        published = unit;
        bool found = SignalCatalog.TryFind(signal, out var known);
        binding = SignalBinding.Of(known);
        return found;
    }

    // At the start of a part of the name, not inside of one.
    private static bool EndsWith(string name, string end) =>
        name.EndsWith(end, StringComparison.Ordinal)
        && (name.Length == end.Length || name[^(end.Length + 1)] is '.' or '/' or ':' or '=' or '_' or ' ');
}
