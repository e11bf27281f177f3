namespace CraneAnomaly.Telemetry.Names;

/// <summary>What a unit is called, and how its values become those of the catalog: times a factor, over a divisor.</summary>
/// <remarks>Two numbers, because 24,800 kg over 1,000 is 24.8 t, and times 0.001 is not quite.</remarks>
internal static class Units
{
    // TIC 4.0 spells units out (ton, hours, newton_per_meter); devices write what they like.
    private static readonly Dictionary<string, (string Base, double Factor, double Divisor)> Known =
        new(StringComparer.OrdinalIgnoreCase)
        {
            ["m/s"] = ("m/s", 1, 1), ["mps"] = ("m/s", 1, 1), ["m/sec"] = ("m/s", 1, 1), ["ms-1"] = ("m/s", 1, 1),
            ["m s-1"] = ("m/s", 1, 1), ["meter_per_second"] = ("m/s", 1, 1), ["metre_per_second"] = ("m/s", 1, 1),
            ["meters_per_second"] = ("m/s", 1, 1), ["metres_per_second"] = ("m/s", 1, 1),
            ["m/min"] = ("m/s", 1, 60), ["mpm"] = ("m/s", 1, 60), ["meter_per_minute"] = ("m/s", 1, 60),
            ["metre_per_minute"] = ("m/s", 1, 60), ["meters_per_minute"] = ("m/s", 1, 60), ["mmin"] = ("m/s", 1, 60),
            ["mm/s"] = ("m/s", 1, 1000), ["millimeter_per_second"] = ("m/s", 1, 1000), ["cm/s"] = ("m/s", 1, 100),
            ["km/h"] = ("m/s", 5, 18), ["kmh"] = ("m/s", 5, 18), ["kph"] = ("m/s", 5, 18),
            ["kilometer_per_hour"] = ("m/s", 5, 18), ["kn"] = ("m/s", 1852, 3600), ["kt"] = ("m/s", 1852, 3600),
            ["knot"] = ("m/s", 1852, 3600), ["knots"] = ("m/s", 1852, 3600), ["ft/min"] = ("m/s", 0.3048, 60),
            ["fpm"] = ("m/s", 0.3048, 60),
            ["m"] = ("m", 1, 1), ["meter"] = ("m", 1, 1), ["metre"] = ("m", 1, 1), ["meters"] = ("m", 1, 1),
            ["metres"] = ("m", 1, 1), ["mm"] = ("m", 1, 1000), ["millimeter"] = ("m", 1, 1000),
            ["millimetre"] = ("m", 1, 1000), ["millimeters"] = ("m", 1, 1000), ["cm"] = ("m", 1, 100),
            ["centimeter"] = ("m", 1, 100), ["km"] = ("m", 1000, 1), ["ft"] = ("m", 0.3048, 1),
            ["foot"] = ("m", 0.3048, 1), ["feet"] = ("m", 0.3048, 1),
            ["t"] = ("t", 1, 1), ["ton"] = ("t", 1, 1), ["tons"] = ("t", 1, 1), ["tonne"] = ("t", 1, 1),
            ["tonnes"] = ("t", 1, 1), ["metric_ton"] = ("t", 1, 1), ["kg"] = ("t", 1, 1000),
            ["kilogram"] = ("t", 1, 1000), ["kilograms"] = ("t", 1, 1000), ["g"] = ("t", 1, 1e6),
            ["lb"] = ("t", 0.45359237, 1000), ["lbs"] = ("t", 0.45359237, 1000),
            ["deg"] = ("deg", 1, 1), ["degree"] = ("deg", 1, 1), ["degrees"] = ("deg", 1, 1), ["°"] = ("deg", 1, 1),
            ["rad"] = ("deg", 180, Math.PI), ["radian"] = ("deg", 180, Math.PI), ["mrad"] = ("deg", 0.18, Math.PI),
            ["deg/s"] = ("deg/s", 1, 1), ["degree_per_second"] = ("deg/s", 1, 1), ["°/s"] = ("deg/s", 1, 1),
            ["deg/min"] = ("deg/s", 1, 60), ["rad/s"] = ("deg/s", 180, Math.PI),
            ["kw"] = ("kW", 1, 1), ["kilowatt"] = ("kW", 1, 1), ["w"] = ("kW", 1, 1000), ["watt"] = ("kW", 1, 1000),
            ["hp"] = ("kW", 0.745699872, 1), ["mw"] = ("kW", 1000, 1), ["megawatt"] = ("kW", 1000, 1),
            ["%"] = ("", 1, 100), ["percent"] = ("", 1, 100), ["percentage"] = ("", 1, 100), ["pct"] = ("", 1, 100),
            ["permille"] = ("", 1, 1000), ["‰"] = ("", 1, 1000),
            [""] = ("", 1, 1), ["1"] = ("", 1, 1), ["-"] = ("", 1, 1), ["none"] = ("", 1, 1), ["pu"] = ("", 1, 1),
            ["p.u."] = ("", 1, 1), ["fraction"] = ("", 1, 1), ["ratio"] = ("", 1, 1), ["bool"] = ("", 1, 1),
            ["boolean"] = ("", 1, 1), ["count"] = ("", 1, 1), ["kNm"] = ("", 1, 1), ["kN m"] = ("", 1, 1),
        };

    /// <summary>How values in <paramref name="unit"/> become values in <paramref name="wanted"/>.</summary>
    /// <param name="unit">As the source writes it.</param>
    /// <param name="wanted">As the catalog has it; empty for shares, flags and texts.</param>
    /// <param name="factor">To be multiplied with.</param>
    /// <param name="divisor">To be divided by, after that.</param>
    /// <returns>False when the one cannot be converted into the other.</returns>
    public static bool TryConvert(string unit, string wanted, out double factor, out double divisor)
    {
        (factor, divisor) = (1, 1);
        unit = unit.Trim();
        if (unit.Length == 0 || unit.Equals(wanted, StringComparison.OrdinalIgnoreCase)) return true;
        if (!Known.TryGetValue(unit, out var known)) return false;
        (string measure, factor, divisor) = known;
        if (measure == wanted) return true;
        switch (measure, wanted)
        {
            case ("deg", "rad"):
                (factor, divisor) = (factor * Math.PI, divisor * 180);
                return true;
            case ("m", "ft"):
                divisor *= 0.3048;
                return true;
            default:
                return false;
        }
    }

    /// <summary>Whether a unit is one of speed.</summary>
    public static bool IsSpeed(string unit) => Known.TryGetValue(unit.Trim(), out var known) && known.Base is "m/s" or "deg/s";

    /// <summary>Takes a unit in brackets off a name: <c>trolley.speed [m/min]</c>, <c>spreader.load (kg)</c>.</summary>
    public static string Split(string name, out string? unit)
    {
        unit = null;
        name = name.Trim();
        int open = name.Length > 2 ? name.LastIndexOfAny(['[', '(']) : -1;
        if (open <= 0 || name[^1] != (name[open] == '[' ? ']' : ')')) return name;
        unit = name[(open + 1)..^1].Trim();
        return name[..open].TrimEnd();
    }
}
