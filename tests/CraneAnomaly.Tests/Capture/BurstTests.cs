using CraneAnomaly.Records;
using static CraneAnomaly.Simulator.Wire.PacketBuilder;

namespace CraneAnomaly.Tests.Capture;

/// <summary>A client that nobody can read, and when it speaks again.</summary>
public class BurstTests
{
    private static readonly byte[] s_frame = Ethernet(Ipv4("10.0.0.1", "10.0.0.2", Udp(40_001, 40_002, [1, 2, 3, 4, 5, 6, 7])));
    private static readonly byte[] s_answer = Ethernet(Ipv4("10.0.0.2", "10.0.0.1", Udp(40_002, 40_001, [9, 9, 9, 9])));

    private readonly RecordPipeline<Sink> _pipeline;
    private readonly List<OtRecord> _bursts = [];
    private DateTimeOffset _now = new(2026, 3, 2, 0, 0, 0, TimeSpan.Zero);

    public BurstTests() => _pipeline = new(new Sink(_bursts));

    [Fact]
    public void Client_ThatSpeaksAfterASecond_BeginsABurst()
    {
        foreach (int milliseconds in (int[])[0, 200, 1_500, 300, 2_000]) Send(s_frame, milliseconds);
        Send(s_answer, 5_000);

        Assert.Equal(2, _bursts.Count);
        Assert.All(_bursts, burst => Assert.Equal((7u, OtProtocol.Unknown), (burst.Transaction, burst.Protocol)));
    }

    [Fact]
    public void Bursts_ThousandsOfThem_AllocateNothing()
    {
        for (int i = 0; i < 100; i++) Send(s_frame, 2_000);
        _bursts.Clear();
        _bursts.EnsureCapacity(4_000);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 3_000; i++) Send(s_frame, 2_000);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(3_000, _bursts.Count);
    }

    private void Send(byte[] frame, int milliseconds)
    {
        _now = _now.AddMilliseconds(milliseconds);
        _pipeline.Process(frame, 1, _now);
    }

    private readonly struct Sink(List<OtRecord> bursts) : IRecordSink
    {
        public void OnRecord(in OtRecord record, RecordBody body)
        {
            if (record.Kind == RecordKind.Burst) bursts.Add(record);
        }
    }
}
