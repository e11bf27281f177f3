namespace CraneAnomaly.Simulator.Cranes;

/// <summary>
/// The load on its ropes, swinging along the boom: period 2 pi sqrt(L/g), driven by the trolley's acceleration and the
/// wind, damped by the anti-sway control while the trolley moves and by little else when it stands.
/// </summary>
internal sealed class RopePendulum
{
    private const double Shortest = 4;
    private const double ControlledDamping = 0.4;
    private const double FreeDamping = 0.08;

    /// <summary>Angle, rad; waterside is plus.</summary>
    public double Angle { get; private set; }

    public double Rate { get; private set; }

    /// <summary>Rope from trolley to spreader, m.</summary>
    public double Length { get; private set; } = 20;

    /// <summary>How far the load hangs off, m.</summary>
    public double Offset => Angle * Length;

    public void Step(double dt, double length, double lengthRate, AxisDrive trolley, double wind, double mass)
    {
        Length = Math.Max(Shortest, length);
        double square = CraneRatings.Gravity / Length;
        double damping = trolley.Speed == 0 ? FreeDamping : ControlledDamping;
        double push = 0.006 * wind * wind / Math.Max(8, mass);
        double acceleration = (-square * Angle) - (2 * damping * Math.Sqrt(square) * Rate)
            - (2 * lengthRate / Length * Rate) + ((push - trolley.Acceleration) / Length);
        Rate += acceleration * dt;
        Angle += Rate * dt;
    }
}
