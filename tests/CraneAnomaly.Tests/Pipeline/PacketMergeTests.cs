using CraneAnomaly.Capture;
using CraneAnomaly.Capture.Files;
using CraneAnomaly.Records;
using CraneAnomaly.Simulator.Wire;
using FsCheck.Xunit;

namespace CraneAnomaly.Tests.Pipeline;

public sealed class PacketMergeTests : IDisposable
{
    private const long Second = 1_000_000_000;

    private readonly TempFolder _folder = new();
    private int _files;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Run_SeveralFiles_AreReadInEventTime()
    {
        var log = Merge([Capture(1, 4, 5), Capture(2, 3, 6)]);
        Assert.Equal(["0#1@1", "1#1@2", "1#2@3", "0#2@4", "0#3@5", "1#3@6"], log.Lines);
    }

    [Fact]
    public void Run_EqualTimes_AreByInputAndThenFrame()
    {
        var log = Merge([Capture(1, 2, 2), Capture(1, 2, 2), Capture(2)]);
        Assert.Equal(["0#1@1", "1#1@1", "0#2@2", "0#3@2", "1#2@2", "1#3@2", "2#1@2"], log.Lines);
    }

    [Fact]
    public void Run_AStepBackInAFile_KeepsItsOrderAndHoldsUpNobody()
    {
        var log = Merge([Capture(10, 5, 6, 12), Capture(8, 11, 13)]);
        Assert.Equal(["1#1@8", "0#1@10", "0#2@5", "0#3@6", "1#2@11", "0#4@12", "1#3@13"], log.Lines);
    }

    [Fact]
    public void Run_AFileFromTheFuture_IsOpenedWhenItsTimeComes()
    {
        var log = Merge([Capture(100, 101), Capture(1, 2), Capture(50)]);
        Assert.Equal(["1#1@1", "1#2@2", "2#1@50", "0#1@100", "0#2@101"], log.Lines);
        Assert.All(log.Results, result => Assert.Equal((CaptureEnd.Complete, false), (result.End, result.Waited)));
    }

    [Fact]
    public void Run_MoreThanCanBeOpen_ReadsAllInTurnsAndSaysWhichWaited()
    {
        string[] paths = [.. Enumerable.Range(0, 70).Select(i => Capture(1 + i * 0.001, 2 + i * 0.001))];
        var log = Merge(paths);

        Assert.Equal(140, log.Lines.Count);
        Assert.Equal(140, log.Lines.Distinct().Count());
        for (int input = 0; input < 70; input++)
        {
            string mark = $"{input}#";
            Assert.Equal(["1", "2"],
                log.Lines.Where(l => l.StartsWith(mark, StringComparison.Ordinal)).Select(l => l.Split('#', '@')[1]));
        }

        Assert.Equal(Enumerable.Range(64, 6), log.Results.Index().Where(r => r.Item.Waited).Select(r => r.Index));
    }

    [Fact]
    public void Run_ManyThatFollowEachOther_NeverWait()
    {
        string[] paths = [.. Enumerable.Range(0, 80).Reverse().Select(i => Capture(10 * i, 10 * i + 1))];
        var log = Merge(paths);

        Assert.Equal(Enumerable.Range(0, 80).SelectMany(i => (long[])[10 * i, 10 * i + 1]),
            log.Times.Select(ns => ns / Second));
        Assert.DoesNotContain(log.Results, result => result.Waited);
    }

    [Fact]
    public void Run_OneThatCannotBeRead_DoesNotKeepTheOthersFromBeingRead()
    {
        byte[] whole = File.ReadAllBytes(Capture(2, 4));
        string cut = _folder.Write("cut.pcap", whole[..^3]);
        string empty = _folder.Write("empty.pcap", []);
        string text = _folder.Write("text.pcap", "time,value\n"u8.ToArray());
        var log = Merge([Capture(1, 3), _folder.At("missing.pcap"), cut, empty, text, Capture(5)]);

        Assert.Equal(["0#1@1", "2#1@2", "0#2@3", "5#1@5"], log.Lines.Where(line => !line.StartsWith('!')));
        Assert.Equal(
            [CaptureEnd.Complete, CaptureEnd.Unreadable, CaptureEnd.Truncated, CaptureEnd.Empty, CaptureEnd.Foreign,
            CaptureEnd.Complete],
            log.Results.Select(result => result.End));
    }

