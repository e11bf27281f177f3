using CraneAnomaly.Records;

namespace CraneAnomaly.Capture.Link;

/// <summary>
/// Where the layered reading of one packet stands. Readers take the header at <see cref="Offset"/>, move behind it and
/// name the layer that follows; nothing calls itself, however deep the packet nests.
/// </summary>
internal ref struct PacketCursor(ReadOnlySpan<byte> bytes, int missing, Limits limits)
{
    public readonly Limits Limits = limits;

    /// <summary>The frame, or the datagram that was put together last.</summary>
    public ReadOnlySpan<byte> Bytes = bytes;

    /// <summary>Where the next header begins.</summary>
    public int Offset;

    /// <summary>Where the captured bytes of the current layer end; never before <see cref="Offset"/>.</summary>
    public int End = bytes.Length;

    /// <summary>Bytes of the current layer that were sent behind <see cref="End"/> and not captured.</summary>
    public int Missing = missing;

    /// <summary>EtherType or IP protocol number of what stands at <see cref="Offset"/>.</summary>
    public int Type;

    /// <summary>Extension headers of the current IP packet.</summary>
    public int ExtensionHeaders;

    /// <summary>Bytes of the current IP packet in front of what is fragmented.</summary>
    public int IpHeaderLength;

    /// <summary>Whether the current IP packet is IPv6.</summary>
    public bool IsV6;

    /// <summary>Fragment identification of the current IP packet.</summary>
    public uint FragmentId;

    /// <summary>Offset of the fragment in its datagram, in bytes.</summary>
    public int FragmentOffset;

    /// <summary>Whether more fragments follow.</summary>
    public bool MoreFragments;

    /// <summary>What became of the packet, once the layer is <see cref="Layer.Done"/>.</summary>
    public DecodeOutcome Outcome;

    /// <summary>The first thing found wrong; may stand beside any outcome.</summary>
    public Violation Violation;

    /// <summary>Captured bytes of the current layer from here on.</summary>
    public readonly int Available => End - Offset;

    /// <summary>Bytes that were sent of the current layer from here on, saturating.</summary>
    public readonly int Sent => (int)Math.Min((long)Available + Missing, int.MaxValue);

    /// <summary>The captured bytes from here on.</summary>
    public readonly ReadOnlySpan<byte> Rest => Bytes[Offset..End];

    /// <summary>Ends the layer <paramref name="length"/> bytes (as sent) from here: what follows is padding.</summary>
    public void Bound(int length)
    {
        if (length <= Available)
        {
            End = Offset + length;
            Missing = 0;
        }
        else
        {
            Missing = length - Available;
        }
    }

    /// <summary>Remembers what is wrong, and goes on.</summary>
    public void Note(Violation violation)
    {
        if (Violation == Violation.None) Violation = violation;
    }

    /// <summary>Gives the packet up.</summary>
    public Layer Reject(Violation violation)
    {
        Note(violation);
        return Finish(DecodeOutcome.Rejected);
    }

    /// <summary>The packet is decoded as far as it goes.</summary>
    public Layer Finish(DecodeOutcome outcome)
    {
        Outcome = outcome;
        return Layer.Done;
    }

    /// <summary>The frame carries no IP that is decoded; its payload is what follows the EtherType.</summary>
    public Layer FinishNotIp(ref DecodedPacket decoded, int etherType, Violation violation = Violation.None)
    {
        Note(violation);
        decoded.EtherType = (ushort)etherType;
        SetPayload(ref decoded);
        return Finish(DecodeOutcome.NotIp);
    }

    /// <summary>The IP packet carries a transport that has no flows here.</summary>
    public Layer FinishOtherIp(ref DecodedPacket decoded, int protocol, Violation violation = Violation.None)
    {
        Note(violation);
        decoded.IpProtocol = (byte)protocol;
        decoded.SourcePort = decoded.DestinationPort = decoded.Checksum = 0;
        decoded.TransportOffset = Offset;
        SetPayload(ref decoded);
        return Finish(DecodeOutcome.OtherIp);
    }

    /// <summary>Enters a tunnel, unless there are too many.</summary>
    /// <param name="decoded">The packet.</param>
    /// <param name="path">The path inside of the tunnel.</param>
    /// <param name="inside">The layer inside.</param>
    public Layer OpenTunnel(ref DecodedPacket decoded, ulong path, Layer inside)
    {
        if (decoded.TunnelDepth >= Limits.TunnelDepth) return Reject(Violation.TooManyTunnels);
        decoded.TunnelDepth++;
        decoded.Path = path;
        return inside;
    }

    /// <summary>What stands from here to the end is the payload.</summary>
    public readonly void SetPayload(ref DecodedPacket decoded)
    {
        decoded.PayloadOffset = Offset;
        decoded.PayloadLength = Available;
        decoded.WirePayloadLength = Sent;
    }
}
