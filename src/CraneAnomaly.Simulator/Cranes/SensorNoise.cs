namespace CraneAnomaly.Simulator.Cranes;

/// <summary>
/// The noise of the sensors of one crane: deviation 1 times a factor, drawn anew for every value, or as a
/// first-order process with a memory for each channel. Both draw the same numbers.
/// </summary>
internal sealed class SensorNoise(RandomStream random, double factor, bool isColoured)
{
    /// <summary>Channels: position and speed of four axes, power, laser, sway, load and four corners.</summary>
    public const int Channels = 16, Position = 0, Speed = 4, Power = 8, Laser = 9, Sway = 10, Load = 11, Corner1 = 12;

    private const double Memory = 0.9;

    private readonly double[] _last = new double[Channels];

    /// <summary>The next value of a channel.</summary>
    public double Next(int channel)
    {
        double white = random.Normal();
        return isColoured ? factor * Colour(channel, white) : factor * white;
    }

    // The fresh part is scaled so that the deviation stays 1.
    private double Colour(int channel, double white) =>
        _last[channel] = (Memory * _last[channel]) + (Math.Sqrt(1 - (Memory * Memory)) * white);
}
