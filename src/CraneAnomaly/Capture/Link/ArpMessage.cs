using System.Buffers.Binary;
using CraneAnomaly.Records;
using CraneAnomaly.Records.Facts;

namespace CraneAnomaly.Capture.Link;

/// <summary>ARP for Ethernet and IPv4 (RFC 826): types, lengths, operation, and the addresses of both sides.</summary>
internal readonly ref struct ArpMessage
{
    public const ushort Request = 1;
    public const ushort Reply = 2;

    private const int Bytes = 28;
    private const ushort Ethernet = 1;

    private readonly ReadOnlySpan<byte> _bytes;

    private ArpMessage(ReadOnlySpan<byte> bytes) => _bytes = bytes;

    public ushort Operation => BinaryPrimitives.ReadUInt16BigEndian(_bytes[6..]);

    public MacAddress SenderHardware => MacAddress.Read(_bytes[8..]);

    public IpAddress Sender => IpAddress.FromV4(BinaryPrimitives.ReadUInt32BigEndian(_bytes[14..]));

    public IpAddress Target => IpAddress.FromV4(BinaryPrimitives.ReadUInt32BigEndian(_bytes[24..]));

    /// <summary>Whether the sender speaks of its own address (RFC 5227, 1.1).</summary>
    public bool IsGratuitous => _bytes[14..18].SequenceEqual(_bytes[24..28]);

    /// <summary>Reads it; other networks than these two have other lengths, and are not read.</summary>
    public static bool TryRead(ReadOnlySpan<byte> source, out ArpMessage message)
    {
        message = default;
        if (source.Length < Bytes || BinaryPrimitives.ReadUInt16BigEndian(source) != Ethernet
            || BinaryPrimitives.ReadUInt16BigEndian(source[2..]) != EtherTypes.Ipv4 || source[4] != 6 || source[5] != 4)
            return false;
        message = new(source[..Bytes]);
        return true;
    }

    /// <summary>Adds what it says.</summary>
    public void Tell(FactWriter facts)
    {
        var text = new TextRoom(stackalloc byte[MacAddress.TextLength]);
        text.AddHardware(_bytes[8..]);
        facts.Add(Fact.SenderHardware, text.Written);
        TellAddress(Fact.SenderAddress, _bytes[14..], facts);
        text = new TextRoom(stackalloc byte[MacAddress.TextLength]);
        text.AddHardware(_bytes[18..]);
        facts.Add(Fact.TargetHardware, text.Written);
        TellAddress(Fact.TargetAddress, _bytes[24..], facts);
        facts.Add(Fact.Gratuitous, IsGratuitous);
    }

    private static void TellAddress(Fact fact, ReadOnlySpan<byte> address, FactWriter facts)
    {
        var text = new TextRoom(stackalloc byte[IpAddress.MaxTextLength]);
        text.AddIpv4(address);
        facts.Add(fact, text.Written);
    }
}
