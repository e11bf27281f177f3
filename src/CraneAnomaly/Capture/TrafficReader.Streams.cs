using System.Runtime.CompilerServices;
using CraneAnomaly.Capture.Flows;
using CraneAnomaly.Capture.Tcp;
using CraneAnomaly.Records;

namespace CraneAnomaly.Capture;

// Streams: what is read in place, what has to wait, and what never comes.
internal sealed partial class TrafficReader<TSink>
{
    /// <summary>Most bytes kept of a begun PDU.</summary>
    private const int CarryBytes = 64 * 1024;

    private readonly long _holeNs;

    /// <summary>
    /// How long a hole is waited for that its receiver has acknowledged: it will not be sent again, and only the
    /// capture itself can still have it later. A fiftieth of the time for others.
    /// </summary>
    private readonly long _acknowledgedHoleNs;

    /// <summary>Takes stream bytes that are not simply the next ones.</summary>
    private void Accept(int place, int side, in Piece piece, ReadOnlySpan<byte> bytes)
    {
        ref Flow flow = ref _table[place];
        ref FlowDirection from = ref flow.Sides[side];
        long end = piece.Sequence + bytes.Length + piece.Cut;
        if (end <= from.Next)
        {
            _counters.Retransmissions++;
            CompareCarried(place, side, piece, bytes);
            return;
        }

        var rest = piece;
        if (piece.Sequence < from.Next)
        {
            CompareCarried(place, side, piece, bytes);
            int known = (int)(from.Next - piece.Sequence);
            int skipped = Math.Min(known, bytes.Length);
            bytes = bytes[skipped..];
            rest = new()
            {
                Sequence = from.Next,
                Needs = piece.Needs,
                Cut = piece.Cut - (known - skipped),
                TimestampNs = piece.TimestampNs,
                Frame = piece.Frame,
            };
        }

        bool early = rest.Sequence > from.Next;
        if (early) _counters.OutOfOrder++;
        bool queued = flow.Held != 0 && _held[flow.Held].Queue(side).First is not null;
        if (early || queued || rest.Needs > flow.Sides[side ^ 1].Next) Hold(place, side, rest, bytes);
        else Take(place, side, bytes, rest.Cut, piece.TimestampNs, piece.Frame);
        if (_table[place].Held != 0) Release(place, piece.TimestampNs, piece.Frame);
    }

    /// <summary>Reads the next bytes of a side.</summary>
    private void Take(int place, int side, ReadOnlySpan<byte> bytes, int cut, long timestampNs, long frame)
    {
        _table[place].Sides[side].Next += bytes.Length;
        if (bytes.Length != 0) Deliver(place, side, bytes, timestampNs, frame);
        if (cut > 0) TellCut(place, side, cut, timestampNs, frame);
        ref readonly SideDetails sent = ref _table.Details(place).Sides[side];
        ref FlowDirection from = ref _table[place].Sides[side];
        if (sent.FinAt != 0 && sent.FinAt == from.Next) from.Next++;
    }

    private void Deliver(int place, int side, ReadOnlySpan<byte> bytes, long timestampNs, long frame)
    {
        ref Flow flow = ref _table[place];
        if (flow.Session == 0)
        {
            OnUndecoded(place, side, bytes, timestampNs, frame);
        }
        else if (flow.Held != 0 && _held[flow.Held].Carry(side).Length != 0)
        {
            AppendAndRead(place, side, bytes, timestampNs, frame);
        }
        else
        {
            Read(place, side, bytes, timestampNs, frame);
        }
    }

