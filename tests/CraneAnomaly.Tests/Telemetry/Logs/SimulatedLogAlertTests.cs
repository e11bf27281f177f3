using CraneAnomaly.Alerts;
using CraneAnomaly.Records;
using CraneAnomaly.Records.Site;
using CraneAnomaly.Simulator;
using CraneAnomaly.Sinks.Formats.Zeek;
using CraneAnomaly.Tests.Pipeline;

namespace CraneAnomaly.Tests.Telemetry.Logs;

/// <summary>
/// A simulated port twice: from its packets, and from the logs that a Zeek with ICSNPP writes of the same packets (conn,
/// modbus, modbus_detailed). What is learned and told is the same, but for what the logs cannot say.
/// </summary>
public sealed class SimulatedLogAlertTests : IClassFixture<SimulatedLogAlertTests.Port>
{
    private readonly Port _port;

    public SimulatedLogAlertTests(Port port) => _port = port;

    [Theory]
    // conn.log has no hardware addresses unless Zeek's policy of that name is loaded.
    [InlineData("unauthorised-write", "device.new 10.20.0.70 10.20.0.70")]
    [InlineData("function-scan", "device.new 10.20.0.70 10.20.0.70")]
    [InlineData("second-master", "device.new 10.20.0.70 10.20.0.70")]
    // Of UMAS both logs say "PROGRAM_UNITY" alone: that it was a stop stands in bytes that they leave out.
    [InlineData("plc-stop-command", "command.plc-restart 10.20.0.70 10.20.1.11", "command.plc-stop 10.20.0.70 10.20.1.11",
        "command.reserve 10.20.0.70 10.20.1.11", "device.new 10.20.0.70 10.20.0.70", "+command.first-seen 10.20.0.70 10.20.1.11")]
    // conn.log tells of a session when it is over: nobody is connected while the load hangs. ssh.log would tell it.
    [InlineData("ssh-brute-force", "session.during-work 203.0.113.9 10.20.0.5")]
    [InlineData("remote-desktop", "session.during-work 203.0.113.9 10.20.0.5")]
    [InlineData("beacon")]
    public async Task Alerts_OfLogs_AreThoseOfPackets(string scenario, params string[] differences)
    {
        var packets = await _port.JudgeAsync(scenario, logs: false);
        var logs = await _port.JudgeAsync(scenario, logs: true);
        Assert.True(packets.Count(text => text.Contains("10.20.0.70", StringComparison.Ordinal) || text.Contains("203.0.113.9", StringComparison.Ordinal)) > 0);
        string[] missing = [.. packets.Except(logs)], added = [.. logs.Except(packets).Select(text => "+" + text)];
        Assert.Equal(differences.Order(StringComparer.Ordinal), missing.Concat(added).Order(StringComparer.Ordinal));
        Assert.NotEmpty(packets.Intersect(logs));
    }

    /// <summary>A port whose hour of work is learned both ways.</summary>
    public sealed class Port : IDisposable
    {
        private readonly TempFolder _folder = new();
        private readonly Dictionary<bool, Baseline> _baselines = [];

        public void Dispose() => _folder.Dispose();

        /// <summary>Name, source and destination of each episode that has a source; incidents are made of them.</summary>
        public async Task<HashSet<string>> JudgeAsync(string scenario, bool logs)
        {
            if (!_baselines.TryGetValue(logs, out var baseline))
            {
                Simulate("normal", 3);
                var learner = new BaselineLearner(Options("normal"));
                await learner.RunAsync(Inputs("normal", logs), TestContext.Current.CancellationToken);
                _baselines.Add(logs, baseline = learner.Complete(train: null));
            }

            Simulate(scenario, 5);
            var run = new DetectionRun();
            await using var pipeline = DetectionPipeline.Create(baseline, Options(scenario), run);
            var results = await pipeline.RunAsync(Inputs(scenario, logs), TestContext.Current.CancellationToken);
            pipeline.Complete();
            Assert.All(results, result => Assert.Equal(CraneAnomaly.Capture.Files.CaptureEnd.Complete, result.End));
            return [.. run.Episodes.Where(alert => !alert.Source.Ip.IsNone && alert.Type.Name != "incident").Select(Describe)];
        }

        private static string Describe(Alert alert) => $"{alert.Type.Name} {alert.Source.Ip} {alert.Destination.Ip}";

        private void Simulate(string scenario, int seed)
        {
            string folder = _folder.At(scenario);
            if (Directory.Exists(folder)) return;
            Directory.CreateDirectory(folder);
            Simulation.Write(new() { Scenario = scenario, Cranes = 2, Duration = TimeSpan.FromHours(1), RateHz = 1, Seed = seed, Traffic = true }, folder);
            using var writer = new ZeekLogWriter(Directory.CreateDirectory(_folder.At(scenario, "logs")).FullName, Limits.Default);
            var pipeline = new RecordPipeline<ToLogs>(new(writer));
            pipeline.RunAsync(new CaptureInputs { Paths = [_folder.At(scenario, "traffic.pcap")] }).GetAwaiter().GetResult();
            pipeline.Complete();
        }

        private CaptureInputs Inputs(string scenario, bool logs)
        {
            string telemetry = _folder.At(scenario, "telemetry.csv");
            return new()
            {
                Paths = logs
                    ? [telemetry, .. Directory.GetFiles(_folder.At(scenario, "logs")).Order(StringComparer.Ordinal)]
                    : [telemetry, _folder.At(scenario, "traffic.pcap")],
            };
        }

        private DetectionOptions Options(string scenario) => new()
        {
            Cranes = CraneSheet.Load(_folder.At(scenario, "cranes.json")),
            Tags = Tag.Load(_folder.At(scenario, "tags.json")),
            Policy = SitePolicy.Load(_folder.At(scenario, "policy.json")),
            Permits = Permit.Load(_folder.At(scenario, "permits.csv")),
        };
    }

    private readonly struct ToLogs(ZeekLogWriter writer) : IRecordSink
    {
        public void OnRecord(in OtRecord record, RecordBody body) => writer.OnRecord(record, body);
    }
}
