using System.Diagnostics;
using System.IO.Pipelines;
using CraneAnomaly.Extensions.Hosting.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace CraneAnomaly.Tests.Hosting;

/// <summary>What a host shows of its pipelines: metrics, activities, health.</summary>
public class HostDiagnosticsTests
{
    private static readonly string[] s_instruments =
    [
        "craneanomaly.alerts", "craneanomaly.batch.duration", "craneanomaly.bytes", "craneanomaly.cranes.active", "craneanomaly.detection.lag",
        "craneanomaly.dropped", "craneanomaly.frames.malformed", "craneanomaly.frames.parsed", "craneanomaly.model.age", "craneanomaly.queue.length",
        "craneanomaly.readings", "craneanomaly.sink.retries",
    ];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Instruments_OfAStream_SayWhatThePipelineCounted()
    {
        using var folder = new Pipeline.TempFolder();
        string baseline = folder.At("quay.baseline");
        Assert.Equal(0, (await Cli.CraneCli.RunAsync("learn", HostRig.Capture, "--baseline", baseline)).Code);
        bool refused = false;
        using var rig = new HostRig((crane, rig) => crane.UseBaseline(baseline).StopWhenRead().Configure(o => o.RetryAfter = TimeSpan.FromMilliseconds(1))
            .ReadFrom("tap", (_, _) => HostRig.OpenCaptureAsync()).SendTo("ndjson", (message, cancellation) =>
            {
                if (refused) return rig.KeepAsync(message, cancellation);
                refused = true;
                throw new HttpRequestException("once");
            }));
        await rig.RunAsync();
        await using var pipeline = DetectionPipeline.Create(Baseline.Load(baseline));
        await pipeline.RunAsync(await HostRig.OpenCaptureAsync(), cancellationToken: Token);
        pipeline.Complete();
        var counted = pipeline.Statistics;

        Assert.Equal(counted.Records, rig.Metric("craneanomaly.readings"));
        Assert.Equal(counted.Capture.Pdus, rig.Metric("craneanomaly.frames.parsed"));
        Assert.Equal(counted.Capture.Bytes, rig.Metric("craneanomaly.bytes"));
        Assert.Equal(rig.Received.Count, rig.Metric("craneanomaly.alerts"));
        Assert.Equal(1, rig.Metric("craneanomaly.sink.retries"));
        Assert.True(rig.Metric("craneanomaly.batch.duration") > 0);
        Assert.True(rig.Metric("craneanomaly.detection.lag") > 0);
        Assert.True(rig.Metric("craneanomaly.model.age") > 0);
        Assert.Equal(s_instruments, rig.Instruments.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Telemetry_OfCranes_CountsThem()
    {
        string rows = Path.Combine(Path.GetDirectoryName(HostRig.Capture)!, "telemetry.csv.gz");
        using var rig = new HostRig((crane, rig) => crane.ReadFrom(rows).SendTo("ndjson", rig.KeepAsync).StopWhenRead());
        await rig.RunAsync();

        Assert.Equal(2, rig.Metric("craneanomaly.cranes.active"));
    }

    [Fact]
    public async Task Activities_OfARun_AreTheReadingAndEverySending()
    {
        List<Activity> stopped = [];
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "CraneAnomaly",
            Sample = (ref _) => ActivitySamplingResult.AllData,
            ActivityStopped = activity =>
            {
                lock (stopped) stopped.Add(activity);
            },
        };
        ActivitySource.AddActivityListener(listener);
        using var rig = new HostRig((crane, rig) => crane.ReadFrom(HostRig.Capture).SendTo("cef", rig.KeepAsync).StopWhenRead());
        await rig.RunAsync();

        // Hosts of other tests send in other formats.
        var sent = stopped.Where(a => a.OperationName == "craneanomaly.send" && Equals(a.GetTagItem("craneanomaly.format"), "cef")).Select(a => a.GetTagItem("craneanomaly.alert.id"));
        Assert.Superset(rig.Received.Select(m => (object?)m.Alert.Id).ToHashSet(), sent.ToHashSet());
        Assert.Contains(stopped, a => a.OperationName == "craneanomaly.read");
    }

    [Fact]
    public async Task Health_OfASilentStream_IsDegraded_AndOfOneThatFlowsIsNot()
    {
        var clock = new SetClock();
        var pipe = new Pipe(new(pauseWriterThreshold: 0));
        using var rig = new HostRig(
            (crane, rig) => crane.ReadFrom("tap", (_, _) => ValueTask.FromResult(pipe.Reader)).SendTo("ndjson", rig.KeepAsync).AddHealthChecks(),
            services: services => services.AddSingleton<TimeProvider>(clock));
        await rig.Host.StartAsync(Token);
        byte[] capture = await File.ReadAllBytesAsync(HostRig.Capture, Token);
        await pipe.Writer.WriteAsync(capture.AsMemory(0, capture.Length / 2), Token);
        var state = rig.Host.Services.GetRequiredKeyedService<PipelineState>("");
        await HostRig.UntilAsync(() => state.Statistics?.Capture.Packets > 1000 && state.Waits);
        Assert.Equal((HealthStatus.Healthy, HealthStatus.Healthy), await HealthAsync(rig));

        clock.Now += TimeSpan.FromMinutes(2);
        Assert.Equal((HealthStatus.Healthy, HealthStatus.Degraded), await HealthAsync(rig));

        await pipe.Writer.WriteAsync(capture.AsMemory(capture.Length / 2), Token);
        await HostRig.UntilAsync(() => state.SinceRead < TimeSpan.FromSeconds(1) && state.Waits);
        Assert.Equal((HealthStatus.Healthy, HealthStatus.Healthy), await HealthAsync(rig));
        await rig.Host.StopAsync(Token);
    }

    [Fact]
    public async Task Health_OfAReceiverThatRefuses_GetsWorse_AndRecovers()
    {
        int refusals = 0;
        bool accepts = false;
        using var rig = new HostRig((crane, rig) => crane.ReadFrom(HostRig.Capture).AddHealthChecks()
            .Configure(options => (options.RetryAfter, options.RetryAtMost) = (TimeSpan.FromMilliseconds(30), TimeSpan.FromMilliseconds(30)))
            .SendTo("ndjson", (message, cancellation) =>
            {
                if (Volatile.Read(ref accepts)) return rig.KeepAsync(message, cancellation);
                refusals++;
                throw new HttpRequestException("busy");
            }));
        await rig.Host.StartAsync(Token);
        await HostRig.UntilAsync(() => Volatile.Read(ref refusals) >= 6);
        var state = rig.Host.Services.GetRequiredKeyedService<PipelineState>("");
        await HostRig.UntilAsync(() => state.Refused >= 5);
        Assert.Equal(HealthStatus.Unhealthy, (await ReportAsync(rig)).Entries["craneanomaly.sinks"].Status);

        Volatile.Write(ref accepts, true);
        await HostRig.UntilAsync(() => rig.Received.Count > 0 && state.Refused == 0);
        Assert.Equal(HealthStatus.Healthy, (await ReportAsync(rig)).Entries["craneanomaly.sinks"].Status);
        await rig.Host.StopAsync(Token);
    }

    [Fact]
    public async Task Health_OfAPipelineThatIsStuck_IsUnhealthy()
    {
        var clock = new SetClock();
        using var rig = new HostRig(
            (crane, rig) => crane.ReadFrom(HostRig.Capture).SendTo("ndjson", rig.KeepAsync).AddHealthChecks(),
            services: services => services.AddSingleton<TimeProvider>(clock));
        Assert.Equal(HealthStatus.Unhealthy, (await ReportAsync(rig)).Entries["craneanomaly"].Status);
        var state = rig.Host.Services.GetRequiredKeyedService<PipelineState>("");
        await rig.Host.StartAsync(Token);
        await HostRig.UntilAsync(() => state.Phase == PipelinePhase.Ended);
        Assert.Equal(HealthStatus.Healthy, (await ReportAsync(rig)).Entries["craneanomaly"].Status);

        // As if it read, and nothing came of it.
        state.Phase = PipelinePhase.Reading;
        Assert.Equal(HealthStatus.Healthy, (await ReportAsync(rig)).Entries["craneanomaly"].Status);
        clock.Now += TimeSpan.FromMinutes(1);
        Assert.Equal(HealthStatus.Unhealthy, (await ReportAsync(rig)).Entries["craneanomaly"].Status);
        await rig.Host.StopAsync(Token);
    }

    private static Task<HealthReport> ReportAsync(HostRig rig) => rig.Host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync(Token);

    private static async Task<(HealthStatus Loop, HealthStatus Inputs)> HealthAsync(HostRig rig)
    {
        var report = await ReportAsync(rig);
        return (report.Entries["craneanomaly"].Status, report.Entries["craneanomaly.inputs"].Status);
    }

    private sealed class SetClock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override DateTimeOffset GetUtcNow() => Now;

        public override long GetTimestamp() => Now.Ticks;
    }
}
