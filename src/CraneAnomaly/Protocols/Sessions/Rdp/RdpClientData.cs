using System.Buffers.Binary;
using System.Text.Unicode;
using CraneAnomaly.Records.Facts;

namespace CraneAnomaly.Protocols.Sessions.Rdp;

/// <summary>What a client says of itself (MS-RDPBCGR, 2.2.1.3.2 to 2.2.1.3.5).</summary>
internal static class RdpClientData
{
    private const ushort Core = 0xC001;
    private const ushort Network = 0xC003;
    private const int NameBytes = 32;
    private const int ProductBytes = 64;
    private const int CoreBytes = 128;
    private const int ChannelBytes = 12;
    private const int ChannelNameBytes = 8;

    // 2.2.1.3.4
    private const int MostChannels = 31;

    // 2.2.1.3.2: the last layout that is not named begins where the optional fields do.
    private const int BetaDepthAt = 128;
    private const int HighDepthAt = 136;
    private const int FlagsAt = 140;
    private const int ProductAt = 142;
    private const ushort Wants32Bits = 2;

    /// <summary>Adds it.</summary>
    public static void Tell(ReadOnlySpan<byte> blocks, FactWriter facts)
    {
        bool core = false, network = false;
        while (GccConference.TryTakeBlock(ref blocks, out ushort type, out var content))
        {
            if (type == Core && !core && content.Length >= CoreBytes)
            {
                core = true;
                TellCore(content, facts);
            }
            else if (type == Network && !network && content.Length >= 4)
            {
                network = true;
                TellChannels(content, facts);
            }
        }
    }

    private static void TellCore(ReadOnlySpan<byte> core, FactWriter facts)
    {
        RdpNames.TellKeyboard(BinaryPrimitives.ReadUInt32LittleEndian(core[12..]), facts);
        RdpNames.TellBuild(BinaryPrimitives.ReadUInt32LittleEndian(core[16..]), facts);
        TellText(Fact.ClientName, core.Slice(20, NameBytes), facts);
        if (core.Length >= ProductAt + ProductBytes) TellText(Fact.ClientProductId, core.Slice(ProductAt, ProductBytes), facts);
        facts.Add(Fact.DesktopWidth, (long)BinaryPrimitives.ReadUInt16LittleEndian(core[4..]));
        facts.Add(Fact.DesktopHeight, (long)BinaryPrimitives.ReadUInt16LittleEndian(core[6..]));

        // Each of the fields that came with newer clients overrides the one before.
        if (core.Length >= FlagsAt + 2 && (BinaryPrimitives.ReadUInt16LittleEndian(core[FlagsAt..]) & Wants32Bits) != 0)
            facts.Add(Fact.ColorDepth, "32bit");
        else if (core.Length >= HighDepthAt + 2)
            RdpNames.TellHighDepth(BinaryPrimitives.ReadUInt16LittleEndian(core[HighDepthAt..]), facts);
        else
            RdpNames.TellOldDepth(BinaryPrimitives.ReadUInt16LittleEndian(core[(core.Length >= BetaDepthAt + 2 ? BetaDepthAt : 8)..]), facts);
    }

    // UTF-16 up to the first zero.
    private static void TellText(Fact fact, ReadOnlySpan<byte> utf16, FactWriter facts)
    {
        Span<char> text = stackalloc char[ProductBytes / 2];
        int length = 0;
        for (; length < utf16.Length / 2; length++)
        {
            text[length] = (char)BinaryPrimitives.ReadUInt16LittleEndian(utf16[(2 * length)..]);
            if (text[length] == '\0') break;
        }

        Span<byte> utf8 = stackalloc byte[ProductBytes * 2];
        Utf8.FromUtf16(text[..length], utf8, out _, out int written);
        facts.Add(fact, utf8[..written]);
    }

    private static void TellChannels(ReadOnlySpan<byte> network, FactWriter facts)
    {
        int count = (int)Math.Min(MostChannels, BinaryPrimitives.ReadUInt32LittleEndian(network));
        Span<byte> text = stackalloc byte[MostChannels * (ChannelNameBytes + 1)];
        int length = 0;
        network = network[4..];
        for (int i = 0; i < count && network.Length >= ChannelBytes; i++)
        {
            var name = network[..ChannelNameBytes];
            int end = name.IndexOf((byte)0);
            if (end >= 0) name = name[..end];
            if (i > 0) text[length++] = (byte)',';
            name.CopyTo(text[length..]);
            length += name.Length;
            network = network[ChannelBytes..];
        }

        facts.Add(Fact.ClientChannels, text[..length]);
    }
}
