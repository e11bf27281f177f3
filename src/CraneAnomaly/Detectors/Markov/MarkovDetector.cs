using CraneAnomaly.Detectors.Sequences;
using CraneAnomaly.Features;

namespace CraneAnomaly.Detectors.Markov;

/// <summary>
/// How surprising an event is after the ones before it, in bits: a Markov model of variable order (Ron, Singer and
/// Tishby, Machine Learning 25, 1996) that backs off to shorter contexts as Witten and Bell do (IEEE Transactions on
/// Information Theory 37, 1991, method C): a context in which many different events followed trusts itself less.
/// </summary>
public sealed class MarkovDetector : IStreamingDetector
{
    private const string SectionName = "markov";

    private readonly MarkovOptions _options;
    private readonly SequenceMemory<StreamEvents> _memory;
    private readonly ExactTable<MarkovNode> _contexts;
    private readonly ExactTable<Times> _transitions;

    /// <summary>Makes a detector that has learned nothing.</summary>
    public MarkovDetector(MarkovOptions? options = null)
    {
        _options = (options ?? new()).Validate();
        _memory = new(_options.PerStream, _options.MaxStreams, _options.MaxSymbols);
        _contexts = new(_options.MaxNodes);
        _transitions = new(_options.MaxNodes);
    }

    /// <summary>Streams, events, contexts and transitions not remembered because a table was full.</summary>
    public long Refused => _memory.Refused + _contexts.Refused + _transitions.Refused;

    /// <summary>Streams whose last events were given up because the table was full.</summary>
    public long Evicted => _memory.Evicted;

    private bool Drifts => _options.Readout == MarkovReadout.Drift;

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    /// <exception cref="InvalidDataException">The state is damaged, or was made with other options.</exception>
    public static MarkovDetector Load(ref StateReader reader, MarkovOptions? options = null)
    {
        reader.Section(SectionName, 1);
        var detector = new MarkovDetector(options);
        int depth = detector._options.Depth;
        TableState.Expect(ref reader, depth, "depth");
        TableState.Expect(ref reader, (int)detector._options.Readout, "readout");
        TableState.Expect(ref reader, detector._options.PerStream ? 1 : 0, "one reference a stream");
        detector._memory.Load(ref reader);
        detector._memory.ReadGrams(ref reader, detector._contexts, 0, depth);
        detector._memory.ReadGrams(ref reader, detector._transitions, 1, depth + 1);
        return detector;
    }

    /// <inheritdoc/>
    public bool IsReady(in Observation observation)
    {
        int stream = _memory.FindStream(observation.Stream);
        return stream >= 0 && _memory.Streams[stream].Events >= _options.MinimumEvents;
    }

    /// <inheritdoc/>
    public double Score(in Observation observation)
    {
        int stream = _memory.FindStream(observation.Stream);
        if (stream < 0) return 0;
        var recent = _memory.Recent(observation.Stream);
        double bits = Bits(stream, _memory.Code(observation.Key), recent, out double usual);
        if (!Drifts) return bits;
        return Math.Max(0, recent.Level + _options.Smoothing * (bits - usual - recent.Level));
    }

    /// <inheritdoc/>
    public void Learn(in Observation observation)
    {
        int stream = _memory.AddStream(observation.Stream);
        if (stream < 0) return;
        int code = _memory.AddCode(observation.Key);
        if (code == 0) return;
        var recent = _memory.Recent(observation.Stream);
        double bits = Drifts ? Bits(stream, code, recent, out _) : 0;
        int deepest = Math.Min(_options.Depth, recent.Length);
        for (int order = 0; order <= deepest; order++)
        {
            int context = _contexts.FindOrAdd(Context(stream, order, recent), out _);
            if (context < 0) return;
            int transition = _transitions.FindOrAdd(Transition(stream, order, code, recent), out bool added);
            if (transition < 0) return;
            ref var node = ref _contexts[context];
            node.AddBits(bits);
            node.Count++;
            if (added) node.Distinct++;
            if (order == 0) _memory.Streams[stream].Events++; // only what can be judged by counts towards readiness
            _transitions[transition].Count++;
        }
    }

    /// <inheritdoc/>
    public void Advance(in Observation observation)
    {
        if (!Drifts)
        {
            _memory.Advance(observation.Stream, observation.Key);
            return;
        }

        double level = 0;
        int stream = _memory.FindStream(observation.Stream);
        if (stream >= 0)
        {
            var before = _memory.Recent(observation.Stream);
            double bits = Bits(stream, _memory.Code(observation.Key), before, out double usual);
            level = before.Level + _options.Smoothing * (bits - usual - before.Level);
        }

        _memory.Advance(observation.Stream, observation.Key).Level = level;
    }

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
        writer.WriteInt64(_options.Depth);
        writer.WriteInt64((int)_options.Readout);
        writer.WriteInt64(_options.PerStream ? 1 : 0);
        var (streams, codes) = _memory.Save(writer);
        SequenceMemory<StreamEvents>.WriteGrams(writer, _contexts, streams, codes);
        SequenceMemory<StreamEvents>.WriteGrams(writer, _transitions, streams, codes);
    }

    private static ExactKey Context(int stream, int order, in RecentEvents recent) =>
        GramKey.Pack(stream, order, order > 0 ? recent.First : 0, recent.Second, recent.Third, 0);

    private static ExactKey Transition(int stream, int order, int code, in RecentEvents recent) =>
        GramKey.Pack(stream, order + 1, code, recent.First, recent.Second, recent.Third);

    private double Bits(int stream, int code, in RecentEvents recent, out double usual)
    {
        double probability = 1;
        usual = 0;
        int deepest = Math.Min(_options.Depth, recent.Length);
        for (int order = 0; order <= deepest; order++)
        {
            int context = _contexts.Find(Context(stream, order, recent));
            if (context < 0) break;
            ref var node = ref _contexts[context];
            if (node.Count == 0) break;

            // Below the shortest context every event of the stream, and one unknown, is as likely as another.
            if (order == 0) probability = 1.0 / (node.Distinct + 1);
            int transition = code == 0 ? -1 : _transitions.Find(Transition(stream, order, code, recent));
            double times = transition < 0 ? 0 : _transitions[transition].Count;
            probability = (times + node.Distinct * probability) / (node.Count + node.Distinct);
            usual = node.MeanBits;
        }

        return Math.Max(0, -Math.Log2(probability));
    }

    private struct StreamEvents : IStateValue<StreamEvents>
    {
        public long Events;

        public static int MinimumBytes => 8;

        public static StreamEvents Read(ref StateReader reader) =>
            new() { Events = TableState.ReadNonNegative(ref reader) };

        public readonly void Write(StateWriter writer) => writer.WriteInt64(Events);
    }

    private struct Times : IStateValue<Times>
    {
        public long Count;

        public static int MinimumBytes => 8;

        public static Times Read(ref StateReader reader) => new() { Count = TableState.ReadNonNegative(ref reader) };

        public readonly void Write(StateWriter writer) => writer.WriteInt64(Count);
    }
}
