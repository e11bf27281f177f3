using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using CraneAnomaly.Alerts;
using CraneAnomaly.Detectors;
using CraneAnomaly.Records;
using CraneAnomaly.Sinks.Formats;
using CraneAnomaly.Tests.Pipeline;

namespace CraneAnomaly.Tests.Alerts;

public class AlertJsonWriterTests
{
    private static readonly Lazy<Task<AlertLog>> s_log = new(AlertLog.OfAnAttackAsync);

    private static Task<AlertLog> Log => s_log.Value;

    [Fact]
    public async Task Write_EachAlert_IsOneLineThatParses()
    {
        var log = await Log;
        Assert.Equal(log.Alerts.Count, log.Lines.Count);
        Assert.InRange(log.Alerts.Count, 4, 100);
        for (int i = 0; i < log.Lines.Count; i++)
        {
            var alert = log.Parse(i);
            Assert.Equal(log.Alerts[i].Id, alert.GetProperty("id").GetString());
            Assert.Equal(log.Alerts[i].Revision, alert.GetProperty("revision").GetInt32());
            Assert.Equal(i + 1, alert.GetProperty("chain").GetProperty("seq").GetInt32());
        }
    }

    [Fact]
    public async Task Write_EachAlert_HasTheFieldsOfTheContract()
    {
        var log = await Log;
        for (int i = 0; i < log.Lines.Count; i++) AlertContract.Check(log.Parse(i));
        Assert.Contains(log.Lines, line => line.Contains("\"p_value\":", StringComparison.Ordinal));
        Assert.Contains(log.Lines, line => line.Contains("\"after\":\"500\"", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Write_TheWorst_SaysWhoDidWhatToWhom()
    {
        var log = await Log;
        var alert = Enumerable.Range(0, log.Lines.Count).Select(log.Parse)
            .MaxBy(a => (a.GetProperty("severity").GetInt32(), a.GetProperty("revision").GetInt32()));

        Assert.Equal("command.plc-stop", alert.GetProperty("name").GetString());
        Assert.Equal("unusual-command", alert.GetProperty("kind").GetString());
        Assert.Equal("report", alert.GetProperty("tier").GetString());
        Assert.Equal(CraneSite.Stranger, alert.GetProperty("source").GetProperty("ip").GetString());
        Assert.Equal("02:00:0a:01:00:42", alert.GetProperty("source").GetProperty("mac").GetString());
        Assert.Equal(CraneSite.First, alert.GetProperty("destination").GetProperty("ip").GetString());
        Assert.Equal(502, alert.GetProperty("destination").GetProperty("port").GetInt32());
        Assert.Equal("Quay 7", alert.GetProperty("site").GetString());
        Assert.Equal("TLP:AMBER", alert.GetProperty("handling").GetString());
        Assert.Equal(CraneSite.Baseline.Hash, alert.GetProperty("model").GetProperty("hash").GetString());
        Assert.Contains("T0858", alert.GetProperty("techniques").EnumerateArray().Select(id => id.GetString()));
    }

    [Fact]
    public async Task Chain_OfTheLog_HoldsAndBreaksAtAnyChangedByte()
    {
        var log = await Log;
        byte[] bytes = log.Bytes;
        Assert.Equal(log.Lines.Count, ChainVerifier.Verify(bytes));

        int start = Encoding.UTF8.GetByteCount(log.Lines[0]) + 1, length = Encoding.UTF8.GetByteCount(log.Lines[1]);
        for (int at = start; at < start + length; at++)
        {
            bytes[at] ^= 0x20;
            Assert.True(ChainVerifier.Verify(bytes) == 1,
                $"a change at byte {at - start} of the second line is not seen");
            bytes[at] ^= 0x20;
        }

        Assert.Equal(log.Lines.Count, ChainVerifier.Verify(bytes));
    }

    [Fact]
    public async Task Chain_WithALineGoneOrMoved_Breaks()
    {
        var log = await Log;
        string[] lines = [.. log.Lines];
        Assert.Equal(1, ChainVerifier.Verify(AlertLog.Join([.. lines[..1], .. lines[2..]])));
        Assert.Equal(0, ChainVerifier.Verify(AlertLog.Join(lines[1..])));
        (lines[1], lines[2]) = (lines[2], lines[1]);
        Assert.Equal(1, ChainVerifier.Verify(AlertLog.Join(lines)));
    }

    [Fact]
    public async Task Evidence_PointsToThePacketAndHoldsTheRecordLine()
    {
        var log = await Log;
        string sha = Convert.ToHexStringLower(SHA256.HashData(log.Capture));
        var packets = log.Traffic.Packets;
        int checkedRecords = 0;
        for (int i = 0; i < log.Lines.Count; i++)
        {
            long lastNs = 0;
            foreach (var evidence in log.Parse(i).GetProperty("evidence").EnumerateArray())
            {
                Assert.Equal(sha, evidence.GetProperty("sha256").GetString());
                Assert.Equal("work.pcap", Path.GetFileName(evidence.GetProperty("input").GetString()));
                long frame = evidence.GetProperty("frame").GetInt64();
                int offset = evidence.GetProperty("offset").GetInt32();
                var (ns, data) = packets[(int)frame - 1];
                Assert.Equal(EventTime.ToText(ns), evidence.GetProperty("ts").GetString());
                Assert.Equal(data.Length, BinaryPrimitives.ReadInt32LittleEndian(log.Capture.AsSpan(offset + 8)));
                Assert.Equal(data, log.Capture[(offset + 16)..(offset + 16 + data.Length)]);
                Assert.True(ns >= lastNs);
                lastNs = ns;
                // A conversation is no record that is written.
                if (!evidence.TryGetProperty("record", out var record)) continue;
                Assert.Contains(record.GetRawText(), log.RecordLines);
                Assert.Equal(frame, record.GetProperty("frame").GetInt64());
                checkedRecords++;
            }
        }

        Assert.InRange(checkedRecords, 5, 1000);
    }

    [Fact]
    public void Write_HostileText_IsEscapedAndCut()
    {
        string hostile = "a\"b\\c\nd\r\u2028\u0000\u001b[31m</script>\ud800x\u202e";
        string longText = new string('ü', 5000) + "end";
        var alert = Sample() with
        {
            Site = hostile,
            Title = hostile,
            Asset = longText,
            Handling = "x" + string.Concat(Enumerable.Repeat("\U0001F3D7", 2000))
        };
        byte[] line = Write(alert, [hostile + ".pcap"]);

        Assert.Equal(line.Length - 1, line.AsSpan().IndexOf((byte)'\n'));
        Assert.DoesNotContain(line[..^1], b => b < 0x20);
        Assert.Equal(1, ChainVerifier.Verify(line));
        var parsed = JsonDocument.Parse(line).RootElement;
        AlertContract.Check(parsed);
        string expected = hostile.Replace('\ud800', '\ufffd');
        Assert.Equal(expected, parsed.GetProperty("site").GetString());
        Assert.Equal(expected, parsed.GetProperty("title").GetString());
        Assert.Equal(new string('ü', 2048), parsed.GetProperty("asset").GetString());
        Assert.Equal("x" + string.Concat(Enumerable.Repeat("\U0001F3D7", 1023)),
            parsed.GetProperty("handling").GetString());
    }

    [Fact]
    public void Write_NumbersThatAreNone_AreLeftOut()
    {
        var finding = SampleFindings.At(0, score: double.PositiveInfinity);
        var odd = new Finding
        {
            Sketch = finding.Sketch,
            Title = finding.Title,
            Asset = finding.Asset,
            Evidence = finding.Evidence,
            Observed = double.NaN,
            Threshold = double.NegativeInfinity,
            PValue = double.NaN,
            Expected = new(double.NaN, double.PositiveInfinity, "nothing"),
            Explanations = [new("client", "a", "b", double.NaN)],
        };
        var parsed = JsonDocument.Parse(Write(Sample() with { Finding = odd }, [])).RootElement;

        foreach (string name in (string[])["score", "observed", "threshold", "p_value"])
            Assert.False(parsed.TryGetProperty(name, out _), name);
        Assert.Equal("nothing", parsed.GetProperty("expected").GetProperty("basis").GetString());
        Assert.Single(parsed.GetProperty("expected").EnumerateObject());
    }

    [Fact]
    public void Write_OfAnIncidentAndItsMember_NamesTheOther()
    {
        var member = JsonDocument.Parse(Write(Sample() with { Incident = "in-1" }, [])).RootElement;
        var incident = JsonDocument.Parse(Write(Sample() with { Related = ["ca-1", "ca-2"] }, [])).RootElement;

        Assert.Equal("in-1", member.GetProperty("incident").GetString());
        Assert.False(member.TryGetProperty("related", out _));
        Assert.Equal(["ca-1", "ca-2"], incident.GetProperty("related").EnumerateArray().Select(id => id.GetString()));
        Assert.False(incident.TryGetProperty("incident", out _));
    }

    [Fact]
    public void Write_WithoutWhatIsUnknown_LeavesItOut()
    {
        var parsed = JsonDocument.Parse(Write(Sample(), [])).RootElement;

        foreach (string name in (string[])["site", "crane", "handling", "model", "signal", "before", "after", "unit"])
            Assert.False(parsed.TryGetProperty(name, out _), name);
        var evidence = Assert.Single(parsed.GetProperty("evidence").EnumerateArray());
        Assert.False(evidence.TryGetProperty("sha256", out _));
        Assert.False(evidence.TryGetProperty("offset", out _));
    }

    private static byte[] Write(Alert alert, IReadOnlyList<string> inputs)
    {
        var output = new ArrayBufferWriter<byte>();
        new AlertJsonWriter(new SymbolTable(), inputs, _ => null).Write(alert, output);
        return output.WrittenSpan.ToArray();
    }

    private static Alert Sample()
    {
        var run = new DetectionRun();
        var tracker = new EpisodeTracker(EpisodeOptions.Default, new(null, null, null, new string('0', 64)), run);
        tracker.Report(SampleFindings.At(0));
        return run.Alerts[0];
    }
}
