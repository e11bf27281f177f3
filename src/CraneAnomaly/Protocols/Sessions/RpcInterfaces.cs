using System.Buffers.Binary;
using CraneAnomaly.Records.Facts;

namespace CraneAnomaly.Protocols.Sessions;

/// <summary>PDUs of DCE/RPC (C706, 12), and names of what is asked for.</summary>
internal static class RpcInterfaces
{
    public const int HeaderBytes = 16;

    public const byte Bind = 11;
    public const byte BindAcknowledge = 12;
    public const byte AlterContext = 14;

    private const int ContextsAt = 28;
    private const int ContextBytes = 24;
    private const int TransferBytes = 20;

    /// <summary>Whether a PDU begins: version 5.0 or 5.1, a type that exists, little-endian ASCII and IEEE.</summary>
    public static bool IsPdu(ReadOnlySpan<byte> source) => source.Length >= HeaderBytes && source[0] == 5 && source[1] <= 1 && source[2] <= 19
        && source[4] == 0x10 && source[5] == 0 && Length(source) >= HeaderBytes;

    /// <summary>Bytes of a PDU.</summary>
    public static int Length(ReadOnlySpan<byte> source) => BinaryPrimitives.ReadUInt16LittleEndian(source[8..]);

    /// <summary>Adds the interfaces that a bind asks for (12.6.4.3).</summary>
    public static void Tell(ReadOnlySpan<byte> pdu, FactWriter facts)
    {
        if (pdu.Length < ContextsAt) return;
        int count = pdu[24];
        var text = new TextRoom(stackalloc byte[FactWriter.MostBytes]);
        ulong lastHigh = 0, lastLow = 0;
        for (var rest = pdu[ContextsAt..]; count > 0 && rest.Length >= ContextBytes; count--)
        {
            int transfers = rest[2];
            ulong high = High(rest[4..]), low = BinaryPrimitives.ReadUInt64BigEndian(rest[12..]);

            // Clients ask for one interface in several encodings.
            if (high != lastHigh || low != lastLow)
            {
                text.Separate();
                AddName(high, low, ref text);
            }

            (lastHigh, lastLow) = (high, low);
            int length = ContextBytes + (transfers * TransferBytes);
            if (length > rest.Length) break;
            rest = rest[length..];
        }

        facts.Add(Fact.Interfaces, text.Written);
    }

    // The first three parts stand little-endian.
    private static ulong High(ReadOnlySpan<byte> id) => (ulong)BinaryPrimitives.ReadUInt32LittleEndian(id) << 32
        | (uint)BinaryPrimitives.ReadUInt16LittleEndian(id[4..]) << 16 | BinaryPrimitives.ReadUInt16LittleEndian(id[6..]);

    private static void AddName(ulong high, ulong low, ref TextRoom text)
    {
        if (Name(high, low) is { } name)
        {
            text.Add(name);
            return;
        }

        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, high);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[8..], low);
        for (int i = 0; i < bytes.Length; i++)
        {
            if (i is 4 or 6 or 8 or 10) text.Add((byte)'-');
            text.AddHex(bytes.Slice(i, 1));
        }
    }

    // Names as Zeek and Wireshark have them; OPC DA's are those of the OPC Foundation.
    private static string? Name(ulong high, ulong low) => (high, low) switch
    {
        (0xE1AF8308_5D1F11C9, 0x91A408002B14A0FA) => "epmapper",
        (0x367ABB81_984435F1, 0xAD3298F038001003) => "svcctl",
        (0x12345778_1234ABCD, 0xEF000123456789AC) => "samr",
        (0x12345778_1234ABCD, 0xEF000123456789AB) => "lsarpc",
        (0x12345678_1234ABCD, 0xEF000123456789AB) => "spoolss",
        (0x12345678_1234ABCD, 0xEF0001234567CFFB) => "netlogon",
        (0x4B324FC8_167001D3, 0x12785A47BF6EE188) => "srvsvc",
        (0x6BFFD098_A1123610, 0x983346C3F87E345A) => "wkssvc",
        (0x338CD001_224431F1, 0xAAAA900038001003) => "winreg",
        (0x1FF70682_0A5130E8, 0x076D740BE8CEE98B) => "atsvc",
        (0x86D35949_83C94044, 0xB424DB363231FD0C) => "ITaskSchedulerService",
        (0xE3514235_4B0611D1, 0xAB0400C04FC2DCD2) => "drsuapi",
        (0x82273FDC_E32A18C3, 0x3F78827929DC23EA) => "eventlog",
        (0xC681D488_D85011D0, 0x8C5200C04FD90F7E) => "efsrpc",
        (0x99FCFEC4_5260101B, 0xBBCB00AA0021347A) => "IOXIDResolver",
        (0x000001A0_00000000, 0xC000000000000046) => "ISystemActivator",
        (0x00000131_00000000, 0xC000000000000046) => "IRemUnknown",
        (0x00000143_00000000, 0xC000000000000046) => "IRemUnknown2",
        (0x4D9F4AB8_7D1C11CF, 0x861E0020AF6E7C57) => "IActivation",
        (0xF309AD18_D86A11D0, 0xA07500C04FB68820) => "IWbemLevel1Login",
        (0x9556DC99_828C11CF, 0xA37E00AA003240C7) => "IWbemServices",
        (0x39C13A4D_011E11D0, 0x96750020AFD8ADB3) => "IOPCServer",
        (0x39C13A52_011E11D0, 0x96750020AFD8ADB3) => "IOPCSyncIO",
        (0x39C13A54_011E11D0, 0x96750020AFD8ADB3) => "IOPCItemMgt",
        (0x39C13A71_011E11D0, 0x96750020AFD8ADB3) => "IOPCAsyncIO2",
        (0x13486D50_482111D2, 0xA4943CB306C10000) => "IOPCServerList",
        (0x9DD0B56C_AD9E43EE, 0x8305487F3188BF7A) => "IOPCServerList2",
        (0xDEA00001_6C9711D1, 0x827100A02442DF7D) => "PNIO-Device",
        (0xDEA00002_6C9711D1, 0x827100A02442DF7D) => "PNIO-Controller",
        _ => null,
    };
}
