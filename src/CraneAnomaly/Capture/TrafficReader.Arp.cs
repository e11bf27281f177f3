using CraneAnomaly.Capture.Link;
using CraneAnomaly.Records;
using CraneAnomaly.Records.Facts;

namespace CraneAnomaly.Capture;

// ARP: no flow, but who says to have which address.
internal sealed partial class TrafficReader<TSink>
{
    private readonly FactWriter _arpFacts = new();
    private readonly ArpQuestions _arpQuestions = new();

    private void OnArp(in CapturedPacket packet, in DecodedPacket decoded, ReadOnlySpan<byte> bytes)
    {
        if (!ArpMessage.TryRead(bytes.Slice(decoded.PayloadOffset, decoded.PayloadLength), out var message)) return;
        var identity = new FlowIdentity
        {
            Originator = message.Sender,
            Responder = message.Target,
            OriginatorMac = decoded.SourceMac,
            ResponderMac = decoded.DestinationMac,
            TunnelDepth = decoded.TunnelDepth,
            Vlan = decoded.Vlan,
        };
        var record = new OtRecord
        {
            TimestampNs = packet.TimestampNs,
            Frame = packet.Frame,
            Flow = -1,
            Input = Input,
            Protocol = OtProtocol.Arp,
            FunctionCode = message.Operation,
            Kind = message.Operation switch
            {
                ArpMessage.Request => RecordKind.Request,
                ArpMessage.Reply => RecordKind.Response,
                _ => RecordKind.Event,
            },
        };
        if (message.Operation == ArpMessage.Request) _arpQuestions.Ask(decoded.Path, message.Target, packet.TimestampNs);
        else if (_arpQuestions.WasAsked(decoded.Path, message.Sender, packet.TimestampNs)) record.Flags |= RecordFlags.Matched;

        _counters.Pdus++;
        _arpFacts.Clear();
        message.Tell(_arpFacts);
        record.PayloadLength = (ushort)_arpFacts.Payload.Length;
        _sink.OnRecord(in record, new RecordBody(in identity, default, _arpFacts.Payload));
    }
}
