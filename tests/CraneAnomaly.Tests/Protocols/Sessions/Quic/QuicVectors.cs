using CraneAnomaly.Records;

namespace CraneAnomaly.Tests.Protocols.Sessions.Quic;

/// <summary>
/// The first packets of RFC 9001, A.2 and A.3: their headers as they stand there, and in place of what is encrypted zeros
/// of the same length.
/// </summary>
public sealed class QuicVectors : SessionVectors
{
    public override string Folder => "Quic";

    public override OtProtocol Protocol => OtProtocol.Quic;

    public override ushort ServerPort => 443;

    public override int MostHeldBytes => 0;

    public override bool IsDatagram => true;

    public override IReadOnlyList<ProtocolMessage> Dialogue { get; } =
    [
        new(false, Packet("c000000001088394c8f03e5157080000449e7b9aec34", 1_200)),
        new(true, Packet("cf000000010008f067a5502a4262b5004075c0d95a", 135)),
    ];

    public override IReadOnlyList<string> Records { get; } = ["session version=1 answered=T"];

    internal static byte[] Packet(string header, int length)
    {
        byte[] bytes = new byte[length];
        Convert.FromHexString(header).CopyTo(bytes, 0);
        return bytes;
    }
}
