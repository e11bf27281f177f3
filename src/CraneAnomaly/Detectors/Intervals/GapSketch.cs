using System.Runtime.CompilerServices;

namespace CraneAnomaly.Detectors.Intervals;

/// <summary>
/// The distribution of gaps in logarithmic buckets, so that every quantile is known to 5 % of its value (DDSketch:
/// Masson, Rim and Lee, PVLDB 12, 2019), for gaps of 1 µs to 11 days; shortest and longest are exact. 16-bit
/// counts are halved when one is full: proportions stay, and no gap seen is forgotten (a count of 1 stays 1). Most
/// things of a network come a few times only: the first gaps are held one by one, in an eighth of the room.
/// </summary>
internal struct GapSketch : IStateValue<GapSketch>
{
    /// <summary>Shortest gap told apart; capture time stamps are no better than this.</summary>
    public const long Resolution = 1_000;

    /// <summary>Half the width of a bucket relative to its middle.</summary>
    public const double RelativeError = 0.05;

    private const int FewestOuter = 8;
    private const int Few = 32;
    private const long Overtaken = 60_000_000_000;

    public long Count;
    public long Shortest;
    public long Longest;

    /// <summary>Time of the last event; long.MinValue for none.</summary>
    public long Last;

    /// <summary>How often the stream had been interrupted when <see cref="Last"/> was set.</summary>
    public int Epoch;

    private ushort _fewUsed;
    private ushort[]? _counts;
    private Single _few; // buckets of the first gaps, while there are no counts

    public static int MinimumBytes => 40;

    public static GapSketch New() => new() { Last = long.MinValue, Shortest = long.MaxValue };

    public static GapSketch Read(ref StateReader reader)
    {
        var sketch = new GapSketch
        {
            Count = TableState.ReadNonNegative(ref reader),
            Shortest = reader.ReadInt64(),
            Longest = reader.ReadInt64(),
            Last = reader.ReadInt64(),
            Epoch = reader.ReadInt32(),
        };
        if (sketch.Count == 0 ? sketch.Shortest != long.MaxValue || sketch.Longest != 0
            : sketch.Shortest < Resolution || sketch.Longest < sketch.Shortest)
            throw reader.Damaged("shortest and longest gap contradict each other");
        Span<ushort> counts = stackalloc ushort[GapBuckets.Count];
        counts.Clear();
        int used = TableState.ReadCount(ref reader, 8, GapBuckets.Count), last = -1;
        long total = 0;
        for (int i = 0; i < used; i++)
        {
            int bucket = TableState.ReadIn(ref reader, last + 1, GapBuckets.Count - 1);
            counts[bucket] = (ushort)TableState.ReadIn(ref reader, 1, ushort.MaxValue);
            total += counts[bucket];
            last = bucket;
        }

        if (total != sketch.Count || total > Few) sketch._counts = counts.ToArray();
        else sketch.TakeOneByOne(counts);
        return sketch.Count > 0 == used > 0 ? sketch : throw reader.Damaged("gaps without counts");
    }

    public readonly void Write(StateWriter writer)
    {
        writer.WriteInt64(Count);
        writer.WriteInt64(Shortest);
        writer.WriteInt64(Longest);
        writer.WriteInt64(Last);
        writer.WriteInt32(Epoch);
        Span<ushort> room = stackalloc ushort[GapBuckets.Count];
        var counts = CountsIn(room);
        int used = counts.Length - counts.Count((ushort)0);
        writer.WriteInt32(used);
        for (int i = 0; i < counts.Length; i++)
        {
            if (counts[i] == 0) continue;
            writer.WriteInt32(i);
            writer.WriteInt32(counts[i]);
        }
    }

    /// <summary>
    /// The gap that ends now, not below the resolution; -1 for none: no event since the stream was interrupted, or time
    /// ran back.
    /// </summary>
    public readonly long GapAt(long now, int epoch)
    {
        if (Last == long.MinValue || Epoch != epoch || now < Last) return -1;
        ulong gap = (ulong)now - (ulong)Last; // the difference of two longs may need 64 bits
        return gap < Resolution ? Resolution : (long)Math.Min(gap, long.MaxValue);
    }

