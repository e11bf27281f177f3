using System.Security.Cryptography;
using System.Text.Json;
using CraneAnomaly.Alerts;
using CraneAnomaly.Sinks.Anchors;
using CraneAnomaly.Sinks.Delivery;
using CraneAnomaly.Sinks.Formats;
using CraneAnomaly.Sinks.Spool;
using CraneAnomaly.Tests.Pipeline;
using CraneAnomaly.Tests.Sinks.Formats;
using CraneAnomaly.Tests.Sinks.Spool;

namespace CraneAnomaly.Tests.Sinks.Delivery;

public sealed class HeartbeatTests : IAsyncLifetime
{
    private readonly TempFolder _folder = new();
    private readonly ManualTime _time = new();
    private readonly DetectionCanary _canary = new(null, new DetectionOptions());
    private readonly TestReceiver _receiver;
    private readonly AlertSpool _spool;
    private readonly AlertDelivery _delivery;

    public HeartbeatTests()
    {
        _receiver = new("file", _time);
        _spool = AlertSpool.Open(_folder.At("s"), [new("cef"), new("ocsf"), new("stix", SyslogHeader.Rfc5424)], SpoolOptions.Default with { ReserveBytes = 0 }, _time);
        _delivery = new(_spool, [_receiver.Transport], time: _time);
    }

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await _delivery.DisposeAsync();
        await _spool.DisposeAsync();
        await _receiver.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Beat_EveryMinute_TellsNumberHeadCanaryAndReceivers()
    {
        await using (var heart = new AlertHeartbeat(_spool, _delivery, new() { Canary = _canary.Run, Records = () => 77 }, _time))
        {
            SpoolAlerts.SinkOf(_spool).OnAlert(SpoolAlerts.Of(1));
            await Wait.UntilAsync(() => _delivery.Statistics[0].Sequence == 1);
            for (int i = 0; i < 3; i++) _time.Advance(TimeSpan.FromMinutes(1));
        }

        var alerts = await AllAsync();
        Assert.Equal(["command.first-seen", "heartbeat", "heartbeat", "heartbeat", "heartbeat"], alerts.Select(alert => Text(alert, "name")));
        var first = alerts[1];
        Assert.Equal("1", Part(first, "sequence"));
        Assert.Equal(alerts[0].GetProperty("chain").GetProperty("hash").GetString(), Part(first, "head"));
        Assert.StartsWith("found in ", Part(first, "canary"), StringComparison.Ordinal);
        Assert.Equal("77", Part(first, "records"));
        Assert.Equal("at 1, 0 failures", Part(first, "sink " + _receiver.Transport.Name));
        Assert.Contains("lost: none; silent: none; canary: found", Text(first, "title"), StringComparison.Ordinal);
        Assert.Equal(["2026-03-02T00:01:00", "2026-03-02T00:02:00", "2026-03-02T00:03:00"], alerts.Skip(1).Take(3).Select(alert => Text(alert, "created")[..19]));
        Assert.Equal(5, alerts.Select(alert => Text(alert, "id")).Distinct().Count());
        // The real detectors never hear of it.
        Assert.DoesNotContain(alerts, alert => Text(alert, "name") == DetectionCanary.AlertName);
    }

