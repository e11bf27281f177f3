using CraneAnomaly.Capture.Flows;
using CraneAnomaly.Capture.Tcp;
using CraneAnomaly.Records;

namespace CraneAnomaly.Capture;

// Bytes before their turn. A segment waits for the bytes in front of it, and for the bytes of the other side that its
// sender had received: so a response is never read before its request, whatever order the capture has them in.
internal sealed partial class TrafficReader<TSink>
{
    private void Hold(int place, int side, in Piece piece, ReadOnlySpan<byte> bytes)
    {
        ref Flow flow = ref _table[place];
        if (flow.Held == 0) OpenHeld(ref flow, place, piece.TimestampNs);
        int conflict = _held[flow.Held].Queue(side).Insert(piece, bytes, _held);
        if (conflict != 0) TellConflict(place, side, conflict, piece.Sequence, piece.TimestampNs, piece.Frame);
    }

    /// <summary>Reads what can be read now, gives up what is over time or cap, and lets go of what is empty.</summary>
    private void Release(int place, long nowNs, long frame)
    {
        int number = _table[place].Held;
        var held = _held[number];
        Drain(place, held, (nowNs, frame));
        while (held.HasSegments && IsLate(place, held, nowNs)) GiveUpHole(place, held);
        if (held.IsEmpty) CloseHeld(place);
    }

    /// <summary>The same for a flow without a packet.</summary>
    private void ReleaseLate(int place, long nowNs)
    {
        var held = _held[_table[place].Held];
        while (held.HasSegments && IsLate(place, held, nowNs)) GiveUpHole(place, held);
        if (held.IsEmpty) CloseHeld(place);
    }

    /// <summary>Gives up everything a flow holds.</summary>
    private void ReleaseAll(int place)
    {
        var held = _held[_table[place].Held];
        while (held.HasSegments) GiveUpHole(place, held);
        ref Flow flow = ref _table[place];
        for (int side = 0; side < 2; side++) GiveUpCarried(place, side, flow.LastNs, flow.LastFrame);
        CloseHeld(place);
    }

    /// <summary>Keeps the cap on what is held for all flows together; called when no flow is being worked on.</summary>
    private void ReleaseOldest()
    {
        while (_held.Bytes > _limits.StreamBytes && _held.Oldest != 0)
        {
            _counters.Add(Violation.OutOfOrderEvicted);
            ReleaseAll(_held[_held.Oldest].Place);
        }
    }

    private void CloseHeld(int place)
    {
        ref Flow flow = ref _table[place];
        _held.Close(flow.Held);
        flow.Held = 0;
        Settle(place);
    }

    /// <summary>
    /// Reads all segments whose turn it is: for the packet that has completed them, or each for the packet it was in.
    /// </summary>
    private void Drain(int place, HeldStream held, (long TimestampNs, long Frame)? completedBy)
    {
        int side = 0;
        for (int idle = 0; idle < 2; side ^= 1)
        {
            bool any = false;
            while (IsNext(place, held, side, force: false))
            {
                var first = held.Queue(side).First!;
                var (timestampNs, frame) = completedBy ?? (first.TimestampNs, first.Frame);
                TakeFirst(place, held, side, timestampNs, frame);
                any = true;
            }

            idle = any ? 0 : idle + 1;
        }
    }

    private bool IsNext(int place, HeldStream held, int side, bool force)
    {
        ref Flow flow = ref _table[place];
        return held.Queue(side).First is { } first && first.Sequence <= flow.Sides[side].Next
            && (force || first.Needs <= flow.Sides[side ^ 1].Next);
    }

    private void TakeFirst(int place, HeldStream held, int side, long timestampNs, long frame)
    {
        var segment = held.Queue(side).Take();
        int known = (int)Math.Min(_table[place].Sides[side].Next - segment.Sequence, segment.Length + segment.Cut);
        int skipped = Math.Min(known, segment.Length);
        Take(place, side, segment.Bytes[skipped..], segment.Cut - (known - skipped), timestampNs, frame);
        _held.ReturnSegment(segment);
    }

    private bool IsLate(int place, HeldStream held, long nowNs)
    {
        if (held.Queue(0).Charge > _limits.OutOfOrderBytes || held.Queue(1).Charge > _limits.OutOfOrderBytes)
        {
            _counters.Add(Violation.OutOfOrderEvicted);
            return true;
        }

        long waited = nowNs - held.SinceNs;
        return waited > _holeNs || (waited > _acknowledgedHoleNs && IsAcknowledged(place, held));
    }

    /// <summary>Whether the receiver has what is waited for.</summary>
    private bool IsAcknowledged(int place, HeldStream held)
    {
        ref Flow flow = ref _table[place];
        for (int side = 0; side < 2; side++)
        {
            if (held.Queue(side).First is not { } first) continue;

            // A segment that waits for the other side shows by itself that its sender has those bytes.
            if (first.Sequence <= flow.Sides[side].Next || flow.Sides[side].Acked >= first.Sequence) return true;
        }

        return false;
    }

    /// <summary>
    /// Gives up the hole in front of the segment that came first, and reads on. Each call reads or skips bytes.
    /// </summary>
    private void GiveUpHole(int place, HeldStream held)
    {
        int side = held.Queue(0).First is null
            || (held.Queue(1).First is not null && held.Queue(1).SinceNs < held.Queue(0).SinceNs) ? 1 : 0;
        var first = held.Queue(side).First!;
        var (timestampNs, frame) = (first.TimestampNs, first.Frame);
        ref Flow flow = ref _table[place];
        if (first.Sequence > flow.Sides[side].Next)
        {
            Skip(place, side, first.Sequence - flow.Sides[side].Next, timestampNs, frame);
        }
        else
        {
            // It waits for the other side: there the hole ends at what it needs, or at the first segment held.
            int other = side ^ 1;
            long until = first.Needs;
            if (held.Queue(other).First is { } waiting) until = Math.Min(until, waiting.Sequence);
            long missing = until - flow.Sides[other].Next;
            if (missing == 1 && held.Queue(other).First is null)
            {
                // One number that nothing was seen of is rather a FIN than a byte.
                flow.Sides[other].Next++;
            }
            else if (missing > 0)
            {
                Skip(place, other, missing, timestampNs, frame);
            }
            else
            {
                // Each side needs the other first, which cannot be: the order of arrival decides.
                if (IsNext(place, held, side, force: true)) TakeFirst(place, held, side, timestampNs, frame);
            }
        }

        Drain(place, held, completedBy: null);
    }

    /// <summary>At the end: stream bytes that were acknowledged, but that no packet carried.</summary>
    private void TellMissingTail(int place)
    {
        ref Flow flow = ref _table[place];
        if (!IsClean(flow.Sides[0]) || !IsClean(flow.Sides[1])) return;
        for (int side = 0; side < 2; side++)
        {
            ref readonly SideDetails sent = ref _table.Details(place).Sides[side];
            ref readonly FlowDirection from = ref flow.Sides[side];
            long end = sent.FinAt != 0 ? sent.FinAt : Math.Max(from.Acked, from.Last);
            long missing = end - from.Next;

            // Without a FIN the last number acknowledged may be one that was not captured.
            if (missing > (sent.FinAt != 0 ? 0 : 1)) Skip(place, side, missing, flow.LastNs, flow.LastFrame);
        }
    }
}
