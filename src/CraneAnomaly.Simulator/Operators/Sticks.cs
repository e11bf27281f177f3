using CraneAnomaly.Simulator.Cranes;

namespace CraneAnomaly.Simulator.Operators;

/// <summary>
/// The operator's hands: full stick until it is time to brake, then along a braking curve to the target. Sticks move
/// in a quarter of a second and are read in hundredths.
/// </summary>
internal sealed class Sticks(SimulatedCrane crane, double dt)
{
    private const double StickRate = 4;
    private const double Smallest = 0.03;

    /// <summary>Seconds after which people push on when nothing moves, how fast and how far, and the most that counts.</summary>
    private const double Patience = 4, PushRate = 0.1, PushMost = 0.3, Longest = 7;

    private readonly double[] _level = new double[4];
    private readonly double[] _wanted = new double[4];
    private readonly double[] _standing = new double[4];

    /// <summary>How far the operator pushes each stick on this leg.</summary>
    public double Level { get; set; } = 1;

    /// <summary>Asks for a share of full speed.</summary>
    public void Push(int axis, double share) => _wanted[axis] = crane.StickFor(share);

    public void ReleaseAll() => Array.Clear(_wanted);

    /// <summary>Steers an axis to a target, m; true when it is there.</summary>
    public bool Steer(int axis, double target, double tolerance)
    {
        var drive = crane.Axes[axis];
        double gap = target - drive.Position;
        double distance = Math.Abs(gap);
        if (distance < tolerance)
        {
            _wanted[axis] = 0;
            _standing[axis] = 0;
            return Math.Abs(drive.Speed) < 0.1;
        }

        double speed = Math.Min(Math.Sqrt(crane.Braking * crane.Ratings.Acceleration[axis] * distance), 0.05 + (0.6 * distance));
        double slow = Math.Abs(drive.Speed);
        _standing[axis] = Math.Clamp(_standing[axis] + (slow < 0.02 ? dt : slow > 0.1 ? -dt : 0), 0, Longest);
        double more = Math.Clamp(PushRate * (_standing[axis] - Patience), 0, PushMost);
        double share = Math.Clamp((speed / crane.TopSpeed(axis)) + more, Smallest, Level);
        Push(axis, gap > 0 ? share : -share);
        return false;
    }

    public void Step()
    {
        for (int i = 0; i < 4; i++)
        {
            double way = _wanted[i] - _level[i];
            if (way == 0) continue;
            double step = StickRate * dt;
            _level[i] = Math.Abs(way) <= step ? _wanted[i] : _level[i] + (Math.Sign(way) * step);
            crane.Axes[i].Demand = Math.Round(_level[i] * 100) / 100;
        }
    }
}
