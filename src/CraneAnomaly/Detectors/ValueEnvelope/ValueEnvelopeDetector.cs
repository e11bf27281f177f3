using CraneAnomaly.Features;

namespace CraneAnomaly.Detectors.ValueEnvelope;

/// <summary>
/// Judges values by what was learned of the same place: stream, key, and position among the values. Inside the learned
/// range a value scores 0. Outside it scores its distance from the range in spreads (mean distance from the mean, at
/// least one step). Where there were only few different values, as for a mode, a value never seen scores at least the
/// decimal logarithm of values learned over different values, so that a place that never changed speaks up when it
/// does. Values that count by a constant step, as a heartbeat does, are never unusual: neither what was not reached
/// yet nor a step that is left out. The highest score of an observation's values counts. Values that are not numbers are ignored.
/// </summary>
public sealed class ValueEnvelopeDetector : IStreamingDetector
{
    private const string SectionName = "value-envelope";
    private const int Version = 2;
    private const double HighestScore = 1e9;

    private readonly ValueEnvelopeOptions _options;
    private readonly PairTable<NoValue, Envelope> _places;

    /// <summary>Makes a detector that has learned nothing.</summary>
    public ValueEnvelopeDetector(ValueEnvelopeOptions? options = null)
    {
        _options = (options ?? new()).Validate();
        _places = new(_options.MaxStreams, _options.MaxPlaces);
    }

    /// <summary>Streams and places not remembered because a table was full.</summary>
    public long Refused => _places.Refused;

    /// <summary>Values not learned because they stood too far behind in their observation.</summary>
    public long Skipped { get; private set; }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    /// <exception cref="InvalidDataException">The state is damaged, or was made with other options.</exception>
    public static ValueEnvelopeDetector Load(ref StateReader reader, ValueEnvelopeOptions? options = null)
    {
        // What was learned before counters were told apart cannot tell them now.
        if (reader.Section(SectionName, Version) < Version) throw reader.Damaged($"older than version {Version}; learn again");
        var detector = new ValueEnvelopeDetector(options);
        if (reader.ReadDouble() != detector._options.LeastStep)
            throw reader.Damaged("made with another least step; use the same options or learn again");
        detector.Skipped = TableState.ReadNonNegative(ref reader);
        detector._places.Load(ref reader, detector._options.MaxSlots);
        return detector;
    }

    /// <summary>What was learned of one place.</summary>
    public LearnedValues Learned(ExactKey stream, ExactKey key, int slot = 0)
    {
        int index = _places.FindStream(stream), pair = index < 0 ? -1 : _places.FindPair(index, key, slot);
        if (pair < 0) return default;
        ref var known = ref _places.Pairs[pair];
        return new(known.Count, known.Low, known.High, Math.Max(known.Deviation, _options.LeastStep), known.Distinct)
        {
            IsCounter = known.IsCounter,
        };
    }

    /// <inheritdoc/>
    public bool IsReady(in Observation observation)
    {
        int stream = _places.FindStream(observation.Stream);
        if (stream < 0) return false;
        int slots = Math.Min(observation.Values.Length, _options.MaxSlots);
        for (int slot = 0; slot < slots; slot++)
        {
            int pair = _places.FindPair(stream, observation.Key, slot);
            if (pair >= 0 && _places.Pairs[pair].Count >= _options.MinimumValues) return true;
        }

        return false;
    }

    /// <inheritdoc/>
    public double Score(in Observation observation) => Score(observation, out _);

    /// <summary>Scores, and tells which of the values it was.</summary>
    /// <param name="observation">The observation.</param>
    /// <param name="slot">Position of the most unusual value; -1 when none is unusual.</param>
    public double Score(in Observation observation, out int slot)
    {
        slot = -1;
        double worst = 0;
        int stream = _places.FindStream(observation.Stream);
        if (stream < 0) return 0;
        int slots = Math.Min(observation.Values.Length, _options.MaxSlots);
        for (int i = 0; i < slots; i++)
        {
            double value = observation.Values[i];
            if (!double.IsFinite(value)) continue;
            int pair = _places.FindPair(stream, observation.Key, i);
            if (pair < 0 || _places.Pairs[pair].Count < _options.MinimumValues) continue;
            double score = Score(_places.Pairs[pair], value);
            if (score > worst) (worst, slot) = (score, i);
        }

        return worst;
    }

    /// <inheritdoc/>
    public void Learn(in Observation observation)
    {
        if (observation.Values.IsEmpty) return;
        int stream = _places.Streams.FindOrAdd(observation.Stream, out _);
        if (stream < 0) return;
        int slots = Math.Min(observation.Values.Length, _options.MaxSlots);
        Skipped += observation.Values.Length - slots;
        for (int slot = 0; slot < slots; slot++)
        {
            double value = observation.Values[slot];
            if (!double.IsFinite(value)) continue;
            int pair = _places.AddPair(stream, observation.Key, slot, out _);
            if (pair >= 0) _places.Pairs[pair].Add(Bounded(value), _options.LeastStep);
        }
    }

    /// <inheritdoc/>
    public void Advance(in Observation observation)
    {
        // A value is judged by its place, not by the one before.
    }

    /// <inheritdoc/>
    public void Save(StateWriter writer)
    {
        writer.Section(SectionName, Version);
        writer.WriteDouble(_options.LeastStep);
        writer.WriteInt64(Skipped);
        _places.Save(writer);
    }

    private static double Bounded(double value) => Math.Clamp(value, -Envelope.Largest, Envelope.Largest);

    private double Score(in Envelope known, double value)
    {
        if (known.IsCounter) return 0;
        value = Bounded(value);
        double outside = Math.Max(value - known.High, known.Low - value);
        double score = outside <= 0
            ? 0
            : Math.Min(HighestScore, outside / Math.Max(known.Deviation, _options.LeastStep));
        return known.Holds(Math.Round(value / _options.LeastStep))
            ? score
            : Math.Max(score, Math.Log10(known.Count / (double)known.Distinct));
    }
}
