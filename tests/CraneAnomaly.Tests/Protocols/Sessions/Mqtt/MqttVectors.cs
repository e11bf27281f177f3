using System.Text;
using CraneAnomaly.Records;

namespace CraneAnomaly.Tests.Protocols.Sessions.Mqtt;

/// <summary>A client of version 5 with a will, a user and a long message, as MQTT 5.0, 3 has it.</summary>
public sealed class MqttVectors : SessionVectors
{
    public override string Folder => "Mqtt";

    public override OtProtocol Protocol => OtProtocol.Mqtt;

    public override ushort ServerPort => 1883;

    public override int MostHeldBytes => 5 + (16 * 1024);

    public override IReadOnlyList<ProtocolMessage> Dialogue { get; } =
    [
        new(false, Packet(0x10,
        [
            .. Text("MQTT"), 5, 0xC4, 0, 30, 3, 0x21, 0, 10, // receive maximum
            .. Text("crane-3"), 0, .. Text("crane/3/gone"), 0, 1, 9, .. Text("vendor"), .. Text("secret"),
        ])),
        new(true, Packet(0x20, [0, 0, 0])),
        new(false, Packet(0x82, [0, 1, 0, .. Text("job/#"), 1, .. Text("cmd/3"), 0])),
        new(true, Packet(0x90, [0, 1, 0, 1, 0])),
        new(false, Packet(0x33, [.. Text("crane/3/load"), 0, 2, 0, .. new byte[20_000]])), // once at least, kept
        new(true, Packet(0x40, [0, 2])),
        new(false, [0xC0, 0]),
        new(true, [0xD0, 0]),
        new(false, Packet(0xA2, [0, 3, 0, .. Text("job/#")])),
        new(false, [0xE0, 0]),
    ];

    public override IReadOnlyList<string> Records { get; } =
    [
        "request version=5.0 keep_alive=30 client_id=crane-3 will_topic=crane/3/gone username=vendor",
        "response return_code=0",
        "request topics=job/#,cmd/3",
        "event",
        "event topic=crane/3/load qos=1 retain=T payload_bytes=20003",
        "event",
        "event",
        "event",
        "request topics=job/#",
        "event",
    ];

    private static byte[] Packet(byte first, byte[] body)
    {
        var length = new List<byte>();
        for (int rest = body.Length; ; rest >>= 7)
        {
            length.Add((byte)((rest & 0x7F) | (rest > 0x7F ? 0x80 : 0)));
            if (rest <= 0x7F) break;
        }

        return [first, .. length, .. body];
    }

    private static byte[] Text(string text) => [(byte)(text.Length >> 8), (byte)text.Length, .. Encoding.UTF8.GetBytes(text)];
}
