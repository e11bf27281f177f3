using CraneAnomaly.Detectors.Sequences;
using CraneAnomaly.Features;

namespace CraneAnomaly.Detectors.NGrams;

/// <summary>
/// Finds sequences of two to four events that never came in learning (STIDE: Forrest, Hofmeyr, Somayaji and Longstaff,
/// IEEE Symposium on Security and Privacy 1996). Each unseen length adds how surprising a new sequence of that length
/// is (decimal logarithm of sequences learned over those learned once), halved with every event more: a new pair says
/// more than a new four in a row. All known: 0.
/// </summary>
public sealed class NGramDetector : IStreamingDetector
{
    private const string SectionName = "ngrams";

    private readonly NGramOptions _options;
    private readonly SequenceMemory<NGramCounts> _memory;
    private readonly ExactTable<Times> _grams;

    /// <summary>Makes a detector that has learned nothing.</summary>
    public NGramDetector(NGramOptions? options = null)
    {
        _options = (options ?? new()).Validate();
        _memory = new(_options.PerStream, _options.MaxStreams, _options.MaxSymbols);
        _grams = new(_options.MaxGrams);
    }

    /// <summary>Streams, events and sequences not remembered because a table was full.</summary>
    public long Refused => _memory.Refused + _grams.Refused;

    /// <summary>Streams whose last events were given up because the table was full.</summary>
    public long Evicted => _memory.Evicted;

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    /// <exception cref="InvalidDataException">The state is damaged, or was made with other options.</exception>
    public static NGramDetector Load(ref StateReader reader, NGramOptions? options = null)
    {
        reader.Section(SectionName, 1);
        var detector = new NGramDetector(options);
        TableState.Expect(ref reader, detector._options.MaxOrder, "longest sequence");
        TableState.Expect(ref reader, detector._options.PerStream ? 1 : 0, "one reference a stream");
        detector._memory.Load(ref reader);
        detector._memory.ReadGrams(ref reader, detector._grams, 1, detector._options.MaxOrder);
        return detector;
    }

    /// <inheritdoc/>
    public bool IsReady(in Observation observation)
    {
        int stream = _memory.FindStream(observation.Stream);
        return stream >= 0 && _memory.Streams[stream].Seen[0] >= _options.MinimumEvents;
    }

    /// <inheritdoc/>
    public double Score(in Observation observation)
    {
        int stream = _memory.FindStream(observation.Stream);
        if (stream < 0) return 0;
        int code = _memory.Code(observation.Key);
        var recent = _memory.Recent(observation.Stream);
        ref var counts = ref _memory.Streams[stream];

        // The longest first: when it is known, so are those inside it, and nearly all of normal traffic ends here.
        double score = 0;
        for (int order = Math.Min(_options.MaxOrder, recent.Length + 1); order >= 1; order--)
        {
            if (code != 0 && _grams.Find(Gram(stream, order, code, recent)) >= 0) break;
            if (counts.Refused[order - 1] > 0) continue;
            double weight = order < 2 ? 1 : 1.0 / (1 << (order - 2));
            double seen = Math.Max(1, counts.Seen[order - 1]), once = Math.Max(1, counts.Once[order - 1]);
            score += weight * Math.Log10(seen / once);
        }

        return Math.Max(0, score);
    }

    /// <summary>Length of the shortest sequence that ends with this event and was never learned; 0 when all are
    /// known.</summary>
    public int ShortestUnseen(in Observation observation)
    {
        int stream = _memory.FindStream(observation.Stream);
        if (stream < 0) return 0;
        int code = _memory.Code(observation.Key);
        var recent = _memory.Recent(observation.Stream);
        int longest = Math.Min(_options.MaxOrder, recent.Length + 1);
        for (int order = 1; order <= longest; order++)
        {
            bool known = code != 0 && _grams.Find(Gram(stream, order, code, recent)) >= 0;
            if (!known && _memory.Streams[stream].Refused[order - 1] == 0) return order;
        }

        return 0;
    }

    /// <inheritdoc/>
    public void Learn(in Observation observation)
    {
        int stream = _memory.AddStream(observation.Stream);
        if (stream < 0) return;
        ref var counts = ref _memory.Streams[stream];
        int code = _memory.AddCode(observation.Key);
        var recent = _memory.Recent(observation.Stream);
        int longest = Math.Min(_options.MaxOrder, recent.Length + 1);
        for (int order = 1; order <= longest; order++)
        {
            counts.Seen[order - 1]++;
            int gram = code == 0 ? -1 : _grams.FindOrAdd(Gram(stream, order, code, recent), out _);
            if (gram < 0)
            {
                counts.Refused[order - 1]++;
                continue;
            }

            ref var times = ref _grams[gram];
            if (times.Count == 0) counts.Once[order - 1]++;
            else if (times.Count == 1) counts.Once[order - 1]--;
            if (times.Count < 2) times.Count++;
        }
    }

    /// <inheritdoc/>
    public void Advance(in Observation observation) => _memory.Advance(observation.Stream, observation.Key);

    /// <summary>Forgets the last events of all streams, and nothing learned: between two captures lies no
    /// sequence.</summary>
    public void ResetContext() => _memory.Reset();

    /// <summary>Forgets the last events of a stream: after a gap in the capture nobody knows what came
    /// before.</summary>
    public void ResetContext(ExactKey stream) => _memory.Reset(stream);

    /// <inheritdoc/>
    public void Save(StateWriter writer)
    {
        writer.Section(SectionName, 1);
        writer.WriteInt64(_options.MaxOrder);
        writer.WriteInt64(_options.PerStream ? 1 : 0);
        var (streams, codes) = _memory.Save(writer);
        SequenceMemory<NGramCounts>.WriteGrams(writer, _grams, streams, codes);
    }

    private static ExactKey Gram(int stream, int order, int code, in RecentEvents recent) =>
        GramKey.Pack(stream, order, code, recent.First, recent.Second, recent.Third);

    private struct Times : IStateValue<Times>
    {
        public byte Count;

        public static int MinimumBytes => 4;

        public static Times Read(ref StateReader reader) => new() { Count = (byte)TableState.ReadIn(ref reader, 1, 2) };

        public readonly void Write(StateWriter writer) => writer.WriteInt32(Count);
    }
}
