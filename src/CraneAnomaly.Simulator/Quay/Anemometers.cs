namespace CraneAnomaly.Simulator.Quay;

/// <summary>The two anemometers of a crane: the port's wind, the turbulence at the crane and their own noise.</summary>
internal sealed class Anemometers(RandomStream random, double noise)
{
    private const double Turbulence = 0.5;
    private const double Memory = 0.8;

    private const double MinuteSeconds = 60;

    private double _local;

    /// <summary>What blows at this crane, m/s.</summary>
    public double True { get; private set; }

    public double First { get; private set; }

    public double Second { get; private set; }

    /// <summary>The mean of a minute of the lower of the two readings, m/s: what a limit for the wind means.</summary>
    public double Minute { get; private set; } = double.NaN;

    /// <summary>
    /// One second; a scenario may put its own value in the place of a reading (NaN for none), or add to it.
    /// </summary>
    public void Step(double wind, double[] instead, double[] offset)
    {
        _local = (Memory * _local) + (Turbulence * 0.6 * random.Normal());
        True = Math.Max(0, wind + _local);
        double first = Math.Max(0, True + offset[0] + (0.2 * noise * random.Normal()));
        double second = Math.Max(0, (0.98 * True) + offset[1] + (0.2 * noise * random.Normal()));
        First = double.IsNaN(instead[0]) ? first : instead[0];
        Second = double.IsNaN(instead[1]) ? second : instead[1];
        double lower = Math.Min(First, Second);
        Minute = double.IsNaN(Minute) ? lower : Minute + ((lower - Minute) / MinuteSeconds);
    }
}
