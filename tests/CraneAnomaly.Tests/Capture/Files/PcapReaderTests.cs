using CraneAnomaly.Capture;
using CraneAnomaly.Capture.Files;
using CraneAnomaly.Records;
using CraneAnomaly.Simulator.Wire;

namespace CraneAnomaly.Tests.Capture.Files;

public class PcapReaderTests
{
    private static readonly byte[] Frame = [.. Enumerable.Range(1, 60).Select(i => (byte)i)];

    [Theory]
    [InlineData(PcapWriter.Microseconds, false, 1_700_000_000_123_456_000)]
    [InlineData(PcapWriter.Microseconds, true, 1_700_000_000_123_456_000)]
    [InlineData(PcapWriter.Nanoseconds, false, 1_700_000_000_000_123_456)]
    [InlineData(PcapWriter.Nanoseconds, true, 1_700_000_000_000_123_456)]
    [InlineData(PcapWriter.Modified, false, 1_700_000_000_123_456_000)]
    [InlineData(PcapWriter.Modified, true, 1_700_000_000_123_456_000)]
    public void Read_EachMagicAndOrder_GivesTimeLengthAndBytes(uint magic, bool bigEndian, long expected)
    {
        Recording read = Recording.Of(new PcapWriter(magic, bigEndian, network: 113)
            .Packet(1_700_000_000, 123_456, Frame, original: 90)
            .Packet(1_700_000_001, 0, [0xAA])
            .ToArray());

        Assert.Equal(
            [
                $"1 {expected} 113 90 0 {Convert.ToHexString(Frame)}",
                "2 1700000001000000000 113 1 0 AA",
            ],
            read.Lines);
        Assert.Equal(CaptureEnd.Complete, read.Result!.End);
        Assert.Equal(InputFormat.Pcap, read.Result.Format);
        Assert.Equal(2, read.Result.Packets);
    }

    [Theory]
    [InlineData(0x2400_0001u, 1, 4)] // P set, two 16-bit words
    [InlineData(0x1400_0001u, 1, 2)]
    [InlineData(0x0400_0001u, 1, 0)]
    [InlineData(0x3000_0084u, 132, 0)] // as Juniper writes it: P not set
    public void Read_LinkTypeWord_IsMaskedAndGivesTheCheckSequence(uint network, int linkType, int fcsLength)
    {
        CapturedPacket packet = Assert.Single(
            Recording.Of(new PcapWriter(network: network).Packet(1, 0, Frame).ToArray()).Packets);

        Assert.Equal(linkType, packet.LinkType);
        Assert.Equal(fcsLength, packet.FcsLength);
    }

    [Fact]
    public void Read_LengthsThatDisagree_AreGivenAsTheyAre()
    {
        Recording read = Recording.Of(new PcapWriter(snapLength: 0)
            .Packet(1, 0, Frame, original: 10)
            .Packet(1, 0, [], original: 0)
            .Packet(1, 0, Frame, original: uint.MaxValue)
            .ToArray());

        Assert.Equal([10, 0, int.MaxValue], read.Packets.Select(p => p.OriginalLength));
        Assert.Equal([60, 0, 60], read.Data.Select(d => d.Length));
        Assert.Equal(CaptureEnd.Complete, read.Result!.End);
    }

    [Fact]
    public void Read_LargestTime_DoesNotOverflow()
    {
        Recording read = Recording.Of(new PcapWriter().Packet(uint.MaxValue, uint.MaxValue, Frame).ToArray());

        Assert.Equal(4_294_967_295_000_000_000 + 4_294_967_295_000, read.Packets[0].TimestampNs);
    }

