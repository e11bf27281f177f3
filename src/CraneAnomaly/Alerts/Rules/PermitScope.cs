using CraneAnomaly.Records;

namespace CraneAnomaly.Alerts.Rules;

/// <summary>What a permit has to allow so that an alert of a name is permitted work.</summary>
/// <param name="Actions">One of these is enough; none: no permit covers such a thing.</param>
/// <param name="ByActor">Whether the source of the alert is who acts: only then it is compared with the permit's.</param>
/// <param name="Lowers">Whether the alert is lowered; where people may be hurt the permit is only named.</param>
internal readonly record struct PermitScope(PermitActions Actions, bool ByActor = true, bool Lowers = true)
{
    private const PermitActions Changes =
        PermitActions.Mode | PermitActions.Parameter | PermitActions.Download | PermitActions.Bypass;

    private static readonly PermitScope ByRecord = new(PermitActions.Read | PermitActions.Write);

    // Names without an entry go by what stands before their last dot, and so on. What leaves, what was plugged in and
    // what is impossible is nobody's maintenance.
    private static readonly Dictionary<string, PermitScope> Table = new(StringComparer.Ordinal)
    {
        ["command"] = ByRecord,
        ["command.scan"] = new(PermitActions.Read),
        ["command.exception-burst"] = new(PermitActions.Read),
        ["command.plc-stop"] = new(PermitActions.Mode),
        ["command.plc-restart"] = new(PermitActions.Mode),
        ["command.listen-only"] = new(PermitActions.Mode),
        ["command.clear-counters"] = new(PermitActions.Write),
        ["command.download"] = new(PermitActions.Download),
        ["command.upload"] = new(PermitActions.Read | PermitActions.Download),
        ["command.reserve"] = new(PermitActions.Download | PermitActions.Mode),
        ["command.force"] = new(PermitActions.Force),
        ["command.clock-set"] = new(PermitActions.Parameter),
        ["command.radio"] = new(PermitActions.Mode, ByActor: false),
        ["command.no-demand"] = new(PermitActions.Mode | PermitActions.Bypass | PermitActions.Force, ByActor: false, Lowers: false),
        ["session"] = new(PermitActions.Session),
        ["session.no-permit"] = new(PermitActions.None),
        ["session.brute-force"] = new(PermitActions.None),
        ["session.beacon"] = new(PermitActions.None),
        ["session.tunnel"] = new(PermitActions.None),
        ["throttling"] = new(Changes, ByActor: false),
        ["sensor"] = new(PermitActions.Bypass | PermitActions.Force, ByActor: false),
        ["sensor.limit-moved"] = new(PermitActions.Parameter | PermitActions.Download | PermitActions.Bypass, ByActor: false),
        ["interlock"] = new(PermitActions.Bypass | PermitActions.Mode, ByActor: false, Lowers: false),

        // I13 is the bypass outside of a permit: within one nothing is broken. What stays on after it is loud again.
        ["interlock.I13"] = new(PermitActions.Bypass, ByActor: false),
        ["exfiltration"] = new(PermitActions.None),
        ["device"] = new(PermitActions.None),
        ["device.new"] = new(PermitActions.Session),
        ["device.changed"] = new(PermitActions.Download),
        ["protocol"] = new(PermitActions.None),
        ["blind-spot"] = new(PermitActions.None),
        ["blind-spot.silent"] = new(PermitActions.Mode | PermitActions.Download, ByActor: false),
        ["coverage"] = new(PermitActions.None),
        ["heartbeat"] = new(PermitActions.None),
        ["clock"] = new(PermitActions.Parameter, ByActor: false),
        ["incident"] = new(PermitActions.None),
    };

    /// <summary>Whether there is permitted work that looks like it.</summary>
    public bool CanBePermitted => Actions != PermitActions.None;

    /// <summary>For an alert of a name that a record shows.</summary>
    public static PermitScope Of(string name, in OtRecord record, RecordBody body)
    {
        var scope = Find(name);
        if (scope != ByRecord) return scope;

        // A row shows what has become of a controller, not who did it.
        if (record.Kind == RecordKind.Measurement) return new(PermitActions.Parameter | PermitActions.Download, ByActor: false);

        // A command by itself says whether it changes something; of what it changes the protocol knows the kind of place.
        if ((record.Flags & RecordFlags.Writes) == 0) return new(PermitActions.Read);
        var table = body.Is<RegisterAccess>() ? body.Registers.Table : default;
        return new(PermitActions.Write | table switch
        {
            RegisterTable.Coils => PermitActions.Force,
            RegisterTable.HoldingRegisters => PermitActions.Parameter,
            _ => PermitActions.None,
        });
    }

    /// <summary>Whether the table knows a name, itself or by its family.</summary>
    public static bool Knows(string name) => Table.ContainsKey(name) || Table.ContainsKey(name.Split('.')[0]);

    private static PermitScope Find(ReadOnlySpan<char> name)
    {
        var table = Table.GetAlternateLookup<ReadOnlySpan<char>>();
        PermitScope scope;
        while (!table.TryGetValue(name, out scope) && name.LastIndexOf('.') is > 0 and var dot) name = name[..dot];
        return scope;
    }
}
