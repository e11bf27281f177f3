using CraneAnomaly.Records;

namespace CraneAnomaly.Capture.Link;

/// <summary>Finds the innermost IP packet and its transport in a captured frame.</summary>
internal sealed class PacketDecoder(Limits limits)
{
    /// <summary>
    /// Decodes one captured frame into <paramref name="decoded"/>. Offsets count from the start of
    /// <paramref name="bytes"/>, which is the frame itself or a datagram put together from fragments, valid until the
    /// next call.
    /// </summary>
    public DecodeOutcome Decode(
        in CapturedPacket packet, ReadOnlySpan<byte> frame, ref DecodedPacket decoded,
        out ReadOnlySpan<byte> bytes, out Violation violation)
    {
        bytes = frame;
        violation = limits.VlanTags < 0 ? Violation.InvalidHeader : Violation.UnsupportedLinkType;
        return DecodeOutcome.Rejected;
    }
}
