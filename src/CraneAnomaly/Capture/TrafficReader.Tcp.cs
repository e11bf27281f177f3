using System.Runtime.CompilerServices;
using CraneAnomaly.Capture.Flows;
using CraneAnomaly.Capture.Link;
using CraneAnomaly.Capture.Tcp;
using CraneAnomaly.Records;

namespace CraneAnomaly.Capture;

// TCP segments: the short way for what comes in order, and the long one.
internal sealed partial class TrafficReader<TSink>
{
    /// <summary>Segments that must follow each other before a stream is taken up far from where it was.</summary>
    private const int FarSegments = 3;

    /// <summary>Takes a segment of the usual kind; in registers, as long as it is the next one of a flow that is open.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void OnSegment(in CapturedPacket packet, in Ipv4Segment segment, ReadOnlySpan<byte> frame)
    {
        _counters.Tcp++;
        ref Flow flow = ref _table.Find(segment, out int side, out int place);
        if (place < 0 || (_table.IsDue(flow, packet.TimestampNs) && !Renew(place, packet.TimestampNs)))
        {
            Ipv4Segment.Describe(frame, segment.Offset, segment.Path, ref _decoded);
            OnNewTcp(packet, _decoded, frame);
            return;
        }

        ref readonly var headers = ref segment.Headers;
        ref FlowDirection from = ref flow.Sides[side & 1];
        ref FlowDirection to = ref flow.Sides[~side & 1];
        long acknowledged = to.RelativeAck(headers.Acknowledgement);
        if (!IsNext(flow, from, to, headers.Flags, headers.HasWindow, headers.Sequence, acknowledged))
        {
            OnOutOfTurn(place, side, packet, segment.Offset, segment.Path, frame);
            return;
        }

        int length = segment.PayloadLength, ipLength = headers.IpLength;
        if (length == 0)
        {
            if (_duplicates.IsCopy(headers, flow.Ordinal, side, packet.TimestampNs)) _counters.Duplicates++;
            else Advance(place, side, ref flow, ref from, ref to, acknowledged, ipLength, SeenLetters.Ack, packet);
            return;
        }

        Advance(place, side, ref flow, ref from, ref to, acknowledged, ipLength, SeenLetters.Data, packet);
        _duplicates.Remember(headers, flow.Ordinal, side, packet.TimestampNs);
        TakeNext(place, side, flow, ref from, frame.Slice(segment.Offset + ipLength - length, length), packet);
    }

    /// <summary>Takes a segment of the usual kind that is not the next one of its flow, unless it is a copy of one before.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void OnOutOfTurn(int place, int side, in CapturedPacket packet, int offset, ulong path, ReadOnlySpan<byte> frame)
    {
        if (_duplicates.IsCopy(Ipv4Segment.HeadersAt(frame, offset), _table[place].Ordinal, side, packet.TimestampNs))
        {
            _counters.Duplicates++;
            return;
        }

        Ipv4Segment.Describe(frame, offset, path, ref _decoded);
        OnUnusualTcp(place, side, packet, _decoded, frame);
    }

    private void OnTcp(in CapturedPacket packet, in DecodedPacket decoded, ReadOnlySpan<byte> bytes)
    {
        ref Flow flow = ref _table.Find(FlowKey.Of(decoded, out int side), out int place);
        if (place < 0 || (_table.IsDue(flow, packet.TimestampNs) && !Renew(place, packet.TimestampNs)))
        {
            OnNewTcp(packet, decoded, bytes);
            return;
        }

        ref FlowDirection from = ref flow.Sides[side];
        ref FlowDirection to = ref flow.Sides[side ^ 1];
        long acknowledged = to.RelativeAck(decoded.Acknowledgement);
        int length = decoded.PayloadLength;
        bool isNext = length == decoded.WirePayloadLength
            && IsNext(flow, from, to, decoded.TcpFlags, decoded.Window != 0, decoded.Sequence, acknowledged);
        if (isNext && length != 0)
        {
            Advance(place, side, ref flow, ref from, ref to, acknowledged, decoded.IpLength, SeenLetters.Data, packet);
            _duplicates.Remember(decoded, flow.Ordinal, side, packet.TimestampNs);
            TakeNext(place, side, flow, ref from, bytes.Slice(decoded.PayloadOffset, length), packet);
        }
        else if (_duplicates.IsCopy(decoded, flow.Ordinal, side, packet.TimestampNs))
        {
            _counters.Duplicates++;
        }
        else if (isNext)
        {
            Advance(place, side, ref flow, ref from, ref to, acknowledged, decoded.IpLength, SeenLetters.Ack, packet);
        }
        else
        {
            OnUnusualTcp(place, side, packet, decoded, bytes);
        }
    }