    [Fact]
    public void Run_WithCuts_GivesThePartOfEachInput()
    {
        string[] paths = [Capture(1, 2, 3, 4), Capture(1.5, 2.5, 3.5)];

        Assert.Equal(["0#2@2", "1#2@2.5", "0#3@3", "1#3@3.5"], Merge(paths, new(FirstFrame: 2, LastFrame: 3)).Lines);
        Assert.Equal(["1#1@1.5", "0#2@2", "1#2@2.5"], Merge(paths, new(FromNs: Time(1.5), ToNs: Time(3))).Lines);
        Assert.Equal(["0#4@4"], Merge(paths, new(FirstFrame: 4)).Lines);
        Assert.Equal(["0#3@3"], Merge(paths[..1], new(FirstFrame: 3, ToNs: Time(4))).Lines);
        Assert.Empty(Merge(paths, new(FirstFrame: 9)).Lines);
    }

    [Fact]
    public void Run_InputsThatOverlap_AreOfDifferentPlacesAndFollowersOfTheLastOne()
    {
        var log = Merge([Capture(1, 5), Capture(2, 3), Capture(6, 7), Capture(20, 21), Capture(20.5)]);
        Assert.Equal([0, 1, 0, 0, 2], log.Places.OrderBy(place => place.Key).Select(place => place.Value));
    }

    [Property(MaxTest = 25)]
    public void Run_APeriodCutIntoFiles_IsWhatOneFileGives(byte[] owners)
    {
        var whole = new PcapWriter(PcapWriter.Nanoseconds);
        var parts = Enumerable.Range(0, 4).Select(_ => new PcapWriter(PcapWriter.Nanoseconds)).ToList();
        for (int i = 0; i < owners.Length; i++)
        {
            byte[] data = [owners[i], (byte)i, (byte)(i >> 8)];
            whole.Packet((uint)(i / 3), (uint)(i % 3), data);
            parts[owners[i] % 4].Packet((uint)(i / 3), (uint)(i % 3), data);
        }

        string one = Write(whole);
        Assert.Equal(Merge([one]).Bytes, Merge([.. parts.Select(Write)]).Bytes);
    }

    [Fact]
    public void CanBeReadAgain_OnlyFilesCan()
    {
        string file = Capture(1);
        Assert.True(CaptureInputs.CanBeReadAgain(file));
        Assert.False(CaptureInputs.CanBeReadAgain("-"));
        Assert.False(CaptureInputs.CanBeReadAgain(_folder.At("missing")));
        Assert.False(CaptureInputs.CanBeReadAgain(_folder.At()));
        Assert.False(CaptureInputs.CanBeReadAgain(""));
        if (OperatingSystem.IsWindows()) return;
        string link = _folder.At("link"), loop = _folder.At("loop");
        File.CreateSymbolicLink(link, file);
        File.CreateSymbolicLink(loop, loop);
        Assert.True(CaptureInputs.CanBeReadAgain(link));
        Assert.False(CaptureInputs.CanBeReadAgain(loop));
        Assert.False(CaptureInputs.CanBeReadAgain("/dev/null"));
    }

    private static long Time(double seconds) => CraneTraffic.StartNs + (long)Math.Round(seconds * Second);

    private string Capture(params double[] seconds)
    {
        var writer = new PcapWriter(PcapWriter.Nanoseconds);
        foreach (double second in seconds)
            writer.Packet((uint)(Time(second) / Second), (uint)(Time(second) % Second), [1, 2, 3, 4]);
        return Write(writer);
    }

    private string Write(PcapWriter writer) => _folder.Write($"{_files++:D3}.pcap", writer.ToArray());

    private static MergeLog Merge(string[] paths, InputCut? cut = null)
    {
        var log = new MergeLog();
        var merge = new PacketMerge(paths, InputFormat.Auto, cut ?? InputCut.Whole, Limits.Default);
        merge.RunAsync(new MergeSink(log), TestContext.Current.CancellationToken).AsTask().GetAwaiter().GetResult();
        log.Results = merge.Results;
        return log;
    }

    /// <summary>What a merge handed on: <c>input#frame@seconds</c> a packet.</summary>
    private sealed class MergeLog
    {
        public List<string> Lines { get; } = [];

        public List<long> Times { get; } = [];

        public List<byte[]> Bytes { get; } = [];

        public IReadOnlyList<CaptureResult> Results { get; set; } = [];

        public int Input { get; set; } = -1;

        public Dictionary<int, int> Places { get; } = [];
    }

    private readonly struct MergeSink(MergeLog log) : IInputSink
    {
        public void OnInput(int input, int place)
        {
            log.Input = input;
            log.Places[input] = place;
        }

        public void OnPacket(in CapturedPacket packet, ReadOnlySpan<byte> data)
        {
            long ns = packet.TimestampNs - CraneTraffic.StartNs;
            log.Lines.Add(FormattableString.Invariant($"{log.Input}#{packet.Frame}@{ns / (double)Second}"));
            log.Times.Add(ns);
            log.Bytes.Add(data.ToArray());
        }

        public void OnFileEvent(Violation violation, long frame, long offset, long amount) =>
            log.Lines.Add($"!{violation}");
    }
}
