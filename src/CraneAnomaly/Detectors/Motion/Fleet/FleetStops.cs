using System.Globalization;
using System.Runtime.InteropServices;
using CraneAnomaly.Features.Cranes;
using CraneAnomaly.Records;
using CraneAnomaly.Records.Signals;

namespace CraneAnomaly.Detectors.Motion.Fleet;

/// <summary>
/// Cranes that were working and are stopped within a minute of each other have one cause. It is named as the cranes
/// themselves name it; a supply that fails, or a gale that they all feel, is nobody's attack.
/// </summary>
internal sealed class FleetStops(SymbolTable symbols, IFindingSink findings)
{
    private const ulong ScopeOfStops = 0x47;
    private const long Second = 1_000_000_000, Never = long.MinValue / 2;
    private const long TogetherNs = 60 * Second, WorkingNs = 300 * Second;

    /// <summary>A trip takes so long at most to show in the motion, or in the alarm.</summary>
    private const long TripNs = 20 * Second;
    private const int Fewest = 3;

    private static readonly CultureInfo s_culture = CultureInfo.InvariantCulture;
    private static readonly Signal s_firstOut = Named("alarm.first_out"), s_control = Named("control_on");

    private static readonly Signal[] s_demands = [.. Enum.GetValues<Axis>().Select(axis => Signal.Of(axis, AxisSignal.Demand))];

    // How controllers call a supply that fails.
    private static readonly string[] s_supply = ["POWER", "SUPPLY", "MAINS", "VOLTAGE", "PHASE"];

    // What operators do on purpose, and what stops nothing.
    private static readonly string[] s_meant = ["CONTROL_OFF", "GATE", "WARN"];

    private readonly List<Watch> _watches = [];

    /// <summary>Looks at a crane after a row.</summary>
    public void OnRow(CraneState crane, in OtRecord record, RecordBody body)
    {
        while (_watches.Count <= crane.Index) _watches.Add(new() { MovedNs = Never, DrivenNs = Never, AlarmNs = Never, StoppedNs = Never });
        ref var watch = ref CollectionsMarshal.AsSpan(_watches)[crane.Index];
        watch.State = crane;
        long now = record.TimestampNs;
        bool moves = crane.MovingAxes != 0;
        if (moves) watch.MovedNs = now;
        if (IsDriven(crane)) watch.DrivenNs = now;
        int firstOut = Text(crane, s_firstOut), alarm = Text(crane, SignalCatalog.AlarmCode);

        // A trip says so itself; of anything else it has to be seen that it came while somebody drove.
        bool trips = firstOut != watch.FirstOut && firstOut != SymbolTable.None;
        bool driven = now - watch.DrivenNs <= 2 * Second;
        bool alarms = alarm != watch.Alarm && alarm != SymbolTable.None && driven;
        bool controlGone = crane.IsFresh(s_control) && crane[s_control] == 0 && crane.Before(s_control) == 1 && driven;
        (watch.FirstOut, watch.Alarm) = (firstOut, alarm);
        if (trips || alarms || controlGone)
            (watch.AlarmNs, watch.Cause) = (now, trips ? firstOut : alarm);

        // Of a stop both have to be seen: what the crane says of it, and that it no longer moves.
        bool stops = !moves && now - watch.AlarmNs <= TripNs && watch.MovedNs >= watch.AlarmNs - TripNs
            && watch.StoppedNs < watch.AlarmNs;
        if (!stops) return;
        watch.StoppedNs = now;
        Judge(now, record, body);
    }

