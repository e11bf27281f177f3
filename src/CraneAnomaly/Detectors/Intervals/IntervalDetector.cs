using CraneAnomaly.Features;

namespace CraneAnomaly.Detectors.Intervals;

/// <summary>
/// Judges the time between events: of a stream as a whole, and of each thing in it. A gap scores 0 when it lies between
/// the shortest and the longest learned; beyond them the score is minus the decimal logarithm of how many such gaps
/// would be expected in as long a time as was learned, so 2 is what comes once in a hundred such times. Silence has no
/// event that could be scored: ask <see cref="ScoreSilence(ExactKey, long)"/> as event time goes by.
/// </summary>
public sealed class IntervalDetector : IStreamingDetector
{
    private const string SectionName = "intervals";

    private readonly IntervalOptions _options;
    private readonly PairTable<GapSketch, GapSketch> _gaps;

    /// <summary>Makes a detector that has learned nothing.</summary>
    public IntervalDetector(IntervalOptions? options = null)
    {
        _options = (options ?? new()).Validate();
        _gaps = new(_options.MaxStreams, _options.MaxPairs);
    }

    /// <summary>Streams and things not watched because a table was full.</summary>
    public long Refused => _gaps.Refused;

    /// <summary>Streams watched: their number only grows.</summary>
    public int StreamCount => _gaps.Streams.Count;

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    /// <exception cref="InvalidDataException">The state is damaged, or was made with caps above these.</exception>
    public static IntervalDetector Load(ref StateReader reader, IntervalOptions? options = null)
    {
        reader.Section(SectionName, 1);
        var detector = new IntervalDetector(options);
        detector._gaps.Load(ref reader);
        return detector;
    }