    /// <summary>Whether a segment is the next one of its side, and changes nothing of the connection.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsNext(
        in Flow flow, in FlowDirection from, in FlowDirection to, byte flags, bool hasWindow, uint sequence, long acknowledged) =>
        (flow.Marks & FlowMarks.Clear) != 0
        && (flags & (TcpFlags.Control | TcpFlags.Ack)) == TcpFlags.Ack
        && hasWindow
        && sequence == from.Start + (uint)from.Next
        && from.Last == from.Next
        && acknowledged >= to.Acked && acknowledged <= to.Next;

    /// <summary>Counts the next segment of a side.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Advance(
        int place, int side, ref Flow flow, ref FlowDirection from, ref FlowDirection to, long acknowledged, int ipLength,
        SeenLetters letter, in CapturedPacket packet)
    {
        if ((from.Seen & letter) == 0) TcpConnection.AddFirst(letter, flow, ref _table.Details(place), side, ref from);
        to.Acked = acknowledged;
        from.Packets++;
        from.IpBytes += ipLength;
        flow.LastNs = packet.TimestampNs;
        flow.LastFrame = packet.Frame;
        flow.Input = Input;
    }

    /// <summary>Takes the next bytes of a side.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void TakeNext(
        int place, int side, in Flow flow, ref FlowDirection from, ReadOnlySpan<byte> data, in CapturedPacket packet)
    {
        from.Next += data.Length;
        from.Last = from.Next;
        if (flow.Session == 0)
        {
            OnUndecoded(place, side, data, packet.TimestampNs, packet.Frame);
            return;
        }

        int consumed = ReadSome(place, flow, side, data, packet.TimestampNs, packet.Frame);
        if (consumed == data.Length) return;
        KeepOrGiveUp(place, side, data[consumed..], packet.TimestampNs, packet.Frame);
        if (_held.Bytes > _limits.StreamBytes) ReleaseOldest();
    }

    /// <summary>A flow whose place in its list is old: false when its idle time is over, and it has ended.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool Renew(int place, long nowNs)
    {
        if (_table.IsOver(_table[place], nowNs))
        {
            End(place, Violation.None);
            return false;
        }

        _table.Refresh(place, nowNs);
        return true;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void OnNewTcp(in CapturedPacket packet, in DecodedPacket decoded, ReadOnlySpan<byte> bytes)
    {
        int place = Open(FlowKey.Of(decoded, out int side), side, FlowClass.SingleStream, packet, decoded);
        bool syn = (decoded.TcpFlags & TcpFlags.Syn) != 0, ack = (decoded.TcpFlags & TcpFlags.Ack) != 0;
        if (!syn) _table[place].Marks |= FlowMarks.Midstream;

        // The SYN says who asks, the SYN-ACK who answers; in the middle of a connection the ports have to.
        if (syn ? ack : ServerPorts.SenderIsServer(decoded.SourcePort, decoded.DestinationPort)) Flip(place);
        Follow(place, side, packet, decoded, bytes);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void OnUnusualTcp(
        int place, int side, in CapturedPacket packet, in DecodedPacket decoded, ReadOnlySpan<byte> bytes)
    {
        if ((decoded.TcpFlags & TcpFlags.Syn) != 0)
        {
            if (TcpConnection.IsReuse(_table[place], side, decoded))
            {
                End(place, Violation.None);
                OnNewTcp(packet, decoded, bytes);
                return;
            }

            if (TcpConnection.IsBlindSyn(_table[place], side, decoded))
            {
                OnBlindSyn(place, side, packet, decoded, bytes);
                return;
            }
        }

        Follow(place, side, packet, decoded, bytes);
    }

    /// <summary>
    /// A SYN or SYN-ACK in the middle of an open connection. A SYN alone proves nothing; when the other side answers
    /// it, the connection before it is over.
    /// </summary>
    private void OnBlindSyn(
        int place, int side, in CapturedPacket packet, in DecodedPacket decoded, ReadOnlySpan<byte> bytes)
    {
        ref FlowDetails details = ref _table.Details(place);
        var opening = details.Opening;
        if ((decoded.TcpFlags & TcpFlags.Ack) == 0)
        {
            details.Opening = new()
            {
                TimestampNs = packet.TimestampNs,
                Frame = packet.Frame,
                Sequence = decoded.Sequence,
                IpLength = decoded.IpLength,
                IsSet = true,
                Side = (byte)side,
            };
        }
        else if (opening.IsSet && opening.Side != side && decoded.Acknowledgement == opening.Sequence + 1)
        {
            End(place, Violation.None);
            Reopen(opening, side, packet, decoded, bytes);
            return;
        }

        ref Flow flow = ref _table[place];
        flow.Sides[side].Packets++;
        flow.Sides[side].IpBytes += decoded.IpLength;
        Tell(place, side, Violation.OutOfWindow, ref details.OutOfWindow, 0, -1, packet.TimestampNs, packet.Frame);
    }

    private void Reopen(
        in OpeningSyn opening, int side, in CapturedPacket packet, in DecodedPacket decoded, ReadOnlySpan<byte> bytes)
    {
        int place = Open(FlowKey.Of(decoded, out _), side, FlowClass.Attempt, packet, decoded);
        Flip(place);
        ref Flow flow = ref _table[place];
        ref FlowDetails details = ref _table.Details(place);
        ref FlowDirection client = ref flow.Sides[side ^ 1];
        details.HistoryLength = 0;
        details.AddLetter('S', fromResponder: false);
        details.FirstNs = opening.TimestampNs;
        details.FirstFrame = opening.Frame;
        client.Start = opening.Sequence;
        client.State = EndpointState.SynSent;
        client.Seen = SeenLetters.Syn;
        client.Next = client.Last = 1;
        client.Packets = 1;
        client.IpBytes = opening.IpLength;
        Follow(place, side, packet, decoded, bytes);
    }

    /// <summary>Takes a segment the long way.</summary>
    private void Follow(
        int place, int side, in CapturedPacket packet, in DecodedPacket decoded, ReadOnlySpan<byte> bytes)
    {
        ref Flow flow = ref _table[place];
        ref FlowDetails details = ref _table.Details(place);
        ref FlowDirection from = ref flow.Sides[side];
        from.Packets++;
        from.IpBytes += decoded.IpLength;

        // What trails after both sides have closed does not count for the duration.
        if ((flow.Marks & FlowMarks.BothClosed) != FlowMarks.BothClosed) flow.LastNs = packet.TimestampNs;
        flow.LastFrame = packet.Frame;
        flow.Input = Input;

        var step = TcpConnection.Update(ref flow, ref details, side, decoded);
        NoteLastGap(flow, ref details, side ^ 1);
        bool carriesData = decoded.WirePayloadLength > 0 && (decoded.TcpFlags & TcpFlags.Reset) == 0;
        if (step.OutOfWindow && !(carriesData && IsTakenUpFar(place, side, packet, decoded)))
        {
            Tell(
                place, side, Violation.OutOfWindow, ref details.OutOfWindow, decoded.WirePayloadLength,
                -1, packet.TimestampNs, packet.Frame);
        }
        else if (carriesData)
        {
            var piece = new Piece
            {
                Sequence = step.OutOfWindow ? from.Next : step.Sequence,
                Needs = flow.Sides[side ^ 1].Packets > 0 ? step.Acknowledged : 0,
                Cut = decoded.WirePayloadLength - decoded.PayloadLength,
                TimestampNs = packet.TimestampNs,
                Frame = packet.Frame,
            };
            Accept(place, side, piece, bytes.Slice(decoded.PayloadOffset, decoded.PayloadLength));
        }
        else
        {
            if (details.Sides[side].FinAt == from.Next && from.Next != 0) from.Next++;
            if (flow.Held != 0) Release(place, packet.TimestampNs, packet.Frame);
        }

        var flowClass = ClassOf(flow, step.Ends);
        if (flowClass != flow.Class) _table.Move(place, flowClass, packet.TimestampNs);
        Settle(place);
        if (_held.Bytes > _limits.StreamBytes) ReleaseOldest();
    }

    /// <summary>
    /// Whether a stream goes on far from where it was: the capture has lost a great deal, or a new connection has
    /// come without its opening. Several segments that follow each other have to show it, and the other side must
    /// have acknowledged it, unless nothing of it is captured: else anybody could lead the reader away.
    /// </summary>
    private bool IsTakenUpFar(int place, int side, in CapturedPacket packet, in DecodedPacket decoded)
    {
        ref SideDetails sent = ref _table.Details(place).Sides[side];
        sent.FarCount = decoded.Sequence == sent.FarNext ? (byte)(sent.FarCount + 1) : (byte)1;
        sent.FarNext = decoded.Sequence + (uint)decoded.WirePayloadLength;
        bool acknowledged = _table[place].Sides[side ^ 1].Packets == 0 || (sent.HasFarAcknowledged
            && Math.Abs((long)(int)(sent.FarAcknowledged - decoded.Sequence)) <= TcpConnection.FarAway);
        if (sent.FarCount < FarSegments || !acknowledged) return false;
        sent.FarCount = 0;
        sent.HasFarAcknowledged = false;
        if (_table[place].Held != 0) ReleaseAll(place);
        ref FlowDirection from = ref _table[place].Sides[side];
        long missing = from.Relative(decoded.Sequence) - from.Next;

        // Backwards there is no saying what is missing; the numbers go on from here.
        if (missing > 0) Skip(place, side, missing, packet.TimestampNs, packet.Frame);
        else LoseCarried(place, side, 0, packet.TimestampNs, packet.Frame);
        from.Start = decoded.Sequence - (uint)from.Next;
        from.Last = from.Acked = from.Next;
        from.Last += decoded.WirePayloadLength;
        sent.FinAt = 0;
        return true;
    }

    private FlowClass ClassOf(in Flow flow, bool ends)
    {
        if (ends || flow.Class == FlowClass.Closed) return FlowClass.Closed;
        if (flow.Sides[flow.Originator].State is EndpointState.SynSent or EndpointState.SynAckSent
            && flow.Sides[flow.Originator ^ 1].State == EndpointState.Inactive)
        {
            return FlowClass.Attempt;
        }

        if (flow.Session != 0 && _sessions[flow.Session].IsLasting) return FlowClass.Protocol;
        return flow.Sides[0].Packets + flow.Sides[1].Packets > 1 ? FlowClass.Stream : FlowClass.SingleStream;
    }

    /// <summary>Says whether the next segments may take the short way.</summary>
    private void Settle(int place)
    {
        ref Flow flow = ref _table[place];
        bool clear = flow.Held == 0 && IsOpen(flow.Sides[0].State) && IsOpen(flow.Sides[1].State);
        flow.Marks = clear ? flow.Marks | FlowMarks.Clear : flow.Marks & ~FlowMarks.Clear;
    }

    private static bool IsOpen(EndpointState state) => state is EndpointState.Established or EndpointState.Partial;
}
