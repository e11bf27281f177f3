using CraneAnomaly.Records.Signals;

namespace CraneAnomaly.Features.Cranes;

/// <summary>A set of signals of the catalog, as bits: what a row told, or what a condition looks at.</summary>
internal readonly record struct SignalSet(ulong Low, ulong High)
{
    /// <summary>Signals that fit; the catalog has to stay below.</summary>
    public const int Capacity = 128;

    /// <summary>Every signal.</summary>
    public static SignalSet All { get; } = new(ulong.MaxValue, ulong.MaxValue);

    /// <summary>The set of some signals.</summary>
    public static SignalSet Of(params ReadOnlySpan<Signal> signals)
    {
        var set = default(SignalSet);
        foreach (var signal in signals) set = set.With(signal.Index);
        return set;
    }

    /// <summary>The set and one more, by its place in the catalog.</summary>
    public SignalSet With(int index) => index < 64 ? new(Low | 1UL << index, High) : new(Low, High | 1UL << index - 64);

    /// <summary>Whether two sets have a signal in common.</summary>
    public bool Overlaps(in SignalSet other) => (Low & other.Low | High & other.High) != 0;
}
