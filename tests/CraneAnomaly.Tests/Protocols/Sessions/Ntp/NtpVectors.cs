using System.Buffers.Binary;
using CraneAnomaly.Records;

namespace CraneAnomaly.Tests.Protocols.Sessions.Ntp;

/// <summary>A question and its answers, as RFC 5905, 7.3 has them; the capture's clock stands at 2023-11-14T22:13:20Z.</summary>
public sealed class NtpVectors : SessionVectors
{
    private const ulong Captured = 1_700_000_000 + 2_208_988_800UL;

    public override string Folder => "Ntp";

    public override OtProtocol Protocol => OtProtocol.Ntp;

    public override ushort ServerPort => 123;

    public override int MostHeldBytes => 0;

    public override bool IsDatagram => true;

    public override IReadOnlyList<ProtocolMessage> Dialogue { get; } =
    [
        new(false, Message(0x23, 0, 6, [0, 0, 0, 0], 0, 0, Captured << 32 | 0x8000_0000)),
        new(true, Message(0x24, 1, 6, [.. "GPS"u8, 0], Captured << 32 | 0x8000_0000, (Captured << 32) + 1, (Captured + 3600) << 32)),
        new(true, Message(0x1C, 2, 0xFA, [10, 0, 0, 1], 7, 0, 1UL << 32)), // 2036-02-07, era 1
        new(false, [0x16, 2, 0, 1, 0, 0, 0, 0]), // a question of control (RFC 9327)
    ];

    public override IReadOnlyList<string> Records { get; } =
    [
        "request version=4 mode=3 stratum=0 poll=6 xmt_time=2023-11-14T22:13:20.500000000Z",
        "response version=4 mode=4 stratum=1 poll=6 ref_id=GPS org_time=2023-11-14T22:13:20.500000000Z rec_time=2023-11-14T22:13:20.000000000Z "
            + "xmt_time=2023-11-14T23:13:20.000000000Z xmt_offset_us=3600000000",
        "response version=3 mode=4 stratum=2 poll=-6 ref_id=10.0.0.1 org_time=2036-02-07T06:28:16.000000001Z "
            + "xmt_time=2036-02-07T06:28:17.000000000Z xmt_offset_us=385978497000000",
        "event version=2 mode=6",
    ];

    private static byte[] Message(byte head, byte stratum, byte poll, byte[] reference, ulong origin, ulong receive, ulong transmit)
    {
        byte[] message = [head, stratum, poll, 0xEC, .. new byte[8], .. reference, .. new byte[32]];
        BinaryPrimitives.WriteUInt64BigEndian(message.AsSpan(24), origin);
        BinaryPrimitives.WriteUInt64BigEndian(message.AsSpan(32), receive);
        BinaryPrimitives.WriteUInt64BigEndian(message.AsSpan(40), transmit);
        return message;
    }
}
