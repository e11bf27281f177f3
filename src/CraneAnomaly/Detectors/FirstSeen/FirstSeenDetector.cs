using CraneAnomaly.Features;

namespace CraneAnomaly.Detectors.FirstSeen;

/// <summary>
/// Says how surprising it is that something never seen in its stream happens now. A thing that was seen scores 0. An
/// unseen one scores the decimal logarithm of one over the share of events that bring something new, estimated as
/// Good and Turing did (I. J. Good, Biometrika 40, 1953): the things seen exactly once, per event. So a new command
/// scores 5 in a stream that brought nothing new in 100,000 events, and 1 in one where every tenth event is new.
/// </summary>
public sealed class FirstSeenDetector : IStreamingDetector
{
    private const string SectionName = "first-seen";

    private readonly FirstSeenOptions _options;
    private readonly PairTable<StreamCounts, Times> _seen;
    private long _events;
    private long _once;

    /// <summary>Makes a detector that has learned nothing.</summary>
    public FirstSeenDetector(FirstSeenOptions? options = null)
    {
        _options = (options ?? new()).Validate();
        _seen = new(_options.MaxStreams, _options.MaxPairs);
    }

    /// <summary>Streams and things not remembered because a table was full.</summary>
    public long Refused => _seen.Refused;

    /// <summary>Events learned.</summary>
    public long Events => _events;

    /// <summary>Things remembered, in all streams.</summary>
    internal int Things => _seen.Pairs.Count;

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    /// <exception cref="InvalidDataException">The state is damaged, or was made with caps above these.</exception>
    public static FirstSeenDetector Load(ref StateReader reader, FirstSeenOptions? options = null)
    {
        reader.Section(SectionName, 1);
        var detector = new FirstSeenDetector(options)
        {
            _events = TableState.ReadNonNegative(ref reader),
            _once = TableState.ReadNonNegative(ref reader),
        };
        detector._seen.Load(ref reader);
        return detector;
    }

    /// <summary>Whether this very thing was learned in its stream.</summary>
    public bool IsKnown(in Observation observation) =>
        _seen.FindStream(observation.Stream) is >= 0 and var stream && _seen.FindPair(stream, observation.Key) >= 0;

    /// <summary>The number of a stream for <see cref="LearnAgain"/>, or -1.</summary>
    internal int StreamNumber(in ExactKey stream) => _seen.FindStream(stream);

    /// <summary>Whether this very thing was learned more than once in its stream.</summary>
    internal bool IsSettled(in Observation observation) =>
        _seen.FindStream(observation.Stream) is >= 0 and var stream
        && _seen.FindPair(stream, observation.Key) is >= 0 and var pair && _seen.Pairs[pair].Often;

    /// <summary>Learns once more what is settled in a stream: the same as <see cref="Learn"/>, without asking what it
    /// is.</summary>
    internal void LearnAgain(int stream)
    {
        _events++;
        _seen.Streams[stream].Events++;
    }

    /// <inheritdoc/>
    public bool IsReady(in Observation observation)
    {
        int stream = _seen.FindStream(observation.Stream);
        if (stream < 0) return _events >= _options.MinimumEvents && _seen.Streams.Refused == 0;
        ref var counts = ref _seen.Streams[stream];
        return counts.Events >= _options.MinimumEvents
            && (!counts.Refused || _seen.FindPair(stream, observation.Key) >= 0);
    }

    /// <inheritdoc/>
    public double Score(in Observation observation)
    {
        int stream = _seen.FindStream(observation.Stream);

        // How often streams begin: nearly all streams have more than one event, so the things seen once say nothing.
        if (stream < 0) return Surprise(Math.Max(1, _seen.Streams.Count), Math.Max(1, _events));
        if (_seen.FindPair(stream, observation.Key) >= 0) return 0;

        ref var counts = ref _seen.Streams[stream];
        double overall = Math.Max(1, _once) / (double)Math.Max(1, _events);
        return Surprise(
            Math.Max(1, counts.Once) + _options.BackOffWeight * overall, counts.Events + _options.BackOffWeight);
    }

    /// <inheritdoc/>
    public void Learn(in Observation observation)
    {
        _events++;
        int stream = _seen.Streams.FindOrAdd(observation.Stream, out _);
        if (stream < 0) return;
        ref var counts = ref _seen.Streams[stream];
        counts.Events++;
        int pair = _seen.AddPair(stream, observation.Key, 0, out bool added);
        if (pair < 0)
        {
            counts.Refused = true;
            return;
        }

        ref var times = ref _seen.Pairs[pair];
        if (added)
        {
            counts.Once++;
            _once++;
        }
        else if (!times.Often)
        {
            times.Often = true;
            counts.Once--;
            _once--;
        }
    }

    /// <inheritdoc/>
    public void Advance(in Observation observation)
    {
        // Whether something was seen does not depend on what came just before.
    }

    /// <inheritdoc/>
    public void Save(StateWriter writer)
    {
        writer.Section(SectionName, 1);
        writer.WriteInt64(_events);
        writer.WriteInt64(_once);
        _seen.Save(writer);
    }

    private static double Surprise(double fresh, double events) => Math.Max(0, Math.Log10(events / fresh));

    internal struct StreamCounts : IStateValue<StreamCounts>
    {
        public long Events;
        public long Once;
        public bool Refused;

        public static int MinimumBytes => 20;

        public static StreamCounts Read(ref StateReader reader) => new()
        {
            Events = TableState.ReadNonNegative(ref reader),
            Once = TableState.ReadNonNegative(ref reader),
            Refused = TableState.ReadIn(ref reader, 0, 1) != 0,
        };

        public readonly void Write(StateWriter writer)
        {
            writer.WriteInt64(Events);
            writer.WriteInt64(Once);
            writer.WriteInt32(Refused ? 1 : 0);
        }
    }

    internal struct Times : IStateValue<Times>
    {
        public bool Often;

        public static int MinimumBytes => 4;

        public static Times Read(ref StateReader reader) => new() { Often = TableState.ReadIn(ref reader, 0, 1) != 0 };

        public readonly void Write(StateWriter writer) => writer.WriteInt32(Often ? 1 : 0);
    }
}
