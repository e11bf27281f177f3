namespace CraneAnomaly.Tests.Detectors.Sequential;

/// <summary>Random numbers that are the same in every run (xorshift64*, Vigna 2014).</summary>
internal sealed class Draws(ulong seed)
{
    private ulong _state = (seed * 0x9E37_79B9_7F4A_7C15) | 1;
    private double _correlated;

    /// <summary>Uniform, above 0 and below 1.</summary>
    public double Uniform()
    {
        _state ^= _state >> 12;
        _state ^= _state << 25;
        _state ^= _state >> 27;
        return ((_state * 0x2545_F491_4F6C_DD1D >> 12) + 0.5) / (1L << 52);
    }

    /// <summary>Standard normal (Box and Muller 1958).</summary>
    public double Normal() => Math.Sqrt(-2 * Math.Log(Uniform())) * Math.Cos(2 * Math.PI * Uniform());

    /// <summary>The next value of an AR(1) series with variance 1.</summary>
    public double Correlated(double phi) =>
        _correlated = (phi * _correlated) + (Math.Sqrt(1 - (phi * phi)) * Normal());

    /// <summary>The mean of the next values of that series.</summary>
    public double BlockMean(double phi, int block)
    {
        double sum = 0;
        for (int i = 0; i < block; i++) sum += Correlated(phi);
        return sum / block;
    }
}
