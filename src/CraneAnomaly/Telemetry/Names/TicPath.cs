using CraneAnomaly.Records.Signals;

namespace CraneAnomaly.Telemetry.Names;

/// <summary>
/// Paths of TIC 4.0 (2022.005, JSON-flat conversion): subjects, concept, observed property, point of measurement and its
/// type, and <c>value</c>, joined by dots, with <c>@</c> or <c>@id</c> behind subjects. The wiki spells some of them in
/// several ways; all are read. A proprietary <c>anchor</c> in front (<c>che.@QC01.anchor.hoist.position.output.actual.value</c>)
/// makes what follows the independent second source of the signal.
/// </summary>
internal static class TicPath
{
    private enum Point
    {
        Output,
        InternalInput,
        Input,
        Other,
    }

    /// <summary>Finds the signal that a path means.</summary>
    /// <returns>False for a path that means none of the catalog.</returns>
    public static bool TryResolve(string path, out SignalBinding binding)
    {
        binding = default;
        var point = Point.Output;
        int direction = 0;
        bool anchor = false;
        string? axis = null;
        var rest = new List<string>(6);
        foreach (string part in path.Split('.'))
        {
            if (part.Length == 0 || part[0] == '@') continue;
            string word = part.ToLowerInvariant();
            switch (word)
            {
                case "che" or "value" or "status" or "actual" or "output" or "input_or_output" or "gross" or "nett" or "net":
                    break;
                case "input":
                    point = Point.Input;
                    break;
                case "iinput" or "internal_input" or "internal_in" or "internalinput" or "internal-input":
                    point = Point.InternalInput;
                    break;
                case "ioutput" or "internal_output" or "internal_out" or "internaloutput":
                case "schedule" or "planning" or "estimated" or "performed" or "design":
                    point = Point.Other;
                    break;
                case "up" or "right" or "waterside" or "forward" or "upward" or "raise" or "raising":
                    direction = 1;
                    break;
                case "down" or "left" or "landside" or "reverse" or "backward" or "backwards" or "downward" or "lower" or "lowering":
                    direction = -1;
                    break;
                case "anchor" when axis is null && rest.Count == 0:
                    anchor = true;
                    break;
                case "hoist" or "trolley" or "gantry" or "boom" or "hoisting" or "trolleying" when axis is null:
                    axis = word switch { "hoisting" => "hoist", "trolleying" => "trolley", _ => word };
                    break;
                default:
                    rest.Add(word);
                    break;
            }
        }

        if (point == Point.Other) return false;
        string what = string.Join('_', rest);
        bool known = axis is not null
            ? TryAxis(axis, what, point, direction, ref binding)
            : point == Point.Output && direction == 0 && TryOther(rest, what, ref binding);
        if (known && anchor) binding.Signal = binding.Signal.Anchor;
        return known;
    }

    private static bool TryAxis(string axis, string what, Point point, int direction, ref SignalBinding binding)
    {
        string? name = (what, point) switch
        {
            ("speed" or "velocity", Point.Output) => "speed",
            ("speed" or "velocity", Point.InternalInput) => "reference",
            ("speed" or "velocity", Point.Input) => "demand",
            ("position" or "distance" or "height" or "angle", Point.Output) => axis == "boom" ? "angle" : "position",
            ("limit" or "end_limit" or "endlimit" or "limit_switch", Point.Output) when direction != 0 =>
                direction > 0 ? "limit_plus" : "limit_minus",
            ("brake_released" or "brakereleased" or "brake", Point.Output) => "brake",
            ("brake_closed" or "brake_applied" or "brake_engaged" or "brake_set", Point.Output) => "brake",
            ("speedlimit" or "speed_limit", Point.Output) => "speed_limit",
            (_, Point.Output) => what,
            _ => null,
        };
        if (name is null || !SignalCatalog.TryFind($"{axis}.{name}", out var signal)) return false;
        bool directed = direction != 0 && name is "speed" or "reference" or "demand";
        if (direction != 0 && !directed && !name.StartsWith("limit", StringComparison.Ordinal)) return false;
        binding = SignalBinding.Of(signal);
        binding.IsDirected = direction != 0 && directed;
        if (binding.IsDirected) binding.Factor = direction;
        binding.IsInverted = name == "brake" && what is not ("brake_released" or "brakereleased" or "brake");
        return true;
    }

    private static bool TryOther(List<string> parts, string what, ref SignalBinding binding)
    {
        (string? name, double choice) = what switch
        {
            "spreader_weight" or "spreader_load" => ("spreader.load", 0),
            "spreader_size20foot" or "spreader_size_20foot" => ("spreader.size", 20),
            "spreader_size40foot" or "spreader_size_40foot" => ("spreader.size", 40),
            "spreader_size45foot" or "spreader_size_45foot" => ("spreader.size", 45),
            "wind_speed" or "stability_wind_speed" or "windspeed" => ("wind.speed", 0),
            "powersource_power" or "drive_power" or "power" => ("drive.power", 0),
            "emergencystop" or "health_emergencystop" or "emergency_stop" => ("emergency_stop", 0),
            "on" or "controlon" or "control_on" => ("control_on", 0),
            "health_fault_mcode" or "health_errormessage_mcode" or "health_fault_tic40codename" => ("alarm.code", 0.0),
            _ => (null, 0.0),
        };
        name ??= string.Join('.', parts);
        if (!SignalCatalog.TryFind(name, out var signal) && !SignalCatalog.TryFind(what, out signal)) return false;
        binding = SignalBinding.Of(signal);
        binding.Choice = choice;
        return true;
    }
}
