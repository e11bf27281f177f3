using System.Text;
using CraneAnomaly.Capture;
using CraneAnomaly.Records;
using CraneAnomaly.Records.Signals;
using CraneAnomaly.Telemetry;

namespace CraneAnomaly.Tests.Telemetry;

/// <summary>A million messages allocate nothing, once names, cranes and shapes are known.</summary>
public class TelemetryAllocationTests
{
    private const int Block = 4096;

    public static TheoryData<string> Encodings => ["csv", "flat", "plain", "nested", "any-order"];

    [Theory, MemberData(nameof(Encodings))]
    public void Read_MillionMessages_AllocatesNothing(string encoding)
    {
        var format = encoding == "csv" ? InputFormat.Csv : InputFormat.Json;
        byte[] lines = LinesOf(encoding);
        int body = format == InputFormat.Csv ? Array.IndexOf(lines, (byte)'\n') + 1 : 0;
        var counter = new Counter();
        var reader = new TelemetryReaders(Limits.Default, new(), []).Create(format, new Counter.Sink(counter), Limits.Default, peek: false);
        if (body > 0) reader.Read(lines.AsSpan(0, body), 0);
        for (int i = 0; i < 8; i++) reader.Read(lines.AsSpan(body), 1);

        long before = GC.GetAllocatedBytesForCurrentThread(), rows = counter.Rows;
        for (int i = 0; i < 250; i++) reader.Read(lines.AsSpan(body), 1);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.InRange(counter.Rows - rows, 1_000_000, int.MaxValue);
        Assert.Equal(0, counter.Events);
    }

    // All of one time, so that the same bytes can be read again and again.
    private static byte[] LinesOf(string encoding)
    {
        var text = new StringBuilder(encoding == "csv" ? "timestamp,crane,hoist.speed,mode,x\n" : "");
        for (int i = 0; i < Block; i++)
        {
            string crane = $"QC{i % 12}";
            string number = FormattableString.Invariant($"{i * 0.001:0.000}");
            text.Append(encoding switch
            {
                "csv" => $"2026-03-01T04:12:00Z,{crane},{number},m{i % 3},{i}\n",
                "flat" => $"{{\"timestamp\":1772338320,\"che.@{crane}.hoist.speed.output.actual.value\":{number},\"che.@{crane}.mode.output.actual.value\":\"m{i % 3}\",\"x\":{i}}}\n",
                "plain" => $"{{\"timestamp\":1772338320,\"crane\":\"{crane}\",\"hoist.speed\":{number},\"mode\":\"m{i % 3}\",\"x\":{i}}}\n",
                "nested" => $"{{\"msg\":{{\"id\":\"{i}\",\"timestamp\":1772338320}},\"che\":[{{\"id\":\"{crane}\",\"hoist\":[{{\"id\":\"1\",\"speed\":[{{\"pom\":\"output\",\"pomt\":\"actual\",\"unit\":\"meter_per_second\",\"timestamp\":\"2026-03-01T04:12:00Z\",\"value\":{number}}}]}}],\"mode\":[{{\"pom\":\"output\",\"timestamp\":\"2026-03-01T04:12:00Z\",\"value\":\"m{i % 3}\"}}]}}]}}\n",
                _ when i % 2 == 0 => $"{{\"x\":{i}{new string(' ', i % 31)},\"timestamp\":1772338320,\"crane\":\"{crane}\",\"hoist.speed\":{number},\"mode\":\"m{i % 3}\"}}\n",
                _ => $"{{\"hoist.speed\":{number},{new string(' ', i % 37)}\"mode\":\"m{i % 3}\",\"x\":{i},\"timestamp\":1772338320,\"crane\":\"{crane}\"}}\n",
            });
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private sealed class Counter
    {
        public long Rows { get; private set; }

        public long Events { get; private set; }

        public readonly struct Sink(Counter counter) : IPacketSink
        {
            public void OnPacket(in CapturedPacket packet, ReadOnlySpan<byte> data) => Assert.Fail("a packet");

            public void OnFileEvent(Violation violation, long frame, long offset, long amount) => counter.Events++;

            public void OnRow(in OtRecord row, ReadOnlySpan<SignalValue> values, long offset) => counter.Rows++;
        }
    }
}
