using CraneAnomaly.Records.Signals;

namespace CraneAnomaly.Simulator.Cranes;

/// <summary>
/// How hot the motors of a crane are, by one time constant each: losses go with the square of the current, the current of
/// the hoist with what hangs on it and that of the others with their speed.
/// </summary>
internal sealed class MotorHeat
{
    /// <summary>Seconds until a third of the heat is left, and the speed that the hottest motor loses.</summary>
    private const double TimeConstant = 900, Loss = 0.05;

    private readonly double[] _heat = new double[4];

    /// <summary>Share of its top speed that the drive lets an axis have.</summary>
    public double Speed(int axis) => 1 - (Loss * Math.Min(1, _heat[axis]));

    public void Step(double dt, SimulatedCrane crane)
    {
        for (int axis = 0; axis < _heat.Length; axis++)
        {
            var drive = crane.Axes[axis];
            double current = drive.Speed == 0 ? 0
                : axis == (int)Axis.Hoist ? crane.HangingShare
                : drive.Speed / crane.Ratings.MaximumSpeed[axis];
            _heat[axis] += dt / TimeConstant * ((current * current) - _heat[axis]);
        }
    }
}
