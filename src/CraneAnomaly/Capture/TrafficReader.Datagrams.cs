using CraneAnomaly.Capture.Flows;
using CraneAnomaly.Capture.Link;

namespace CraneAnomaly.Capture;

// UDP and ICMP.
internal sealed partial class TrafficReader<TSink>
{
    private void OnUdp(in CapturedPacket packet, in DecodedPacket decoded, ReadOnlySpan<byte> bytes)
    {
        var key = FlowKey.Of(decoded, out int side);
        int place = FindLive(key, packet.TimestampNs);
        if (place < 0)
        {
            place = Open(key, side, FlowClass.SingleDatagram, packet, decoded);

            // Nobody answers from a group address, so there the sender asks.
            if (!decoded.Destination.IsMulticast
                && ServerPorts.Score(decoded.SourcePort) > ServerPorts.Score(decoded.DestinationPort))
            {
                Flip(place);
            }
        }

        var payload = bytes.Slice(decoded.PayloadOffset, decoded.PayloadLength);
        ref Flow flow = ref _table[place];
        if (_duplicates.IsCopy(decoded, payload, flow.Ordinal, side, packet.TimestampNs))
        {
            _counters.Duplicates++;
            return;
        }

        Count(place, side, packet, decoded, historyLetter: true);
        if (decoded.WirePayloadLength == 0) return;
        _cut = decoded.WirePayloadLength - payload.Length;
        if (flow.Session == 0 && !flow.Is(FlowMarks.Undecoded)) RecogniseDatagram(place, side, payload, packet);
        if (flow.Session != 0 && payload.Length != 0) Read(place, side, payload, packet.TimestampNs, packet.Frame);
        _cut = 0;
        if (flow.Session == 0)
        {
            TellContent(place, side, payload, packet.TimestampNs, packet.Frame);
            Hear(place, side, payload.Length, packet.TimestampNs, packet.Frame);
            return;
        }

        if (decoded.WirePayloadLength > payload.Length)
            TellCut(place, side, decoded.WirePayloadLength - payload.Length, packet.TimestampNs, packet.Frame);
    }

    private void OnIcmp(in CapturedPacket packet, in DecodedPacket decoded, ReadOnlySpan<byte> bytes)
    {
        var key = FlowKey.OfIcmp(decoded, out int side);
        int place = FindLive(key, packet.TimestampNs);
        if (place < 0)
        {
            place = Open(key, side, FlowClass.SingleDatagram, packet, decoded);
            _table.Details(place).Identity.ResponderPort = IcmpPorts.Destination(decoded);
        }

        ref Flow flow = ref _table[place];
        var payload = bytes.Slice(decoded.PayloadOffset, decoded.PayloadLength);
        if (_duplicates.IsCopy(decoded, payload, flow.Ordinal, side, packet.TimestampNs))
        {
            _counters.Duplicates++;
            return;
        }

        Count(place, side, packet, decoded, historyLetter: false);
        if (!flow.Is(FlowMarks.Announced))
        {
            flow.Marks |= FlowMarks.Undecoded;
            Announce(place, side, packet.TimestampNs, packet.Frame);
        }
    }

    /// <summary>The place of a key's flow, -1 for none; a flow whose idle time is over ends, and is none.</summary>
    private int FindLive(in FlowKey key, long nowNs)
    {
        int place = _table.Find(key);
        if (place < 0) return place;
        ref Flow flow = ref _table[place];
        return !_table.IsDue(flow, nowNs) || Renew(place, nowNs) ? place : -1;
    }

    private void Count(int place, int side, in CapturedPacket packet, in DecodedPacket decoded, bool historyLetter)
    {
        ref Flow flow = ref _table[place];
        ref FlowDirection from = ref flow.Sides[side];
        from.Packets++;
        from.IpBytes += decoded.IpLength;
        from.Last += decoded.WirePayloadLength;
        flow.LastNs = packet.TimestampNs;
        flow.LastFrame = packet.Frame;
        flow.Input = Input;
        if (from.State == EndpointState.Inactive)
        {
            from.State = EndpointState.Established;
            if (historyLetter) _table.Details(place).AddLetter('D', flow.IsResponder(side));
        }

        if (flow.Class == FlowClass.SingleDatagram && flow.Sides[0].Packets + flow.Sides[1].Packets > 1)
            _table.Move(place, FlowClass.Datagram, packet.TimestampNs);
    }

    private void RecogniseDatagram(int place, int side, ReadOnlySpan<byte> payload, in CapturedPacket packet)
    {
        ref Flow flow = ref _table[place];
        foreach (var protocol in _datagramProtocols)
        {
            var context = Context(ref _table.Details(place), flow, side, packet.TimestampNs, packet.Frame);
            var found = protocol.Probe(payload, context);

            // A datagram is whole: there will be no more of it to decide by.
            if (found is ProbeResult.No or ProbeResult.Unsure) continue;
            Adopt(place, side, protocol, found, packet.TimestampNs);
            Announce(place, side, packet.TimestampNs, packet.Frame);
            return;
        }

        flow.Marks |= FlowMarks.Undecoded;
        Announce(place, side, packet.TimestampNs, packet.Frame);
    }
}
