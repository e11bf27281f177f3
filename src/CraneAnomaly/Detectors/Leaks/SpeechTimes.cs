using System.Runtime.CompilerServices;
using CraneAnomaly.Records;

namespace CraneAnomaly.Detectors.Leaks;

/// <summary>When somebody last began to say something to somebody.</summary>
internal struct SpeechTimes
{
    private Times _times;
    private int _count;

    /// <summary>What shows the last of them.</summary>
    public OtRecord Last;

    /// <summary>Who spoke with whom.</summary>
    public FlowIdentity Flow;

    /// <summary>When it was last; 0 for never.</summary>
    public readonly long LastNs => _count == 0 ? 0 : _times[(_count - 1) % Times.Capacity];

    /// <summary>From when on all of them are known.</summary>
    public readonly long KnownFromNs => _count < Times.Capacity ? long.MinValue : _times[_count % Times.Capacity];

    /// <summary>It begins again.</summary>
    public void Add(long timestampNs) => _times[_count++ % Times.Capacity] = timestampNs;

    /// <summary>Whether it began within a time, the end included.</summary>
    public readonly bool Has(long afterNs, long untilNs)
    {
        for (int i = _count - 1; i >= Math.Max(0, _count - Times.Capacity); i--)
        {
            long at = _times[i % Times.Capacity];
            if (at <= afterNs) return false;
            if (at <= untilNs) return true;
        }

        return false;
    }

    [InlineArray(Capacity)]
    internal struct Times
    {
        public const int Capacity = 64;

        private long _element0;
    }
}

/// <summary>How often something came after the moves of a crane, and how often at other times.</summary>
internal struct Following
{
    /// <summary>Moves looked at; later ones count more.</summary>
    public double Moves;

    /// <summary>Those that something followed.</summary>
    public double Hits;

    /// <summary>Those that something would have followed at another time.</summary>
    public double Usual;

    /// <summary>The share of the last moves that something followed.</summary>
    public double Lately;

    /// <summary>When it was last told; 0 for never.</summary>
    public long ToldNs;

    /// <summary>Takes a move.</summary>
    public void Add(bool hit, double usual, double memory)
    {
        if (Moves >= memory) (Moves, Hits, Usual) = (Moves / 2, Hits / 2, Usual / 2);
        Moves++;
        Usual += usual;
        Lately += ((hit ? 1 : 0) - Lately) / 8;
        if (hit) Hits++;
    }

    /// <summary>
    /// Minus the logarithm of the chance that so many are followed where the others say how often that happens by itself:
    /// Chernoff's bound of a binomial tail (W. Hoeffding, JASA 58, 1963), the share of the others taken three of its
    /// standard errors too large.
    /// </summary>
    /// <param name="shifts">At how many other times each move was looked at.</param>
    public readonly double Evidence(int shifts)
    {
        double n = Moves, usual = (Usual + 0.5) / (n + 1), share = Hits / n;
        usual = Math.Min(0.999, usual + 3 * Math.Sqrt(usual * (1 - usual) / (n * shifts)));

        // What has ended is not told when something comes by chance.
        if (share <= usual || Lately < share / 2) return 0;
        return n * (share * Math.Log(share / usual) + (share >= 1 ? 0 : (1 - share) * Math.Log((1 - share) / (1 - usual))));
    }
}
