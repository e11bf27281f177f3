using System.Buffers;
using CraneAnomaly.Checkpoints;
using CraneAnomaly.Tests.Pipeline;
using CraneAnomaly.Tests.Support;

namespace CraneAnomaly.Tests.Checkpoints;

/// <summary>Whatever is wrong with a checkpoint, it is refused with one kind of exception, and a word on what to do.</summary>
public class CheckpointDamageTests
{
    private static readonly string s_capture = Path.Combine(Shared.RepositoryRoot, "datasets", "quay", "unlock-aloft", "traffic.pcap");
    private static readonly Lazy<Task<byte[]>> s_saved = new(SaveAsync);

    [Fact]
    public async Task Restore_CutOffAnywhere_IsRefused()
    {
        byte[] saved = await s_saved.Value;
        int[] lengths = [.. Enumerable.Range(0, 300), .. Enumerable.Range(1, 20).Select(part => saved.Length * part / 21), saved.Length - 1];
        foreach (int length in lengths) AssertRefused(saved[..length]);
        AssertRefused([.. saved, 0]);
    }

    [Fact]
    public async Task Restore_OneBitTurned_IsRefused()
    {
        byte[] saved = await s_saved.Value;
        var random = new Random(5);
        for (int i = 0; i < 200; i++)
        {
            byte[] turned = [.. saved];
            int at = i < 100 ? i * 3 : random.Next(saved.Length);
            turned[at] ^= (byte)(1 << random.Next(8));
            AssertRefused(turned);
        }
    }

    [Fact]
    public async Task Restore_OtherStateUnderAGoodHash_ThrowsNothingElse()
    {
        byte[] image = Image(await s_saved.Value);
        var random = new Random(11);
        int refused = 0;
        for (int i = 0; i < 150; i++)
        {
            byte[] other = [.. image];
            int changes = 1 + random.Next(3);
            for (int change = 0; change < changes; change++) other[random.Next(other.Length)] = (byte)(random.Next(3) == 0 ? 0xFF : random.Next(256));
            if (i % 5 == 0) other = other[..random.Next(other.Length)];
            try
            {
                DetectionPipeline.Restore(Seal(other), null, null, new DetectionRun());
            }
            catch (InvalidDataException)
            {
                refused++;
            }
        }

        Assert.True(refused > 30, $"{refused} of 150");
    }

    [Fact]
    public async Task Restore_ACountAboveWhatFollows_AllocatesNothingForIt()
    {
        byte[] image = Image(await s_saved.Value);
        byte[] head = [.. image.AsSpan(0, image.Length / 3), 0xFF, 0xFF, 0xFF, 0xFF, 0x07];
        long before = GC.GetAllocatedBytesForCurrentThread();
        AssertRefused(Seal(head));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 60_000_000);
    }

    [Fact]
    public async Task Restore_WithOtherChoices_SaysWhatDiffers()
    {
        byte[] saved = await s_saved.Value;
        var seed = Assert.Throws<InvalidDataException>(() => DetectionPipeline.Restore(saved, null, new() { Seed = 2 }, new DetectionRun()));
        Assert.Contains("the hash of the options was", seed.Message, StringComparison.Ordinal);
        Assert.Contains("start without it", seed.Message, StringComparison.Ordinal);

        var papers = Assert.Throws<InvalidDataException>(
            () => DetectionPipeline.Restore(saved, null, new() { Cranes = [new() { Id = "QC01", Vendor = "other" }] }, new DetectionRun()));
        Assert.Contains("options", papers.Message, StringComparison.Ordinal);

        var sink = Assert.Throws<InvalidDataException>(() => DetectionPipeline.Restore(saved));
        Assert.Contains("where alerts go was 'a sink'", sink.Message, StringComparison.Ordinal);
    }

    private static void AssertRefused(byte[] bytes)
    {
        var refusal = Assert.Throws<InvalidDataException>(() => DetectionPipeline.Restore(bytes, null, null, new DetectionRun()));
        Assert.Contains("start without it", refusal.Message, StringComparison.Ordinal);
    }

    private static byte[] Image(byte[] saved) => Checkpoint.Read(saved, BelongsTo()).ToArray();

    private static byte[] Seal(byte[] image)
    {
        var output = new ArrayBufferWriter<byte>();
        Checkpoint.Write(output, BelongsTo(), image);
        return output.WrittenSpan.ToArray();
    }

    private static Checkpoint.Part[] BelongsTo() => new DetectionOptions().BelongsTo(null, hasSink: true, PipelineImage.Format);

    private static async Task<byte[]> SaveAsync()
    {
        var run = new CutRun(null, null).Capture(s_capture, 3_000);
        return CutRun.Save((await run.BeginAsync(run.Count)).Pipeline);
    }
}
