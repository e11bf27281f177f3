using System.Runtime.CompilerServices;
using CraneAnomaly.Capture.Flows;
using CraneAnomaly.Capture.Link;
using CraneAnomaly.Records;

namespace CraneAnomaly.Capture;

// The life of flows: begin, idle, end.
internal sealed partial class TrafficReader<TSink>
{
    private const byte Tcp = 6;
    private const byte Udp = 17;

    /// <summary>How often idle flows are looked for, in event time.</summary>
    private const long Tick = 1_000_000_000;

    /// <summary>A step of the clock larger than this must be shown by several packets in a row.</summary>
    private const long LargeStep = 60L * 1_000_000_000;

    private const int StepsToBelieve = 8;

    /// <summary>What Zeek waits after the end of a connection, and for an answer to a SYN.</summary>
    private const long LingerNs = 5L * 1_000_000_000;

    private long _clockNs = long.MinValue / 2;
    private long _steppedAt;
    private int _steps;

    /// <summary>How far event time is believed to have come, and the latest time that needs no confirmation; null
    /// before the first packet.</summary>
    public (long NowNs, long LatestNs)? Clock => _clockNs < 0 ? null : (_clockNs, _clockNs + LargeStep);

    private static long[] IdleTimes(Limits limits)
    {
        long udp = Nanoseconds(limits.UdpIdle), tcp = Nanoseconds(limits.TcpIdle);
        var times = new long[(int)FlowClass.Protocol + 1];
        times[(int)FlowClass.Closed] = times[(int)FlowClass.Attempt] = LingerNs;
        times[(int)FlowClass.SingleDatagram] = times[(int)FlowClass.Datagram] = udp;
        times[(int)FlowClass.ProtocolDatagram] = udp;
        times[(int)FlowClass.SingleStream] = times[(int)FlowClass.Stream] = tcp;
        times[(int)FlowClass.Protocol] = Math.Max(tcp, Nanoseconds(limits.ProtocolIdle));
        return times;
    }

    /// <summary>Moves the clock, and ends what is idle or held for too long.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void OnTick(long nowNs)
    {
        // One packet from the future must not end every flow, nor one from the past stop the clock.
        bool large = _clockNs >= 0 && (nowNs - _clockNs > LargeStep || _clockNs - nowNs > LargeStep);
        if (large)
        {
            _steps = _steppedAt == _counters.Packets - 1 ? _steps + 1 : 1;
            _steppedAt = _counters.Packets;
            if (_steps < StepsToBelieve) return;
        }
        else if (_steps > 0)
        {
            // It went on as before: those packets were stamped wrongly.
            _counters.Add(Violation.ClockSuspect, _steps);
        }

        _steps = 0;

        _clockNs = nowNs;
        for (int place; (place = _table.NextOver(nowNs)) >= 0;) End(place, Violation.None);
        while (_held.Oldest != 0 && nowNs - _held[_held.Oldest].ListedNs > _holeNs)
        {
            int number = _held.Oldest;
            _held.Renew(number, nowNs);
            ReleaseLate(_held[number].Place, nowNs);
        }
    }

    /// <summary>A place for a new flow; for now its sender is the originator.</summary>
    private int Open(
        in FlowKey key, int side, FlowClass flowClass, in CapturedPacket packet, in DecodedPacket decoded)
    {
        if (_table.Count >= _table.Capacity)
        {
            int victim = _table.Victim();
            bool early = _table[victim].Class != FlowClass.Closed;
            if (early) _counters.FlowsEvicted++;
            End(victim, early ? Violation.FlowEvicted : Violation.None);
        }

        int place = _table.Add(key, flowClass, packet.TimestampNs);
        ref Flow flow = ref _table[place];
        ref FlowDetails details = ref _table.Details(place);
        if (side != 0) flow.Marks |= FlowMarks.OriginatorIsSecond;
        details.FirstNs = packet.TimestampNs;
        details.FirstFrame = packet.Frame;
        details.Identity = new()
        {
            Originator = decoded.Source,
            Responder = decoded.Destination,
            OriginatorPort = decoded.SourcePort,
            ResponderPort = decoded.DestinationPort,
            IpProtocol = decoded.IpProtocol,
            TunnelDepth = decoded.TunnelDepth,
            Vlan = decoded.Vlan,
            OriginatorMac = decoded.SourceMac,
            ResponderMac = decoded.DestinationMac,
        };
        _counters.Flows++;
        _counters.OpenFlows = _table.Count;
        return place;
    }