    private void Judge(long now, in OtRecord record, RecordBody body)
    {
        int stopped = 0, working = 0;
        foreach (ref readonly var watch in CollectionsMarshal.AsSpan(_watches))
        {
            bool here = Math.Abs(now - watch.StoppedNs) <= TogetherNs;
            if (here) stopped++;
            if (here || Math.Abs(now - watch.MovedNs) <= WorkingNs) working++;
        }

        if (stopped < Fewest || stopped * 2 < working) return;
        var together = _watches.Where(watch => Math.Abs(now - watch.StoppedNs) <= TogetherNs)
            .OrderBy(watch => watch.StoppedNs).ThenBy(watch => watch.State.Index).ToList();
        var causes = together.GroupBy(watch => symbols.Name(watch.Cause)).OrderByDescending(group => group.Count())
            .ThenBy(group => group.Key, StringComparer.Ordinal).Select(group => (Name: group.Key, Count: group.Count())).ToList();
        string cause = causes[0].Name.Length == 0 ? "the control went off" : causes[0].Name;
        bool supply = Says(cause, s_supply);
        bool isWind = cause.Contains("WIND", StringComparison.OrdinalIgnoreCase);
        int felt = together.Count(watch => now - watch.State.Weather.FeltNs <= 2 * TogetherNs);
        if (isWind && felt * 2 > stopped) return;
        var sketch = new FindingSketch(
            supply ? "sensor.fault" : "throttling.fleet-stop", "fleet", new(ScopeOfStops << 56 | (supply ? 1UL : 0), 0),
            supply ? 20 : Math.Min(80, 55 + (5 * stopped)), 90, stopped);
        if (findings.Absorb(sketch, record, body, -1)) return;
        long first = together[0].StoppedNs;
        string names = string.Join(", ", together.Select(watch => watch.State.Name));
        findings.Report(new Finding
        {
            Sketch = sketch,
            Title = string.Create(s_culture,
                $"{stopped} of {working} working cranes stopped within {Math.Max(1, (now - first) / Second)} s at {EventTime.ToText(first).AsSpan(11, 8)} UTC ({names}): {cause} on {causes[0].Count} of them"),
            Asset = "fleet",
            IsOfAll = true,
            Evidence = new(record, body),
            OnsetNs = first,
            IsRule = true,
            Explanations =
            [
                .. together.Select(watch => new Explanation(
                    watch.State.Name, $"stopped at {EventTime.ToText(watch.StoppedNs)[11..19]} UTC, {Told(watch.Cause)}", "at work", 1.0 / stopped)),
            ],
            RuledOut =
            [
                supply
                    ? new("failing supply", "possible", $"the cranes tell {cause}, and all at once")
                    : new("failing supply", "excluded", $"the cranes tell {cause}, and nothing of their supply"),
                new("wind", isWind ? "not-observable" : felt == 0 ? "excluded" : "possible", string.Create(s_culture,
                    $"{felt} of these cranes have measured a wind near their limit in the last minutes")),
                new("break of the shift", "excluded", "the cranes moved when it came, and did not stop by their operators' hands"),
            ],
        });
    }

    // Who leaves his crane has let go of the sticks before.
    private static bool IsDriven(CraneState crane)
    {
        foreach (var demand in s_demands)
            if (Math.Abs(crane[demand]) > 0.2) return true;
        return false;
    }

    private int Text(CraneState crane, Signal signal)
    {
        double symbol = crane[signal];
        if (double.IsNaN(symbol)) return SymbolTable.None;
        string name = symbols.Name((int)symbol);
        return SignalCatalog.IsNoAlarm(name) || Says(name, s_meant) ? SymbolTable.None : (int)symbol;
    }

    private string Told(int cause) => cause == SymbolTable.None ? "control off" : symbols.Name(cause);

    private static bool Says(string text, string[] words)
    {
        foreach (string word in words)
            if (text.Contains(word, StringComparison.OrdinalIgnoreCase)) return true;
        return false;
    }

    private static Signal Named(string name) =>
        SignalCatalog.TryFind(name, out var signal) ? signal : throw new ArgumentException(name, nameof(name));

    internal struct Watch
    {
        public CraneState State;
        public long MovedNs;
        public long DrivenNs;
        public long AlarmNs;
        public long StoppedNs;
        public int FirstOut;
        public int Alarm;
        public int Cause;
    }
}
