namespace CraneAnomaly.Simulator;

/// <summary>
/// SplitMix64, one stream a crane and purpose: what one part of the simulation draws never shifts the draws of
/// another, so a scenario changes only what it is about.
/// </summary>
internal sealed class RandomStream
{
    private const ulong Golden = 0x9E3779B97F4A7C15;

    private ulong _state;

    public RandomStream(ulong seed, int crane, RandomPurpose purpose)
    {
        ulong place = (ulong)(crane + 2) * 0xD1B54A32D192ED03;
        _state = Mix(Mix(seed + Golden) + place + ((ulong)purpose * 0xABC98388FB8FAC03));
    }

    /// <summary>64 random bits.</summary>
    public ulong Next() => Mix(_state += Golden);

    /// <summary>From 0 (inclusive) to 1 (exclusive).</summary>
    public double Uniform() => (Next() >> 11) * (1.0 / (1UL << 53));

    public double Uniform(double low, double high) => low + ((high - low) * Uniform());

    /// <summary>A whole number below <paramref name="count"/>.</summary>
    public int Below(int count) => (int)(((Next() >> 32) * (ulong)count) >> 32);

    /// <summary>
    /// Mean 0, deviation 1, from the sum of four parts of one draw: bounded by 3.5, without a logarithm. Good enough
    /// for noise and cheap enough for every sensor of every row.
    /// </summary>
    public double Normal()
    {
        ulong bits = Next();
        ulong sums = (bits & 0xFFFF0000FFFF) + ((bits >> 16) & 0xFFFF0000FFFF);
        long sum = (long)((sums & 0xFFFFFFFF) + (sums >> 32));
        return (sum - 131070) * (1.7320508075688772 / 65535.0);
    }

    /// <summary>Above 0, right-skewed, with this mean and coefficient of variation.</summary>
    public double LogNormal(double mean, double variation)
    {
        double sigma = Math.Sqrt(Math.Log(1 + (variation * variation)));
        return mean * Math.Exp((sigma * Normal()) - (sigma * sigma / 2));
    }

    public double Exponential(double mean) => -mean * Math.Log(1 - Uniform());

    /// <summary>A number that depends on nothing but its arguments.</summary>
    public static ulong Hash(ulong seed, ulong value) => Mix(Mix(seed + Golden) ^ (value * 0xBF58476D1CE4E5B9));

    private static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}

/// <summary>
/// What a stream of random numbers is for. Add at the end: the order is part of every seed's meaning.
/// </summary>
internal enum RandomPurpose
{
    Nameplate = 1,
    Weather,
    Anemometers,
    Vessels,
    Containers,
    Trucks,
    Operator,
    Drives,
    LoadCell,
    Sensors,
    Clock,
    Loss,
    Faults,
    Scenario,
}
