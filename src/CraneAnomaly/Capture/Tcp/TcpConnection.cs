using System.Runtime.CompilerServices;
using CraneAnomaly.Capture.Flows;
using CraneAnomaly.Capture.Link;

namespace CraneAnomaly.Capture.Tcp;

/// <summary>
/// The state of a TCP connection as an onlooker sees it, with the meanings of Zeek's conn.log. Takes every segment
/// that is not plain data or a plain acknowledgement in order.
/// </summary>
internal static class TcpConnection
{
    /// <summary>A segment further away than this from where its stream is does not belong there.</summary>
    public const int FarAway = 1 << 20;

    /// <summary>How far ahead of the last byte a RST may lie: the largest window without scaling.</summary>
    private const int ResetWindow = 65_535;

    /// <summary>
    /// Whether a SYN opens a new connection between the same end points. On an open connection it does not, for
    /// anybody can send one (RFC 9293, 3.10.7.4): there it has to be answered first.
    /// </summary>
    public static bool IsReuse(in Flow flow, int side, in DecodedPacket packet)
    {
        ref readonly FlowDirection from = ref flow.Sides[side], to = ref flow.Sides[side ^ 1];
        if ((packet.TcpFlags & TcpFlags.Ack) != 0) return false;
        if (flow.Is(FlowMarks.BothClosed)) return true;
        if (from.State == EndpointState.Inactive || from.Start == packet.Sequence) return false;
        return to.State == EndpointState.Inactive || from.State is EndpointState.SynSent or EndpointState.SynAckSent;
    }

    /// <summary>Whether a SYN stands in the middle of an open connection.</summary>
    public static bool IsBlindSyn(in Flow flow, int side, in DecodedPacket packet)
    {
        ref readonly FlowDirection from = ref flow.Sides[side];
        bool open = from.State >= EndpointState.Partial && from.Start != packet.Sequence;

        // Before any data a SYN-ACK with another number may be the one that counts.
        return open && (from.Last > 1 || (packet.TcpFlags & TcpFlags.Ack) == 0);
    }

    /// <summary>Takes one segment.</summary>
    public static TcpStep Update(ref Flow flow, ref FlowDetails details, int side, in DecodedPacket packet)
    {
        ref FlowDirection from = ref flow.Sides[side], to = ref flow.Sides[side ^ 1];
        ref SideDetails sent = ref details.Sides[side];
        bool responder = flow.IsResponder(side);
        byte flags = packet.TcpFlags;
        int payload = packet.WirePayloadLength;
        bool fresh = from.State == EndpointState.Inactive;
        if (fresh) Begin(ref from, packet, payload);
        else if ((flags & TcpFlags.Syn) != 0 && from.Start != packet.Sequence) Restart(ref from, packet, payload);

        var step = default(TcpStep);
        long sequence = from.Relative(packet.Sequence);
        step.Sequence = sequence + ((flags & TcpFlags.Syn) != 0 ? 1 : 0);
        AddLetters(ref details, ref from, ref sent, responder, flags, sequence, payload);
        if (packet.Window == 0 && (flags & TcpFlags.Reset) == 0 && to.State != EndpointState.Closed
            && from.State != EndpointState.Reset)
        {
            details.AddScaledLetter(ref sent.ZeroWindows, 'W', responder);
        }

        if (!fresh && (IsOutOfWindow(from, flags, sequence, payload)
            || IsBehindEnd(ref from, ref sent, flags, step.Sequence, payload)))
        {
            step.OutOfWindow = true;
            return step;
        }

        if ((flags & TcpFlags.Fin) != 0) sent.FinAt = step.Sequence + payload;
        if ((flags & TcpFlags.Ack) != 0)
        {
            ref SideDetails heard = ref details.Sides[side ^ 1];
            step.Acknowledged = Acknowledge(ref to, ref heard, packet.Acknowledgement, flags);
        }

        MoveLast(ref details, ref from, ref sent, responder, flags, packet.Sequence, payload, fresh);
        if (NextState(ref from, ref to, responder, flags, payload)) step.Ends = Close(ref flow, side);
        return step;
    }

