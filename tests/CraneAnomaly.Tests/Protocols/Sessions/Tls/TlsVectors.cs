using System.Text;
using CraneAnomaly.Records;

namespace CraneAnomaly.Tests.Protocols.Sessions.Tls;

/// <summary>A session of TLS 1.2 with certificates of both sides, as RFC 5246, 7.4 and RFC 5280, 4.1 have it.</summary>
public sealed class TlsVectors : SessionVectors
{
    private const byte Handshake = 22, ChangeCipherSpec = 20, ApplicationData = 23, Alert = 21;

    public override string Folder => "Tls";

    public override OtProtocol Protocol => OtProtocol.Tls;

    public override ushort ServerPort => 443;

    public override int MostHeldBytes => 5 + 16_384 + 2_048;

    public override IReadOnlyList<ProtocolMessage> Dialogue { get; } =
    [
        new(false, Record(Handshake, Message(1, ClientHello()))),
        new(true, ServerFlight()),
        new(true, Record(Alert, [1, 112])), // unrecognised name, a warning
        new(false, Record(Handshake, [.. Message(11, Certificates([0x30, 1, 0])), .. Message(16, [1, 2, 3])])),
        new(false, [.. Record(ChangeCipherSpec, [1]), .. Record(Handshake, new byte[40])]),
        new(true, [.. Record(ChangeCipherSpec, [1]), .. Record(Handshake, new byte[40])]),
        new(false, Record(ApplicationData, new byte[100])),
    ];

    // The fingerprints were calculated apart from this program, from the lists below.
    public override IReadOnlyList<string> Records { get; } =
    [
        "session ja3=45715b6a72f5366b87b69346c7ed46ae ja4=t12d0306h2_13bac7b83268_76614379002b server_name=crane.example alpn=h2,http/1.1 "
            + "version=TLSv12 cipher=TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256 ja3s=7bee5c1d424b7e5f943b06983bb11422 next_protocol=h2 "
            + "cert_chain_fps=34ebf27c8cd69faa0e9c0246eddaaa0078d6592bb945b0e40050fe2f1308e041,edc8c1efa9b3a9dc08b95dd0236472be2167c4eb4994fc1edda33e8deefc1a45 "
            + @"subject=1.2.3.4=#0C0178,CN=K\C3\BCche issuer=CN=Root,O=Kran\, Inc.,C=DE serial=80AB01 "
            + "not_valid_before=2024-01-31T12:00:00Z not_valid_after=2054-01-31T12:00:00Z san_dns=crane.example,*.port.example "
            + "curve=x25519 client_cert_chain_fps=edc8c1efa9b3a9dc08b95dd0236472be2167c4eb4994fc1edda33e8deefc1a45 "
            + "resumed=F established=T last_alert=unrecognized_name",
    ];

    private static byte[] ClientHello() =>
    [
        3, 3, .. new byte[32], 0, // no session
        .. Sized(2, [0x2A, 0x2A, 0xC0, 0x2F, 0xC0, 0x30, 0x00, 0x9C]),
        1, 0, // no compression
        .. Sized(2,
        [
            .. Extension(0x1A1A, []),
            .. Extension(0, Sized(2, [0, .. Sized(2, Ascii("crane.example"))])),
            .. Extension(10, Sized(2, [0x3A, 0x3A, 0, 29, 0, 23])),
            .. Extension(11, [1, 0]),
            .. Extension(13, Sized(2, [4, 3, 8, 4])),
            .. Extension(16, Sized(2, [.. Sized(1, Ascii("h2")), .. Sized(1, Ascii("http/1.1"))])),
            .. Extension(35, []),
        ]),
    ];

    // All in one run of bytes that is cut where no message ends.
    private static byte[] ServerFlight()
    {
        byte[] messages =
        [
            .. Message(2,
            [
                3, 3, .. new byte[32], .. Sized(1, new byte[32]), 0xC0, 0x2F, 0,
                .. Sized(2, [.. Extension(0xFF01, [0]), .. Extension(16, Sized(2, Sized(1, Ascii("h2"))))]),
            ]),
            .. Message(11, Certificates(Certificate(), [0x30, 1, 0])),
            .. Message(12, [3, 0, 29, 2, 9, 9]),
            .. Message(14, []),
        ];
        return [.. Record(Handshake, messages[..50]), .. Record(Handshake, messages[50..52]), .. Record(Handshake, messages[52..])];
    }

    private static byte[] Certificate()
    {
        byte[] algorithm = Der(0x30, [.. Der(6, [0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 1, 1, 11]), 5, 0]);
        byte[] issuer = Der(0x30,
        [
            .. Name([0x55, 4, 6], 19, Ascii("DE")), .. Name([0x55, 4, 10], 12, Ascii("Kran, Inc.")), .. Name([0x55, 4, 3], 19, Ascii("Root")),
        ]);
        byte[] subject = Der(0x30, [.. Name([0x55, 4, 3], 12, Encoding.UTF8.GetBytes("Küche")), .. Name([0x2A, 3, 4], 12, Ascii("x"))]);
        byte[] validity = Der(0x30, [.. Der(0x17, Ascii("240131120000Z")), .. Der(0x18, Ascii("20540131120000Z"))]);
        byte[] names = Der(0x30,
        [
            .. Der(6, [0x55, 0x1D, 0x11]),
            .. Der(4, Der(0x30, [.. Der(0x82, Ascii("crane.example")), .. Der(0x87, [10, 0, 0, 1]), .. Der(0x82, Ascii("*.port.example"))])),
        ]);
        byte[] signed = Der(0x30,
        [
            .. Der(0xA0, Der(2, [2])), .. Der(2, [0, 0x80, 0xAB, 1]), .. algorithm, .. issuer, .. validity, .. subject,
            .. Der(0x30, [.. algorithm, .. Der(3, [0, 1, 2])]), .. Der(0xA3, Der(0x30, names)),
        ]);
        return Der(0x30, [.. signed, .. algorithm, .. Der(3, [0, 1])]);
    }

    private static byte[] Name(byte[] id, byte tag, byte[] value) => Der(0x31, Der(0x30, [.. Der(6, id), .. Der(tag, value)]));

    private static byte[] Certificates(params byte[][] certificates) => Sized(3, [.. certificates.SelectMany(c => Sized(3, c))]);

    private static byte[] Record(byte type, byte[] body) => [type, 3, 3, .. Sized(2, body)];

    private static byte[] Message(byte type, byte[] body) => [type, .. Sized(3, body)];

    private static byte[] Extension(ushort number, byte[] content) => [(byte)(number >> 8), (byte)number, .. Sized(2, content)];

    private static byte[] Sized(int width, byte[] content) =>
        [.. Enumerable.Range(0, width).Select(i => (byte)(content.Length >> (8 * (width - 1 - i)))), .. content];

    private static byte[] Der(byte tag, byte[] value) => value.Length < 0x80
        ? [tag, (byte)value.Length, .. value]
        : [tag, 0x82, (byte)(value.Length >> 8), (byte)value.Length, .. value];

    private static byte[] Ascii(string text) => Encoding.ASCII.GetBytes(text);
}
