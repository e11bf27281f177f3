namespace CraneAnomaly.Simulator.Cranes;

/// <summary>
/// What the load pins say, t: weight on the ropes without the spreader, a little of the hoist's acceleration, a bias
/// that differs from lift to lift, and where the cargo lies in the box.
/// </summary>
internal sealed class LoadCell(double dt, RandomStream random, double noise)
{
    private const double FilterTime = 0.25;

    private readonly double _follow = 1 - Math.Exp(-dt / FilterTime);

    private double _filtered;
    private double _bias;
    private double _along;
    private double _across;

    /// <summary>Filtered, without noise and bias: what really hangs there.</summary>
    public double Filtered => _filtered;

    /// <summary>What the controller works with.</summary>
    public double Measured { get; private set; }

    /// <summary>How far each corner is from a quarter, as a share.</summary>
    public double Share(int corner) => 0.25
        * (1 + ((corner & 1) == 0 ? _along : -_along)) * (1 + ((corner & 2) == 0 ? _across : -_across));

    /// <summary>A new container: new eccentricity, new bias.</summary>
    public void NewLift()
    {
        _along = Math.Clamp(0.08 * random.Normal(), -0.2, 0.2);
        _across = Math.Clamp(0.04 * random.Normal(), -0.1, 0.1);
        _bias = 0.15 * noise * random.Normal();
    }

    public void Step(double suspended, double acceleration, double scale)
    {
        double felt = suspended * (1 + (0.35 * acceleration / CraneRatings.Gravity));
        _filtered += (felt - _filtered) * _follow;
        if (Math.Abs(_filtered) < 1e-6) _filtered = 0;
        double bias = suspended > 0.5 ? _bias : 0;
        Measured = (_filtered * scale) + bias;
    }
}
