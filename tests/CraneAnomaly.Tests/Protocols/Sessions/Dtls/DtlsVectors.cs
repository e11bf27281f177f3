using CraneAnomaly.Records;

namespace CraneAnomaly.Tests.Protocols.Sessions.Dtls;

/// <summary>A handshake with a cookie, as RFC 6347, 4.1, 4.2.1 and 4.2.2 have it, and the version of RFC 9147, 5.3.</summary>
public sealed class DtlsVectors : SessionVectors
{
    public override string Folder => "Dtls";

    public override OtProtocol Protocol => OtProtocol.Dtls;

    public override ushort ServerPort => 5_684;

    public override int MostHeldBytes => 0;

    public override bool IsDatagram => true;

    public override IReadOnlyList<ProtocolMessage> Dialogue { get; } =
    [
        new(false, Record(0, Message(1, 0, [0xFE, 0xFD, .. new byte[32], 0, 0, 0, 2, 0xC0, 0x2B, 1, 0]))),
        new(true, Record(0, Message(3, 0, [0xFE, 0xFF, 4, 1, 2, 3, 4]))),
        new(false, Record(1, Message(1, 1, [0xFE, 0xFD, .. new byte[32], 0, 4, 1, 2, 3, 4, 0, 2, 0xC0, 0x2B, 1, 0]))),
        new(true, Record(1, Message(2, 1, [0xFE, 0xFD, .. new byte[32], 0, 0x13, 0x01, 0, 0, 6, 0, 43, 0, 2, 0xFE, 0xFC]))),
    ];

    public override IReadOnlyList<string> Records { get; } = ["session version=DTLSv13 answered=T"];

    internal static byte[] Record(byte number, byte[] message) =>
        [22, 0xFE, 0xFD, 0, 0, 0, 0, 0, 0, 0, number, (byte)(message.Length >> 8), (byte)message.Length, .. message];

    internal static byte[] Message(byte type, byte number, byte[] body) =>
        [type, 0, 0, (byte)body.Length, 0, number, 0, 0, 0, 0, 0, (byte)body.Length, .. body];
}
