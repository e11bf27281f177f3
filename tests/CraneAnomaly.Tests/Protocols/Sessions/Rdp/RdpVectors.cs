using System.Buffers.Binary;
using System.Text;
using CraneAnomaly.Records;

namespace CraneAnomaly.Tests.Protocols.Sessions.Rdp;

/// <summary>A remote desktop with the protocol's own security, as MS-RDPBCGR, 2.2.1 has it.</summary>
public sealed class RdpVectors : SessionVectors
{
    public override string Folder => "Rdp";

    public override OtProtocol Protocol => OtProtocol.Rdp;

    public override ushort ServerPort => 3389;

    public override int MostHeldBytes => 8 * 1024;

    public override IReadOnlyList<ProtocolMessage> Dialogue { get; } =
    [
        new(false, Tpkt(Connection(0xE0, [.. "Cookie: mstshash=vendor\r\n"u8, 1, 0, 8, 0, 0, 0, 0, 0]))),
        new(true, Tpkt(Connection(0xD0, [2, 0, 8, 0, 0, 0, 0, 0]))),
        new(false, Tpkt([2, 0xF0, 0x80, .. Initial()])),
        new(true, Tpkt([2, 0xF0, 0x80, .. Response()])),
        new(false, Tpkt([2, 0xF0, 0x80, 0x04, 0x01, 0x00, 0x01, 0x00])), // erect domain
        new(false, Tpkt([2, 0xF0, 0x80, 0x28])), // attach user
    ];

    public override IReadOnlyList<string> Records { get; } =
    [
        "session cookie=vendor security_protocol=RDP keyboard_layout=keyboard-1031 client_build=client_build-19041 "
            + "client_name=KRAN-03 client_dig_product_id=76487-OEM desktop_width=1280 desktop_height=1024 requested_color_depth=24bit "
            + "client_channels=rdpdr,cliprdr result=Success encryption_level=High encryption_method=128bit "
            + "cert_type=X.509 cert_permanent=F cert_count=2",
    ];

    private static byte[] Initial()
    {
        byte[] core = Block(0xC001,
        [
            4, 0, 8, 0, .. Word(1280), .. Word(1024), .. Word(0xCA01), .. Word(0xAA03), .. Long(1031), .. Long(19041),
            .. Wide("KRAN-03", 32), .. Long(4), .. Long(0), .. Long(12), .. new byte[64],
            .. Word(0xCA01), .. Word(1), .. Long(0), .. Word(24), .. Word(7), .. Word(1), .. Wide("76487-OEM", 64),
        ]);
        byte[] network = Block(0xC003, [.. Long(2), .. "rdpdr\0\0\0"u8, .. Long(0x80800000), .. "cliprdr\0"u8, .. Long(0xC0A00000)]);
        byte[] blocks = [.. core, .. Block(0xC002, [.. Long(3), .. Long(0)]), .. network];
        byte[] create = [0, 8, 0, 0x10, 0, 1, 0xC0, 0, .. "Duca"u8, .. Per(blocks.Length), .. blocks];
        byte[] parameters = Ber([0x30], [2, 1, 34, 2, 1, 2, 2, 1, 0, 2, 1, 1, 2, 1, 0, 2, 1, 1, 2, 2, 0xFF, 0xFF, 2, 1, 2]);
        return Ber([0x7F, 0x65],
        [
            4, 1, 1, 4, 1, 1, 1, 1, 0xFF, .. parameters, .. parameters, .. parameters,
            .. Ber([4], [0, 5, 0, 20, 0x7C, 0, 1, .. Per(create.Length), .. create]),
        ]);
    }

    private static byte[] Response()
    {
        byte[] certificate = [.. Long(0x80000002), .. Long(2), .. Long(5), 1, 2, 3, 4, 5, .. Long(3), 6, 7, 8, .. new byte[16]];
        byte[] security = Block(0x0C02, [.. Long(2), .. Long(3), .. Long(32), .. Long((uint)certificate.Length), .. new byte[32], .. certificate]);
        byte[] blocks = [.. Block(0x0C01, [4, 0, 8, 0, 0, 0, 0, 0]), .. Block(0x0C03, [.. Word(1003), .. Word(0)]), .. security];
        return Ber([0x7F, 0x66],
        [
            0x0A, 1, 0, 2, 1, 0, .. Ber([0x30], [2, 1, 34, 2, 1, 3]),
            .. Ber([4], [0, 5, 0, 20, 0x7C, 0, 1, 0x2A, 0x14, 0x76, 0x0A, 1, 1, 0, 1, 0xC0, 0, .. "McDn"u8, .. Per(blocks.Length), .. blocks]),
        ]);
    }

    private static byte[] Tpkt(byte[] body) => [3, 0, (byte)((body.Length + 4) >> 8), (byte)(body.Length + 4), .. body];

    private static byte[] Connection(byte code, byte[] own) => [(byte)(own.Length + 6), code, 0, 0, 0x12, 0x34, 0, .. own];

    private static byte[] Block(ushort type, byte[] content) => [.. Word(type), .. Word(content.Length + 4), .. content];

    private static byte[] Ber(byte[] tag, byte[] value) => value.Length < 0x80
        ? [.. tag, (byte)value.Length, .. value]
        : [.. tag, 0x82, (byte)(value.Length >> 8), (byte)value.Length, .. value];

    private static byte[] Per(int length) => length < 0x80 ? [(byte)length] : [(byte)(0x80 | (length >> 8)), (byte)length];

    private static byte[] Word(int value) => [(byte)value, (byte)(value >> 8)];

    private static byte[] Long(uint value)
    {
        byte[] bytes = new byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        return bytes;
    }

    private static byte[] Wide(string text, int length)
    {
        byte[] bytes = new byte[length];
        Encoding.Unicode.GetBytes(text, bytes);
        return bytes;
    }
}
