using System.IO.Pipelines;
using CraneAnomaly.Capture.Bytes;
using CraneAnomaly.Capture.Files;
using CraneAnomaly.Records;
using CraneAnomaly.Simulator.Wire;
using CraneAnomaly.Tests.Support;
using FsCheck.Xunit;

namespace CraneAnomaly.Tests.Capture.Files;

/// <summary>The same bytes give the same packets and events, however they are cut, and whatever they are.</summary>
public class ChunkingTests
{
    public static TheoryData<string, int> Cases()
    {
        var cases = new TheoryData<string, int>();
        foreach (string name in Inputs.Keys)
            foreach (int chunk in new[] { 1, 7, 4095 }) cases.Add(name, chunk);
        return cases;
    }

    private static Dictionary<string, byte[]> Inputs { get; } = new()
    {
        ["pcap"] = SmallPcap(),
        ["pcap of large packets"] = new PcapWriter(bigEndian: true)
            .Packet(1, 1, new byte[9000]).Packet(2, 2, new byte[65_000]).Packet(3, 3, [1]).ToArray(),
        ["pcap cut off"] = SmallPcap()[..^5],
        ["pcap with an absurd length"] = new PcapWriter().Packet(1000, 1, new byte[60])
            .Header(1000, 2, uint.MaxValue, 60).Raw(new byte[10_000])
            .Packet(1000, 3, new byte[70]).Packet(1000, 4, [1, 2]).ToArray(),
        ["pcap with two absurd lengths"] = new PcapWriter(PcapWriter.Modified).Packet(1000, 1, new byte[60])
            .Header(1000, 2, 1 << 20, 60).Packet(1000, 3, new byte[70])
            .Header(1000, 2, 1 << 20, 60).Packet(1000, 4, [1, 2]).ToArray(),
        ["pcapng"] = SmallPcapng(),
        ["pcapng cut off"] = SmallPcapng()[..^7],
        ["pcapng cut in a passed block"] = new PcapngWriter().Section().Block(4, new byte[9000]).ToArray()[..^700],
        ["pcapng with false lengths"] = new PcapngWriter().Section().Interface().Block(4, new byte[90], trailing: 8)
            .Enhanced(0, 1, [1]).Block(6, new byte[40], trailing: 8)
            .Enhanced(3, 1, [1]).Block(6, [], length: 13).ToArray(),
        ["pcapng of a large block"] = new PcapngWriter().Section().Interface()
            .Enhanced(0, 1, new byte[1000], null, new byte[400_000]).Enhanced(0, 1, [1]).ToArray(),
        ["nothing"] = [],
        ["text"] = "timestamp,crane\n"u8.ToArray(),
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Read_Chunks_GiveTheSameAsOnePiece(string name, int chunk)
    {
        byte[] bytes = Inputs[name];
        Recording whole = Recording.Of(bytes);

        AssertSame(whole, Recording.Of(PipeReader.Create(TricklePipeReader.Segments(bytes, chunk))));
        AssertSame(whole, Recording.Of(new ContiguousPipeReader(new MemoryStream(bytes), true, 1 << 20, chunk)));
        if (chunk > 1 || bytes.Length < 10_000) AssertSame(whole, Recording.Of(new TricklePipeReader(bytes, chunk)));
    }

    [Theory]
    [InlineData("modbus/iti/modicon__modicon_test.pcap")]
    [InlineData("pcapng/hadrielk-pcapng-test-generator/output_be__difficult__test202.pcapng")]
    public void Read_ChunksOfAReferenceCapture_GiveTheSameAsTheFile(string path)
    {
        path = Shared.Capture(path);
        Recording whole = Recording.OfFile(path);
        byte[] bytes = File.ReadAllBytes(path);

        foreach (int chunk in new[] { 1, 7, 4095 })
        {
            AssertSame(whole, Recording.Of(PipeReader.Create(TricklePipeReader.Segments(bytes, chunk))));
            AssertSame(whole, Recording.Of(new TricklePipeReader(bytes, Math.Max(chunk, 3))));
        }
    }

    [Fact]
    public async Task Run_PipeThatPausesItsWriter_NeverStalls()
    {
        var pipe = new Pipe(new PipeOptions(
            pauseWriterThreshold: 4096, resumeWriterThreshold: 1024, minimumSegmentSize: 512));
        byte[] bytes = new PcapWriter().Packet(1, 1, new byte[200_000]).Packet(2, 2, new byte[50]).ToArray();
        Task writing = Task.Run(
            async () =>
            {
                for (int at = 0; at < bytes.Length; at += 500)
                    await pipe.Writer.WriteAsync(bytes.AsMemory(at, Math.Min(500, bytes.Length - at)));
                await pipe.Writer.CompleteAsync();
            },
            TestContext.Current.CancellationToken);

        AssertSame(Recording.Of(bytes), Recording.Of(pipe.Reader));
        await writing;
    }

    [Property(MaxTest = 300)]
    public void Read_RandomBytesBehindAHeader_EndsAndDoesNotDependOnChunks(byte[] junk, int chunk, bool next)
    {
        byte[] start = next ? new PcapngWriter().Section().Interface().ToArray() : new PcapWriter().ToArray();
        AssertChunkingIsInvisible([.. start, .. junk], chunk);
    }

    [Property(MaxTest = 300)]
    public void Read_DamagedFile_EndsAndDoesNotDependOnChunks(ushort[] at, byte value, int chunk, bool next)
    {
        byte[] bytes = next ? SmallPcapng() : SmallPcap();
        foreach (ushort position in at) bytes[position % bytes.Length] ^= (byte)(value | 1);
        AssertChunkingIsInvisible(bytes, chunk);
    }

    [Property(MaxTest = 100)]
    public void Read_RandomBytes_EndWithoutPackets(byte[] bytes) =>
        Assert.Equal(
            bytes.Length == 0 ? CaptureEnd.Empty : CaptureEnd.Foreign, Recording.Of(bytes).Result!.End);

    private static void AssertChunkingIsInvisible(byte[] bytes, int chunk)
    {
        var limits = new Limits { PacketBytes = 2000 };
        int size = 1 + (int)((uint)chunk % 97);
        Recording whole = Recording.Of(bytes, limits: limits);
        AssertSame(whole, Recording.Of(PipeReader.Create(TricklePipeReader.Segments(bytes, size)), limits: limits));
        AssertSame(whole, Recording.Of(new TricklePipeReader(bytes, size), limits: limits));
    }

    private static void AssertSame(Recording expected, Recording actual)
    {
        Assert.Equal(expected.Lines, actual.Lines);
        Assert.Equal(expected.Result, actual.Result);
    }

    private static byte[] SmallPcap()
    {
        var writer = new PcapWriter();
        for (uint i = 0; i < 20; i++) writer.Packet(1000 + i, i, new byte[i * 13]);
        return writer.ToArray();
    }

    private static byte[] SmallPcapng()
    {
        var writer = new PcapngWriter().Section().Interface().Block(4, new byte[60]);
        for (uint i = 0; i < 6; i++)
            writer.Enhanced(0, i, new byte[i * 13], null, writer.Option(4, 3UL)).Simple(new byte[i]);
        writer.Section(bigEndian: true).Interface(113).Statistics(0, writer.Option(5, 7UL));
        for (uint i = 0; i < 6; i++) writer.Enhanced(0, i, new byte[i * 17]).Obsolete(0, 2, i, new byte[i]);
        return writer.ToArray();
    }
}