    [Fact]
    public void Read_HeaderAlone_IsComplete()
    {
        Recording read = Recording.Of(new PcapWriter().ToArray());

        Assert.Empty(read.Lines);
        Assert.Equal(
            new CaptureResult { End = CaptureEnd.Complete, Format = InputFormat.Pcap, Offset = 24 }, read.Result);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Read_CutAnywhere_GivesWholePacketsThenTruncated(bool bigEndian)
    {
        var writer = new PcapWriter(bigEndian: bigEndian);
        var ends = new List<int> { writer.Length };
        for (uint i = 0; i < 4; i++) ends.Add(writer.Packet(i, 0, Frame.AsSpan(0, (int)(i * 9))).Length);
        byte[] whole = writer.ToArray();
        List<string> lines = Recording.Of(whole).Lines;

        for (int length = 4; length <= whole.Length; length++)
        {
            Recording read = Recording.Of(whole[..length]);
            int packets = Math.Max(0, ends.Count(e => e <= length) - 1);
            Assert.Equal(lines.Take(packets), read.Lines.Take(packets));
            if (ends.Contains(length))
            {
                Assert.Equal(CaptureEnd.Complete, read.Result!.End);
                Assert.Empty(read.Events);
                continue;
            }

            int offset = ends.LastOrDefault(e => e <= length);
            Assert.Equal(CaptureEnd.Truncated, read.Result!.End);
            Assert.Equal(offset, read.Result.Offset);
            Assert.Equal((Violation.TruncatedFile, packets, offset, length - offset), Assert.Single(read.Events));
        }
    }

    [Theory]
    [InlineData(uint.MaxValue)]
    [InlineData(0x8000_0000u)]
    [InlineData(262_145u)]
    public void Read_AbsurdLength_FindsTheNextRecordAndSaysSo(uint captured)
    {
        var writer = new PcapWriter().Packet(1000, 1, Frame);
        int bad = writer.Length;
        writer.Header(1000, 2, captured, captured).Raw(new byte[77]);
        int next = writer.Length;
        Recording read = Recording.Of(writer.Packet(1000, 3, Frame).Packet(1001, 4, Frame).ToArray());

        Assert.Equal([1000_000_001_000, 1000_000_003_000, 1001_000_004_000], read.Packets.Select(p => p.TimestampNs));
        Assert.Equal([1, 2, 3], read.Packets.Select(p => p.Frame));
        Assert.Equal(
            [(Violation.OversizedRecord, 1, bad, captured), (Violation.DamagedFile, 1L, bad, next - bad)], read.Events);
        Assert.Equal(CaptureEnd.Damaged, read.Result!.End);
        Assert.Equal(bad, read.Result.Offset);
        Assert.Contains($"{captured}", read.Result.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_AbsurdLengthBeforeTheLastRecord_FindsIt()
    {
        Recording read = Recording.Of(new PcapWriter()
            .Header(1000, 1, uint.MaxValue, 60).Packet(1000, 2, Frame).ToArray());

        Assert.Equal(1000_000_002_000, Assert.Single(read.Packets).TimestampNs);
    }

    [Fact]
    public void Read_AbsurdLengthInZeros_StopsWithinAMebibyte()
    {
        Recording read = Recording.Of(new PcapWriter()
            .Packet(1000, 1, Frame).Header(1000, 2, uint.MaxValue, 60).Raw(new byte[2 << 20])
            .Packet(1000, 3, Frame).Packet(1000, 4, Frame).ToArray());

        Assert.Single(read.Packets);
        Assert.Equal([Violation.OversizedRecord, Violation.DamagedFile], read.Violations);
        Assert.InRange(read.Events[1].Amount, 1 << 20, (1 << 20) + 1);
        Assert.Equal(CaptureEnd.Damaged, read.Result!.End);
    }

    [Fact]
    public void Read_AbsurdLengthAtTheEnd_IsDamaged()
    {
        Recording read = Recording.Of(
            new PcapWriter().Packet(1000, 1, Frame).Header(1000, 2, uint.MaxValue, 60).ToArray());

        Assert.Single(read.Packets);
        Assert.Equal([Violation.OversizedRecord, Violation.DamagedFile], read.Violations);
        Assert.Equal(CaptureEnd.Damaged, read.Result!.End);
    }

    [Fact]
    public void Read_PacketOfTheCap_IsGiven()
    {
        Recording read = Recording.Of(new PcapWriter().Packet(1, 0, new byte[262_144]).Packet(1, 0, Frame).ToArray());

        Assert.Equal([262_144, 60], read.Data.Select(d => d.Length));
    }

    [Fact]
    public void Read_AnotherVersion_IsForeign()
    {
        Recording read = Recording.Of(new PcapWriter(major: 1).Packet(1, 0, Frame).ToArray());

        Assert.Empty(read.Packets);
        Assert.Equal(CaptureEnd.Foreign, read.Result!.End);
        Assert.Contains("version 1", read.Result.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_ForcedOnSomethingElse_IsForeign() =>
        Assert.Equal(CaptureEnd.Foreign, Recording.Of(new byte[100], InputFormat.Pcap).Result!.End);
}
