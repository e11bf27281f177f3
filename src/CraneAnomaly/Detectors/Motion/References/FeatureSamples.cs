using CraneAnomaly.Detectors.Motion.Laws;

namespace CraneAnomaly.Detectors.Motion.References;

/// <summary>
/// The moves that a reference is made of: at most 512, thinned by half when there are more, so that the whole period
/// is covered evenly.
/// </summary>
internal sealed class FeatureSamples
{
    private const int Capacity = 512;

    private Sample[] _samples = new Sample[16];
    private int _stride = 1;
    private int _seen;

    public int Count { get; private set; }

    public ReadOnlySpan<Sample> Span => _samples.AsSpan(0, Count);

    public void Add(in MotionObservation observation, double slowness)
    {
        if (_seen++ % _stride != 0) return;
        if (Count == Capacity)
        {
            for (int i = 0; i < Capacity / 2; i++) _samples[i] = _samples[i * 2];
            Count = Capacity / 2;
            _stride *= 2;
        }

        if (Count == _samples.Length) Array.Resize(ref _samples, Math.Min(Capacity, Count * 2));
        _samples[Count++] = new(
            (float)slowness, (float)observation.Load, (float)observation.Wind,
            (byte)FeatureReference.DirectionIndex(observation.Direction), observation.DemandBin, (float)observation.RampSpeed,
            observation.Terms);
    }

    internal readonly record struct Sample(float Slowness, float Load, float Wind, byte Direction, byte DemandBin, float RampSpeed,
        MoveTerms Terms);
}
