using CraneAnomaly.Records.Signals;

namespace CraneAnomaly.Features.Sensors;

/// <summary>
/// Whether each signal is told, and what its source says of it. Silence is counted in rows of the crane, so that a crane
/// that is silent as a whole has no signal that is.
/// </summary>
internal sealed class PresenceTrack
{
    private const int Settled = 30;

    private readonly Entry[] _entries = new Entry[SignalCatalog.Count];

    /// <summary>Rows taken.</summary>
    public long Rows { get; private set; }

    /// <summary>Begins a row.</summary>
    public void BeginRow() => Rows++;

    /// <summary>Takes what a row says of a signal.</summary>
    public void Take(int place, SignalQuality quality, long nowNs)
    {
        ref var entry = ref _entries[place];
        if (quality == SignalQuality.Bad)
        {
            if (entry.BadSinceNs == 0) entry.BadSinceNs = nowNs;
            entry.BadRow = Rows;
            return;
        }

        if (quality == SignalQuality.Uncertain)
        {
            if (nowNs - entry.UncertainNs > 600_000_000_000) entry.Uncertain = 0;
            if (entry.UncertainRow != Rows - 1) entry.Uncertain++;
            (entry.UncertainNs, entry.UncertainRow) = (nowNs, Rows);
        }

        // Good again for a while: what was wrong is over.
        entry.BadSinceNs = 0;
        int between = entry.Row == 0 ? 0 : (int)Math.Min(Rows - entry.Row, int.MaxValue);
        if (between <= (2 * entry.Between) + 2 || entry.Told < Settled) entry.Between = Math.Max(entry.Between, between);
        if (entry.Told < Settled) entry.Told++;
        (entry.Row, entry.ToldNs) = (Rows, nowNs);
    }

    /// <summary>Most rows from one value to the next; 0 while too few are known.</summary>
    public int Between(int place) => _entries[place].Told >= Settled ? _entries[place].Between : 0;

    /// <summary>How often its source was in doubt of a signal lately.</summary>
    public int Doubts(int place, long nowNs) =>
        nowNs - _entries[place].UncertainNs <= 600_000_000_000 ? _entries[place].Uncertain : 0;

    /// <summary>Whether a signal is bad, or not told any more, and since when.</summary>
    /// <param name="place">Its place.</param>
    /// <param name="usual">Most rows from one value to the next as learned; 0 for not learned.</param>
    /// <param name="sinceNs">Event time of its end.</param>
    /// <param name="toldBad">Whether its source says so itself.</param>
    public bool IsGone(int place, int usual, out long sinceNs, out bool toldBad)
    {
        ref readonly var entry = ref _entries[place];
        (sinceNs, toldBad) = (entry.ToldNs, entry.BadSinceNs != 0);
        if (toldBad)
        {
            sinceNs = entry.BadSinceNs;
            return true;
        }

        // Told with every row or every few rows, and now with none: what is told on change alone is never missed.
        int between = Math.Max(usual, entry.Told >= Settled ? entry.Between : 0);
        return entry.Told >= Settled && between is > 0 and <= 100 && Rows - entry.Row > (3 * between) + 3;
    }

    internal struct Entry
    {
        public long Row, ToldNs, BadSinceNs, BadRow, UncertainNs, UncertainRow;
        public int Told, Between, Uncertain;
    }
}