    /// <summary>Lets the protocol read bytes in place; what it leaves of a stream is kept.</summary>
    private void Read(int place, int side, ReadOnlySpan<byte> bytes, long timestampNs, long frame)
    {
        int consumed = ReadSome(place, _table[place], side, bytes, timestampNs, frame);
        if (consumed < bytes.Length && _table.Details(place).Identity.IpProtocol == Tcp)
            KeepOrGiveUp(place, side, bytes[consumed..], timestampNs, frame);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int ReadSome(
        int place, in Flow flow, int side, ReadOnlySpan<byte> bytes, long timestampNs, long frame)
    {
        var session = _sessions[flow.Session];
        var context = Context(ref _table.Details(place), flow, side, timestampNs, frame);
        long before = session.Pdus;
        int consumed = session.Read(bytes, context, ref _sink);
        _counters.Pdus += session.Pdus - before;
        if (session.CarriesText) TellContent(place, side, bytes, timestampNs, frame);

        // Nearly always all of it: asked first, because whoever calls asks the same.
        return consumed == bytes.Length ? consumed : Math.Clamp(consumed, 0, bytes.Length);
    }

    private void AppendAndRead(int place, int side, ReadOnlySpan<byte> bytes, long timestampNs, long frame)
    {
        while (bytes.Length != 0)
        {
            ref CarryBuffer carry = ref _held[_table[place].Held].Carry(side);
            if (carry.Length == 0)
            {
                Read(place, side, bytes, timestampNs, frame);
                return;
            }

            int added = Math.Min(bytes.Length, CarryBytes - carry.Length);
            carry.Append(bytes[..added], _held);
            bytes = bytes[added..];
            ReadCarried(place, side, timestampNs, frame);
            if (carry.Length >= CarryBytes) GiveUpCarried(place, side, timestampNs, frame);
        }
    }

    private void ReadCarried(int place, int side, long timestampNs, long frame)
    {
        ref CarryBuffer carry = ref _held[_table[place].Held].Carry(side);
        if (carry.Length == 0) return;
        int consumed = ReadSome(place, _table[place], side, carry.Bytes, timestampNs, frame);
        if (consumed != 0) carry.Consume(consumed, _held);
    }

    private void KeepOrGiveUp(int place, int side, ReadOnlySpan<byte> bytes, long timestampNs, long frame)
    {
        if (bytes.Length < CarryBytes) Keep(place, side, bytes, timestampNs);
        else GiveUp(place, side, bytes.Length, timestampNs, frame);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Keep(int place, int side, ReadOnlySpan<byte> bytes, long timestampNs)
    {
        ref Flow flow = ref _table[place];
        if (flow.Held == 0) OpenHeld(ref flow, place, timestampNs);
        _held[flow.Held].Carry(side).Append(bytes, _held);
    }

    private void OpenHeld(ref Flow flow, int place, long timestampNs)
    {
        flow.Held = _held.Open(place, timestampNs);
        flow.Marks &= ~FlowMarks.Clear;
    }

    private void GiveUpCarried(int place, int side, long timestampNs, long frame)
    {
        ref CarryBuffer carry = ref _held[_table[place].Held].Carry(side);
        int bytes = carry.Length;
        carry.Clear(_held);
        if (bytes != 0) GiveUp(place, side, bytes, timestampNs, frame);
    }

    private void GiveUp(int place, int side, long bytes, long timestampNs, long frame)
    {
        ref Flow flow = ref _table[place];
        if (flow.Session == 0) return;
        var session = _sessions[flow.Session];
        long before = session.Pdus;
        session.OnGap(bytes, Context(ref _table.Details(place), flow, side, timestampNs, frame), ref _sink);
        _counters.Pdus += session.Pdus - before;
    }

    /// <summary>Gives up a hole: says so, and goes on behind it.</summary>
    private void Skip(int place, int side, long bytes, long timestampNs, long frame)
    {
        ref Flow flow = ref _table[place];
        ref FlowDetails details = ref _table.Details(place);
        long offset = flow.Sides[side].Next - 1;
        flow.Sides[side].Next += bytes;
        _counters.GapBytes += bytes;
        _counters.Add(Violation.StreamGap);
        details.MissedBytes += bytes;
        if (!details.Sides[side].IsLastGapNoted) NoteGap(flow, ref details, side);
        var body = new GapBody { Bytes = bytes, Offset = offset, Count = 1 };
        Tell(place, side, RecordKind.Gap, Violation.StreamGap, timestampNs, frame, body);
        LoseCarried(place, side, bytes, timestampNs, frame);
    }

    /// <summary>A packet had more on the wire than in the capture: a hole that nothing will fill.</summary>
    private void TellCut(int place, int side, int bytes, long timestampNs, long frame)
    {
        ref FlowDetails details = ref _table.Details(place);
        _counters.GapBytes += bytes;
        _counters.Add(Violation.StreamGap);
        if (details.Identity.IpProtocol == Tcp)
        {
            // Datagrams are no stream that could miss bytes.
            _table[place].Sides[side].Next += bytes;
            details.MissedBytes += bytes;
            NoteGap(_table[place], ref details, side);
        }

        if (details.Cut.Add(bytes))
        {
            var body = new GapBody { Bytes = details.Cut.UntoldBytes, Offset = -1, Count = details.Cut.Untold };
            details.Cut.Told();
            Tell(place, side, RecordKind.Gap, Violation.StreamGap, timestampNs, frame, body);
        }

        LoseCarried(place, side, bytes, timestampNs, frame);
    }

    private void LoseCarried(int place, int side, long bytes, long timestampNs, long frame)
    {
        int held = _table[place].Held;
        if (held != 0)
        {
            ref CarryBuffer carry = ref _held[held].Carry(side);
            bytes += carry.Length;
            carry.Clear(_held);
        }

        GiveUp(place, side, bytes, timestampNs, frame);
    }

    private void CompareCarried(int place, int side, in Piece piece, ReadOnlySpan<byte> bytes)
    {
        int held = _table[place].Held;

        // One old byte is a keep-alive (RFC 1122, 4.2.3.6), and it may be any.
        if (held == 0 || bytes.Length == 1) return;
        var carried = _held[held].Carry(side).Bytes;
        long next = _table[place].Sides[side].Next, begin = next - carried.Length;
        long from = Math.Max(begin, piece.Sequence), until = Math.Min(next, piece.Sequence + bytes.Length);
        if (from >= until) return;
        int length = (int)(until - from);
        var first = carried.Slice((int)(from - begin), length);
        if (!first.SequenceEqual(bytes.Slice((int)(from - piece.Sequence), length)))
            TellConflict(place, side, length, from, piece.TimestampNs, piece.Frame);
    }

    private void TellConflict(int place, int side, long bytes, long at, long timestampNs, long frame)
    {
        ref Tally conflicts = ref _table.Details(place).Conflicts;
        Tell(place, side, Violation.OverlapConflict, ref conflicts, bytes, at - 1, timestampNs, frame);
    }

    /// <summary>A gap stands in the history of connections that were opened and not reset, as in Zeek.</summary>
    private static void NoteGap(in Flow flow, ref FlowDetails details, int side)
    {
        if (IsClean(flow.Sides[0]) && IsClean(flow.Sides[1]))
            details.AddScaledLetter(ref details.Sides[side].Gaps, 'G', flow.IsResponder(side));
    }

    /// <summary>The other side acknowledges the end of a stream, but bytes in front of the end were not seen.</summary>
    private static void NoteLastGap(in Flow flow, ref FlowDetails details, int side)
    {
        ref SideDetails sent = ref details.Sides[side];
        ref readonly FlowDirection from = ref flow.Sides[side];
        if (sent.FinAt == 0 || sent.IsLastGapNoted || from.Next >= sent.FinAt || from.Acked <= sent.FinAt) return;
        sent.IsLastGapNoted = true;
        NoteGap(flow, ref details, side);
    }

    private static bool IsClean(in FlowDirection side) => side.State == EndpointState.Established
        || (side.State == EndpointState.Closed && side.Before == EndpointState.Established);
}
