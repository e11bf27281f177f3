using CraneAnomaly.Capture;
using CraneAnomaly.Capture.Files;
using CraneAnomaly.Records;
using CraneAnomaly.Simulator.Wire;
using CraneAnomaly.Tests.Support;

namespace CraneAnomaly.Tests.Capture.Files;

public class PcapngReaderTests
{
    private static readonly byte[] Frame = [.. Enumerable.Range(1, 61).Select(i => (byte)i)];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Read_EachOrder_GivesPacketsOfAllThreeBlocks(bool bigEndian)
    {
        var writer = new PcapngWriter().Section(bigEndian).Interface(113, snapLength: 40).Interface(1);
        Recording read = Recording.Of(writer
            .Enhanced(1, 1_700_000_000_123_456, Frame, original: 90)
            .Simple(Frame[..40], original: 61)
            .Obsolete(1, drops: 3, 1_700_000_001_000_000, [0xAA])
            .ToArray());

        Assert.Equal(
            [
                $"1 1700000000123456000 1 90 0 {Convert.ToHexString(Frame)}",
                $"2 0 113 61 0 {Convert.ToHexString(Frame, 0, 40)}",
                $"CaptureLoss 2 {writer.Length - 36} 3",
                "3 1700000001000000000 1 1 0 AA",
            ],
            read.Lines);
        Assert.Equal(CaptureEnd.Complete, read.Result!.End);
        Assert.Equal(InputFormat.Pcapng, read.Result.Format);
    }

    [Fact]
    public void Read_SectionsOfBothOrders_EachHaveTheirOwnInterfaces()
    {
        var writer = new PcapngWriter()
            .Section(bigEndian: true, length: 1234).Interface(101).Enhanced(0, 1_000_000, [1])
            .Section(bigEndian: false).Enhanced(0, 2_000_000, [2]).Interface(113).Enhanced(0, 3_000_000, [3])
            .Section(bigEndian: true).Interface(1).Enhanced(0, 4_000_000, [4]);
        Recording read = Recording.Of(writer.ToArray());

        Assert.Equal(
            ["1 1000000000 101 1 0 01", "3 3000000000 113 1 0 03", "4 4000000000 1 1 0 04"],
            read.Lines.Where(l => !l.StartsWith("Unknown", StringComparison.Ordinal)));
        Assert.Equal(Violation.UnknownInterface, Assert.Single(read.Events).Violation);
        Assert.Equal(4, read.Result!.Packets);
    }

    [Theory]
    [InlineData(0, 0L, 5UL, 5_000_000_000L)]
    [InlineData(3, 0L, 5UL, 5_000_000L)]
    [InlineData(9, 0L, 5UL, 5L)]
    [InlineData(12, 0L, 5_999UL, 5L)]
    [InlineData(28, 0L, ulong.MaxValue, 1L)]
    [InlineData(127, 0L, ulong.MaxValue, 0L)]
    [InlineData(0x80, 0L, 5UL, 5_000_000_000L)]
    [InlineData(0x80 | 10, 0L, 1536UL, 1_500_000_000L)]
    [InlineData(0x80 | 63, 0L, 3UL << 62, 1_500_000_000L)]
    [InlineData(0x80 | 127, 0L, ulong.MaxValue, 0L)]
    [InlineData(6, 1_000_000L, 1UL, 1_000_000_000_001_000L)]
    [InlineData(6, -10L, 1_000_000UL, -9_000_000_000L)]
    public void Read_ResolutionAndOffset_GiveNanoseconds(byte resolution, long offset, ulong ticks, long expected)
    {
        var writer = new PcapngWriter().Section();
        Recording read = Recording.Of(writer
            .Interface(1, 0, [.. writer.Option(9, resolution), .. writer.Option(14, (ulong)offset)])
            .Enhanced(0, ticks, Frame).ToArray());

        Assert.Equal(expected, Assert.Single(read.Packets).TimestampNs);
        Assert.Empty(read.Events);
    }

