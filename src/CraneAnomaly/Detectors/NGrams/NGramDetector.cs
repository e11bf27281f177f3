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
    public bool IsReady(in Observation observation) => IsReady(_memory.FindStream(observation.Stream));

    /// <inheritdoc/>
    public double Score(in Observation observation) => Score(Look(observation));

    /// <summary>What is known of a sequence.</summary>
    internal NGramLook Look(in Observation observation)
    {
        var place = new SequencePlace(_memory.FindStream(observation.Stream), _memory.Code(observation.Key));
        return Look(observation.Stream, ref place);
    }

    /// <summary>The same where the numbers of stream and event are known already.</summary>
    internal NGramLook Look(in ExactKey stream, ref SequencePlace place)
    {
        // The longest first: when it is known, so are those inside it, and nearly all of normal traffic ends here.
        var look = new NGramLook
        {
            Stream = place.Stream,
            Code = place.Code,
            Recent = _memory.Recent(stream, ref place.Recent),
            Gram = -1,
        };
        look.Longest = Math.Min(_options.MaxOrder, look.Recent.Length + 1);
        if (look.Code == 0 || look.Stream < 0) return look;
        for (int order = look.Longest; order >= 1; order--)
        {
            look.Gram = _grams.FindNear(Gram(look.Stream, order, look.Code, look.Recent), ref place.Gram);
            if (look.Gram < 0) continue;
            look.Known = order;
            break;
        }

        return look;
    }

    /// <summary>The number of the reference a stream is judged by, or -1.</summary>
    internal int StreamNumber(in ExactKey stream) => _memory.FindStream(stream);

    /// <summary>The number of an event, 0 when it was never learned.</summary>
    internal int Code(in ExactKey key) => _memory.Code(key);

    internal bool IsReady(int stream) => stream >= 0 && _memory.Streams[stream].Seen[0] >= _options.MinimumEvents;

    internal double Score(in NGramLook look)
    {
        if (look.Stream < 0) return 0;
        double score = 0;
        ref var counts = ref _memory.Streams[look.Stream];
        for (int order = look.Longest; order > look.Known; order--)
        {
            if (counts.Refused[order - 1] > 0) continue;
            double weight = order < 2 ? 1 : 1.0 / (1 << (order - 2));
            double seen = Math.Max(1, counts.Seen[order - 1]), once = Math.Max(1, counts.Once[order - 1]);
            score += weight * Math.Log10(seen / once);
        }

        return Math.Max(0, score);
    }

    /// <summary>Numbers a stream and an event, made when they are new.</summary>
    internal (int Stream, int Code) Number(in Observation observation)
    {
        int stream = _memory.AddStream(observation.Stream);
        return (stream, stream < 0 ? 0 : _memory.AddCode(observation.Key));
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
        var (stream, code) = Number(observation);
        var place = new SequencePlace(stream, code);
        Learn(Look(observation.Stream, ref place));
    }

    /// <summary>Learns what was looked at; its stream and event must have been numbered.</summary>
    internal void Learn(in NGramLook look)
    {
        if (look.Stream < 0) return;
        ref var counts = ref _memory.Streams[look.Stream];
        for (int order = 1; order <= look.Longest; order++) counts.Seen[order - 1]++;

        // What came twice with all that is inside it: only that it came again is still to be learned.
        bool settled = look.Known > 0 && _grams[look.Gram].Count > 1;
        for (int order = settled ? look.Known + 1 : 1; order <= look.Longest; order++)
        {
            int gram = -1;
            if (look.Code != 0)
            {
                var key = Gram(look.Stream, order, look.Code, look.Recent);
                gram = order > look.Known ? _grams.Add(key) : _grams.Find(key);
            }

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

    /// <summary>Moves a stream past an event given by its number.</summary>
    internal void Advance(in ExactKey stream, ref SequencePlace place) =>
        _memory.Advance(stream, place.Code, ref place.Recent);

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

    internal struct Times : IStateValue<Times>
    {
        public byte Count;

        public static int MinimumBytes => 4;

        public static Times Read(ref StateReader reader) => new() { Count = (byte)TableState.ReadIn(ref reader, 1, 2) };

        public readonly void Write(StateWriter writer) => writer.WriteInt32(Count);
    }
}
