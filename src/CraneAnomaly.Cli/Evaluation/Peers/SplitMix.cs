namespace CraneAnomaly.Cli.Evaluation.Peers;

/// <summary>SplitMix64 (Steele, Lea, Flood 2014): even numbers from 0 to 1 by a seed.</summary>
internal sealed class SplitMix(ulong seed)
{
    private ulong _state = seed;

    public double Next()
    {
        ulong z = _state += 0x9E37_79B9_7F4A_7C15;
        z = (z ^ (z >> 30)) * 0xBF58_476D_1CE4_E5B9;
        z = (z ^ (z >> 27)) * 0x94D0_49BB_1331_11EB;
        return ((z ^ (z >> 31)) >> 11) * (1.0 / (1UL << 53));
    }
}
