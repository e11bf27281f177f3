namespace CraneAnomaly.Cli.Evaluation.Peers;

/// <summary>Alarms at random, as often as the budget allows: what chance alone finds.</summary>
internal sealed class RandomPeer(ulong seed) : IPeer
{
    private ulong _state = seed;

    public void Learn(in CraneRow row)
    {
    }

    public void Finish()
    {
    }

    // SplitMix64 (Steele, Lea, Flood 2014).
    public double Score(in CraneRow row)
    {
        ulong z = _state += 0x9E37_79B9_7F4A_7C15;
        z = (z ^ (z >> 30)) * 0xBF58_476D_1CE4_E5B9;
        z = (z ^ (z >> 27)) * 0x94D0_49BB_1331_11EB;
        return (z ^ (z >> 31)) >> 11;
    }
}
