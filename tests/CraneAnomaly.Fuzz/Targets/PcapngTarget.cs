using CraneAnomaly.Capture;
using CraneAnomaly.Fuzz.Traffic;

namespace CraneAnomaly.Fuzz.Targets;

/// <summary>pcapng files (draft-ietf-opsawg-pcapng), and everything behind them.</summary>
internal sealed class PcapngTarget : IFuzzTarget
{
    public string Name => "pcapng";

    public IReadOnlyList<byte[]> Seeds { get; } =
    [
        // Section header, interface (if_tsresol 9, if_tsoffset), enhanced packet, interface statistics; little-endian.
        [
            0x0a, 0x0d, 0x0d, 0x0a, 28, 0, 0, 0, 0x4d, 0x3c, 0x2b, 0x1a, 1, 0, 0, 0,
            0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 28, 0, 0, 0,
            1, 0, 0, 0, 44, 0, 0, 0, 1, 0, 0, 0, 0, 0, 4, 0, 9, 0, 1, 0, 9, 0, 0, 0, 14, 0, 8, 0, 1, 0, 0, 0, 0, 0, 0, 0,
            0, 0, 0, 0, 44, 0, 0, 0,
            6, 0, 0, 0, 48, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 14, 0, 0, 0, 14, 0, 0, 0,
            1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2, 8, 6, 0, 0, 48, 0, 0, 0,
            5, 0, 0, 0, 40, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 5, 0, 8, 0, 3, 0, 0, 0, 0, 0, 0, 0,
            0, 0, 0, 0, 40, 0, 0, 0,
        ],
        // Big-endian, a simple packet, a custom block that is skipped, a second section.
        [
            0x0a, 0x0d, 0x0d, 0x0a, 0, 0, 0, 28, 0x1a, 0x2b, 0x3c, 0x4d, 0, 1, 0, 0,
            0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0, 0, 0, 28,
            0, 0, 0, 1, 0, 0, 0, 20, 0, 101, 0, 0, 0, 0, 0, 0, 0, 0, 0, 20,
            0, 0, 0, 3, 0, 0, 0, 20, 0, 0, 0, 4, 0x45, 0, 0, 20, 0, 0, 0, 20,
            0, 0, 0x0b, 0xad, 0, 0, 0, 16, 0, 0, 0, 1, 0, 0, 0, 16,
            0x0a, 0x0d, 0x0d, 0x0a, 0, 0, 0, 28, 0x1a, 0x2b, 0x3c, 0x4d, 0, 1, 0, 0,
            0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0, 0, 0, 28,
        ],
        [0x0a, 0x0d, 0x0d, 0x0a, 28, 0, 0, 0, 0x4d, 0x3c, 0x2b, 0x1a],
    ];

    public ReadOnlySpan<byte> InterestingBytes => [3, 5, 9, 0x0a, 0x0d, 12, 14, 0x0b, 0xad, 63, 127, 0xbf, 0x1a, 0x2b, 0x3c, 0x4d];

    public LengthField LengthField => new(4, BigEndian: false, 0);

    public void Execute(ReadOnlySpan<byte> input) => CaptureRun.Check(input, InputFormat.Pcapng);
}
