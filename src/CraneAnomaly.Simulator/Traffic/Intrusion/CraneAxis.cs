namespace CraneAnomaly.Simulator.Traffic.Intrusion;

/// <summary>One motion: metres, seconds, full speed and ramp.</summary>
internal sealed class CraneAxis(double position, double fullSpeed, double ramp)
{
    public double Position { get; private set; } = position;

    public double Speed { get; private set; }

    /// <summary>
    /// Goes on towards a target for a step of time at a share of full speed; true when it stands there. Only
    /// operations that IEEE 754 rounds in one way, so that every machine writes the same data.
    /// </summary>
    public bool Toward(double target, double share, double step)
    {
        double distance = target - Position;
        double wanted = Math.Min(fullSpeed * share, Math.Sqrt(2 * ramp * Math.Abs(distance)));
        Speed += Math.Clamp(Math.Sign(distance) * wanted - Speed, -ramp * step, ramp * step);
        Position += Speed * step;
        if (Math.Abs(distance) > 0.1 || Math.Abs(Speed) > 0.4) return false;
        (Position, Speed) = (target, 0);
        return true;
    }
}
