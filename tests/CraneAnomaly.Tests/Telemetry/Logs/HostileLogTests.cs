using System.Text;
using CraneAnomaly.Capture.Files;
using CraneAnomaly.Records;
using FsCheck.Xunit;

namespace CraneAnomaly.Tests.Telemetry.Logs;

/// <summary>What somebody may write into a log, or a disk make of it: each bad line is told, and the next good one is read.</summary>
public sealed class HostileLogTests
{
    private const string ConnHeader = "#separator \\x09\n#path\tconn\n#fields\tts\tuid\tid.orig_h\tid.orig_p\tid.resp_h\tid.resp_p\tproto\tduration\torig_bytes\n";
    private const string Good = "1772323200\tC1\t10.0.0.7\t1024\t10.0.0.5\t502\ttcp\t1\t2\n";

    private static readonly Dictionary<string, string> All = new(StringComparer.Ordinal)
    {
        ["conn"] = LogSamples.Conn,
        ["json"] = LogSamples.ConnJson,
        ["eve"] = LogSamples.Eve,
        ["modbus"] = LogSamples.Modbus,
    };

    public static TheoryData<string> Samples => [.. All.Keys];

    [Theory]
    [InlineData("1772323200\tC1\t10.0.0.7\t1024\t10.0.0.5\t502\ttcp\t1\n", "wrong_column_count")]
    [InlineData("1772323200\tC1\t10.0.0.7\t1024\t10.0.0.5\t502\ttcp\t1\t2\t3\n", "wrong_column_count")]
    [InlineData("nan\tC1\t10.0.0.7\t1024\t10.0.0.5\t502\ttcp\t1\t2\n", "invalid_timestamp")]
    [InlineData("-\tC1\t10.0.0.7\t1024\t10.0.0.5\t502\ttcp\t1\t2\n", "invalid_timestamp")]
    [InlineData("-5\tC1\t10.0.0.7\t1024\t10.0.0.5\t502\ttcp\t1\t2\n", "invalid_timestamp")]
    [InlineData("1e999\tC1\t10.0.0.7\t1024\t10.0.0.5\t502\ttcp\t1\t2\n", "invalid_timestamp")]
    [InlineData("99999999999999999999\tC1\t10.0.0.7\t1024\t10.0.0.5\t502\ttcp\t1\t2\n", "invalid_timestamp")]
    [InlineData("9223372036\tC1\t10.0.0.7\t1024\t10.0.0.5\t502\ttcp\t3000000000\t2\n", "invalid_timestamp")]
    [InlineData("1772323200\tC1\t10.0.0.7\t65536\t10.0.0.5\t502\ttcp\t1\t2\n", "unreadable_value")]
    [InlineData("1772323200\tC1\t10.0.0.7\t-1\t10.0.0.5\t502\ttcp\t1\t2\n", "unreadable_value")]
    [InlineData("1772323200\tC1\t10.0.0.777\t1\t10.0.0.5\t502\ttcp\t1\t2\n", "unreadable_value")]
    [InlineData("1772323200\tC1\t10.0.0\t1\t10.0.0.5\t502\ttcp\t1\t2\n", "unreadable_value")]
    [InlineData("1772323200\tC1\t:::\t1\t10.0.0.5\t502\ttcp\t1\t2\n", "unreadable_value")]
    [InlineData("1772323200\tC1\t1::2::3\t1\t10.0.0.5\t502\ttcp\t1\t2\n", "unreadable_value")]
    [InlineData("1772323200\tC1\t10.0.0.7\t1\t10.0.0.5\t502\ttcp\tNaN\t2\n", "unreadable_value")]
    [InlineData("1772323200\tC1\t10.0.0.7\t1\t10.0.0.5\t502\ttcp\t1e999\t2\n", "unreadable_value")]
    [InlineData("1772323200\tC1\t10.0.0.7\t1\t10.0.0.5\t502\ttcp\t-3\t2\n", "unreadable_value")]
    [InlineData("1772323200\tC1\t10.0.0.7\t1\t10.0.0.5\t502\ttcp\t1\t-2\n", "unreadable_value")]
    [InlineData("1772323200\tC1\t10.0.0.7\t1\t10.0.0.5\t502\ttcp\t1\t99999999999999999999\n", "unreadable_value")]
    [InlineData("{\"ts\":1772323200,\"uid\":\"C1\",\"conn_state\":\"SF\"\n", "malformed_line")]
    [InlineData("{\"ts\":1772323200,\"ts\":1,\"conn_state\":\"SF\"}\n", "duplicate_key")]
    [InlineData("{\"ts\":1772323200,\"conn_state\":\"\\ud800\"}\n", "malformed_line")]
    [InlineData("{\"ts\":NaN,\"conn_state\":\"SF\"}\n", "malformed_line")]
    [InlineData("{\"ts\":1e999,\"conn_state\":\"SF\"}\n", "invalid_timestamp")]
    [InlineData("{\"ts\":{\"x\":1},\"conn_state\":\"SF\"}\n", "invalid_timestamp")]
    public void BadLine_IsTold_AndTheNextIsRead(string line, string violation)
    {
        var run = LogRun.Of(ConnHeader + Good + line + Good);
        Assert.Equal([violation], run.Violations);
        Assert.Equal(2, run.Lines.Count(l => l.Contains("\"kind\":\"flow\"", StringComparison.Ordinal)));
        Assert.Equal(1, run.Counters.BadLines);
        Assert.Equal((CaptureEnd.Damaged, $"line 5 is bad ({violation})", 2L), (run.Result.End, run.Result.Reason, run.Result.Packets));
    }

