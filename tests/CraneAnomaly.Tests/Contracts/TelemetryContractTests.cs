using System.Text;
using CraneAnomaly.Capture;
using CraneAnomaly.Capture.Bytes;
using CraneAnomaly.Capture.Formats;
using CraneAnomaly.Records;
using CraneAnomaly.Tests.Telemetry;
using FsCheck.Xunit;

namespace CraneAnomaly.Tests.Contracts;

/// <summary>What every reader of telemetry has to keep, whatever it reads.</summary>
public class TelemetryContractTests
{
    public static TheoryData<string> Samples => [.. TelemetrySamples.All.Keys];

    [Theory, MemberData(nameof(Samples))]
    public void Read_EveryChunkSize_SameLines(string sample)
    {
        byte[] bytes = TelemetrySamples.All[sample];
        var whole = TelemetryRun.Of(bytes);

        Assert.NotEmpty(whole.Rows);
        foreach (int chunk in (int[])[1, 7, 64, 4095])
        {
            var cut = TelemetryRun.Of(bytes, chunk);
            Assert.Equal(whole.Lines, cut.Lines);
            Assert.Equal(whole.Result, cut.Result);
        }
    }

    [Theory, MemberData(nameof(Samples))]
    public void Read_EveryPrefix_GivesTheRowsBeforeTheCut(string sample)
    {
        byte[] bytes = TelemetrySamples.All[sample];
        var whole = TelemetryRun.Of(bytes).Rows;
        for (int length = 0; length < bytes.Length; length += 5)
        {
            int lines = bytes.AsSpan(0, length).LastIndexOf((byte)'\n') + 1;
            var rows = TelemetryRun.Of(bytes[..length]).Rows;
            var before = TelemetryRun.Of(bytes[..lines]).Rows;
            Assert.Equal(before, rows.Take(before.Count));
            Assert.InRange(rows.Count - before.Count, 0, 1);
        }
    }

    [Theory, MemberData(nameof(Samples))]
    public void Read_SplitIntoTwoReads_SameLines(string sample)
    {
        byte[] bytes = TelemetrySamples.All[sample];
        var whole = TelemetryRun.Of(bytes).Lines;
        for (int split = 1; split < bytes.Length; split += 9)
            Assert.Equal(whole, TelemetryRun.Of(bytes, split).Lines);
    }

    [Property(MaxTest = 100)]
    public void Read_DamagedLines_NeverThrowAndTheLastIsRead(int seed, byte count)
    {
        foreach (var (name, good) in TelemetrySamples.All)
        {
            if (name.EndsWith("-bad", StringComparison.Ordinal)) continue;
            byte[] bytes = (byte[])good.Clone();
            uint state = (uint)seed;
            int first = Array.IndexOf(bytes, (byte)'\n') + 1, last = bytes.AsSpan(0, bytes.Length - 1).LastIndexOf((byte)'\n') + 1;
            for (int i = 0; i < count % 40 + 1; i++)
            {
                state = state * 1_664_525 + 1_013_904_223;
                int at = first + (int)((state >> 4) % (uint)(last - first - 1));
                bytes[at] ^= (byte)(1 << (int)(state >> 29));
            }

            // The line end in front of the last line stays.
            bytes[last - 1] = (byte)'\n';
            var run = TelemetryRun.Of(bytes, 512);
            Assert.True(run.Counters.All.BadLines + run.Result.Packets <= run.Counters.All.Lines);
            Assert.All(run.Lines, line => System.Text.Json.JsonDocument.Parse(line));
        }
    }

    [Property(MaxTest = 100)]
    public void Read_AnyBytes_NeverThrow(byte[] bytes)
    {
        TelemetryRun.Of([.. "{"u8, .. bytes, .. "\n{\"timestamp\":1,\"a\":2}\n"u8]);
        TelemetryRun.Of([.. "timestamp,crane,a\n"u8, .. bytes, .. "\n1,b,2\n"u8]);
    }

    [Fact]
    public void Read_LineWithoutEnd_IsToldOnceInBoundedMemory()
    {
        var limits = new Limits { LineBytes = 1000 };
        string good = "{\"timestamp\":1772338320,\"crane\":\"A\",\"a\":1}\n";
        foreach (int length in (int[])[1000, 1001, 1002, 5000, 100_000])
        {
            string text = good + "{\"x\":\"" + new string('y', length - 8) + "\"}\n" + good.Replace("320", "321", StringComparison.Ordinal);
            foreach (int chunk in (int[])[1, 7, 999, 4095, int.MaxValue])
            {
                if (chunk < 50 && length > 5000) continue;
                var run = TelemetryRun.Of(text, chunk, limits);
                Assert.Equal(2, run.Rows.Count);
                Assert.Equal([length > 1000 ? "oversized_record" : "invalid_timestamp"], run.Violations);
                Assert.Contains($"\"bytes\":{length},", run.Lines.Single(l => l.Contains("violation", StringComparison.Ordinal)), StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public void Read_GigabyteWithoutLineEnd_StaysSmall()
    {
        var stream = new EndlessLine("{\"timestamp\":1772338320,\"a\":1}\n", 1L << 27, "\n{\"timestamp\":1772338321,\"a\":1}\n");
        long before = GC.GetTotalMemory(forceFullCollection: true);
        var run = TelemetryRun.Of(new ContiguousPipeReader(stream, blocking: true, 2 << 20));

        Assert.Equal(["oversized_record"], run.Violations);
        Assert.Equal(2, run.Rows.Count);

        // Of the whole process, in which other tests run: far less than the line all the same.
        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, long.MinValue, 1 << 26);
    }

    [Theory]
    [InlineData("timestamp,crane\n", InputFormat.Csv)]
    [InlineData("crane;\"Timestamp\";x\n", InputFormat.Csv)]
    [InlineData("crane\tts [s]\n", InputFormat.Csv)]
    [InlineData("{\"a\":1}", InputFormat.Json)]
    [InlineData("\ufeff {", InputFormat.Json)]
    [InlineData("a,b\n1,2\n", InputFormat.Auto)]
    [InlineData("[{}]", InputFormat.Auto)]
    [InlineData("timestamps are good\n", InputFormat.Auto)]
    [InlineData("<xml/>", InputFormat.Auto)]
    public void Detect_Text_IsFoundFromContent(string text, InputFormat format) =>
        Assert.Equal(format, InputFormatDetector.Detect(Encoding.UTF8.GetBytes(text)));

    private sealed class EndlessLine(string before, long length, string after) : Stream
    {
        private readonly byte[] _before = Encoding.ASCII.GetBytes(before), _after = Encoding.ASCII.GetBytes(after);
        private long _at;

        public override int Read(Span<byte> buffer)
        {
            int count = 0;
            for (; count < Math.Min(buffer.Length, 65_536); count++, _at++)
            {
                long behind = _at - _before.Length - length;
                if (behind >= _after.Length) break;
                buffer[count] = _at < _before.Length ? _before[_at] : behind < 0 ? (byte)'x' : _after[behind];
            }

            return count;
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));
        public override bool CanRead => true;
        public override bool CanSeek => false;
        public override bool CanWrite => false;
        public override long Length => throw new NotSupportedException();
        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }
        public override void Flush() { }
        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
        public override void SetLength(long value) => throw new NotSupportedException();
        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
