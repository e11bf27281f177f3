namespace CraneAnomaly.Telemetry.Rows;

/// <summary>
/// Compares the clocks of the cranes of one input with the time at which their rows were received, where that is told, or
/// with the clocks of the cranes whose rows come between theirs. Delay makes a row look old, never new: of each window of
/// rows the newest counts, so that a gateway which sends once a minute is not behind. What was so from the beginning (a
/// time zone) and what creeps as a cheap clock does is taken as it is.
/// </summary>
internal sealed class RowClocks
{
    private const int Every = 4, Looks = 4, Neighbours = 8;
    private const long WindowNs = 20_000_000_000, LeastNs = 2_000_000_000, FirstNs = 1_000_000_000;

    /// <summary>What a clock that nobody sets may creep: 100 millionths.</summary>
    private const long Creep = 10_000;

    private readonly long[] _others = new long[2 * Neighbours];
    private Track[] _tracks = new Track[16];
    private int _count;

    /// <summary>Takes the next row of a crane, in the order of arrival.</summary>
    /// <param name="place">Number of the crane within the input.</param>
    /// <param name="timestampNs">The row's time by the crane's clock.</param>
    /// <param name="receivedNs">When it was received; the least value where that is not told.</param>
    /// <param name="intervalNs">The usual time between two rows, 0 for unknown.</param>
    /// <param name="line">Number of the row's line.</param>
    /// <param name="off">How far the clock is off.</param>
    /// <returns>Whether a window ended in which the clock was off, as in the one before.</returns>
    public bool Take(int place, long timestampNs, long receivedNs, long intervalNs, long line, out ClockOff off)
    {
        off = default;
        if (place >= _tracks.Length) Array.Resize(ref _tracks, 2 * place);
        while (_count <= place) _tracks[_count++] = Track.New;
        ref var track = ref _tracks[place];
        if (track.Rows++ == 0 || timestampNs > track.NewestNs) track.NewestNs = timestampNs;
        track.Line = line;
        if (track.Rows % Every != 0) return false;

        // The newest since the last look alone: the others are compared with what came meanwhile, too.
        long newest = track.NewestNs;
        (track.LatestNs, track.NewestNs) = (newest, long.MinValue);
        int clocks = 1;
        long referenceNs = receivedNs;
        if (receivedNs == long.MinValue && !TryOthers(place, track.LookedLine, out referenceNs, out clocks)) return false;
        track.LookedLine = line;
        return Look(ref track, newest, referenceNs, clocks, intervalNs, out off);
    }

    private static bool Look(
        ref Track track, long newestNs, long referenceNs, int clocks, long intervalNs, out ClockOff off)
    {
        off = default;
        long shift = newestNs - referenceNs;
        if (track.Looks++ == 0) (track.FromNs, track.ShiftNs) = (referenceNs, shift);
        track.ShiftNs = Math.Max(track.ShiftNs, shift);
        if (track.Looks < Looks || referenceNs - track.FromNs < WindowNs) return false;
        long lasted = referenceNs - track.FromNs, seen = track.ShiftNs;
        (track.Looks, track.Windows) = (0, Math.Min(track.Windows + 1, int.MaxValue - 1));

        // At first two windows have to agree: a beginning may be a backlog.
        if (!track.IsKnown)
        {
            track.IsKnown = track.Windows > 1 && Math.Abs(seen - track.UsualNs) < FirstNs;
            track.UsualNs = seen;
            return false;
        }

        long away = seen - track.UsualNs, most = LeastNs + (2 * intervalNs), creep = lasted / Creep;
        if (Math.Abs(away) <= most)
        {
            track.Off = 0;
            track.UsualNs += Math.Clamp(away, -creep, creep);
            return false;
        }

        if (track.Off++ == 0) return false;
        off = new(away, clocks, referenceNs);
        return true;
    }

    // The median of the newest rows of those that have sent since; two that differ say nothing.
    private bool TryOthers(int place, long sinceLine, out long referenceNs, out int count)
    {
        (count, referenceNs) = (0, 0);
        int last = Math.Min(_count - 1, place + Neighbours);
        for (int i = Math.Max(0, place - Neighbours); i <= last; i++)
        {
            ref var other = ref _tracks[i];
            if (i == place || other.Line <= sinceLine) continue;
            long ns = Math.Max(other.NewestNs, other.LatestNs) - (other.IsKnown ? other.UsualNs : 0);
            int at = count++;
            while (at > 0 && _others[at - 1] > ns) _others[at] = _others[--at];
            _others[at] = ns;
        }

        if (count < 2) return false;
        referenceNs = _others[(count - 1) / 2];
        return count > 2 || _others[1] - referenceNs <= LeastNs;
    }

    internal struct Track
    {
        public long Rows, Line, LookedLine, NewestNs, LatestNs, FromNs, ShiftNs, UsualNs;
        public int Looks, Windows, Off;
        public bool IsKnown;

        public static Track New => new() { NewestNs = long.MinValue, LatestNs = long.MinValue };
    }
}

/// <summary>A clock that is off.</summary>
/// <param name="ShiftNs">How far; ahead is above zero.</param>
/// <param name="Clocks">Clocks that it was compared with: 0 its own rows before, 1 the receiver's, else cranes.</param>
/// <param name="AtNs">When, by those.</param>
internal readonly record struct ClockOff(long ShiftNs, int Clocks, long AtNs);
