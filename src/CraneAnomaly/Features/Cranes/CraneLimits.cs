using CraneAnomaly.Records.Signals;
using CraneAnomaly.Records.Site;

namespace CraneAnomaly.Features.Cranes;

/// <summary>
/// The limits of one crane: what <c>cranes.json</c> says of it, else what is usual where cranes differ little. What
/// differs from crane to crane (ends of travel, speeds, loads) has no default: without papers it is not judged.
/// </summary>
internal sealed class CraneLimits
{
    // Defaults without a public source for a single value: common practice, and configurable for that reason.
    private const double UsualOverload = 1.1;
    private const double UsualOverspeed = 1.15;
    private const double UsualWindStop = 20;
    private const double UsualBoomDown = 1;

    /// <summary>The hinge lies at the waterside rail, from which the trolley is measured, or some metres past it.</summary>
    private const double UsualHinge = 5;

    /// <summary>Lightest spreader with its headblock, t (they are 9 to 18): it makes for the most lenient limit.</summary>
    private const double SpreaderMass = 9;

    private const string Superstructure = "superstructure", Park = "park";

    private readonly AxisLimits[] _axes = new AxisLimits[4];
    private readonly CraneZone[] _superstructures;
    private readonly CraneZone[] _parks;

    /// <param name="sheet">Its papers; null for none.</param>
    public CraneLimits(CraneSheet? sheet)
    {
        var limits = sheet?.Limits ?? new Dictionary<string, double>();
        RatedLoad = sheet?.RatedLoad ?? double.NaN;
        OverloadShare = Limit("overload_share", UsualOverload);
        OverspeedShare = Limit("overspeed_share", UsualOverspeed);
        Eccentricity = Limit("eccentricity", double.NaN);
        WindStop = Limit("wind_stop", UsualWindStop);
        BoomHinge = Limit("boom_hinge", UsualHinge);
        BoomDown = Limit("boom_down", UsualBoomDown);
        foreach (var axis in Enum.GetValues<Axis>())
        {
            var rating = sheet?.Rated.GetValueOrDefault(axis);
            string name = axis.ToString().ToLowerInvariant();
            _axes[(int)axis] = new(
                Limit(name + ".minimum", double.NaN), Limit(name + ".maximum", double.NaN),
                Limit(name + ".slowdown_length", double.NaN), Limit(name + ".slowdown_share", double.NaN),
                rating?.Speed ?? double.NaN, rating?.SpeedEmpty ?? rating?.Speed ?? double.NaN);
        }

        var zones = sheet?.Zones ?? [];
        _superstructures = [.. zones.Where(zone => zone.Axis == Axis.Gantry && zone.Kind == Superstructure)];
        _parks = [.. zones.Where(zone => zone.Axis == Axis.Trolley && zone.Kind == Park)];

        double Limit(string name, double usual) => limits.TryGetValue(name, out double value) ? value : usual;
    }

    /// <summary>Rated load under the spreader, t; NaN where nobody said.</summary>
    public double RatedLoad { get; }

    /// <summary>Share of the rated load from which the hoist must not lift.</summary>
    public double OverloadShare { get; }

    /// <summary>Share of the rated speed at which an axis has to trip.</summary>
    public double OverspeedShare { get; }

    /// <summary>
    /// How far apart two halves of the spreader may be loaded, as a share of the load; NaN where nobody said: twin
    /// lifts of two boxes that differ are common on some cranes.
    /// </summary>
    public double Eccentricity { get; }

    /// <summary>Wind speed from which the crane must not work, m/s.</summary>
    public double WindStop { get; }

    /// <summary>Position of the trolley past which the boom carries it, m.</summary>
    public double BoomHinge { get; }

    /// <summary>Angle up to which the boom counts as down, degrees.</summary>
    public double BoomDown { get; }

    /// <summary>What the papers say of an axis.</summary>
    public ref readonly AxisLimits this[Axis axis] => ref _axes[(int)axis];

    /// <summary>
    /// The highest speed that an axis may have, m/s. Motors of a hoist lift with constant power: what is between
    /// laden and empty follows from that. Lowering gives power back and may be as fast as empty.
    /// </summary>
    public double TopSpeed(Axis axis, double load, bool up)
    {
        ref readonly var limits = ref _axes[(int)axis];
        if (axis != Axis.Hoist) return limits.Speed;
        if (!up || !(load > 0) || double.IsNaN(RatedLoad)) return limits.SpeedEmpty;
        return Math.Min(limits.SpeedEmpty, limits.Speed * (RatedLoad + SpreaderMass) / (load + SpreaderMass));
    }

    /// <summary>Whether the gantry stands where a lowered boom would meet a ship's superstructure.</summary>
    public bool IsAtSuperstructure(double gantry) => IsIn(_superstructures, gantry);

    /// <summary>Whether the trolley stands where it has to be while the boom moves.</summary>
    public bool IsParked(double trolley) => _parks.Length == 0 ? trolley <= BoomHinge : IsIn(_parks, trolley);

    private static bool IsIn(CraneZone[] zones, double position)
    {
        foreach (var zone in zones)
        {
            if (position >= zone.From && position <= zone.To) return true;
        }

        return false;
    }
}
