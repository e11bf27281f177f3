using CraneAnomaly.Capture;
using CraneAnomaly.Capture.Link;
using CraneAnomaly.Records;

namespace CraneAnomaly.Tests.Capture.Link;

/// <summary>A decoder and what it made of the packet it was given last.</summary>
internal sealed class DecodedCase(Limits? limits = null)
{
    private readonly PacketDecoder _decoder = new(limits ?? Limits.Default);

    public DecodedPacket Packet;

    public DecodeOutcome Outcome { get; private set; }

    public Violation Violation { get; private set; }

    public byte[] Payload { get; private set; } = [];

    public long Evicted => _decoder.EvictedDatagrams;

    public string From => $"{Packet.Source}:{Packet.SourcePort}";

    public string To => $"{Packet.Destination}:{Packet.DestinationPort}";

    public static DecodedCase Of(byte[] frame, int linkType = LinkTypes.Ethernet)
    {
        var decoded = new DecodedCase();
        decoded.Decode(frame, linkType);
        return decoded;
    }

    public DecodeOutcome Decode(
        byte[] frame, int linkType = LinkTypes.Ethernet, int originalLength = -1, int fcs = 0, long timestampNs = 1)
    {
        var captured = new CapturedPacket
        {
            LinkType = linkType,
            OriginalLength = originalLength < 0 ? frame.Length : originalLength,
            FcsLength = fcs,
            TimestampNs = timestampNs,
            Frame = 1,
        };
        Outcome = _decoder.Decode(captured, frame, ref Packet, out var bytes, out var violation);
        Violation = violation;
        bool hasPayload = Outcome is not (DecodeOutcome.FragmentHeld or DecodeOutcome.Rejected);
        Payload = hasPayload ? bytes.Slice(Packet.PayloadOffset, Packet.PayloadLength).ToArray() : [];
        return Outcome;
    }

    public void EvictFragments() => _decoder.EvictFragments();
}
