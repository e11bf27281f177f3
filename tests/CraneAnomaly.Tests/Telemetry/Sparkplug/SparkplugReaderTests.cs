using System.Text;
using CraneAnomaly.Capture;
using CraneAnomaly.Records;
using FsCheck.Xunit;
using static CraneAnomaly.Tests.Telemetry.Sparkplug.SparkplugPayloads;

namespace CraneAnomaly.Tests.Telemetry.Sparkplug;

public class SparkplugReaderTests
{
    private const long Ms = 1_772_338_320_000;

    [Fact]
    public void Read_NodesAndDevices_KeepTheirAliasesAndOneCountOfMessages()
    {
        var run = TelemetryRun.Of(
            Line("quay/NBIRTH/edge1", Payload(Ms, 0, Metric(name: "wind.speed", alias: 1, value: Float(7)))) +
            Line("quay/DBIRTH/edge1/STS 04", Payload(Ms + 1000, 1, Metric(name: "hoist.speed", alias: 1, value: Float(1.5f)))) +
            Line("quay/DDATA/edge1/STS 04", Payload(Ms + 2000, 2, Metric(alias: 1, value: Float(-0.5f)))) +
            Line("quay/NDATA/edge1", Payload(Ms + 3000, 3, Metric(alias: 1, value: Float(8)))) +
            // Of another group, with the same name: nobody was born here.
            Line("yard/DDATA/edge1/STS 04", Payload(Ms + 4000, 9, Metric(alias: 1, value: Float(9)))) +
            Line("quay/NDEATH/edge1", Payload(Ms + 5000, 77)) + "spBv1.0/STATE/scada 7b7d\n" + Line("quay/NCMD/edge1", Payload(Ms, 1)) +
            Line("quay/NDATA/edge1", Payload(Ms + 6000, 6, Metric(alias: 1, value: Float(9)))));

        Assert.Equal(InputFormat.Sparkplug, run.Result.Format);
        Assert.Equal(
            ["0 edge1 {\"wind.speed\":7}", "1 STS 04 {\"hoist.speed\":1.5}", "2 STS 04 {\"hoist.speed\":-0.5}", "3 edge1 {\"wind.speed\":8}", "6 edge1 {\"wind.speed\":9}"],
            run.Rows);
        Assert.Equal((1L, 1L), (run.Counters.All.UnknownAliases, run.Counters.All.SequenceGaps));
        Assert.Empty(run.Violations);
    }

    [Theory]
    [InlineData("spBv1.0/quay/NDATA/edge1")]
    [InlineData("spBv1.0/quay/NDATA/edge1 0g")]
    [InlineData("spBv1.0/quay/NDATA/edge1 080")]
    [InlineData("spBv1.0/quay/NDATA/edge1/device 08")]
    [InlineData("spBv1.0/quay/DDATA/edge1 08")]
    [InlineData("spBv1.0/quay/DDATA/edge1/ 08")]
    [InlineData("spBv1.0/quay/NDATA 08")]
    [InlineData("spBv2.0/quay/NDATA/edge1 08")]
    [InlineData("spBv1.0/a/NDATA/b/c/d 08")]
    [InlineData("nothing")]
    public void Read_ABadLine_CostsNothingElse(string bad)
    {
        string good = Line("quay/NDATA/edge1", Payload(Ms, 0, Metric(name: "wind.speed", value: Float(7))));
        var run = TelemetryRun.Of(good + bad + "\n" + Line("quay/NDATA/edge1", Payload(Ms + 1000, 1, Metric(name: "wind.speed", value: Float(8)))));

        Assert.Equal(["malformed_line"], run.Violations);
        Assert.Equal(2, run.Rows.Count);
    }

    [Fact]
    public void Read_MoreNodesThanTheCap_AreRefused()
    {
        var text = new StringBuilder();
        for (int i = 0; i < 20; i++) text.Append(Line($"quay/NDATA/edge{i}", Payload(Ms, 0, Metric(name: "wind.speed", value: Float(7)))));
        var run = TelemetryRun.Of(text.ToString(), limits: Limits.Default with { Cranes = 5 });

        Assert.Equal(5, run.Rows.Count);
        Assert.Equal(15, run.Counters.All.BadLines);
    }

    [Property(MaxTest = 300)]
    public void Read_AnySplit_GivesTheSameRows(int chunk)
    {
        string text = Line("quay/DBIRTH/e/d", Payload(Ms, 0, Metric(name: "hoist.speed", alias: 1, value: Float(1))))
            + Line("quay/DDATA/e/d", Payload(Ms + 500, 1, Metric(alias: 1, value: Double(2))));

        Assert.Equal(TelemetryRun.Of(text).Rows, TelemetryRun.Of(text, 1 + Math.Abs(chunk % 100)).Rows);
    }

    [Property(MaxTest = 300)]
    public void Read_AnyTopicAndBytes_NeverThrows(string topic, byte[] payload) =>
        TelemetryRun.Of($"spBv1.0/g/NBIRTH/n 0801\nspBv1.0/{topic} {Convert.ToHexString(payload)}\n");

    private static string Line(string topic, byte[] payload) => $"spBv1.0/{topic} {Convert.ToHexStringLower(payload)}\n";
}