    /// <summary>Notes the first plain data, or the first plain acknowledgement, of a side.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void AddFirst(
        SeenLetters seen, in Flow flow, ref FlowDetails details, int side, ref FlowDirection from) =>
        Once(ref details, ref from, seen, seen == SeenLetters.Data ? 'D' : 'A', flow.IsResponder(side));

    private static void Begin(ref FlowDirection from, in DecodedPacket packet, int payload)
    {
        // Without a SYN the numbers are set as though there had been one just before.
        bool syn = (packet.TcpFlags & TcpFlags.Syn) != 0;
        from.Start = syn ? packet.Sequence : packet.Sequence - 1;
        from.Last = syn ? 1 + payload : 1;
        from.Acked = 0;
        from.Next = 1;
    }

    private static void Restart(ref FlowDirection from, in DecodedPacket packet, int payload)
    {
        // A SYN-ACK with another number before any data: the one that counts is the one that is answered.
        if (from.Last > 1 || from.State >= EndpointState.Closed) return;
        Begin(ref from, packet, payload);
    }

    private static bool IsOutOfWindow(in FlowDirection from, byte flags, long sequence, int payload)
    {
        // RFC 5961, 3: a RST must lie where the stream is. What was acknowledged cannot be reset any more.
        if ((flags & TcpFlags.Reset) != 0)
            return from.Last > 1 && (sequence < from.Acked || sequence > Math.Max(from.Last, from.Next) + ResetWindow);
        if (payload == 0 && (flags & TcpFlags.Fin) == 0) return false;
        return sequence - Math.Max(from.Next, from.Acked) > FarAway || from.Next - sequence > FarAway;
    }

    /// <summary>
    /// Whether there is data behind a FIN. A FIN that was not acknowledged may be anybody's, and is taken back.
    /// </summary>
    private static bool IsBehindEnd(
        ref FlowDirection from, ref SideDetails sent, byte flags, long sequence, int payload)
    {
        if (sent.FinAt == 0 || payload == 0 || sequence + payload <= sent.FinAt || (flags & TcpFlags.Reset) != 0)
            return false;
        if (from.Acked > sent.FinAt) return true;
        if (from.Next == sent.FinAt + 1) from.Next--;
        sent.FinAt = 0;
        return false;
    }

    private static void AddLetters(
        ref FlowDetails details, ref FlowDirection from, ref SideDetails sent, bool responder, byte flags,
        long sequence, int payload)
    {
        switch (flags & TcpFlags.Control)
        {
            case 0 when payload > 0:
                Once(ref details, ref from, SeenLetters.Data, 'D', responder);
                break;
            case 0 when (flags & TcpFlags.Ack) != 0:
                Once(ref details, ref from, SeenLetters.Ack, 'A', responder);
                break;
            case 0:
                break;
            case TcpFlags.Syn:
                char opening = (flags & TcpFlags.Ack) != 0 ? 'H' : 'S';
                if (!Once(ref details, ref from, SeenLetters.Syn, opening, responder) && sequence != sent.LastSyn)
                    details.AddLetter(opening, responder);
                sent.LastSyn = sequence;
                break;
            case TcpFlags.Fin:
                // The place of a FIN is behind the data in its segment.
                if (!Once(ref details, ref from, SeenLetters.Fin, 'F', responder) && sequence + payload != sent.LastFin)
                    details.AddLetter('F', responder);
                sent.LastFin = sequence + payload;
                break;
            case TcpFlags.Reset:
                if (!Once(ref details, ref from, SeenLetters.Reset, 'R', responder) && sequence != sent.LastReset)
                    details.AddLetter('R', responder);
                sent.LastReset = sequence;
                break;
            case TcpFlags.Fin | TcpFlags.Reset or TcpFlags.Control:
                Once(ref details, ref from, SeenLetters.Inconsistent, 'I', responder);
                break;
            default:
                Once(ref details, ref from, SeenLetters.MultiFlag, 'Q', responder);
                break;
        }
    }

    private static bool Once(
        ref FlowDetails details, ref FlowDirection from, SeenLetters seen, char letter, bool responder)
    {
        if ((from.Seen & seen) != 0) return false;
        from.Seen |= seen;
        details.AddLetter(letter, responder);
        return true;
    }

    private static long Acknowledge(ref FlowDirection to, ref SideDetails heard, uint acknowledgement, byte flags)
    {
        if (to.State == EndpointState.Inactive)
        {
            if (to.Packets != 0) return 0;

            // Nothing seen of the other side yet: what is acknowledged is where its numbers begin.
            to.Start = acknowledgement - 1;
            to.Next = 1;
            to.Last = to.Acked = 0;
            return 0;
        }

        long relative = to.RelativeAck(acknowledgement);

        // Acknowledgements in RST are not trusted, nor those far from anything sent.
        if ((flags & TcpFlags.Reset) != 0) return 0;
        if (relative < 0 || relative - to.Last > FarAway)
        {
            heard.HasFarAcknowledged = true;
            heard.FarAcknowledged = acknowledgement;
            return 0;
        }

        if (relative > to.Acked) to.Acked = relative;
        return relative;
    }

    private static void MoveLast(
        ref FlowDetails details, ref FlowDirection from, ref SideDetails sent, bool responder, byte flags,
        uint sequence, int payload, bool fresh)
    {
        int length = (flags & TcpFlags.Reset) != 0 ? 0 : payload;
        if ((flags & TcpFlags.Syn) != 0) length++;
        if ((flags & TcpFlags.Fin) != 0) length++;
        int ahead = (int)(sequence + (uint)length - (from.Start + (uint)from.Last));
        if ((flags & (TcpFlags.Syn | TcpFlags.Reset)) != 0 && ahead is > FarAway or < -FarAway) return;
        if (from.State == EndpointState.Reset) return;
        if (ahead > 0) from.Last += ahead;
        else if (payload > 0 && !(fresh && (flags & TcpFlags.Syn) != 0))
            details.AddScaledLetter(ref sent.Retransmitted, 'T', responder);
    }

    /// <summary>Moves the states; true when this side closes now.</summary>
    private static bool NextState(
        ref FlowDirection from, ref FlowDirection to, bool responder, byte flags, int payload)
    {
        bool syn = (flags & TcpFlags.Syn) != 0, ack = (flags & TcpFlags.Ack) != 0;
        bool fin = (flags & TcpFlags.Fin) != 0, reset = (flags & TcpFlags.Reset) != 0;
        switch (from.State)
        {
            case EndpointState.Inactive:
                return Open(ref from, ref to, responder, flags, payload);

            case EndpointState.SynSent or EndpointState.SynAckSent:
                if (fin) Set(ref from, EndpointState.Closed);
                if (reset) Set(ref from, EndpointState.Reset);
                return fin || reset;

            case EndpointState.Established or EndpointState.Partial:
                if (syn && !ack && from.State == EndpointState.Partial && to.State == EndpointState.Inactive)
                    Set(ref from, EndpointState.SynSent);
                if (fin && !reset)
                {
                    Set(ref from, EndpointState.Closed);

                    // The other side sent a FIN and then a RST: that was a normal end all the same.
                    if (to.State == EndpointState.Reset && to.Before == EndpointState.Closed)
                        Set(ref to, EndpointState.Closed);
                }

                if (reset) Set(ref from, EndpointState.Reset);
                return fin || reset;

            case EndpointState.Closed when reset && to.State != EndpointState.Closed:
                Set(ref from, EndpointState.Reset);
                return true;

            default:
                return false;
        }
    }

    private static bool Open(
        ref FlowDirection from, ref FlowDirection to, bool responder, byte flags, int payload)
    {
        bool syn = (flags & TcpFlags.Syn) != 0, ack = (flags & TcpFlags.Ack) != 0;
        bool fin = (flags & TcpFlags.Fin) != 0, reset = (flags & TcpFlags.Reset) != 0;
        if (syn && !responder)
        {
            // A SYN that was captured after its SYN-ACK finds the other side open.
            Set(ref from, ack ? EndpointState.SynAckSent
                : to.State == EndpointState.Established ? EndpointState.Established : EndpointState.SynSent);
        }
        else if (syn)
        {
            if (to.State == EndpointState.SynSent) Set(ref to, EndpointState.Established);
            Set(ref from, EndpointState.Established);
        }

        if (fin) Set(ref from, EndpointState.Closed);
        if (reset) Set(ref from, EndpointState.Reset);
        if (from.State != EndpointState.Inactive) return fin || reset;

        // Some stacks acknowledge a SYN before they answer it; that is no connection yet.
        if (responder && payload == 0 && to.State == EndpointState.SynSent) return false;

        // A SYN-ACK was seen and now its answer: only the SYN is missing.
        Set(ref from, ack && to.State == EndpointState.Established ? EndpointState.Established : EndpointState.Partial);
        return false;
    }

    private static bool Close(ref Flow flow, int side)
    {
        var mine = side == 0 ? FlowMarks.FirstClosed : FlowMarks.SecondClosed;
        var other = side == 0 ? FlowMarks.SecondClosed : FlowMarks.FirstClosed;
        if (flow.Is(mine)) return flow.Sides[side].State == EndpointState.Reset && flow.Class != FlowClass.Closed;
        flow.Marks |= mine;
        return flow.Sides[side].State == EndpointState.Reset || flow.Is(other)
            || flow.Sides[side ^ 1].State == EndpointState.Inactive;
    }

    private static void Set(ref FlowDirection direction, EndpointState state)
    {
        if (direction.State == state) return;
        direction.Before = direction.State;
        direction.State = state;
    }
}
