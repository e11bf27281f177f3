using System.IO.Pipelines;
using CraneAnomaly.Alerts;
using CraneAnomaly.Extensions.Hosting;
using CraneAnomaly.Extensions.Hosting.Diagnostics;
using CraneAnomaly.Tests.Cli;
using CraneAnomaly.Tests.Pipeline;
using CraneAnomaly.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace CraneAnomaly.Tests.Hosting;

/// <summary>A pipeline in a host tells what the command line tells, whatever receivers do, and says what it could not tell.</summary>
public class HostedPipelineTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Files_AreTold_AsTheCommandLineTellsThem()
    {
        using var rig = new HostRig((crane, rig) => crane.ReadFrom(HostRig.Capture).SendTo("ndjson", rig.KeepAsync).StopWhenRead());
        await rig.RunAsync();

        var expected = await CraneCli.RunAsync("detect", HostRig.Capture);
        Assert.NotEmpty(rig.Received);
        Assert.Equal(expected.Out, rig.ReceivedText);
        Assert.Contains(rig.Log, line => line.StartsWith("Warning 2 ", StringComparison.Ordinal));
        Assert.Contains(rig.Log, line => line.StartsWith("Information 8 ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Receivers_OfSeveralFormats_GetTheSameAlerts()
    {
        List<AlertMessage> other = [];
        using var rig = new HostRig(
            (crane, rig) => crane.AtSite("Quay 7").ReadFrom(HostRig.Capture).SendTo("ocsf", rig.KeepAsync).StopWhenRead(),
            // Said twice of one pipeline: it adds.
            services: services => services.AddCraneAnomaly(crane => crane.SendTo("cef", _ => (message, _) =>
            {
                other.Add(message);
                return Task.CompletedTask;
            })));
        await rig.RunAsync();

        Assert.NotEmpty(other);
        Assert.Equal(rig.Received.Select(m => m.Alert), other.Select(m => m.Alert));
        Assert.All(other, m => Assert.Equal("Quay 7", m.Alert.Site));
        Assert.All(other, m => Assert.StartsWith("CEF:0|", System.Text.Encoding.UTF8.GetString(m.Body.Span), StringComparison.Ordinal));
    }

    [Fact]
    public async Task Refusal_IsAskedAgain_InOrderAndWithoutLoss()
    {
        int attempts = 0;
        using var rig = new HostRig((crane, rig) => crane.ReadFrom(HostRig.Capture).StopWhenRead()
            .Configure(options => options.RetryAfter = TimeSpan.FromMilliseconds(1))
            .SendTo("ndjson", (message, cancellation) =>
                attempts++ % 3 != 2 ? throw new HttpRequestException("busy") : rig.KeepAsync(message, cancellation)));
        await rig.RunAsync();

        Assert.Equal((await CraneCli.RunAsync("detect", HostRig.Capture)).Out, rig.ReceivedText);
        Assert.Equal(2 * rig.Received.Count, rig.Metric("craneanomaly.sink.retries"));
        Assert.Equal(0, rig.Metric("craneanomaly.sink.failures"));
        Assert.Contains(rig.Log, line => line.StartsWith("Warning 5 ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Stop_WhileAStreamIsRead_ClosesEpisodesAndSendsThem()
    {
        var pipe = new Pipe(new(pauseWriterThreshold: 0));
        await pipe.Writer.WriteAsync(await File.ReadAllBytesAsync(HostRig.Capture, Token), Token);
        using var rig = new HostRig((crane, rig) => crane.ReadFrom("tap", (_, _) => ValueTask.FromResult(pipe.Reader)).SendTo("ndjson", async (message, cancellation) =>
        {
            await Task.Delay(20, cancellation);
            await rig.KeepAsync(message, cancellation);
        }));
        await rig.Host.StartAsync(Token);
        await HostRig.UntilAsync(() => rig.Received.Count > 0);
        await rig.Host.StopAsync(Token);

        // The stream did not end, the host did.
        var last = rig.Received.GroupBy(m => m.Alert.Id).Select(g => g.Last().Alert);
        Assert.All(last, alert => Assert.Equal(AlertActivity.Close, alert.Activity));
        Assert.Contains(rig.Log, line => line.StartsWith("Information 6 ", StringComparison.Ordinal));
        Assert.DoesNotContain(rig.Log, line => line.StartsWith("Error", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Stop_WhileAReceiverRefuses_EndsInTimeAndCountsWhatIsLeft()
    {
        using var rig = new HostRig(
            (crane, _) => crane.ReadFrom(HostRig.Capture).SendTo("ndjson", (_, _) => throw new HttpRequestException("gone")),
            services: services => services.Configure<HostOptions>(options => options.ShutdownTimeout = TimeSpan.FromMilliseconds(200)));
        await rig.Host.StartAsync(Token);
        await HostRig.UntilAsync(() => rig.Log.Any(line => line.StartsWith("Information 3 ", StringComparison.Ordinal)));
        try
        {
            await rig.Host.StopAsync(Token).WaitAsync(TimeSpan.FromSeconds(30), Token);
        }
        catch (OperationCanceledException) when (!Token.IsCancellationRequested)
        {
            // That is how the host says that its time was over.
        }

        int found = (await CraneCli.RunAsync("detect", HostRig.Capture)).Lines.Length;
        Assert.Contains(rig.Log, line => line == $"Error 7 CraneAnomaly: {found} alerts were not sent before the host stopped.");
        Assert.Equal(found, rig.Metric("craneanomaly.sink.failures"));
    }

    [Fact]
    public async Task MinimumSeverity_ChangedInTheConfiguration_HoldsAtOnce()
    {
        var settings = new HostRig.Settings(("CraneAnomaly:MinimumSeverity", "100"), ("CraneAnomaly:AlertCapacity", "1"), ("CraneAnomaly:AlertOverflow", "Wait"));
        byte[] capture = await File.ReadAllBytesAsync(HostRig.Capture, Token);
        var pipe = new Pipe(new(pauseWriterThreshold: 0));
        using var rig = new HostRig(
            (crane, rig) => crane.FromConfiguration().ReadFrom("tap", (_, _) => ValueTask.FromResult(pipe.Reader)).SendTo("ndjson", rig.KeepAsync).StopWhenRead(), settings);
        await rig.Host.StartAsync(Token);
        await pipe.Writer.WriteAsync(capture, Token);
        var state = rig.Host.Services.GetRequiredKeyedService<PipelineState>("");
        int packets = PlainCapture.Read(HostRig.Capture).Count;
        await HostRig.UntilAsync(() => state.Statistics is { AlertsWaiting: 0 } statistics && statistics.Capture.Packets == packets && state.Waits);
        await Task.Delay(200, Token);
        Assert.True(rig.Metric("craneanomaly.alerts") > 0);
        Assert.Empty(rig.Received);

        settings.Change("CraneAnomaly:MinimumSeverity", "0");
        await pipe.Writer.CompleteAsync();
        await rig.Host.WaitForShutdownAsync(Token);

        // The episodes that were open are closed now.
        Assert.NotEmpty(rig.Received);
        Assert.All(rig.Received, m => Assert.Equal(AlertActivity.Close, m.Alert.Activity));
    }

    [Fact]
    public async Task Options_ThatCannotBeUsed_KeepTheHostFromStarting()
    {
        var settings = new HostRig.Settings(
            ("CraneAnomaly:MinimumSeverity", "101"), ("CraneAnomaly:Baseline", "no-such.baseline"), ("CraneAnomaly:RetryAfter", "0:0:0"));
        using var rig = new HostRig((crane, rig) => crane.FromConfiguration().SendTo("ocfs", rig.KeepAsync), settings);

        var refusal = await Assert.ThrowsAsync<Microsoft.Extensions.Options.OptionsValidationException>(() => rig.Host.StartAsync(Token));

        Assert.Equal(5, refusal.Failures.Count());
        Assert.All(refusal.Failures, f => Assert.StartsWith("CraneAnomaly: ", f, StringComparison.Ordinal));
        foreach (string part in new[] { "nothing to read", "'ocfs' is no format", "'no-such.baseline' is not there", "MinimumSeverity is 101", "RetryAfter is 00:00:00" })
            Assert.Contains(refusal.Failures, f => f.Contains(part, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Baseline_ThatIsDamaged_KeepsTheHostFromStarting()
    {
        using var folder = new TempFolder();
        string baseline = folder.Write("damaged.baseline", [1, 2, 3]);
        using var rig = new HostRig((crane, rig) => crane.UseBaseline(baseline).ReadFrom(HostRig.Capture).SendTo("ndjson", rig.KeepAsync));

        var refusal = await Assert.ThrowsAsync<InvalidDataException>(() => rig.Host.StartAsync(Token));

        Assert.Contains(baseline, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Folder_ThatIsFollowed_IsReadAsFilesCome_UntilTheHostStops()
    {
        using var folder = new TempFolder();
        byte[] capture = await File.ReadAllBytesAsync(HostRig.Capture, Token);
        using var rig = new HostRig((crane, rig) => crane.Follow(folder.At()).Configure(o => (o.AlertCapacity, o.AlertOverflow) = (1, AlertOverflow.Wait))
            .SendTo("ndjson", rig.KeepAsync).AddHealthChecks());
        await rig.Host.StartAsync(Token);
        folder.Write("one.pcap", capture);
        var state = rig.Host.Services.GetRequiredKeyedService<PipelineState>("");
        int packets = PlainCapture.Read(HostRig.Capture).Count;
        await HostRig.UntilAsync(() => state.Statistics?.Capture.Packets == packets);
        await rig.Host.StopAsync(Token);

        var expected = (await CraneCli.RunAsync("detect", HostRig.Capture)).Lines;
        Assert.Equal(expected.Length, rig.Received.Count);
        Assert.Equal(expected.Select(line => line.Split(',')[0]), rig.ReceivedText.TrimEnd('\n').Split('\n').Select(line => line.Split(',')[0]));
        Assert.Contains(folder.At("one.pcap"), rig.ReceivedText, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pipelines_OfTwoNames_DoNotKnowEachOther()
    {
        List<AlertMessage> second = [];
        string other = Path.Combine(Path.GetDirectoryName(Path.GetDirectoryName(HostRig.Capture))!, "remote-desktop", "traffic.pcap");
        using var rig = new HostRig(
            (crane, rig) => crane.AtSite("one").ReadFrom(HostRig.Capture).SendTo("ndjson", rig.KeepAsync),
            services: services => services.AddCraneAnomaly("two", crane => crane.AtSite("two").ReadFrom(other).SendTo("ndjson", (message, _) =>
            {
                lock (second) second.Add(message);
                return Task.CompletedTask;
            })));
        await rig.Host.StartAsync(Token);
        await HostRig.UntilAsync(() => rig.Log.Count(line => line.StartsWith("Information 8 ", StringComparison.Ordinal)) == 2);
        await rig.Host.StopAsync(Token);

        Assert.All(rig.Received, m => Assert.Equal("one", m.Alert.Site));
        Assert.All(second, m => Assert.Equal("two", m.Alert.Site));
        Assert.Equal((await CraneCli.RunAsync("detect", other, "--site", "two")).Lines.Length, second.Count);
    }
}
