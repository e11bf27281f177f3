namespace CraneAnomaly.Tests.Features.Motion;

/// <summary>
/// A move of the trolley as it should be, out of straight lines: rest, a stick pushed at 2 s, a dead time, a ramp, a
/// plateau, and a ramp down when the stick is let go.
/// </summary>
internal sealed record PlannedMove
{
    public double Speed { get; init; } = 4;

    public double Reference { get; init; } = 4.04;

    public double Acceleration { get; init; } = 0.6;

    public double Demand { get; init; } = 1;

    public double DeadTime { get; init; } = 0.3;

    public double Hold { get; init; } = 12;

    /// <summary>What the position says of the way.</summary>
    public double PositionShare { get; init; } = 1;

    /// <summary>The unit of all speeds.</summary>
    public double Unit { get; init; } = 1;

    public double Rate { get; init; } = 10;

    public double Begins { get; init; }

    private double Released => 2 + Hold;

    public double Ends => Begins + Released + (Speed / Acceleration) + 4;

    public void Drive(MotionBench bench, params (string Name, double Value)[] more)
    {
        for (int i = 0; ; i++)
        {
            double t = i / Rate;
            if (Begins + t > Ends) return;
            double demand = t >= 2 - 1e-9 && t < Released - 1e-9 ? Demand : 0;
            double share = SpeedAt(t) / Speed;
            bench.Row(Begins + t,
            [
                ("trolley.speed", share * Speed * Unit), ("trolley.reference", share * Reference * Unit),
                ("trolley.demand", demand), ("trolley.position", PositionShare * WayAt(t)),
                ("spreader.load", 24), ("wind.speed", 6), .. more,
            ]);
        }
    }

    private double SpeedAt(double t)
    {
        double up = Math.Max(0, t - 2 - DeadTime) * Acceleration;
        double down = Speed - (Math.Max(0, t - Released) * Acceleration);
        return Math.Max(0, Math.Min(Math.Min(up, Speed), down));
    }

    private double WayAt(double t)
    {
        const double Step = 0.001;
        double way = 0;
        for (double at = 2; at < t; at += Step) way += Step * SpeedAt(at + (Step / 2));
        return way;
    }
}
