using CraneAnomaly.Features;

namespace CraneAnomaly.Detectors.Bursts;

/// <summary>
/// Finds bursts of marked events, such as exceptions: an event is marked when its first value is above 0 (and finite).
/// An event that is not marked scores 0; a marked one scores minus the decimal logarithm of the chance of so many or
/// more marked events among those of the window, by Chernoff's bound for a binomial count, tempered by the dispersion.
/// The usual share is what was learned, and at least that of the worst window learned: who was refused steadily while
/// learning is no burst. Without learning it is a prior that the stream's own past outweighs, so it is ready from the
/// first event.
/// </summary>
public sealed class BurstDetector : IStreamingDetector
{
    private const string SectionName = "bursts";
    private const long TimeRange = 1L << 61;
    private const double WorstWeight = 10;

    private readonly BurstOptions _options;
    private readonly ExactTable<MarkedWindow> _streams;
    private readonly ExactTable<Reference> _references;
    private readonly long _window;

    /// <summary>Makes a detector.</summary>
    public BurstDetector(BurstOptions? options = null)
    {
        _options = (options ?? new()).Validate();
        _streams = new(_options.MaxStreams, ExactTablePolicy.EvictOldest);
        _references = new(_options.MaxStreams);
        _window = _options.Window.Ticks * TimeSpan.NanosecondsPerTick;
    }

    /// <summary>Streams without a reference because the table was full.</summary>
    public long Refused => _references.Refused;

    /// <summary>Streams whose window was given up because the table was full.</summary>
    public long Evicted => _streams.Evicted;

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    /// <exception cref="InvalidDataException">The state is damaged, or was made with other options.</exception>
    public static BurstDetector Load(ref StateReader reader, BurstOptions? options = null)
    {
        int version = reader.Section(SectionName, 2);
        var detector = new BurstDetector(options);
        TableState.Expect(ref reader, detector._window, "window");
        TableState.Read(ref reader, detector._references);
        if (version > 1) detector.ReadWorst(ref reader);
        TableState.ReadRecency(ref reader, detector._streams);
        return detector;
    }

    /// <inheritdoc/>
    public bool IsReady(in Observation observation) => true;

    /// <inheritdoc/>
    public double Score(in Observation observation)
    {
        if (!IsMarked(observation)) return 0;
        Window(observation, out long events, out long marked);
        double usual = Usual(observation.Stream), share = marked / (double)events;
        if (marked < _options.MinimumMarked || share <= usual) return 0;
        double unmarked = events - marked;
        double nats = marked * Math.Log(share / usual)
            + (unmarked > 0 ? unmarked * Math.Log((1 - share) / (1 - usual)) : 0);
        return Math.Max(0, nats / (_options.Dispersion * Math.Log(10)));
    }

    /// <summary>Events and marked events in the window that ends with this observation.</summary>
    public void Window(in Observation observation, out long events, out long marked)
    {
        events = marked = 0;
        int stream = _streams.Find(observation.Stream);
        if (stream >= 0) _streams[stream].CountAt(Pane(observation), out events, out marked);
        events++;
        if (IsMarked(observation)) marked++;
    }

    /// <summary>The share of marked events that is usual for a stream.</summary>
    public double Usual(ExactKey stream)
    {
        double events = 0, marked = 0;
        int index = _references.Find(stream);
        if (index >= 0 && _references[index].Events >= _options.MinimumEvents)
            (events, marked) = (_references[index].Events, _references[index].Marked);
        else if (_streams.Find(stream) is >= 0 and var own)
            (events, marked) = (_streams[own].PastEvents, _streams[own].PastMarked);
        double weight = _options.UsualWeight, worst = index >= 0 ? _references[index].Worst : 0;
        return Math.Clamp(Math.Max(worst, (marked + weight * _options.UsualShare) / (events + weight)), 1e-9, 1 - 1e-9);
    }

    /// <inheritdoc/>
    public void Learn(in Observation observation)
    {
        int index = _references.FindOrAdd(observation.Stream, out _);
        if (index < 0) return;
        ref var reference = ref _references[index];
        reference.Events++;
        if (!IsMarked(observation)) return;
        reference.Marked++;
        Window(observation, out long events, out long marked);
        if (marked < _options.MinimumMarked) return;

        // Ten events of the prior, so that five refusals out of five are not the whole truth.
        reference.Worst = Math.Max(reference.Worst, (marked + WorstWeight * _options.UsualShare) / (events + WorstWeight));
    }

    /// <inheritdoc/>
    public void Advance(in Observation observation)
    {
        int place = -1;
        Advance(observation, ref place);
    }

    /// <summary>The same for one who remembers where the stream was held.</summary>
    internal void Advance(in Observation observation, ref int place)
    {
        long pane = Pane(observation);
        bool added = false;
        int index = _streams.FindNear(observation.Stream, ref place);
        if (index < 0) place = index = _streams.FindOrAdd(observation.Stream, out added);
        if (added) _streams[index] = MarkedWindow.New(pane);
        else _streams.Touch(index);
        _streams[index].Add(pane, IsMarked(observation), _options.Memory);
    }

    /// <summary>Ends all windows, and forgets nothing learned: another capture may be of any time.</summary>
    public void ResetContext()
    {
        for (int i = 0; i < _streams.Count; i++) _streams[i].Rest();
    }

    /// <inheritdoc/>
    public void Save(StateWriter writer)
    {
        writer.Section(SectionName, 2);
        writer.WriteInt64(_window);
        TableState.Write(writer, _references);
        foreach (int index in _references.OrderByKey()) writer.WriteDouble(_references[index].Worst);
        TableState.WriteRecency(writer, _streams);
    }

    // In the order of the references that were read, which is that of their keys.
    private void ReadWorst(ref StateReader reader)
    {
        for (int i = 0; i < _references.Count; i++)
        {
            double worst = TableState.ReadNonNegativeDouble(ref reader);
            if (worst > 1) throw reader.Damaged("a share is above 1");
            _references[i].Worst = worst;
        }
    }

    private static bool IsMarked(in Observation observation) =>
        !observation.Values.IsEmpty && observation.Values[0] is > 0 and < double.PositiveInfinity;

    private long Pane(in Observation observation) =>
        Math.Clamp(observation.TimestampNs, -TimeRange, TimeRange) / (_window / MarkedWindow.Panes);

    internal struct Reference : IStateValue<Reference>
    {
        public long Events;
        public long Marked;

        /// <summary>Share of marked events in the worst window; written apart, because older states lack it.</summary>
        public double Worst;

        public static int MinimumBytes => 16;

        public static Reference Read(ref StateReader reader)
        {
            var reference = new Reference
            {
                Events = TableState.ReadNonNegative(ref reader),
                Marked = TableState.ReadNonNegative(ref reader),
            };
            return reference.Marked <= reference.Events
                ? reference
                : throw reader.Damaged("more marked events than events");
        }

        public readonly void Write(StateWriter writer)
        {
            writer.WriteInt64(Events);
            writer.WriteInt64(Marked);
        }
    }
}