    /// <summary>Moves past an event. Packets overtake each other by less than a minute: an event that is more behind
    /// shows that the last one was stamped wrongly.</summary>
    public void MoveTo(long now, int epoch)
    {
        if (Epoch != epoch || now > Last || now < Last - Overtaken) Last = now;
        Epoch = epoch;
    }

    /// <summary>Lets no gap reach across now, in a stream or in what is in it.</summary>
    public void Interrupt()
    {
        unchecked { Epoch++; }
        Last = long.MinValue;
    }

    public void Add(long gap)
    {
        Count++;
        Shortest = Math.Min(Shortest, gap);
        Longest = Math.Max(Longest, gap);
        int bucket = GapBuckets.Of(gap);
        if (_counts is null)
        {
            if (_fewUsed < Few)
            {
                _few[_fewUsed++] = (ushort)bucket;
                return;
            }

            var whole = new ushort[GapBuckets.Count];
            CountsIn(whole);
            _counts = whole;
        }

        var counts = _counts;
        ref ushort count = ref counts[bucket];
        if (count == ushort.MaxValue)
        {
            foreach (ref ushort each in counts.AsSpan()) each = (ushort)((each + 1) >> 1);
        }

        count++;
    }

    /// <summary>
    /// How unusual a gap is: minus the decimal logarithm of how many such gaps would be expected in as long a time as
    /// was learned. 0 from shortest to longest. Beyond, the tails go on as power laws whose exponents Hill's estimator
    /// gives (Annals of Statistics 3, 1975) over at most the outer tenth of the gaps, over fewer where that is steeper:
    /// polls come in volleys, and the pauses between those may be few. They are widened by three standard errors
    /// because few gaps tell little, and never taken as sharper than the buckets are.
    /// </summary>
    public readonly double Score(long gap)
    {
        if (gap > Longest) return Math.Log10((double)gap / Longest) / TailIndex(late: true);
        return gap < Shortest ? Math.Log10((double)Shortest / gap) / TailIndex(late: false) : 0;
    }

    /// <summary>A quantile in nanoseconds, to the relative error.</summary>
    public readonly long Quantile(double share)
    {
        if (Count == 0) return 0;
        Span<ushort> room = stackalloc ushort[GapBuckets.Count];
        var counts = CountsIn(room);
        long sum = 0, total = Total(counts);
        for (int i = 0; i < counts.Length; i++)
        {
            sum += counts[i];
            if (sum > share * total) return Math.Clamp((long)GapBuckets.Middle(i), Shortest, Longest);
        }

        return Longest;
    }

    private readonly double TailIndex(bool late)
    {
        Span<ushort> room = stackalloc ushort[GapBuckets.Count];
        var counts = CountsIn(room);
        long outer = Math.Max(1, Total(counts) / 10), taken = 0;
        double sum = 0, lowest = double.PositiveInfinity;
        int step = late ? -1 : 1;
        for (int at = late ? counts.Length - 1 : 0; taken < outer && (uint)at < counts.Length; at += step)
        {
            int count = counts[at];
            if (count == 0) continue;
            taken += count;
            sum += (double)count * at;
            if (taken < Math.Min(outer, FewestOuter)) continue;

            // Logarithms of buckets are their indexes: the mean distance of the outer gaps from the edge of the tail.
            double index = Math.Max(Math.Abs(sum - (double)at * taken) / taken * GapBuckets.LogGamma, RelativeError);
            lowest = Math.Min(lowest, index * (1 + 3 / Math.Sqrt(taken)));
        }

        return lowest;
    }

    // The counts, made in the room given where gaps are still held one by one.
    private readonly ReadOnlySpan<ushort> CountsIn(Span<ushort> room)
    {
        if (_counts is { } counts) return counts;
        room.Clear();
        for (int i = 0; i < _fewUsed; i++) room[_few[i]]++;
        return room;
    }

    private void TakeOneByOne(ReadOnlySpan<ushort> counts)
    {
        for (int bucket = 0; bucket < counts.Length; bucket++)
        {
            for (int i = 0; i < counts[bucket]; i++) _few[_fewUsed++] = (ushort)bucket;
        }
    }

    private static long Total(ReadOnlySpan<ushort> counts)
    {
        long total = 0;
        foreach (ushort count in counts) total += count;
        return total;
    }

    [InlineArray(Few)]
    internal struct Single
    {
        private ushort _first;
    }
}
