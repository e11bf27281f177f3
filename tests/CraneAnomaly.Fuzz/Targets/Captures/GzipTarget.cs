using System.IO.Compression;
using CraneAnomaly.Capture;
using CraneAnomaly.Fuzz.Traffic;

namespace CraneAnomaly.Fuzz.Targets.Captures;

/// <summary>
/// Packed captures (RFC 1952). The input is read as it is, mostly a damaged archive, and once more packed here: then
/// what comes out must be what comes out of it unpacked.
/// </summary>
internal sealed class GzipTarget : IFuzzTarget
{
    public string Name => "gzip";

    public IReadOnlyList<byte[]> Seeds { get; } =
    [
        Packed(PcapTarget.TwoFrames),
        // Two members, as logs that were put behind each other.
        [.. Packed(PcapTarget.TwoFrames[..30]), .. Packed(PcapTarget.TwoFrames[30..])],
        Packed([]),
        // One stored block (RFC 1951, 3.2.4), and the header of a member alone.
        [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 1, 1, 0, 0xfe, 0xff, 0x5a, 0xdf, 0x70, 0xc4, 0x59, 1, 0, 0, 0],
        [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3],
        PcapTarget.TwoFrames,
    ];

    public ReadOnlySpan<byte> InterestingBytes => [0x1f, 0x8b, 3, 5, 0x10, 0xa1, 0xb2, 0xc3, 0xd4];

    public LengthField LengthField => new(4, BigEndian: false, 0);

    public void Execute(ReadOnlySpan<byte> input)
    {
        CaptureRun.Check(input, InputFormat.Auto);
        if (input is [0x1f, 0x8b, ..]) return;
        CaptureRun.CheckSame(input, Packed(input), InputFormat.Auto);
    }

    private static byte[] Packed(ReadOnlySpan<byte> bytes)
    {
        var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest)) gzip.Write(bytes);
        return packed.ToArray();
    }
}
