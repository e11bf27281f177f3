using CraneAnomaly.Fuzz.Engine;
using CraneAnomaly.Fuzz.Traffic;

namespace CraneAnomaly.Fuzz.Targets;

/// <summary>
/// Modbus/TCP in a TCP conversation. The input is a sequence of turns, each a byte (who speaks, and how its segments
/// are cut), a length, and the stream bytes. Cutting a turn into segments must change no PDU (O1). Every conversation
/// begins with the same request and response, so that it is Modbus whatever follows.
/// </summary>
internal sealed class ModbusTarget : IFuzzTarget
{
    private const byte FromServer = 0x80;

    public string Name => "modbus";

    public IReadOnlyList<byte[]> Seeds { get; } =
    [
        // Read holding registers 0..1, its response, an exception (Modbus Application Protocol V1.1b3, 6.3 and 7).
        [
            3, 12, 0, 1, 0, 0, 0, 6, 1, 3, 0, 0, 0, 2,
            FromServer | 5, 13, 0, 1, 0, 0, 0, 7, 1, 3, 4, 0, 1, 0, 2,
            1, 12, 0, 2, 0, 0, 0, 6, 1, 1, 0xff, 0xff, 0, 9,
            FromServer | 2, 9, 0, 2, 0, 0, 0, 3, 1, 0x81, 2,
        ],
        // Write multiple registers, mask write, read/write multiple, device identification (6.12, 6.16, 6.17, 6.21).
        [
            0, 17, 0, 3, 0, 0, 0, 11, 1, 0x10, 0, 1, 0, 2, 4, 0, 10, 1, 2,
            FromServer, 12, 0, 3, 0, 0, 0, 6, 1, 0x10, 0, 1, 0, 2,
            4, 14, 0, 4, 0, 0, 0, 8, 1, 0x16, 0, 4, 0, 0xf2, 0, 0x25,
            7, 19, 0, 5, 0, 0, 0, 13, 1, 0x17, 0, 3, 0, 1, 0, 14, 0, 1, 2, 0, 0xff,
            6, 11, 0, 6, 0, 0, 0, 5, 1, 0x2b, 0x0e, 1, 0,
            FromServer | 9, 19, 0, 6, 0, 0, 0, 13, 1, 0x2b, 0x0e, 1, 1, 0, 0, 1, 0, 3, (byte)'a', (byte)'b', (byte)'c',
        ],
        // File record (6.14), garbage, then a valid request.
        [
            2, 17, 0, 7, 0, 0, 0, 11, 1, 0x14, 7, 6, 0, 4, 0, 1, 0, 2, 0,
            2, 6, 0xde, 0xad, 0xbe, 0xef, 0, 1,
            2, 12, 0, 8, 0, 0, 0, 6, 1, 6, 0, 1, 0, 3,
        ],
    ];

    public ReadOnlySpan<byte> InterestingBytes =>
        [3, 5, 0x0e, 0x0f, 0x10, 0x14, 0x15, 0x16, 0x17, 0x18, 0x2b, 0x5a, 0x64, 0x81, 0x83, 0x90, 0xab, 123, 125, 253, 254];

    public LengthField LengthField => new(2, BigEndian: true, 6);

    public void Execute(ReadOnlySpan<byte> input)
    {
        var whole = Read(input, cut: false);
        var cut = Read(input, cut: true);
        Oracle.Require(whole == cut, "O1: PDUs do not depend on how the stream is cut");
    }

    private static (long, ulong) Read(ReadOnlySpan<byte> input, bool cut)
    {
        var tape = new RecordTape(pdusOnly: true);
        var pipeline = new RecordPipeline<TapeSink>(new(tape), SmallLimits.Value);
        var time = DateTimeOffset.UnixEpoch.AddYears(50);
        uint client = 1000, server = 9000;
        ushort id = 0;
        Send(false, TcpSegment.Syn, []);
        Send(true, TcpSegment.Syn | TcpSegment.Ack, []);
        Send(false, TcpSegment.Psh | TcpSegment.Ack, [0, 0, 0, 0, 0, 6, 1, 3, 0, 0, 0, 1]);
        Send(true, TcpSegment.Psh | TcpSegment.Ack, [0, 0, 0, 0, 0, 5, 1, 3, 2, 0, 0]);
        while (input.Length >= 2)
        {
            time = time.AddMilliseconds(1);
            bool fromServer = (input[0] & FromServer) != 0;
            int segment = cut ? 1 + (input[0] & 0x1f) : input.Length;
            int length = Math.Min(input[1], input.Length - 2);
            var turn = input.Slice(2, length);
            input = input[(2 + length)..];
            while (turn.Length > 0)
            {
                var part = turn[..Math.Min(segment, turn.Length)];
                Send(fromServer, TcpSegment.Psh | TcpSegment.Ack, part);
                turn = turn[part.Length..];
            }
        }

        pipeline.Complete();
        CountersOracle.Check(pipeline.Counters, SmallLimits.Value.Flows);
        return tape.Content;

        void Send(bool fromServer, byte flags, ReadOnlySpan<byte> payload)
        {
            ref uint own = ref fromServer ? ref server : ref client;
            byte[] frame = TcpSegment.Write(fromServer, own, fromServer ? client : server, flags, ++id, payload);
            own += (uint)payload.Length + ((flags & TcpSegment.Syn) != 0 ? 1u : 0);
            pipeline.Process(frame, linkType: 1, time);
        }
    }
}
