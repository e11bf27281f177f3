namespace CraneAnomaly.Telemetry.Names;

/// <summary>What a unit is called, and how its values become those of the catalog: times a factor, over a divisor.</summary>
/// <remarks>Two numbers, because 24,800 kg over 1,000 is 24.8 t, and times 0.001 is not quite.</remarks>
internal static class Units
{
    // TIC 4.0 spells units out (ton, hours, newton_per_meter); devices write what they like. Without a unit, and for
    // torques in kN m, numbers stay as they are.
    private static readonly (string Base, double Factor, double Divisor, string Names)[] Table =
    [
        ("m/s", 1, 1, "m/s|mps|m/sec|ms-1|m s-1|meter_per_second|metre_per_second|meters_per_second|metres_per_second"),
        ("m/s", 1, 60, "m/min|mpm|meter_per_minute|metre_per_minute|meters_per_minute|mmin"),
        ("m/s", 1, 1000, "mm/s|millimeter_per_second"),
        ("m/s", 1, 100, "cm/s"),
        ("m/s", 5, 18, "km/h|kmh|kph|kilometer_per_hour"),
        ("m/s", 1852, 3600, "kn|kt|knot|knots"),
        ("m/s", 0.3048, 60, "ft/min|fpm"),
        ("m", 1, 1, "m|meter|metre|meters|metres"),
        ("m", 1, 1000, "mm|millimeter|millimetre|millimeters"),
        ("m", 1, 100, "cm|centimeter"),
        ("m", 1000, 1, "km"),
        ("m", 0.3048, 1, "ft|foot|feet"),
        ("t", 1, 1, "t|ton|tons|tonne|tonnes|metric_ton"),
        ("t", 1, 1000, "kg|kilogram|kilograms"),
        ("t", 1, 1e6, "g"),
        ("t", 0.45359237, 1000, "lb|lbs"),
        ("deg", 1, 1, "deg|degree|degrees|°"),
        ("deg", 180, Math.PI, "rad|radian"),
        ("deg", 0.18, Math.PI, "mrad"),
        ("deg/s", 1, 1, "deg/s|degree_per_second|°/s"),
        ("deg/s", 1, 60, "deg/min"),
        ("deg/s", 180, Math.PI, "rad/s"),
        ("kW", 1, 1, "kw|kilowatt"),
        ("kW", 1, 1000, "w|watt"),
        ("kW", 0.745699872, 1, "hp"),
        ("kW", 1000, 1, "mw|megawatt"),
        ("", 1, 100, "%|percent|percentage|pct"),
        ("", 1, 1000, "permille|‰"),
        ("", 1, 1, "|1|-|none|pu|p.u.|fraction|ratio|bool|boolean|count|kNm|kN m"),
    ];

    private static readonly Dictionary<string, (string Base, double Factor, double Divisor)> Known = Table
        .SelectMany(unit => unit.Names.Split('|').Select(name => (name, unit)))
        .ToDictionary(u => u.name, u => (u.unit.Base, u.unit.Factor, u.unit.Divisor), StringComparer.OrdinalIgnoreCase);

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
