namespace CraneAnomaly.Simulator.Wire;

/// <summary>
/// Bytes of a packet under construction, with what the layer around them has to say of them: an EtherType, an IP
/// protocol number, or both. A part is used wherever bytes are asked for.
/// </summary>
internal readonly record struct PacketPart(byte[] Bytes, int EtherType = -1, int Protocol = -1)
{
    public int Length => Bytes.Length;

    public static implicit operator byte[](PacketPart part) => part.Bytes;

    public static implicit operator ReadOnlySpan<byte>(PacketPart part) => part.Bytes;
}
