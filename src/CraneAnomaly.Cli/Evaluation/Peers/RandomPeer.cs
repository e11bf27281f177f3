namespace CraneAnomaly.Cli.Evaluation.Peers;

/// <summary>Alarms at random, as often as the budget allows: what chance alone finds.</summary>
internal sealed class RandomPeer(ulong seed) : IPeer
{
    private readonly SplitMix _random = new(seed);

    public void Learn(in CraneRow row)
    {
    }

    public void Finish()
    {
    }

    public double Score(in CraneRow row) => _random.Next();
}