    /// <summary>A watched stream by its number, for asking each whether it is silent.</summary>
    /// <remarks>Numbers are those of this object: they change when state is loaded.</remarks>
    public ExactKey StreamAt(int number)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)number, (uint)StreamCount);
        return _gaps.Streams.KeyAt(number);
    }

    /// <inheritdoc/>
    public bool IsReady(in Observation observation) => IsReady(PlaceOf(observation));

    /// <inheritdoc/>
    public double Score(in Observation observation) => Score(PlaceOf(observation), observation.TimestampNs);

    /// <summary>Where an observation's stream and thing are held; it stays there.</summary>
    internal GapPlace PlaceOf(in Observation observation)
    {
        int stream = _gaps.FindStream(observation.Stream);
        return new(stream, stream < 0 ? -1 : _gaps.FindPair(stream, observation.Key));
    }

    /// <inheritdoc cref="IsReady(in Observation)"/>
    internal bool IsReady(GapPlace place) =>
        place.Stream >= 0 && (IsReady(_gaps.Streams[place.Stream]) || place.Pair >= 0 && IsReady(_gaps.Pairs[place.Pair]));

    /// <inheritdoc cref="Score(in Observation)"/>
    internal double Score(GapPlace place, long nowNs)
    {
        if (place.Stream < 0) return 0;
        ref var whole = ref _gaps.Streams[place.Stream];
        double score = Score(whole, nowNs, whole.Epoch);
        return place.Pair < 0 ? score : Math.Max(score, Score(_gaps.Pairs[place.Pair], nowNs, whole.Epoch));
    }

    /// <summary>Learns, if wanted, and advances at a place that was found.</summary>
    internal void Pass(GapPlace place, long nowNs, bool learns)
    {
        ref var whole = ref _gaps.Streams[place.Stream];
        int epoch = whole.Epoch;
        if (learns) Learn(ref whole, nowNs, epoch);
        whole.MoveTo(nowNs, epoch);
        if (place.Pair < 0) return;
        ref var part = ref _gaps.Pairs[place.Pair];
        if (learns) Learn(ref part, nowNs, epoch);
        part.MoveTo(nowNs, epoch);
    }

    /// <summary>How unusual it is that a stream has been silent until now; 0 where that cannot be judged.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="nowNs">Event time in nanoseconds since 1970-01-01 UTC.</param>
    public double ScoreSilence(ExactKey stream, long nowNs)
    {
        int index = _gaps.FindStream(stream);
        return index < 0 ? 0 : Silence(_gaps.Streams[index], nowNs, _gaps.Streams[index].Epoch);
    }

    /// <summary>How unusual it is that a thing in a stream has not come until now; 0 where that cannot be
    /// judged.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="key">The thing.</param>
    /// <param name="nowNs">Event time in nanoseconds since 1970-01-01 UTC.</param>
    public double ScoreSilence(ExactKey stream, ExactKey key, long nowNs)
    {
        int index = _gaps.FindStream(stream), pair = index < 0 ? -1 : _gaps.FindPair(index, key);
        return pair < 0 ? 0 : Silence(_gaps.Pairs[pair], nowNs, _gaps.Streams[index].Epoch);
    }

    /// <summary>The gaps learned for a stream.</summary>
    public LearnedGaps Learned(ExactKey stream)
    {
        int index = _gaps.FindStream(stream);
        return index < 0 ? default : Describe(_gaps.Streams[index]);
    }

    /// <summary>The gaps learned for a thing in a stream.</summary>
    public LearnedGaps Learned(ExactKey stream, ExactKey key)
    {
        int index = _gaps.FindStream(stream), pair = index < 0 ? -1 : _gaps.FindPair(index, key);
        return pair < 0 ? default : Describe(_gaps.Pairs[pair]);
    }

    /// <inheritdoc/>
    public void Learn(in Observation observation)
    {
        int stream = _gaps.Streams.FindOrAdd(observation.Stream, out bool added);
        if (stream < 0) return;
        ref var whole = ref _gaps.Streams[stream];
        if (added) whole = GapSketch.New();
        Learn(ref whole, observation.TimestampNs, whole.Epoch);
        int epoch = whole.Epoch;

        int pair = _gaps.AddPair(stream, observation.Key, 0, out added);
        if (pair < 0) return;
        ref var part = ref _gaps.Pairs[pair];
        if (added) part = GapSketch.New();
        Learn(ref part, observation.TimestampNs, epoch);
    }

    /// <inheritdoc/>
    public void Advance(in Observation observation)
    {
        var place = PlaceOf(observation);
        if (place.Stream >= 0) Pass(place, observation.TimestampNs, learns: false);
    }

    /// <summary>Forgets when the last events were, and nothing learned: between two captures lies no gap.</summary>
    public void ResetContext()
    {
        for (int i = 0; i < _gaps.Streams.Count; i++) _gaps.Streams[i].Interrupt();
    }

    /// <summary>The same for one stream: after a loss in the capture a silence says nothing.</summary>
    public void ResetContext(ExactKey stream)
    {
        int index = _gaps.FindStream(stream);
        if (index >= 0) _gaps.Streams[index].Interrupt();
    }

    /// <inheritdoc/>
    public void Save(StateWriter writer)
    {
        writer.Section(SectionName, 1);
        _gaps.Save(writer);
    }

    private static void Learn(ref GapSketch sketch, long now, int epoch)
    {
        long gap = sketch.GapAt(now, epoch);
        if (gap > 0) sketch.Add(gap);
    }

    private static LearnedGaps Describe(in GapSketch sketch) => sketch.Count == 0
        ? default
        : new(sketch.Count, sketch.Shortest, sketch.Quantile(0.5), sketch.Longest);

    private bool IsReady(in GapSketch sketch) => sketch.Count >= _options.MinimumGaps;

    private double Score(in GapSketch sketch, long now, int epoch)
    {
        long gap = IsReady(sketch) ? sketch.GapAt(now, epoch) : -1;
        return gap < 0 ? 0 : sketch.Score(gap);
    }

    // A silence that is still short may yet become usual.
    private double Silence(in GapSketch sketch, long now, int epoch)
    {
        long gap = IsReady(sketch) ? sketch.GapAt(now, epoch) : -1;
        return gap <= sketch.Longest ? 0 : sketch.Score(gap);
    }
}
