namespace CraneAnomaly.Simulator.Cranes;

/// <summary>
/// What the drives of one crane really do: the nameplate, a few per cent off, as after commissioning.
/// </summary>
internal sealed class CraneRatings
{
    public const double Gravity = 9.81;

    /// <summary>Hoist: share of the electrical power that reaches the rope.</summary>
    private const double Efficiency = 0.85;

    /// <summary>With a knee: the load up to which the hoist is as fast as with none, t.</summary>
    private const double KneeLoad = 10;

    /// <summary>In stages: up to each of these loads, t, so much of the way from the empty speed to that with the rated load.</summary>
    private static readonly (double Load, double Share)[] s_stages = [(12, 0), (24, 0.35), (36, 0.65), (48, 0.85)];

    private readonly bool _hasKnee;
    private readonly bool _hasStages;
    private readonly double _ropePower;
    private readonly double _hoistEmpty;

    public CraneRatings(CraneNameplate plate, RandomStream random, SimulatedVariant variant = SimulatedVariant.None)
    {
        Plate = plate;
        _hasKnee = (variant & SimulatedVariant.PowerKnee) != 0;
        _hasStages = (variant & SimulatedVariant.SpeedStages) != 0;
        _hoistEmpty = plate.HoistSpeedEmpty * Off(random);
        _ropePower = plate.HoistPower * Efficiency * Off(random);
        MaximumSpeed = [_hoistEmpty, plate.TrolleySpeed * Off(random), plate.GantrySpeed * Off(random),
            plate.BoomSpeed * Off(random)];
        Acceleration =
        [
            plate.HoistAcceleration * Off(random), plate.TrolleyAcceleration * Off(random),
            plate.GantryAcceleration * Off(random), plate.BoomAcceleration * Off(random),
        ];
    }

    public CraneNameplate Plate { get; }

    /// <summary>By axis, m/s (boom: degrees/s), with an empty spreader.</summary>
    public double[] MaximumSpeed { get; }

    /// <summary>By axis, m/s2 (boom: degrees/s2).</summary>
    public double[] Acceleration { get; }

    /// <summary>
    /// The constant-power law: as fast as the motors lift spreader and load, never above the empty speed. With a knee,
    /// a straight line from there to the same speed at the rated load; or in stages to that speed.
    /// </summary>
    public double HoistSpeed(double load)
    {
        double laden = _ropePower / ((Plate.RatedLoad + Plate.SpreaderMass) * Gravity);
        if (_hasStages)
        {
            foreach (var (most, part) in s_stages)
                if (load <= most) return _hoistEmpty + (part * (laden - _hoistEmpty));
            return laden;
        }

        if (_hasKnee && load < Plate.RatedLoad)
        {
            double share = Math.Max(0, load - KneeLoad) / (Plate.RatedLoad - KneeLoad);
            return _hoistEmpty + (share * (laden - _hoistEmpty));
        }

        double weight = (Math.Max(0, load) + Plate.SpreaderMass) * Gravity;
        return Math.Min(_hoistEmpty, _ropePower / weight);
    }

    /// <summary>Share of the hoist's power that it takes to lift so fast; 0 where it is not lifted.</summary>
    public double ShareOfPower(double speed, double load) =>
        Math.Clamp(speed * (load + Plate.SpreaderMass) * Gravity / _ropePower, 0, 1);

    private static double Off(RandomStream random) => 1 + Math.Clamp(0.015 * random.Normal(), -0.03, 0.03);
}