    [Fact]
    public void BadUtf8_IsTold()
    {
        byte[] bytes = [.. Encoding.ASCII.GetBytes(ConnHeader + Good), 0x31, 0xFF, (byte)'\n', .. Encoding.ASCII.GetBytes(Good)];
        var run = LogRun.Of(bytes);
        Assert.Equal(["invalid_encoding"], run.Violations);
        Assert.Equal(3, run.Lines.Count);
    }

    [Theory]
    [InlineData(100, true)]
    [InlineData(101, false)]
    [InlineData(200_000, false)]
    public void Nesting_IsCapped(int depth, bool isRead)
    {
        // The object itself is the first level.
        string deep = $"{{\"ts\":1772323200,\"conn_state\":\"SF\",\"uid\":\"C1\",\"x\":{new string('[', depth - 1)}{new string(']', depth - 1)}}}\n";
        var run = LogRun.Of(ConnHeader + Good + deep + Good);
        Assert.Equal(isRead ? [] : ["nesting_too_deep"], run.Violations);
        Assert.Equal(isRead ? 3 : 2, run.Lines.Count(l => l.Contains("\"kind\":\"flow\"", StringComparison.Ordinal)));
    }

    [Fact]
    public void LongLine_IsSkippedToItsEnd()
    {
        var limits = Limits.Default with { LineBytes = 256 };
        foreach (int chunk in (int[])[int.MaxValue, 100])
        {
            var run = LogRun.Of(ConnHeader + Good + new string('x', 5_000) + "\n" + Good, chunk, limits);
            Assert.Equal(["oversized_record"], run.Violations);
            Assert.Equal(2, run.Lines.Count(l => l.Contains("\"kind\":\"flow\"", StringComparison.Ordinal)));
        }
    }

    [Fact]
    public void RowsWithoutAHeader_AreTold() => Assert.Equal(
        ["malformed_line"], LogRun.Of("#separator \\x09\n" + Good + ConnHeader + Good).Violations);

    [Fact]
    public void LongLists_CostNoMoreThanTheirLength()
    {
        // Two lists by turns: what is joined moves each time, up to a cap.
        string answers = string.Join(',', Enumerable.Range(0, 20_000).Select(i => $"{{\"ttl\":{i},\"rdata\":\"192.0.2.1\"}}"));
        string line = $"{{\"timestamp\":\"2026-03-01T00:00:00+0000\",\"event_type\":\"dns\",\"dns\":{{\"type\":\"answer\",\"rrname\":\"a.b\",\"answers\":[{answers}]}}}}\n";
        var run = LogRun.Of(line);
        Assert.Single(run.Lines);
        Assert.Contains("\"answers\":\"192.0.2.1,192.0.2.1,", run.Lines[0], StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Samples))]
    public void EveryChunkSize_GivesTheSameLines(string sample)
    {
        var whole = LogRun.Of(All[sample]);
        Assert.NotEmpty(whole.Lines);
        Assert.Equal(CaptureEnd.Complete, whole.Result.End);
        for (int chunk = 1; chunk < 200; chunk += 7)
        {
            var cut = LogRun.Of(All[sample], chunk);
            Assert.Equal(whole.Lines, cut.Lines);
            Assert.Equal(whole.Opened, cut.Opened);
            Assert.Equal(whole.Result, cut.Result);
        }
    }

    [Theory, MemberData(nameof(Samples))]
    public void EveryPrefix_GivesTheRowsBeforeTheCut(string sample)
    {
        string text = All[sample];
        for (int length = 1; length < text.Length; length += 3)
        {
            string cut = text[..length];
            var before = LogRun.Of(cut[..(cut.LastIndexOf('\n') + 1)] is { Length: > 0 } whole ? whole : "{}");
            if (before.Result.End is CaptureEnd.Foreign or CaptureEnd.Empty) continue;
            var run = LogRun.Of(cut);
            var rows = run.Lines.Where(l => !l.Contains("\"violation\"", StringComparison.Ordinal)).ToList();
            var good = before.Lines.Where(l => !l.Contains("\"violation\"", StringComparison.Ordinal)).ToList();
            Assert.Equal(good, rows.Take(good.Count));
            Assert.InRange(rows.Count - good.Count, 0, 2);
        }
    }

    [Property(MaxTest = 150)]
    public void DamagedBytes_NeverThrow_AndTheLastRowIsRead(int seed, byte count)
    {
        foreach (string text in All.Values)
        {
            byte[] bytes = [.. Encoding.UTF8.GetBytes(text), (byte)'\n', .. Encoding.UTF8.GetBytes(ConnHeader + Good)];
            int first = Array.IndexOf(bytes, (byte)'\n') + 1, last = Encoding.UTF8.GetByteCount(text) - 1;
            uint state = (uint)seed;
            for (int i = 0; i < count % 40 + 1; i++)
            {
                state = state * 1_664_525 + 1_013_904_223;
                bytes[first + (int)((state >> 4) % (uint)(last - first))] ^= (byte)(1 << (int)(state >> 29));
            }

            var run = LogRun.Of(bytes);
            Assert.Contains(run.Lines, l => l.Contains("\"src_port\":1024,", StringComparison.Ordinal) && l.Contains("\"orig_bytes\":2,", StringComparison.Ordinal));
        }
    }
}
