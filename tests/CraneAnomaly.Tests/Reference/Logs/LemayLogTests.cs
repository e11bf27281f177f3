using CraneAnomaly.Records;
using CraneAnomaly.Tests.Support;

namespace CraneAnomaly.Tests.Reference.Logs;

/// <summary>The labelled attacks of Lemay and Fernandez, told from Suricata's log alone, beside what packets tell.</summary>
public sealed class LemayLogTests
{
    // Until the forged command's connection, as LemayRuns learns it from packets.
    private const string QuietUntil = "2015-02-24T17:40:10Z";

    private const string Log = ".suricata.json.gz";

    // These logs hold events of Modbus alone, so that no other conversation is known, and no request is left unanswered.
    private static readonly string[] NotInTheLog = ["session.new-endpoint", "protocol.violation", "incident"];

    [Theory]
    [InlineData(LemayRuns.FakeCommand, true, 2)]
    [InlineData(LemayRuns.CommandAndControl, false, 1)]
    [InlineData(LemayRuns.Characterization, false, 2)]
    public async Task CommandAlerts_OfTheLog_AreThoseOfPackets(string capture, bool fromQuiet, int alerts)
    {
        Assert.True(EventTime.TryParse(QuietUntil, out long quietNs));
        long fromNs = fromQuiet ? quietNs : long.MinValue;
        var packets = await DetectAsync(capture, "", fromNs, quietNs);
        var logs = await DetectAsync(capture, Log, fromNs, quietNs);
        Assert.Equal(packets, logs);
        Assert.Equal(alerts, logs.Count);
    }

    private static async Task<List<string>> DetectAsync(string capture, string suffix, long fromNs, long quietNs)
    {
        var learner = new BaselineLearner();
        await learner.RunAsync(new CaptureInputs { Paths = [Shared.Capture(LemayRuns.FakeCommand) + suffix], ToNs = quietNs });
        var alerts = new AlertList();
        await using var pipeline = DetectionPipeline.Create(learner.Complete(train: null), sink: alerts);
        await pipeline.RunAsync(new CaptureInputs { Paths = [Shared.Capture(capture) + suffix], FromNs = fromNs });
        pipeline.Complete();
        return
        [
            .. alerts.Episodes.Where(alert => !NotInTheLog.Contains(alert.Type.Name))
                .Select(alert => $"{alert.Type.Name} {alert.Severity} {alert.Source.Ip} {alert.Destination.Ip} {alert.Title}").Order(StringComparer.Ordinal),
        ];
    }
}
