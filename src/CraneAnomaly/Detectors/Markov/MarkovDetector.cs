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
    public bool IsReady(in Observation observation) => IsReady(_memory.FindStream(observation.Stream));

    /// <inheritdoc/>
    public double Score(in Observation observation) => Score(Look(observation));

    /// <inheritdoc/>
    public void Learn(in Observation observation)
    {
        var (stream, code) = Number(observation);
        var place = new SequencePlace(stream, code);
        Learn(Look(observation.Stream, ref place));
    }

    /// <inheritdoc/>
    public void Advance(in Observation observation)
    {
        double level = Drifts ? Level(Look(observation)) : 0;
        _memory.Advance(observation.Stream, observation.Key, level);
    }

    /// <summary>The number of the reference a stream is judged by, or -1.</summary>
    internal int StreamNumber(in ExactKey stream) => _memory.FindStream(stream);

    /// <summary>The number of an event, 0 when it was never learned.</summary>
    internal int Code(in ExactKey key) => _memory.Code(key);

    internal bool IsReady(int stream) => stream >= 0 && _memory.Streams[stream].Events >= _options.MinimumEvents;

    /// <summary>What is known of an event after those before it.</summary>
    internal MarkovLook Look(in Observation observation)
    {
        var place = new SequencePlace(_memory.FindStream(observation.Stream), _memory.Code(observation.Key));
        return Look(observation.Stream, ref place);
    }

    /// <summary>The same where the numbers of stream and event are known already.</summary>
    internal MarkovLook Look(in ExactKey stream, ref SequencePlace place)
    {
        var look = new MarkovLook
        {
            Stream = place.Stream,
            Code = place.Code,
            Recent = _memory.Recent(stream, ref place.Recent),
            Context = -1,
            Transition = -1,
        };
        look.Deepest = Math.Min(_options.Depth, look.Recent.Length);
        if (look.Stream < 0) return look;

        // The deepest first: what is inside it was learned with it, and the links lead there.
        for (int order = look.Deepest; order >= 0; order--)
        {
            int context = _contexts.Find(Context(look.Stream, order, look.Recent));
            if (context < 0) continue;
            look.Context = order;
            look.Contexts[order] = context;
            break;
        }

        if (look.Code != 0)
        {
            for (int order = look.Context; order >= 0; order--)
            {
                int transition = _transitions.FindNear(
                    Transition(look.Stream, order, look.Code, look.Recent), ref place.Gram);
                if (transition < 0) continue;
                look.Transition = order;
                look.Transitions[order] = transition;
                break;
            }
        }

        FollowLinks(ref look);
        return look;
    }

    internal double Score(in MarkovLook look)
    {
        if (look.Stream < 0) return 0;
        return Drifts ? Math.Max(0, Level(look)) : Bits(look, out _);
    }

    /// <summary>Numbers a stream and an event, made when they are new.</summary>
    internal (int Stream, int Code) Number(in Observation observation)
    {
        int stream = _memory.AddStream(observation.Stream);
        return (stream, stream < 0 ? 0 : _memory.AddCode(observation.Key));
    }

    /// <summary>Learns what was looked at; its stream and event must have been numbered.</summary>
    internal void Learn(MarkovLook look)
    {
        if (look.Stream < 0 || look.Code == 0) return;
        double bits = Drifts ? Bits(look, out _) : 0;
        for (int order = 0; order <= look.Deepest; order++)
        {
            if (order > look.Context)
            {
                int added = _contexts.Add(Context(look.Stream, order, look.Recent));
                if (added < 0) return;
                look.Contexts[order] = added;
                if (order > 0) _contexts[added].Shorter = look.Contexts[order - 1] + 1;
            }

            bool fresh = order > look.Transition;
            if (fresh)
            {
                int added = _transitions.Add(Transition(look.Stream, order, look.Code, look.Recent));
                if (added < 0) return;
                look.Transitions[order] = added;
                if (order > 0) _transitions[added].Shorter = look.Transitions[order - 1] + 1;
            }

            ref var node = ref _contexts[look.Contexts[order]];
            if (Drifts) node.AddBits(bits);
            node.Count++;
            if (fresh) node.Distinct++;
            if (order == 0) _memory.Streams[look.Stream].Events++; // only what can be judged by counts towards readiness
            _transitions[look.Transitions[order]].Count++;
        }
    }

    /// <summary>Moves a stream past an event given by its number. Not for the drift, which wants to look at it.</summary>
    internal void Advance(in ExactKey stream, ref SequencePlace place) =>
        _memory.Advance(stream, place.Code, ref place.Recent);

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

    private void FollowLinks(ref MarkovLook look)
    {
        for (int order = look.Context; order > 0; order--)
        {
            ref int shorter = ref _contexts[look.Contexts[order]].Shorter;
            if (shorter == 0) shorter = _contexts.Find(Context(look.Stream, order - 1, look.Recent)) + 1;
            look.Contexts[order - 1] = shorter - 1;
            if (shorter > 0) continue;
            (look.Context, look.Transition) = (-1, -1); // only a state that was made up has such holes
            return;
        }

        for (int order = look.Transition; order > 0; order--)
        {
            ref int shorter = ref _transitions[look.Transitions[order]].Shorter;
            if (shorter == 0) shorter = _transitions.Find(Transition(look.Stream, order - 1, look.Code, look.Recent)) + 1;
            look.Transitions[order - 1] = shorter - 1;
            if (shorter > 0) continue;
            (look.Context, look.Transition) = (-1, -1);
            return;
        }
    }

    private double Level(in MarkovLook look)
    {
        if (look.Stream < 0) return 0;
        double bits = Bits(look, out double usual);
        return look.Recent.Level + _options.Smoothing * (bits - usual - look.Recent.Level);
    }

    private double Bits(in MarkovLook look, out double usual)
    {
        double probability = 1;
        usual = 0;
        for (int order = 0; order <= look.Context; order++)
        {
            ref var node = ref _contexts[look.Contexts[order]];
            if (node.Count == 0) break;

            // Below the shortest context every event of the stream, and one unknown, is as likely as another.
            if (order == 0) probability = 1.0 / (node.Distinct + 1);
            double times = order > look.Transition ? 0 : _transitions[look.Transitions[order]].Count;
            probability = (times + node.Distinct * probability) / (node.Count + node.Distinct);
            usual = node.MeanBits;
        }

        return Math.Max(0, -Math.Log2(probability));
    }

    internal struct StreamEvents : IStateValue<StreamEvents>
    {
        public long Events;

        public static int MinimumBytes => 8;

        public static StreamEvents Read(ref StateReader reader) =>
            new() { Events = TableState.ReadNonNegative(ref reader) };

        public readonly void Write(StateWriter writer) => writer.WriteInt64(Events);
    }

    internal struct Times : IStateValue<Times>
    {
        public long Count;

        /// <summary>One plus the place of the transition out of the shorter context; 0 until it was looked for.</summary>
        public int Shorter;

        public static int MinimumBytes => 8;

        public static Times Read(ref StateReader reader) => new() { Count = TableState.ReadNonNegative(ref reader) };

        public readonly void Write(StateWriter writer) => writer.WriteInt64(Count);
    }
}
