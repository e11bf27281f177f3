using System.IO.Pipelines;
using CraneAnomaly.Capture.Bytes;
using CraneAnomaly.Capture.Files;
using CraneAnomaly.Capture.Formats;
using CraneAnomaly.Records;
using CraneAnomaly.Simulator.Wire;

namespace CraneAnomaly.Tests.Capture.Files;

public class CaptureAllocationTests
{
    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public void Read_TenTimesThePackets_AllocatesNoMore(bool next, bool segments)
    {
        byte[] few = Build(next, 2_000);
        byte[] many = Build(next, 20_000);
        for (int i = 0; i < 3; i++) Allocated(many, segments);

        Assert.Equal(Allocated(few, segments), Allocated(many, segments));
    }

    [Fact]
    public void Read_AbsurdLengths_AllocateNothingFromTheField()
    {
        byte[] bytes = new PcapWriter().Header(1, 1, 0x7FFF_FFF0, 60).Packet(1, 1, [1]).ToArray();
        Allocated(bytes, false);

        Assert.InRange(Allocated(bytes, false), 0, 4096);
    }

    // Feeds the reader directly, so that what is measured is its own: whole, or through the copy of straddling units.
    private static long Allocated(byte[] bytes, bool segments)
    {
        var counter = new Count();
        var reader = CaptureFileReader<CountingSink>.Create(
            InputFormatDetector.Detect(bytes), new CountingSink(counter), Limits.Default);
        PipeReader pipe = segments
            ? PipeReader.Create(TricklePipeReader.Segments(bytes, 100_000))
            : new ContiguousPipeReader(new MemoryStream(bytes), true, 1 << 20);
        var source = new ByteSource(pipe, reader);
        long before = GC.GetAllocatedBytesForCurrentThread();
        ValueTask run = source.RunAsync(CancellationToken.None);
        long after = GC.GetAllocatedBytesForCurrentThread();
        Assert.True(run.IsCompletedSuccessfully);
        pipe.Complete();
        Assert.NotEqual(0, counter.Packets);
        return after - before;
    }

    private static byte[] Build(bool next, uint packets)
    {
        if (next)
        {
            var blocks = new PcapngWriter().Section().Interface();
            for (uint i = 0; i < packets; i++) blocks.Enhanced(0, i, new byte[80]);
            return blocks.ToArray();
        }

        var records = new PcapWriter();
        for (uint i = 0; i < packets; i++) records.Packet(i, i, new byte[80]);
        return records.ToArray();
    }
}