    [Theory]
    [InlineData(0, 0L, ulong.MaxValue, 1L << 62)]
    [InlineData(6, 0L, ulong.MaxValue, 1L << 62)]
    [InlineData(6, long.MaxValue, 0UL, 1L << 62)]
    [InlineData(6, long.MinValue, 0UL, -(1L << 62))]
    public void Read_TimeBeyondTheType_IsCutAndReportedOncePerInterface(
        byte resolution, long offset, ulong ticks, long expected)
    {
        var writer = new PcapngWriter().Section();
        Recording read = Recording.Of(writer
            .Interface(1, 0, [.. writer.Option(9, resolution), .. writer.Option(14, (ulong)offset)])
            .Enhanced(0, ticks, Frame).Enhanced(0, ticks, Frame).ToArray());

        Assert.Equal([expected, expected], read.Packets.Select(p => p.TimestampNs));
        Assert.Equal([Violation.ClockSuspect], read.Violations);
        Assert.Equal(CaptureEnd.Complete, read.Result!.End);
    }

    [Theory]
    [InlineData(4, 4)]
    [InlineData(32, 4)] // in bits, as older drafts said
    [InlineData(0, 0)]
    public void Read_InterfaceCheckSequence_IsGiven(byte written, int expected)
    {
        var writer = new PcapngWriter().Section();
        Recording read = Recording.Of(
            writer.Interface(1, 0, writer.Option(13, written)).Enhanced(0, 0, Frame).ToArray());

        Assert.Equal(expected, Assert.Single(read.Packets).FcsLength);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Read_PacketOptions_GiveCheckSequenceAndLoss(bool bigEndian)
    {
        var writer = new PcapngWriter().Section(bigEndian).Interface();
        Recording read = Recording.Of(writer
            .Enhanced(
                0, 0, Frame, null,
                [.. writer.Option(1, 65, 66), .. writer.Option(2, 4u << 5), .. writer.Option(4, 17UL)])
            .ToArray());

        Assert.Equal(4, Assert.Single(read.Packets).FcsLength);
        Assert.Equal((Violation.CaptureLoss, 17L), Assert.Single(read.Events.Select(e => (e.Violation, e.Amount))));
        Assert.StartsWith("CaptureLoss", read.Lines[0], StringComparison.Ordinal);
    }

    [Fact]
    public void Read_Statistics_GiveTheIncreaseOfEachCount()
    {
        var writer = new PcapngWriter().Section().Interface().Interface();
        Recording read = Recording.Of(writer
            .Statistics(0, [.. writer.Option(4, 1000UL), .. writer.Option(5, 10UL), .. writer.Option(0)])
            .Statistics(1, writer.Option(5, 3UL))
            .Statistics(0, [.. writer.Option(5, 25UL), .. writer.Option(7, 4UL)])
            .Statistics(0, writer.Option(5, 25UL))
            .Statistics(0, writer.Option(5, ulong.MaxValue))
            .Statistics(0, writer.Option(5, 2UL)) // counted anew
            .Statistics(0, writer.Option(5, 9UL))
            .ToArray());

        Assert.Equal([10, 3, 15, 4, 7], read.Events.Select(e => e.Amount));
        Assert.All(read.Violations, v => Assert.Equal(Violation.CaptureLoss, v));
        Assert.Equal(CaptureEnd.Complete, read.Result!.End);
    }

    [Theory]
    [InlineData(4u)] // names
    [InlineData(9u)] // systemd journal
    [InlineData(10u)] // secrets
    [InlineData(0xBADu)]
    [InlineData(0x4000_0BADu)]
    [InlineData(0u)]
    [InlineData(0xFFFF_FFFFu)]
    public void Read_OtherBlocks_ArePassedOver(uint type)
    {
        Recording read = Recording.Of(new PcapngWriter().Section().Block(type, []).Interface()
            .Block(type, new byte[700_000]).Enhanced(0, 0, [1]).Block(type, new byte[4]).Enhanced(0, 0, [2]).ToArray());

        Assert.Equal([1, 2], read.Data.Select(d => d[0]));
        Assert.Empty(read.Events);
        Assert.Equal(CaptureEnd.Complete, read.Result!.End);
    }

    [Fact]
    public void Read_PacketWithMoreOptionsThanAreHeld_IsGiven()
    {
        var writer = new PcapngWriter().Section().Interface();
        byte[] comments = [.. Enumerable.Repeat(writer.Option(1, new byte[60_000]), 10).SelectMany(o => o)];
        Recording read = Recording.Of(writer.Enhanced(0, 0, Frame, null, comments).Enhanced(0, 0, [2]).ToArray());

        Assert.Equal([61, 1], read.Data.Select(d => d.Length));
        Assert.Empty(read.Events);
    }

    [Theory]
    [InlineData(4u)]
    [InlineData(6u)]
    public void Read_LengthsDiffer_ReportsAndGoesOn(uint type)
    {
        var writer = new PcapngWriter().Section().Interface();
        int bad = writer.Length;
        Recording read = Recording.Of(writer
            .Block(type, [.. new byte[12], 1, 0, 0, 0, 1, 0, 0, 0, 0xAA, 0, 0, 0], trailing: 40)
            .Enhanced(0, 0, [2]).ToArray());

        Assert.Equal(2, read.Data[^1][0]);
        Assert.Equal((Violation.DamagedFile, bad), Assert.Single(read.Events.Select(e => (e.Violation, e.Offset))));
        Assert.Equal(CaptureEnd.Damaged, read.Result!.End);
        Assert.Equal(bad, read.Result.Offset);
    }

    [Theory]
    [InlineData(0u)]
    [InlineData(4u)]
    [InlineData(11u)]
    [InlineData(13u)]
    [InlineData(35u)]
    public void Read_ImpossibleLength_StopsAfterWhatWasBefore(uint length)
    {
        var writer = new PcapngWriter().Section().Interface().Enhanced(0, 0, [1]);
        int bad = writer.Length;
        Recording read = Recording.Of(writer.Block(6, new byte[24], length).Enhanced(0, 0, [2]).ToArray());

        Assert.Single(read.Packets);
        Assert.Equal((Violation.DamagedFile, 1L, (long)bad, (long)length), Assert.Single(read.Events));
        Assert.Equal(CaptureEnd.Damaged, read.Result!.End);
    }

    [Theory]
    [InlineData(1u)]
    [InlineData(2u)]
    [InlineData(3u)]
    [InlineData(5u)]
    [InlineData(6u)]
    [InlineData(0x0A0D0D0Au)]
    public void Read_BlockTooShortForItsType_IsReportedAndPassed(uint type)
    {
        byte[] body = type == 0x0A0D0D0A ? [0x4D, 0x3C, 0x2B, 0x1A] : [];
        Recording read = Recording.Of(
            new PcapngWriter().Section().Interface().Block(type, body).Enhanced(0, 0, [2]).ToArray());

        Assert.Single(read.Packets);
        Assert.Equal([Violation.DamagedFile], read.Violations);
    }

    [Fact]
    public void Read_PacketThatClaimsMoreThanItsBlockOrTheCap_IsCountedAndPassed()
    {
        var writer = new PcapngWriter().Section().Interface();
        byte[] Header(uint captured) => [.. new byte[12], .. writer.U32(captured), .. writer.U32(captured), 1, 2, 3, 4];
        Recording read = Recording.Of(writer
            .Block(6, Header(5)).Block(6, Header(262_145)).Block(6, Header(uint.MaxValue)).Block(6, Header(4))
            .ToArray());

        Assert.Equal("4 0 1 4 0 01020304", read.Lines[^1]);
        Assert.Equal(
            [
                (Violation.DamagedFile, 5L), (Violation.OversizedRecord, 262_145),
                (Violation.OversizedRecord, uint.MaxValue),
            ],
            read.Events.Select(e => (e.Violation, e.Amount)));
    }

    [Fact]
    public void Read_OptionPastItsBlock_IsReportedAndThePacketGiven()
    {
        var writer = new PcapngWriter().Section().Interface();
        Recording read = Recording.Of(writer.Enhanced(0, 0, [1], null, 1, 0, 200, 0).ToArray());

        Assert.Single(read.Packets);
        Assert.Equal([Violation.DamagedFile], read.Violations);
    }

    [Fact]
    public void Read_MoreInterfacesThanTheCap_KeepsTheFirst()
    {
        var writer = new PcapngWriter().Section();
        for (ushort i = 0; i < 20; i++) writer.Interface(i);
        Recording read = Recording.Of(
            writer.Enhanced(9, 0, [1]).Enhanced(10, 0, [2]).ToArray(), limits: new Limits { PcapngInterfaces = 10 });

        Assert.Equal(9, Assert.Single(read.Packets).LinkType);
        Assert.Equal([Violation.UnknownInterface, Violation.UnknownInterface], read.Violations);
    }

    [Fact]
    public void Read_SectionOfAnotherVersionOrOrder_Stops()
    {
        var writer = new PcapngWriter().Section().Interface().Enhanced(0, 0, [1]);
        byte[] start = writer.ToArray();

        Assert.Equal(CaptureEnd.Damaged, Recording.Of(writer.Section(major: 2).ToArray()).Result!.End);
        Assert.Equal(CaptureEnd.Foreign, Recording.Of(new PcapngWriter().Section(major: 2).ToArray()).Result!.End);
        byte[] unordered = [.. start, .. new PcapngWriter().Block(0x0A0D0D0A, new byte[16]).ToArray()];
        Assert.Equal(CaptureEnd.Damaged, Recording.Of(unordered).Result!.End);
        Assert.Equal(CaptureEnd.Foreign, Recording.Of(start[28..], InputFormat.Pcapng).Result!.End);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Read_CutAnywhere_GivesWholePacketsThenTruncated(bool bigEndian)
    {
        var writer = new PcapngWriter();
        var ends = new List<int> { writer.Section(bigEndian).Length, writer.Interface().Length };
        var packetEnds = new List<int>();
        for (ulong i = 0; i < 4; i++)
        {
            packetEnds.Add(writer.Enhanced(0, i, Frame[..(int)(i * 9)], null, writer.Option(1, 65)).Length);
            ends.Add(packetEnds[^1]);
            ends.Add(writer.Block(4, new byte[20]).Length);
        }

        byte[] whole = writer.ToArray();
        List<string> lines = Recording.Of(whole).Lines;
        for (int length = 4; length <= whole.Length; length++)
        {
            Recording read = Recording.Of(whole[..length]);
            int packets = packetEnds.Count(e => e <= length);
            Assert.Equal(lines.Take(packets), read.Lines.Take(packets));
            bool complete = ends.Contains(length);
            Assert.Equal(complete ? CaptureEnd.Complete : CaptureEnd.Truncated, read.Result!.End);
            if (complete) continue;
            int offset = ends.LastOrDefault(e => e <= length);
            Assert.Equal(offset, read.Result.Offset);
            Assert.Equal((Violation.TruncatedFile, packets, offset, length - offset), Assert.Single(read.Events));
        }
    }

    [Fact]
    public void Read_GeneratorPairs_AreTheSameInBothOrders()
    {
        string folder = Shared.Capture("pcapng/hadrielk-pcapng-test-generator");
        int pairs = 0;
        foreach (string little in Directory.GetFiles(folder, "output_le__*.pcapng").Order(StringComparer.Ordinal))
        {
            string big = little.Replace("output_le__", "output_be__", StringComparison.Ordinal);
            if (!File.Exists(big)) continue;
            pairs++;
            Recording one = Recording.OfFile(little);
            Assert.Equal(one.Lines, Recording.OfFile(big).Lines);
            Assert.Equal(CaptureEnd.Complete, one.Result!.End);
            Assert.All(one.Violations, v => Assert.Equal(Violation.CaptureLoss, v));
        }

        Assert.Equal(12, pairs);
    }
}
