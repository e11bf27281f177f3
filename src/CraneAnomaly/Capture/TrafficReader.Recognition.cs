using System.Runtime.CompilerServices;
using CraneAnomaly.Capture.Flows;
using CraneAnomaly.Records;

namespace CraneAnomaly.Capture;

// Which protocol a flow speaks, and who in it is the server.
internal sealed partial class TrafficReader<TSink>
{
    /// <summary>Most bytes kept of a direction while protocols cannot say yet.</summary>
    private const int ProbeBytes = 512;

    /// <summary>Pieces refused before a stream seen from its begin is given up, while one side is silent.</summary>
    private const int RefusedFromBegin = 4;

    /// <summary>The same for a stream seen in the middle: the first pieces may begin inside of a PDU.</summary>
    private const int RefusedMidstream = 8;

    private readonly ProtocolFactory<TSink>[] _streamProtocols;
    private readonly ProtocolFactory<TSink>[] _datagramProtocols;
    private readonly SessionPool<TSink> _sessions;

    /// <summary>Looks at a piece of a stream whose protocol is not decided; reads it when that decides it.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Recognise(int place, int side, ReadOnlySpan<byte> payload, long timestampNs, long frame)
    {
        ref Flow flow = ref _table[place];
        ref FlowDetails details = ref _table.Details(place);
        details.IsProbed = true;
        bool carried = flow.Held != 0 && _held[flow.Held].Carry(side).Length != 0;
        if (carried) _held[flow.Held].Carry(side).Append(payload, _held);
        var bytes = carried ? _held[flow.Held].Carry(side).Bytes : payload;

        bool unsure = false;
        var context = Context(ref details, flow, side, timestampNs, frame);
        foreach (var protocol in _streamProtocols)
        {
            var found = protocol.Probe(bytes, context);
            if (found == ProbeResult.No) continue;
            if (found == ProbeResult.Unsure)
            {
                unsure = true;
                continue;
            }

            Adopt(place, side, protocol, found, timestampNs);
            Announce(place, side, timestampNs, frame);

            // What the other side has said before comes first, even if it is nothing the protocol knows.
            ReadEarlier(place, side ^ 1, 0, timestampNs, frame);
            ReadEarlier(place, side, carried ? 0 : payload.Length, timestampNs, frame);
            if (!carried) Read(place, side, payload, timestampNs, frame);
            return;
        }

        bool fromBegin = !flow.Is(FlowMarks.Midstream) && details.MissedBytes == 0;
        if (!unsure)
        {
            details.Refused++;
            details.Sides[side].IsRefused = true;
        }

        if ((unsure || fromBegin) && bytes.Length < ProbeBytes)
        {
            if (!carried) Keep(place, side, payload, timestampNs);
        }
        else if (carried)
        {
            _held[flow.Held].Carry(side).Clear(_held);
        }

        // Where a decoded protocol has its port, the first pieces of a stream seen in the middle may begin inside of a
        // PDU; elsewhere two refused sides are enough.
        bool bothRefused = details.Sides[0].IsRefused && details.Sides[1].IsRefused
            && (fromBegin || ServerPorts.Score(details.Identity.ResponderPort) < 2);
        if (bothRefused || details.Refused >= (fromBegin ? RefusedFromBegin : RefusedMidstream))
            GiveUpRecognition(place, side, timestampNs, frame);
    }

    /// <summary>Reads what a side said before its protocol was known; what is not there any more is a gap.</summary>
    private void ReadEarlier(int place, int side, int now, long timestampNs, long frame)
    {
        ref Flow flow = ref _table[place];
        int carried = flow.Held == 0 ? 0 : _held[flow.Held].Carry(side).Length;
        long next = flow.Sides[side].Next, end = _table.Details(place).Sides[side].FinAt;
        long lost = (end != 0 ? Math.Min(next, end) : next) - 1 - now - carried;
        if (lost > 0 && !flow.Is(FlowMarks.Midstream)) GiveUp(place, side, lost, timestampNs, frame);
        if (carried != 0) ReadCarried(place, side, timestampNs, frame);
    }

    private void GiveUpRecognition(int place, int side, long timestampNs, long frame)
    {
        ref Flow flow = ref _table[place];
        flow.Marks |= FlowMarks.Undecoded;
        if (flow.Held != 0)
        {
            _held[flow.Held].Carry(0).Clear(_held);
            _held[flow.Held].Carry(1).Clear(_held);
        }

        Announce(place, side, timestampNs, frame);
    }

    /// <summary>Gives a flow its reader, and sets who is the server.</summary>
    private void Adopt(int place, int side, ProtocolFactory<TSink> protocol, ProbeResult found, long nowNs)
    {
        ref Flow flow = ref _table[place];
        bool tcp = _table.Details(place).Identity.IpProtocol == Tcp;
        flow.Session = _sessions.Take(protocol);
        if (flow.Class > FlowClass.Attempt)
            _table.Move(place, !tcp ? FlowClass.ProtocolDatagram : _sessions[flow.Session].IsLasting ? FlowClass.Protocol : FlowClass.Stream, nowNs);

        // Who opened a connection is its client, whatever it says; where that was not seen, the content decides.
        bool decided = flow.Is(FlowMarks.Told) || (tcp && !flow.Is(FlowMarks.Midstream));
        bool wrong = flow.IsResponder(side) ? found == ProbeResult.Client : found == ProbeResult.Server;
        if (wrong && !decided) Flip(place);
    }

    /// <summary>Says that a flow's protocol is known, or given up.</summary>
    private void Announce(int place, int side, long timestampNs, long frame)
    {
        ref Flow flow = ref _table[place];
        ref FlowDetails details = ref _table.Details(place);
        flow.Marks |= FlowMarks.Announced | FlowMarks.Told;
        var context = Context(ref details, flow, side, timestampNs, frame);
        var record = context.NewRecord(
            flow.Session != 0 ? _sessions[flow.Session].Protocol : OtProtocol.Unknown, RecordKind.Conversation);
        _sink.OnRecord(record, new(in details.Identity, default, default));
    }
}
