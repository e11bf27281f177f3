using System.Diagnostics;
using System.IO.Compression;
using System.IO.Pipelines;
using CraneAnomaly.Capture;
using CraneAnomaly.Capture.Bytes;
using CraneAnomaly.Capture.Files;
using CraneAnomaly.Records;
using CraneAnomaly.Simulator.Wire;

namespace CraneAnomaly.Tests.Capture.Files;

public class CaptureInputTests
{
    private static readonly byte[] Pcap = BuildPcap(40);

    [Fact]
    public void Read_Gzip_GivesWhatIsInside() => AssertSame(Recording.Of(Pcap), Recording.Of(Zip(Pcap)));

    [Fact]
    public void Read_GzipOfSeveralMembers_GivesTheirBytesInARow()
    {
        byte[] members = [.. Zip(Pcap[..100]), .. Zip([]), .. Zip(Pcap[100..777]), .. Zip(Pcap[777..])];

        AssertSame(Recording.Of(Pcap), Recording.Of(members));
        AssertSame(Recording.Of(Pcap), Recording.Of(PipeReader.Create(TricklePipeReader.Segments(members, 7))));
    }

    [Fact]
    public void Read_GzipCutAnywhere_IsNeverComplete()
    {
        byte[] zipped = Zip(Pcap);
        List<string> lines = Recording.Of(Pcap).Lines;
        for (int length = 3; length < zipped.Length; length++)
        {
            Recording read = Recording.Of(zipped[..length]);
            Assert.Equal(CaptureEnd.Truncated, read.Result!.End);
            Assert.Equal(lines.Take(read.Packets.Count), read.Lines.Take(read.Packets.Count));
            Assert.Equal(Violation.TruncatedFile, Assert.Single(read.Events).Violation);
            Assert.Contains("compressed", read.Result.Reason, StringComparison.Ordinal);
        }

        Assert.Equal(lines.Count, Recording.Of(zipped[..^1]).Packets.Count);
    }

    [Fact]
    public void Read_GzipWithAnotherChecksum_IsDamaged()
    {
        byte[] zipped = Zip(BuildPcap(30_000));
        zipped[^8] ^= 1;
        Recording read = Recording.Of(zipped);

        Assert.Equal(CaptureEnd.Damaged, read.Result!.End);
        Assert.Contains(Violation.DamagedFile, read.Violations);
        Assert.NotEmpty(read.Packets);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(100)]
    [InlineData(5000)]
    public void Read_DamagedGzipInPieces_GivesWhatTheWholeGives(int piece)
    {
        byte[] zipped = Zip(BuildPcap(2_000));
        zipped[zipped.Length / 2] ^= 0xFF;
        Recording whole = Recording.Of(zipped);

        Assert.NotEqual(CaptureEnd.Complete, whole.Result!.End);
        AssertSame(whole, Recording.Of(new TricklePipeReader(zipped, piece)));
    }

