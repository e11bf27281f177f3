using System.Text;

namespace CraneAnomaly.Records.Signals;

/// <summary>
/// The signals of a crane: name, unit and type. Axis signals come first, axis by axis. New ones are added at the end,
/// because their places are part of what is stored.
/// </summary>
public static class SignalCatalog
{
    /// <summary>Signals of each axis.</summary>
    public const int PerAxis = 10;

    private static readonly string[] AxisNames = ["hoist", "trolley", "gantry", "boom"];

    private static readonly (string Name, string Unit, SignalType Type)[] OfAxis =
    [
        ("position", "m", SignalType.Number), ("speed", "m/s", SignalType.Number),
        ("reference", "m/s", SignalType.Number), ("demand", "", SignalType.Number),
        ("torque", "", SignalType.Number), ("brake", "", SignalType.Flag),
        ("speed_limit", "", SignalType.Number), ("limit_plus", "", SignalType.Flag),
        ("limit_minus", "", SignalType.Flag), ("slowdown", "", SignalType.Flag),
    ];

    private static readonly (string Name, string Unit, SignalType Type)[] Others =
    [
        ("drive.power", "kW", SignalType.Number),
        ("spreader.load", "t", SignalType.Number),
        ("load.corner1", "t", SignalType.Number),
        ("load.corner2", "t", SignalType.Number),
        ("load.corner3", "t", SignalType.Number),
        ("load.corner4", "t", SignalType.Number),
        ("spreader.locked", "", SignalType.Flag),
        ("spreader.unlocked", "", SignalType.Flag),
        ("spreader.landed", "", SignalType.Flag),
        ("spreader.size", "ft", SignalType.Number),
        ("wind.speed", "m/s", SignalType.Number),
        ("wind.speed2", "m/s", SignalType.Number),
        ("mode", "", SignalType.Text),
        ("station", "", SignalType.Text),
        ("plc.mode", "", SignalType.Text),
        ("control_on", "", SignalType.Flag),
        ("emergency_stop", "", SignalType.Flag),
        ("bypass", "", SignalType.Flag),
        ("gate", "", SignalType.Flag),
        ("storm_pin", "", SignalType.Flag),
        ("rail_clamp", "", SignalType.Flag),
        ("alarm.code", "", SignalType.Text),
        ("alarm.first_out", "", SignalType.Text),
        ("parameter.checksum", "", SignalType.Text),
        ("firmware", "", SignalType.Text),
        ("radio.id", "", SignalType.Text),
        ("job.container", "", SignalType.Text),
        ("job.vessel", "", SignalType.Text),
        ("job.bay", "", SignalType.Text),
        ("operator.id", "", SignalType.Text),
        ("tos.moves", "", SignalType.Number),
        // Of the operator's station: alive as long as it changes.
        ("watchdog", "", SignalType.Number),
        ("sway.angle", "rad", SignalType.Number),
        // OPC 40020-1, 7.5 (ProtectiveFunctionType.Enabled): the overload cut-out; end limits with their slow-down zones.
        ("protective_function.force_limiter.enabled", "", SignalType.Flag),
        ("protective_function.motion_limiter.enabled", "", SignalType.Flag),
    ];

    private static readonly (string Name, byte[] Utf8, string Unit, SignalType Type)[] Entries =
    [
        .. Enumerable.Range(0, AxisNames.Length * PerAxis).Select(i => OfAxisAt(i / PerAxis, i % PerAxis)),
        .. Others.Select(o => (o.Name, Encoding.UTF8.GetBytes(o.Name), o.Unit, o.Type)),
    ];

    private static readonly Dictionary<string, int> Places =
        Entries.Select((entry, i) => (entry.Name, i)).ToDictionary(e => e.Name, e => e.i, StringComparer.Ordinal);

    /// <summary>Power that the drives take together, kW.</summary>
    public static Signal DrivePower { get; } = Named("drive.power");

    /// <summary>Weight under the spreader, t, without the spreader.</summary>
    public static Signal Load { get; } = Named("spreader.load");

    /// <summary>Whether all twistlocks are locked.</summary>
    public static Signal Locked { get; } = Named("spreader.locked");

    /// <summary>Whether all twistlocks are unlocked.</summary>
    public static Signal Unlocked { get; } = Named("spreader.unlocked");

    /// <summary>Whether the spreader stands on a container with all corners.</summary>
    public static Signal Landed { get; } = Named("spreader.landed");

    /// <summary>Wind, m/s.</summary>
    internal static Signal WindSpeed { get; } = Named("wind.speed");

    /// <summary>Who drives.</summary>
    internal static Signal Mode { get; } = Named("mode");

    /// <summary>Who stands at the sticks.</summary>
    internal static Signal OperatorId { get; } = Named("operator.id");

    /// <summary>The alarm that the crane tells.</summary>
    internal static Signal AlarmCode { get; } = Named("alarm.code");

    /// <summary>Speed of the hoist, m/s.</summary>
    internal static Signal HoistSpeed { get; } = Signal.Of(Axis.Hoist, AxisSignal.Speed);

    /// <summary>Number of signals.</summary>
    public static int Count => Entries.Length;

    /// <summary>The signal of a catalog name (with <c>anchor.</c> for a second source); false for any other name.</summary>
    public static bool TryFind(ReadOnlySpan<char> name, out Signal signal)
    {
        const string Anchor = "anchor.";
        bool anchor = name.StartsWith(Anchor, StringComparison.Ordinal);
        if (anchor) name = name[Anchor.Length..];
        bool found = Places.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(name, out int place);
        signal = new(place);
        if (anchor) signal = signal.Anchor;
        return found;
    }

    /// <summary>The name of a signal, as it stands in records and alerts.</summary>
    public static string Name(Signal signal, SymbolTable symbols)
    {
        if (!signal.IsKnown) return symbols.Name(signal.Symbol);
        string name = Entries[signal.Index].Name;
        return signal.IsAnchor ? "anchor." + name : name;
    }

    /// <summary>The name of a known signal as UTF-8, without <c>anchor.</c>.</summary>
    public static ReadOnlySpan<byte> Utf8(Signal signal) => Entries[signal.Index].Utf8;

    /// <summary>The unit of a signal: SI, with t for masses; empty for shares, flags, texts and generic series.</summary>
    public static string Unit(Signal signal) => signal.IsKnown ? Entries[signal.Index].Unit : "";

    /// <summary>What its values are; generic series are numbers unless a value says otherwise.</summary>
    public static SignalType Type(Signal signal) => signal.IsKnown ? Entries[signal.Index].Type : SignalType.Number;

    private static (string Name, byte[] Utf8, string Unit, SignalType Type) OfAxisAt(int axis, int signal)
    {
        var (name, unit, type) = OfAxis[signal];
        if (axis == (int)Axis.Boom)
        {
            if (signal == (int)AxisSignal.Position) (name, unit) = ("angle", "deg");
            else if (unit == "m/s") unit = "deg/s";
        }

        name = $"{AxisNames[axis]}.{name}";
        return (name, Encoding.UTF8.GetBytes(name), unit, type);
    }

    private static Signal Named(string name) => new(Places[name]);

    /// <summary>Whether the text of an alarm code says that there is none.</summary>
    internal static bool IsNoAlarm(string text) => text is "" or "none" or "0" or "ok" or "OK";
}
