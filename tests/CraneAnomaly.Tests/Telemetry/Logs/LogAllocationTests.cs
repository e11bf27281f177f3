using System.Text;
using CraneAnomaly.Capture;
using CraneAnomaly.Records;
using CraneAnomaly.Telemetry;

namespace CraneAnomaly.Tests.Telemetry.Logs;

/// <summary>A hundred thousand lines allocate nothing, once names and flows are known.</summary>
public sealed class LogAllocationTests
{
    public static TheoryData<string> Samples => ["conn", "json", "eve", "modbus"];

    [Theory, MemberData(nameof(Samples))]
    public void Read_HundredThousandLines_AllocatesNothing(string sample)
    {
        string text = sample switch
        {
            "conn" => LogSamples.Conn,
            "json" => LogSamples.ConnJson,
            "eve" => LogSamples.Eve,
            _ => LogSamples.Modbus,
        };
        int rows = text.Split('\n').Count(line => line.Length > 0 && line[0] != '#');
        byte[] block = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(text, 1 + 1_000 / rows)));
        var flows = new Flows();
        var readers = new TelemetryReaders(Limits.Default, new(), []);
        var format = sample == "eve" ? InputFormat.Eve : InputFormat.Zeek;
        var reader = readers.Create(format, new Flows.Sink(flows), Limits.Default, peek: false);
        flows.Logs = readers.Flows(Limits.Default, () => flows.Numbered++);
        // More than the cap of rows that wait.
        for (int i = 0; i < 20; i++) reader.Read(block, 0);
        long before = GC.GetAllocatedBytesForCurrentThread(), records = flows.Records;
        for (int i = 0; i < 100; i++) reader.Read(block, 0);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.InRange(flows.Records - records, 100_000, int.MaxValue);
        Assert.Equal(0, readers.Logs.BadLines);
    }

    private sealed class Flows
    {
        public CraneAnomaly.Telemetry.Logs.LogFlows? Logs { get; set; }

        public int Numbered { get; set; }

        public long Records { get; private set; }

        public readonly struct Sink(Flows flows) : IPacketSink
        {
            public void OnPacket(in CapturedPacket packet, ReadOnlySpan<byte> data) => Assert.Fail("a packet");

            public void OnFileEvent(Violation violation, long frame, long offset, long amount) => Assert.Fail("an event");

            public void OnLog(in OtRecord record, ReadOnlySpan<byte> row, long offset)
            {
                var sink = new Counter(flows);
                flows.Logs!.OnLog(record, row, 0, ref sink);
            }
        }

        private readonly struct Counter(Flows flows) : IRecordSink
        {
            public void OnRecord(in OtRecord record, RecordBody body) => flows.Records++;
        }
    }
}
