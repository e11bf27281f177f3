using System.Text;
using CraneAnomaly.Extensions.Hosting.Diagnostics;
using CraneAnomaly.Sinks.Spool;
using CraneAnomaly.Sinks.Transports;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace CraneAnomaly.Tests.Hosting;

/// <summary>What a host found is delivered though the receiver was away and the host has ended.</summary>
public sealed class HostedSpoolTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("crane-host-spool").FullName;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string Spool => Path.Combine(_folder, "spool");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Transport_GetsEachAlertOnce_AsTheReceiversBesideItDo()
    {
        var transport = new Receiver();
        using var rig = new HostRig((crane, rig) => crane.ReadFrom(HostRig.Capture)
            .UseSpool(Spool).DeliverTo(_ => transport).SendTo("ndjson", rig.KeepAsync).StopWhenRead());
        await rig.RunAsync();

        var alerts = transport.Taken.Where(alert => !IsHeartbeat(alert)).ToList();
        Assert.NotEmpty(rig.Received);
        Assert.NotEqual(alerts.Count, transport.Taken.Count);
        Assert.Equal(rig.Received.Select(message => (message.Alert.Id, message.Alert.Revision)), alerts.Select(alert => (alert.Id, alert.Revision)));
        Assert.Equal(Enumerable.Range(1, transport.Taken.Count).Select(i => (long)i), transport.Taken.Select(alert => alert.Sequence));
        Assert.True(transport.IsDisposed);
    }

    [Fact]
    public async Task ReceiverThatWasAway_GetsAllFromTheNextHost()
    {
        var away = new Receiver { IsAway = true };
        using (var rig = new HostRig((crane, _) => crane.ReadFrom(HostRig.Capture).UseSpool(Spool).DeliverTo(_ => away)))
        {
            await rig.Host.StartAsync(Token);
            var state = rig.Host.Services.GetRequiredKeyedService<PipelineState>(Options.DefaultName);
            await HostRig.UntilAsync(() => state.Sinks is [{ Behind: > 0, LastFailure: not null }]);
            var health = await new ReceiverCheck(state).CheckHealthAsync(new(), Token);
            Assert.Equal(HealthStatus.Degraded, health.Status);
            Assert.True(rig.Metric("craneanomaly.sink.behind") > 0);

            // The host does not wait for a receiver that is away.
            using var hurry = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
            await rig.Host.StopAsync(hurry.Token);
            Assert.Contains(rig.Log, line => line.StartsWith("Warning 9 ", StringComparison.Ordinal));
        }

        var back = new Receiver();
        string empty = Path.Combine(_folder, "empty.pcap");
        File.WriteAllBytes(empty, File.ReadAllBytes(HostRig.Capture)[..24]);
        using var next = new HostRig((crane, _) => crane.ReadFrom(empty).UseSpool(Spool).DeliverTo(_ => back).StopWhenRead());
        await next.RunAsync();
        Assert.Empty(away.Taken);
        Assert.Contains(back.Taken, alert => alert.Severity >= 60);
        Assert.Equal(Enumerable.Range(1, back.Taken.Count).Select(i => (long)i), back.Taken.Select(alert => alert.Sequence));
    }

    [Theory]
    [InlineData(true, "transports deliver out of a spool")]
    [InlineData(false, "nobody delivers out of the spool")]
    public async Task SpoolWithoutTransport_OrTheReverse_IsSaidAtTheStart(bool hasTransport, string expected)
    {
        using var rig = new HostRig((crane, rig) =>
        {
            crane.ReadFrom(HostRig.Capture).SendTo("ndjson", rig.KeepAsync);
            if (hasTransport) crane.DeliverTo(_ => new Receiver());
            else crane.UseSpool(Spool);
        });
        var error = await Assert.ThrowsAsync<OptionsValidationException>(() => rig.Host.StartAsync(Token));
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    private static bool IsHeartbeat(SpooledAlert alert) =>
        Encoding.UTF8.GetString(alert.In(AlertRendering.Lines).Span).Contains("\"name\":\"heartbeat\"", StringComparison.Ordinal);

    private sealed class Receiver() : AlertTransport("test:receiver", AlertRendering.Lines)
    {
        public List<SpooledAlert> Taken { get; } = [];

        public bool IsAway { get; init; }

        public bool IsDisposed { get; private set; }

        public override DeliveryGuarantee Guarantee => DeliveryGuarantee.Acknowledged;

        public override ValueTask<SendReport> SendAsync(IReadOnlyList<SpooledAlert> alerts, CancellationToken cancellationToken)
        {
            if (IsAway) throw new IOException("nobody is there");
            Taken.AddRange(alerts);
            return new(SendReport.Delivered(alerts.Count));
        }

        public override ValueTask DisposeAsync()
        {
            IsDisposed = true;
            return ValueTask.CompletedTask;
        }
    }
}
