namespace CraneAnomaly.Simulator.Cranes;

/// <summary>
/// The noise of the sensors of one crane: deviation 1 times a factor, drawn anew for every value, as a first-order
/// process with a memory for each channel, or with heavy tails. All draw the same numbers.
/// </summary>
internal sealed class SensorNoise(RandomStream random, double factor, SimulatedVariant variant)
{
    /// <summary>Channels: position and speed of four axes, power, laser, sway, load and four corners.</summary>
    public const int Channels = 16, Position = 0, Speed = 4, Power = 8, Laser = 9, Sway = 10, Load = 11, Corner1 = 12;

    private const double Memory = 0.9;

    // x + c x^3 of a normal x has a kurtosis of 11; its deviation is the square root of 1 + 6 c + 15 c^2.
    private const double Cubic = 0.2;

    private static readonly double s_spread = Math.Sqrt(1 + (6 * Cubic) + (15 * Cubic * Cubic));

    private readonly double[] _last = new double[Channels];

    /// <summary>The next value of a channel.</summary>
    public double Next(int channel)
    {
        double white = random.Normal();
        if ((variant & SimulatedVariant.HeavyTails) != 0) white = (white + (Cubic * white * white * white)) / s_spread;
        return (variant & SimulatedVariant.ColouredNoise) != 0 ? factor * Colour(channel, white) : factor * white;
    }

    // The fresh part is scaled so that the deviation stays 1.
    private double Colour(int channel, double white) =>
        _last[channel] = (Memory * _last[channel]) + (Math.Sqrt(1 - (Memory * Memory)) * white);
}
