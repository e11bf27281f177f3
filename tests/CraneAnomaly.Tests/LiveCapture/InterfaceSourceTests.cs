using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using CraneAnomaly.Capture;
using CraneAnomaly.Capture.Files;
using CraneAnomaly.LiveCapture;
using CraneAnomaly.Records;
using CraneAnomaly.Tests.Sinks.Spool;

namespace CraneAnomaly.Tests.LiveCapture;

public sealed class InterfaceSourceTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Watch_TheLoopback_SeesEveryDatagramOnce()
    {
        const int count = 5000;
        Assert.SkipUnless(OperatingSystem.IsLinux(), "the loopback is captured on Linux alone");
        Assert.SkipUnless(Environment.UserName == "root" && NativeLibrary.TryLoad("libpcap.so.0.8", out _),
            "capturing needs root and libpcap (package libpcap0.8)");
        using var receiver = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
        int port = ((IPEndPoint)receiver.Client.LocalEndPoint!).Port;
        using var stop = new CancellationTokenSource();
        CaptureResult? ended = null;
        var pipeline = new RecordPipeline<NoSink>(default);
        var watching = pipeline.FollowAsync(new([]) { Live = [new InterfaceSource("lo", $"udp and dst port {port}")], Ended = (_, result) => ended = result }, stop.Token);
        using var sender = new UdpClient();
        await Wait.UntilAsync(() => pipeline.Counters.Packets > 0, () => sender.Send([0], "127.0.0.1", port));
        await Task.Delay(200, Cancel);
        long before = pipeline.Counters.Packets;
        byte[] datagram = new byte[60];
        for (int i = 0; i < count; i++)
        {
            sender.Send(datagram, "127.0.0.1", port);
            if (i % 50 == 0) await Task.Delay(1, Cancel);
        }

        await Wait.UntilAsync(() => pipeline.Counters.Packets >= before + count);
        await stop.CancelAsync();
        await watching;
        Assert.Equal((before + count, 0), (pipeline.Counters.Packets, pipeline.Counters.Count(Violation.CaptureLoss)));
        Assert.Equal(CaptureEnd.Complete, ended!.End);
    }

    [Fact]
    public async Task Watch_AnInterfaceThatIsNone_SaysSo()
    {
        CaptureResult? ended = null;
        await new RecordPipeline<NoSink>(default).FollowAsync(
            new([]) { Live = [new InterfaceSource("no-such-interface")], Ended = (_, result) => ended = result }, Cancel).WaitAsync(TimeSpan.FromSeconds(30), Cancel);

        Assert.Equal(CaptureEnd.Unreadable, ended!.End);
        Assert.Contains("interface:no-such-interface", ended.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Losses_OfTheSystemAndTheInterface_AreRecordsOfWhatWasLost()
    {
        var capture = new ArrayBufferWriter<byte>();
        var losses = new LossCount();
        PcapngPieces.Begin(capture, 1);
        PcapngPieces.Packet(capture, 1_772_338_320_000_000, 60, new byte[57]);
        Assert.False(losses.Take(0, 0));
        Assert.True(losses.Take(3, 0));
        losses.Write(capture);
        // The system's counters have 32 bits.
        Assert.True(losses.Take(uint.MaxValue, 2));
        Assert.True(losses.Take(4, 2));
        losses.Write(capture);
        PcapngPieces.Packet(capture, 1_772_338_320_000_100, 61, new byte[61]);
        var sink = new LossSink([]);
        var pipeline = new RecordPipeline<LossSink>(sink);

        var result = await pipeline.RunAsync(PipeReader.Create(new(capture.WrittenMemory)), InputFormat.Pcapng, Cancel);

        Assert.Equal((CaptureEnd.Complete, 2L), (result.End, pipeline.Counters.Packets));
        Assert.Equal([3L, 2L, uint.MaxValue - 3L + 5], sink.Lost.OrderBy(lost => lost == 2 ? 1 : lost == 3 ? 0 : 2));
    }

    [Fact]
    public async Task Buffer_ThatNobodyReads_HoldsUpTheThreadThatCaptures()
    {
        var buffer = new CaptureBuffer(1000);
        int written = 0;
        var capturing = Task.Run(() =>
        {
            for (int i = 0; i < 100; i++)
            {
                buffer.WaitForRoom(Cancel);
                buffer.Write(100, static (to, count) => to.Advance(to.GetSpan(count)[..count].Length));
                Interlocked.Increment(ref written);
            }

            buffer.Complete(null);
        }, Cancel);
        await Wait.UntilAsync(() => Volatile.Read(ref written) >= 10);
        await Task.Delay(50, Cancel);
        Assert.Equal(10, Volatile.Read(ref written));

        long read = 0;
        while (await buffer.NextAsync() is { IsEmpty: false } piece) read += piece.Length;
        await capturing;
        Assert.Equal(10_000, read);
    }

    private readonly struct NoSink : IRecordSink
    {
        public void OnRecord(in OtRecord record, RecordBody body)
        {
        }
    }

    private readonly struct LossSink(List<long> lost) : IRecordSink
    {
        public List<long> Lost => lost;

        public void OnRecord(in OtRecord record, RecordBody body)
        {
            if (record.Violation == Violation.CaptureLoss) lost.Add((long)body.Gap.Bytes);
        }
    }
}
