using CraneAnomaly.Capture;
using CraneAnomaly.Fuzz.Traffic;

namespace CraneAnomaly.Fuzz.Targets;

/// <summary>libpcap files (draft-ietf-opsawg-pcap), and everything behind them.</summary>
internal sealed class PcapTarget : IFuzzTarget
{
    public string Name => "pcap";

    public IReadOnlyList<byte[]> Seeds { get; } =
    [
        // Little-endian, microseconds, Ethernet: two ARP-sized frames.
        [
            0xd4, 0xc3, 0xb2, 0xa1, 2, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 4, 0, 1, 0, 0, 0,
            1, 0, 0, 0, 2, 0, 0, 0, 14, 0, 0, 0, 14, 0, 0, 0, 1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2, 8, 6,
            2, 0, 0, 0, 2, 0, 0, 0, 14, 0, 0, 0, 60, 0, 0, 0, 1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2, 8, 6,
        ],
        // Big-endian, nanoseconds, raw IP: one IPv4 header.
        [
            0xa1, 0xb2, 0x3c, 0x4d, 0, 2, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 0, 0, 0, 101,
            0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 20, 0, 0, 0, 20,
            0x45, 0, 0, 20, 0, 0, 0, 0, 64, 1, 0, 0, 10, 0, 0, 1, 10, 0, 0, 2,
        ],
        // The modified form (0xa1b2cd34), whose record headers are longer.
        [
            0x34, 0xcd, 0xb2, 0xa1, 2, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 4, 0, 1, 0, 0, 0,
            1, 0, 0, 0, 2, 0, 0, 0, 4, 0, 0, 0, 4, 0, 0, 0, 1, 0, 0, 0, 0, 8, 0, 0, 1, 2, 3, 4,
        ],
        // Only a header, and one that is cut.
        [0xd4, 0xc3, 0xb2, 0xa1, 2, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 4, 0, 1, 0, 0, 0],
        [0xd4, 0xc3, 0xb2, 0xa1, 2, 0],
    ];

    public ReadOnlySpan<byte> InterestingBytes => [0xa1, 0xb2, 0xc3, 0xd4, 0x3c, 0x4d, 0xcd, 0x34, 101, 113, 12, 14, 45];

    public LengthField LengthField => new(4, BigEndian: false, 16);

    public void Execute(ReadOnlySpan<byte> input) => CaptureRun.Check(input, InputFormat.Pcap);
}
