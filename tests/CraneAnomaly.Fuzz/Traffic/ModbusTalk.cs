namespace CraneAnomaly.Fuzz.Traffic;

/// <summary>Takes a packet.</summary>
internal delegate void PacketAction(ReadOnlySpan<byte> packet, DateTimeOffset time);

/// <summary>
/// Input as a Modbus/TCP conversation: a sequence of turns, each a byte (who speaks, and how its segments are cut), a
/// length, and the stream bytes. Every conversation begins with the same request and response, so that it is Modbus
/// whatever follows.
/// </summary>
internal static class ModbusTalk
{
    /// <summary>In the first byte of a turn: the server speaks.</summary>
    public const byte FromServer = 0x80;

    public static DateTimeOffset Start { get; } = DateTimeOffset.UnixEpoch.AddYears(50);

    /// <summary>
    /// Conversations in every function that has a shape of its own (Modbus Application Protocol V1.1b3, 6 and 7).
    /// </summary>
    public static IReadOnlyList<byte[]> Seeds { get; } =
    [
        // Read holding registers 0..1, its response, an exception.
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

    /// <summary>Function codes, subfunctions and limits of quantities.</summary>
    public static ReadOnlySpan<byte> InterestingBytes =>
        [3, 5, 0x0e, 0x0f, 0x10, 0x14, 0x15, 0x16, 0x17, 0x18, 0x2b, 0x5a, 0x64, 0x81, 0x83, 0x90, 0xab, 123, 125, 253, 254];

    /// <summary>Plays the conversation; the turns in segments as they say, or each in one.</summary>
    public static void Play(ReadOnlySpan<byte> input, bool cut, PacketAction packet)
    {
        var talk = new TcpTalk(50000, packet) { Time = Start };
        talk.Open();
        talk.Say(false, [0, 0, 0, 0, 0, 6, 1, 3, 0, 0, 0, 1]);
        talk.Say(true, [0, 0, 0, 0, 0, 5, 1, 3, 2, 0, 0]);
        while (input.Length >= 2)
        {
            talk.Time = talk.Time.AddMilliseconds(1);
            int length = Math.Min(input[1], input.Length - 2);
            talk.Say((input[0] & FromServer) != 0, input.Slice(2, length), cut ? 1 + (input[0] & 0x1f) : int.MaxValue);
            input = input[(2 + length)..];
        }
    }
}
