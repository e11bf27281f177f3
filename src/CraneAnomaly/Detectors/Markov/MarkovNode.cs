namespace CraneAnomaly.Detectors.Markov;

/// <summary>A context: how many events followed it, how many different ones, and how surprising they used to
/// be.</summary>
internal struct MarkovNode : IStateValue<MarkovNode>
{
    /// <summary>Events after which the mean forgets: what learning began with was all surprise.</summary>
    private const int Memory = 256;

    public long Count;
    public int Distinct;
    public double MeanBits;

    /// <summary>One plus the place of the context without its oldest event; 0 until it was looked for.</summary>
    public int Shorter;

    public static int MinimumBytes => 20;

    public static MarkovNode Read(ref StateReader reader)
    {
        var node = new MarkovNode
        {
            Count = TableState.ReadNonNegative(ref reader),
            Distinct = TableState.ReadIn(ref reader, 0, int.MaxValue - 1),
            MeanBits = TableState.ReadNonNegativeDouble(ref reader),
        };
        return node.Distinct <= node.Count && node.MeanBits <= 1e6
            ? node
            : throw reader.Damaged("a context contradicts itself");
    }

    public readonly void Write(StateWriter writer)
    {
        writer.WriteInt64(Count);
        writer.WriteInt32(Distinct);
        writer.WriteDouble(MeanBits);
    }

    public void AddBits(double bits) => MeanBits += (bits - MeanBits) / Math.Min(Count + 1, Memory);
}
