using CraneAnomaly.Features;

namespace CraneAnomaly.Detectors.Scan;

/// <summary>
/// Finds a source (the stream) that asks for unusually many different targets (the keys: addresses, units, functions,
/// hosts) in a sliding window. The score is minus the decimal logarithm of the chance of so many or more, by Chernoff's
/// bound for a Poisson count, tempered by the dispersion. What is usual is the most of the windows learned; without
/// learning, the larger of a prior and the source's own decaying maximum, so it is ready from the first event.
/// </summary>
public sealed class ScanDetector : IStreamingDetector
{
    private const string SectionName = "scan";
    private const long TimeRange = 1L << 61;

    private readonly ScanOptions _options;
    private readonly ExactTable<TargetWindow> _sources;
    private readonly ExactTable<Reference> _references;
    private readonly long _window;

    /// <summary>Makes a detector.</summary>
    public ScanDetector(ScanOptions? options = null)
    {
        _options = (options ?? new()).Validate();
        _sources = new(_options.MaxSources, ExactTablePolicy.EvictOldest);
        _references = new(_options.MaxSources);
        _window = _options.Window.Ticks * TimeSpan.NanosecondsPerTick;
    }

    /// <summary>Sources without a reference because the table was full.</summary>
    public long Refused => _references.Refused;

    /// <summary>Sources whose window was given up because the table was full.</summary>
    public long Evicted => _sources.Evicted;

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    /// <exception cref="InvalidDataException">The state is damaged, or was made with other options.</exception>
    public static ScanDetector Load(ref StateReader reader, ScanOptions? options = null)
    {
        reader.Section(SectionName, 1);
        var detector = new ScanDetector(options);
        TableState.Expect(ref reader, detector._window, "window");
        TableState.Expect(ref reader, (long)detector._options.Seed, "seed");
        TableState.Read(ref reader, detector._references);
        TableState.ReadRecency(ref reader, detector._sources);
        return detector;
    }

    /// <inheritdoc/>
    public bool IsReady(in Observation observation) => true;

    /// <inheritdoc/>
    public double Score(in Observation observation)
    {
        double distinct = Distinct(observation), usual = Usual(observation.Stream);
        if (distinct <= usual) return 0;
        return (distinct * Math.Log(distinct / usual) - (distinct - usual)) / (_options.Dispersion * Math.Log(10));
    }

    /// <summary>Different targets of the source in the window that ends with this observation.</summary>
    public double Distinct(in Observation observation)
    {
        int source = _sources.Find(observation.Stream);
        if (source < 0) return 1;
        long now = Time(observation);
        return _sources[source].Distinct(observation.Key, now, Pane(now), _window, _options.Seed);
    }

    /// <summary>Different targets a window that are usual for a source.</summary>
    public double Usual(ExactKey source)
    {
        int reference = _references.Find(source);
        if (reference >= 0 && _references[reference].Windows >= _options.MinimumWindows)
            return Math.Max(1, _references[reference].Most);
        int index = _sources.Find(source);
        return index < 0 ? _options.UsualTargets : Math.Max(_options.UsualTargets, _sources[index].Level);
    }

    /// <inheritdoc/>
    public void Learn(in Observation observation)
    {
        double distinct = Distinct(observation);
        int index = _references.FindOrAdd(observation.Stream, out bool added);
        if (index < 0) return;
        ref var reference = ref _references[index];
        long window = Time(observation) / _window;
        if (added || window > reference.LastWindow)
        {
            reference.LastWindow = window;
            reference.Windows++;
        }

        reference.Most = Math.Max(reference.Most, distinct);
    }

    /// <inheritdoc/>
    public void Advance(in Observation observation)
    {
        long now = Time(observation), pane = Pane(now), window = now / _window;
        int index = _sources.FindOrAdd(observation.Stream, out bool added);
        ref var source = ref _sources[index];
        if (added) source = TargetWindow.New(window, pane);
        else _sources.Touch(index);
        double distinct = source.Distinct(observation.Key, now, pane, _window, _options.Seed);
        source.Add(observation.Key, now, pane, _window, _options.Seed);
        if (window > source.Window)
        {
            source.Level = Math.Max(source.Peak, source.Level * Math.Pow(_options.Memory, window - source.Window));
            source.Window = window;
            source.Peak = 0;
        }

        source.Peak = Math.Max(source.Peak, distinct);
    }

    /// <inheritdoc/>
    public void Save(StateWriter writer)
    {
        writer.Section(SectionName, 1);
        writer.WriteInt64(_window);
        writer.WriteInt64((long)_options.Seed);
        TableState.Write(writer, _references);
        TableState.WriteRecency(writer, _sources);
    }

    private static long Time(in Observation observation) => Math.Clamp(observation.TimestampNs, -TimeRange, TimeRange);

    private long Pane(long now) => now / (_window / TargetWindow.Panes);

    internal struct Reference : IStateValue<Reference>
    {
        public double Most;
        public long Windows;
        public long LastWindow;

        public static int MinimumBytes => 24;

        public static Reference Read(ref StateReader reader)
        {
            var reference = new Reference
            {
                Most = TableState.ReadNonNegativeDouble(ref reader),
                Windows = TableState.ReadNonNegative(ref reader),
                LastWindow = reader.ReadInt64(),
            };
            return reference.Most <= 1e6 ? reference : throw reader.Damaged("a reference is out of range");
        }

        public readonly void Write(StateWriter writer)
        {
            writer.WriteDouble(Most);
            writer.WriteInt64(Windows);
            writer.WriteInt64(LastWindow);
        }
    }
}