    [Theory]
    [InlineData("none")]
    [InlineData("throws")]
    [InlineData("unnamed")]
    public async Task Beat_CanaryNotFound_IsABlindSpotUntilItIsFoundAgain(string how)
    {
        bool broken = false;
        CanaryResult Run(DateTimeOffset at)
        {
            var result = _canary.Run(at);
            return !broken ? result : how switch
            {
                "none" => new(null, result.Source),
                "throws" => throw new InvalidOperationException("planted"),
                // Too long an id comes out of no format whole.
                _ => result with { Alert = result.Alert! with { Id = new string('x', 5000) } },
            };
        }

        await using var heart = new AlertHeartbeat(_spool, _delivery, new() { Canary = Run }, _time);
        foreach (bool now in (bool[])[false, true, true, false, false])
        {
            broken = now;
            _time.Advance(TimeSpan.FromMinutes(1));
        }

        var alerts = await AllAsync();
        Assert.Equal(
            ["heartbeat", "blind-spot.detector create", "heartbeat", "heartbeat", "blind-spot.detector close", "heartbeat", "heartbeat"],
            alerts.Select(alert => Text(alert, "name") == "heartbeat" ? "heartbeat" : $"{Text(alert, "name")} {Text(alert, "activity")}"));
        Assert.Single(alerts.Where(alert => Text(alert, "kind") == "blind-spot").Select(alert => Text(alert, "id")).Distinct());
        Assert.Equal(80, alerts[1].GetProperty("severity").GetInt32());
        if (how == "throws") Assert.Contains("planted", Text(alerts[1], "title"), StringComparison.Ordinal);
        Assert.Contains("canary: not found", Text(alerts[2], "title"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Beat_ASourceIsSilent_IsNamedUntilItSpeaks()
    {
        await using var heart = new AlertHeartbeat(_spool, _delivery, null, _time);
        var silence = SampleAlerts.Of(AlertCatalog.Get("blind-spot.silent"), "plain") with { Asset = "10.1.0.11:502", Activity = AlertActivity.Create, Evidence = [] };
        var sink = SpoolAlerts.SinkOf(_spool);
        sink.OnAlert(silence);
        heart.Beat();
        sink.OnAlert(silence with { Activity = AlertActivity.Close });
        heart.Beat();

        var alerts = await AllAsync();
        Assert.Equal("10.1.0.11:502", Part(alerts[1], "silent"));
        Assert.DoesNotContain("10.1.0.11", alerts[3].GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Beat_AlertsWereLost_IsTold()
    {
        var disk = new FaultyDisk();
        await using var spool = AlertSpool.Open(_folder.At("full"), [], SpoolOptions.Default with { ReserveBytes = 0 }, _time, disk);
        await using var delivery = new AlertDelivery(spool, [], time: _time);
        await using var heart = new AlertHeartbeat(spool, delivery, null, _time);
        var sink = SpoolAlerts.SinkOf(spool);
        await sink.TakeAsync(SpoolAlerts.Of(1), TestContext.Current.CancellationToken);
        disk.Capacity = 0;
        sink.OnAlert(SpoolAlerts.Of(2));
        await Wait.UntilAsync(() => spool.Statistics.DiskIsFull);
        for (int i = 0; i < 3; i++) sink.OnAlert(SpoolAlerts.Of(i, severity: 10));
        heart.Beat();
        heart.Beat();
        disk.Capacity = long.MaxValue;
        await Wait.UntilAsync(() => spool.Statistics.Pending == 0, () => _time.Advance(TimeSpan.FromSeconds(1)));

        var names = SpoolAlerts.All(spool).Select(alert => JsonDocument.Parse(alert.In(AlertRendering.Lines)).RootElement).ToList();
        Assert.Equal(["command.first-seen", "command.first-seen", "blind-spot.delivery", "heartbeat", "blind-spot.delivery", "heartbeat"], names.Take(6).Select(alert => Text(alert, "name")));
        Assert.Contains("3 alerts were lost", Text(names[2], "title"), StringComparison.Ordinal);
        Assert.Equal("3", Part(names[3], "lost: refused, disk full"));
    }

    [Fact]
    public async Task Beat_WithAKey_CarriesASignedAnchor()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        await using var heart = new AlertHeartbeat(_spool, _delivery, new() { AnchorKey = key }, _time);
        await SpoolAlerts.SinkOf(_spool).TakeAsync(SpoolAlerts.Of(1), TestContext.Current.CancellationToken);
        heart.Beat();

        var anchor = AlertAnchor.Parse(Part((await AllAsync())[1], "anchor"));
        Assert.True(anchor!.IsSignedBy(key));
        Assert.Equal(1, anchor.Sequence);
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        Assert.False(anchor.IsSignedBy(other));
        Assert.False((anchor with { Sequence = 2 }).IsSignedBy(key));
        Assert.False((anchor with { Head = AlertChain.Genesis }).IsSignedBy(key));
        Assert.False((anchor with { Time = "2026-03-02T00:00:01.000000000Z" }).IsSignedBy(key));
        Assert.Equal(anchor, AlertAnchor.Parse(anchor.ToLine()));
    }

    private static string Text(JsonElement alert, string member) => alert.GetProperty(member).GetString()!;

    private static string Part(JsonElement alert, string feature) => alert.GetProperty("explanation").EnumerateArray()
        .Single(part => part.GetProperty("feature").GetString() == feature).GetProperty("value").GetString()!;

    private async Task<List<JsonElement>> AllAsync()
    {
        await _spool.FlushAsync(TestContext.Current.CancellationToken);
        return [.. SpoolAlerts.All(_spool).Select(alert => JsonDocument.Parse(alert.In(AlertRendering.Lines)).RootElement)];
    }
}
