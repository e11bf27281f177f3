using System.Runtime.CompilerServices;

namespace CraneAnomaly.Capture.Flows;

/// <summary>
/// One side of a flow as a sender. Sequence numbers are kept relative to the SYN, as 64 bits: the first byte of the
/// stream is 1, and nothing wraps.
/// </summary>
internal struct FlowDirection
{
    /// <summary>Sequence number of the SYN, or one before the first byte seen.</summary>
    public uint Start;

    public SeenLetters Seen;

    public EndpointState State;

    /// <summary>The state before this one.</summary>
    public EndpointState Before;

    /// <summary>What the next byte to be read has.</summary>
    public long Next;

    /// <summary>One past the highest sequence number sent. For datagrams: payload bytes.</summary>
    public long Last;

    /// <summary>What the other side has acknowledged.</summary>
    public long Acked;

    public long Packets;

    /// <summary>Total length fields of the IP packets.</summary>
    public long IpBytes;

    /// <summary>The relative number nearest to the highest one sent.</summary>
    public readonly long Relative(uint sequence) => Last + (int)(sequence - (Start + (uint)Last));

    /// <summary>The relative number nearest to the highest one acknowledged.</summary>
    public readonly long RelativeAck(uint acknowledgement) => Acked + (int)(acknowledgement - (Start + (uint)Acked));
}

/// <summary>Both sides: 0 is the first end point of the key, 1 the second.</summary>
[InlineArray(2)]
internal struct FlowDirections
{
    private FlowDirection _element0;
}
