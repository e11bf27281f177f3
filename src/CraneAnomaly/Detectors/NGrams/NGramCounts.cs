using System.Runtime.CompilerServices;

namespace CraneAnomaly.Detectors.NGrams;

/// <summary>How often sequences of each length were learned in a stream, and how many of them just once.</summary>
internal struct NGramCounts : IStateValue<NGramCounts>
{
    public PerOrder Seen;
    public PerOrder Once;
    public PerOrder Refused;

    public static int MinimumBytes => 12 * sizeof(long);

    public static NGramCounts Read(ref StateReader reader)
    {
        NGramCounts counts = default;
        for (int i = 0; i < 4; i++)
        {
            counts.Seen[i] = TableState.ReadNonNegative(ref reader);
            counts.Once[i] = TableState.ReadNonNegative(ref reader);
            counts.Refused[i] = TableState.ReadNonNegative(ref reader);
        }

        return counts;
    }

    public readonly void Write(StateWriter writer)
    {
        for (int i = 0; i < 4; i++)
        {
            writer.WriteInt64(Seen[i]);
            writer.WriteInt64(Once[i]);
            writer.WriteInt64(Refused[i]);
        }
    }

    [InlineArray(4)]
    internal struct PerOrder
    {
        private long _first;
    }
}
