using CraneAnomaly.Records.Signals;

namespace CraneAnomaly.Features.Cranes;

/// <summary>What one crane last said of itself, signal by signal, and when.</summary>
internal sealed class CraneState
{
    private readonly Entry[] _entries = new Entry[SignalCatalog.Count];

    /// <param name="name">The crane's name.</param>
    /// <param name="ratedLoad">Rated load under the spreader, t; NaN where nobody said.</param>
    public CraneState(string name, double ratedLoad)
    {
        (Name, RatedLoad) = (name, ratedLoad);
        Array.Fill(_entries, new() { Number = double.NaN, TimestampNs = long.MinValue, ChangedNs = long.MaxValue });
    }

    /// <summary>The crane's name.</summary>
    public string Name { get; }

    /// <summary>Rated load under the spreader, t; NaN where nobody said.</summary>
    public double RatedLoad { get; }

    /// <summary>Event time of the last row.</summary>
    public long NowNs { get; private set; } = long.MinValue;

    /// <summary>The last value of a signal; NaN when it was never told, or is told to be bad.</summary>
    public double this[Signal signal] => _entries[signal.Index].Number;

    /// <summary>The value of a signal before the last one told.</summary>
    public double Before(Signal signal) => _entries[signal.Index].Before;

    /// <summary>When a signal was last told; long.MinValue for never.</summary>
    public long ToldNs(Signal signal) => _entries[signal.Index].TimestampNs;

    /// <summary>When the value of a signal last became another one; long.MaxValue before it ever did.</summary>
    public long ChangedNs(Signal signal) => _entries[signal.Index].ChangedNs;

    /// <summary>Whether the last row told a signal.</summary>
    public bool IsFresh(Signal signal) => _entries[signal.Index].TimestampNs == NowNs;

    /// <summary>Takes a row; anchors and generic series are others' business.</summary>
    public void Update(long nowNs, ReadOnlySpan<SignalValue> values)
    {
        NowNs = nowNs;
        foreach (ref readonly var value in values)
        {
            if (!value.Signal.IsKnown || value.Signal.IsAnchor || (uint)value.Signal.Index >= (uint)_entries.Length) continue;
            ref Entry entry = ref _entries[value.Signal.Index];
            entry.Before = entry.Number;

            // What the source itself calls wrong proves nothing about the crane.
            entry.Number = value.Quality == SignalQuality.Bad ? double.NaN : value.Number;
            if (entry.Number != entry.Before && !double.IsNaN(entry.Before)) entry.ChangedNs = nowNs;
            entry.TimestampNs = nowNs;
        }
    }

    private struct Entry
    {
        public double Number;
        public double Before;
        public long TimestampNs;
        public long ChangedNs;
    }
}
