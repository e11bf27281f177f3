using System.Buffers.Binary;
using CraneAnomaly.Fuzz.Engine;
using CraneAnomaly.Fuzz.Traffic;

namespace CraneAnomaly.Fuzz.Targets;

/// <summary>
/// Captured frames: link layers, tags, tunnels, fragments, flows and holes. The input is a link type, then frames, each
/// behind a byte that says how much time passes and two that say how long it is.
/// </summary>
internal sealed class PacketTarget : IFuzzTarget
{
    // LINKTYPE_: NULL, ETHERNET, PPP, RAW, IEEE802_11, LOOP, LINUX_SLL, PPP_ETHER, IPV4, IPV6, LINUX_SLL2, unassigned.
    private static readonly int[] LinkTypes = [1, 0, 9, 101, 105, 108, 113, 51, 228, 229, 276, 9999];

    public string Name => "packet";

    public IReadOnlyList<byte[]> Seeds { get; } =
    [
        Frames(0, [0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 2, 8, 0, .. Ipv4(17, [0x13, 0x88, 1, 0xf6, 0, 12, 0, 0, 1, 2, 3, 4])]),
        // Two tags, then IPv6 with a hop-by-hop header in front of UDP.
        Frames(0,
            [
                0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 2, 0x88, 0xa8, 0, 1, 0x81, 0, 0, 2, 0x86, 0xdd,
                0x60, 0, 0, 0, 0, 16, 0, 64, 0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1,
                0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2,
                17, 0, 1, 4, 0, 0, 0, 0, 0x13, 0x88, 1, 0xf6, 0, 8, 0, 0,
            ]),
        // A datagram in two fragments, then an IP packet in GRE.
        Frames(3,
            [0x45, 0, 0, 28, 0, 7, 0x20, 0, 64, 17, 0, 0, 10, 0, 0, 1, 10, 0, 0, 2, 0x13, 0x88, 1, 0xf6, 0, 16, 0, 0],
            [0x45, 0, 0, 28, 0, 7, 0, 1, 64, 17, 0, 0, 10, 0, 0, 1, 10, 0, 0, 2, 1, 2, 3, 4, 5, 6, 7, 8],
            Ipv4(47, [0, 0, 8, 0, .. Ipv4(1, [8, 0, 0, 0, 0, 1, 0, 1])])),
        // A TCP conversation with a hole.
        Frames(0,
            TcpSegment.Write(false, 1, 0, TcpSegment.Syn, 1, []),
            TcpSegment.Write(true, 100, 2, TcpSegment.Syn | TcpSegment.Ack, 2, []),
            TcpSegment.Write(false, 20, 101, TcpSegment.Ack, 3, [1, 2, 3, 4]),
            TcpSegment.Write(true, 101, 2, TcpSegment.Ack | TcpSegment.Fin, 4, [])),
        Frames(6, [0, 0, 0, 1, 0, 6, 0, 0, 0, 0, 0, 1, 0, 0, 8, 0, .. Ipv4(6, new byte[20])]),
    ];

    public ReadOnlySpan<byte> InterestingBytes =>
        [0x45, 0x60, 0x81, 0x88, 0x86, 0xdd, 0xa8, 0x47, 0x64, 17, 41, 43, 44, 47, 50, 51, 58, 60, 0x12, 0xb5, 0x22, 0xeb];

    public LengthField LengthField => new(2, BigEndian: true, 14);

    public void Execute(ReadOnlySpan<byte> input)
    {
        var once = Read(input);
        var again = Read(input);
        Oracle.Require(once == again, "secret seeds of tables change no output");
    }

    private static (long, ulong) Read(ReadOnlySpan<byte> input)
    {
        var tape = new RecordTape(pdusOnly: false);
        var pipeline = new RecordPipeline<TapeSink>(new(tape), SmallLimits.Value);
        if (input.Length == 0) return tape.Content;

        int linkType = LinkTypes[input[0] % LinkTypes.Length];
        var time = DateTimeOffset.UnixEpoch.AddYears(50);
        for (input = input[1..]; input.Length >= 3;)
        {
            // Up to 32 s, so that timers of every kind run out, and at times backwards.
            time = time.AddMilliseconds(input[0] < 0xF0 ? 1 << (input[0] & 15) : -1000);
            int length = Math.Min(BinaryPrimitives.ReadUInt16BigEndian(input[1..]), input.Length - 3);
            pipeline.Process(input.Slice(3, length), linkType, time);
            input = input[(3 + length)..];
        }

        pipeline.Complete();
        CountersOracle.Check(pipeline.Counters, SmallLimits.Value.Flows);
        return tape.Content;
    }

    private static byte[] Frames(byte linkType, params byte[][] frames) =>
        [linkType, .. frames.SelectMany(f => (byte[])[0, (byte)(f.Length >> 8), (byte)f.Length, .. f])];

    private static byte[] Ipv4(byte protocol, byte[] payload) =>
        [0x45, 0, 0, (byte)(20 + payload.Length), 0, 1, 0, 0, 64, protocol, 0, 0, 10, 0, 0, 1, 10, 0, 0, 2, .. payload];
}