    /// <summary>Exchanges originator and responder.</summary>
    private void Flip(int place)
    {
        ref Flow flow = ref _table[place];
        ref FlowDetails details = ref _table.Details(place);
        flow.Marks ^= FlowMarks.OriginatorIsSecond;
        ref FlowIdentity who = ref details.Identity;
        (who.Originator, who.Responder) = (who.Responder, who.Originator);
        (who.OriginatorPort, who.ResponderPort) = (who.ResponderPort, who.OriginatorPort);
        (who.OriginatorMac, who.ResponderMac) = (who.ResponderMac, who.OriginatorMac);
        details.AddLetter('^', fromResponder: false);
    }

    /// <summary>Ends a flow: what is held is read, the protocol says its last, then the flow is told.</summary>
    private void End(int place, Violation violation)
    {
        ref Flow flow = ref _table[place];
        ref FlowDetails details = ref _table.Details(place);
        if (flow.Held != 0) ReleaseAll(place);
        if (details.Identity.IpProtocol == Tcp) TellMissingTail(place);
        if (!flow.Is(FlowMarks.Announced) && details.IsProbed)
            Announce(place, flow.Originator, flow.LastNs, flow.LastFrame);

        var service = OtProtocol.Unknown;
        long pdus = 0;
        if (flow.Session != 0)
        {
            var session = _sessions[flow.Session];
            var context = Context(ref details, flow, flow.Originator, flow.LastNs, flow.LastFrame);
            long before = session.Pdus;
            session.OnEnd(context, ref _sink);
            pdus = session.Pdus;
            _counters.Pdus += pdus - before;
            service = session.Protocol;
            _sessions.Return(flow.Session);
        }

        var summary = FlowReport.Of(flow, details, service, pdus);
        var head = RecordBody.HeadOf(in summary);
        var record = new OtRecord
        {
            TimestampNs = flow.LastNs,
            Frame = flow.LastFrame,
            Flow = flow.Ordinal,
            Input = flow.Input,
            Protocol = OtProtocol.Flow,
            Kind = RecordKind.Flow,
            Violation = violation,
            Flags = flow.Is(FlowMarks.Midstream) ? RecordFlags.Midstream : 0,
            HeadLength = (ushort)head.Length,
        };
        if (violation != Violation.None) _counters.Add(violation);
        _sink.OnRecord(record, new(in details.Identity, head, default));
        _table.Remove(place);
        _counters.OpenFlows = _table.Count;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private StreamContext Context(ref FlowDetails details, in Flow flow, int side, long timestampNs, long frame) =>
        new(ref details.Identity)
        {
            TimestampNs = timestampNs,
            Frame = frame,
            Flow = flow.Ordinal,
            Input = flow.Input,
            Flags = flow.FlagsOf(side),
            CutBytes = _cut,
        };

    /// <summary>Gives out a record of a flow that is no PDU.</summary>
    private void Tell(
        int place, int side, RecordKind kind, Violation violation, long timestampNs, long frame, in GapBody body)
    {
        ref Flow flow = ref _table[place];
        ref FlowDetails details = ref _table.Details(place);
        flow.Marks |= FlowMarks.Told;
        var context = Context(ref details, flow, side, timestampNs, frame);
        var record = context.NewRecord(flow.Session != 0 ? _sessions[flow.Session].Protocol : OtProtocol.Unknown, kind);
        var head = RecordBody.HeadOf(in body);
        record.Violation = violation;
        record.HeadLength = (ushort)head.Length;
        _sink.OnRecord(record, new(in details.Identity, head, default));
    }

    /// <summary>Counts what is wrong in a flow, and tells it at the 1st, 10th, 100th ... time.</summary>
    private void Tell(
        int place, int side, Violation violation, ref Tally tally, long bytes, long offset, long timestampNs,
        long frame)
    {
        _counters.Add(violation);
        if (!tally.Add(bytes)) return;
        var body = new GapBody { Bytes = tally.UntoldBytes, Offset = offset, Count = tally.Untold };
        tally.Told();
        Tell(place, side, RecordKind.Violation, violation, timestampNs, frame, body);
    }
}