    [Fact]
    public void Read_GzipFollowedByOtherBytes_IsSaidSo()
    {
        Recording read = Recording.Of([.. Zip(Pcap), .. new byte[512]]);

        Assert.Equal(40, read.Packets.Count);
        Assert.Equal(CaptureEnd.Truncated, read.Result!.End);
        Assert.Contains("followed by", read.Result.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(200, false)]
    [InlineData(2000, true)]
    public async Task Read_GzipThatExpands_IsGivenUpBeyondTheCap(int ratio, bool whole)
    {
        byte[] record = new PcapWriter().Packet(1, 1, new byte[1 << 18]).ToArray()[24..];
        using var packed = new MemoryStream();
        using (var zip = new GZipStream(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            zip.Write(new PcapWriter().ToArray());
            for (int i = 0; i < 300; i++) zip.Write(record);
        }

        packed.Position = 0;
        var count = new Count();
        using var input = new CaptureInput<CountingSink>(
            new ContiguousPipeReader(packed, true, 1 << 20), InputFormat.Auto, new CountingSink(count),
            new Limits { DecompressionRatio = ratio });
        CaptureResult result = await input.RunAsync(TestContext.Current.CancellationToken);

        Assert.Equal(whole ? CaptureEnd.Complete : CaptureEnd.Damaged, result.End);
        Assert.Equal(whole ? Violation.None : Violation.DecompressionLimit, count.LastEvent);
        Assert.InRange(count.Packets, (64 << 20) / record.Length - 2, 300);
    }

    [Fact]
    public void Read_GzipInGzip_IsNotOpened()
    {
        Recording read = Recording.Of(Zip(Zip(Pcap)));

        Assert.Equal(CaptureEnd.Foreign, read.Result!.End);
        Assert.Contains("gzip-compressed data inside", read.Result.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(new byte[] { 0x28, 0xB5, 0x2F, 0xFD, 0 }, "zstd")]
    [InlineData(new byte[] { 0x50, 0x4B, 3, 4 }, "ZIP")]
    [InlineData(new byte[] { 1, 2, 3 }, "010203")]
    [InlineData(new byte[] { (byte)'a', (byte)',', (byte)'b', (byte)'\n', (byte)'1' }, "text that begins 'a,b'")]
    public void Read_SomethingElse_IsNamed(byte[] bytes, string named)
    {
        Recording read = Recording.Of(bytes);

        Assert.Equal(CaptureEnd.Foreign, read.Result!.End);
        Assert.Contains(named, read.Result.Reason, StringComparison.Ordinal);
        Assert.NotEmpty(read.Result.Advice);
        Assert.Empty(read.Lines);
    }

    [Theory]
    [InlineData(new byte[0])]
    [InlineData(null)]
    public void Read_Nothing_IsEmpty(byte[]? bytes) =>
        Assert.Equal(CaptureEnd.Empty, Recording.Of(bytes ?? Zip([])).Result!.End);

    [Theory]
    [InlineData("/no/such/file.pcap")]
    [InlineData("a\0b")]
    [InlineData("")]
    [InlineData(".")]
    public void Read_PathThatCannotBeOpened_IsAResult(string path)
    {
        Recording read = Recording.OfFile(path);

        Assert.Equal(CaptureEnd.Unreadable, read.Result!.End);
        Assert.NotEmpty(read.Result.Reason);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Read_NamedPipe_IsReadLikeAFile(bool packed)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "there are no named pipes in the file system");
        string path = Path.Combine(Path.GetTempPath(), $"crane-{Guid.NewGuid():N}");
        using (var made = Process.Start("mkfifo", [path])) await made.WaitForExitAsync(TestContext.Current.CancellationToken);
        try
        {
            Assert.True(File.Exists(path));
            byte[] bytes = packed ? Zip(Pcap) : Pcap;
            Task writing = Task.Run(
                () =>
                {
                    using var pipe = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);

                    // In two, so that one read does not bring all.
                    pipe.Write(bytes.AsSpan(0, 10));
                    pipe.Write(bytes.AsSpan(10));
                },
                TestContext.Current.CancellationToken);
            Recording read = Recording.OfFile(path);
            await writing;

            AssertSame(Recording.Of(Pcap), read);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Read_StreamThatFails_GivesWhatCameBefore()
    {
        Recording read = Recording.Of(new ContiguousPipeReader(new FailingStream(Pcap[..1000]), true, 1 << 20));

        Assert.Equal(CaptureEnd.Unreadable, read.Result!.End);
        Assert.Equal("the cable is out", read.Result.Reason);
        Assert.NotEmpty(read.Packets);
        Assert.Equal(read.Packets.Count, read.Result.Packets);
    }

    [Fact]
    public async Task Read_SinkThatFails_IsNoFailureOfTheInput()
    {
        using var input = new CaptureInput<FullDisk>(
            new ContiguousPipeReader(new MemoryStream(Pcap), true, 1 << 20), InputFormat.Auto, default, Limits.Default);

        await Assert.ThrowsAsync<IOException>(async () => await input.RunAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Read_Cancelled_Throws()
    {
        using var source = new CancellationTokenSource();
        using var input = new CaptureInput<RecordingSink>(
            new Pipe().Reader, InputFormat.Auto, new RecordingSink(new Recording()), Limits.Default);
        ValueTask<CaptureResult> running = input.RunAsync(source.Token);
        await source.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await running);
    }

    private static void AssertSame(Recording expected, Recording actual)
    {
        Assert.Equal(expected.Lines, actual.Lines);
        Assert.Equal(expected.Result, actual.Result);
    }

    private static byte[] BuildPcap(uint packets)
    {
        var writer = new PcapWriter();
        var data = new byte[50];
        for (uint i = 0; i < packets; i++)
        {
            // Bytes that do not compress well, so that the compressed form can be cut in many places.
            for (int j = 0; j < data.Length; j++) data[j] = (byte)((i * 2_654_435_761u) >> ((j * 7) & 15));
            writer.Packet(1000 + i, i, data);
        }

        return writer.ToArray();
    }

    private static byte[] Zip(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var zip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true)) zip.Write(bytes);
        return packed.ToArray();
    }

    private readonly struct FullDisk : IPacketSink
    {
        public void OnPacket(in CapturedPacket packet, ReadOnlySpan<byte> data) => throw new IOException("no space");

        public void OnFileEvent(Violation violation, long frame, long offset, long amount)
        {
        }
    }

    private sealed class FailingStream(byte[] bytes) : MemoryStream(bytes)
    {
        public override int Read(Span<byte> buffer)
        {
            int count = base.Read(buffer);
            return count > 0 ? count : throw new IOException("the cable is out");
        }
    }
}
