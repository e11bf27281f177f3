using System.Text;
using CraneAnomaly.Sinks.Formats;
using CraneAnomaly.Sinks.Spool;
using CraneAnomaly.Tests.Pipeline;

namespace CraneAnomaly.Tests.Sinks.Spool;

public sealed class AlertSpoolTests : IDisposable
{
    private readonly TempFolder _folder = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Append_ThenOpenedAgain_GoesOnWithoutAGap()
    {
        await SpoolAlerts.FillAsync(_folder.At("s"), 1, 250);
        await SpoolAlerts.FillAsync(_folder.At("s"), 251, 250);

        await using var spool = AlertSpool.Open(_folder.At("s"), []);
        var all = SpoolAlerts.All(spool);
        Assert.Equal(Enumerable.Range(1, 500).Select(i => (long)i), all.Select(alert => alert.Sequence));
        Assert.Equal(Enumerable.Range(1, 500).Select(i => SpoolAlerts.Of(i).Id), all.Select(alert => alert.Id));
        var chain = new AlertChain();
        Assert.All(all, alert => Assert.True(chain.Follows(alert.In(AlertRendering.Lines).Span, out string? why), why));
        Assert.Equal(spool.Statistics.Head, chain.Head);
    }

    [Fact]
    public async Task Append_ManyAtOnce_AreMadeSafeTogether()
    {
        await using var spool = AlertSpool.Open(_folder.At("s"), []);
        var sink = SpoolAlerts.SinkOf(spool);
        for (int i = 1; i <= 2000; i++) sink.OnAlert(SpoolAlerts.Of(i));
        await spool.FlushAsync(Cancel);

        var statistics = spool.Statistics;
        Assert.Equal((2000, 2000, 0), (statistics.Sequence, statistics.Held, statistics.Pending));
        Assert.InRange(statistics.Commits, 1, 1000);
    }

    [Fact]
    public async Task Read_BeforeItIsSafe_SeesNothing()
    {
        var disk = new FaultyDisk { SyncFails = true };
        await using var spool = AlertSpool.Open(_folder.At("s"), [], SpoolOptions.Default, new ManualTime(), disk);
        var taken = SpoolAlerts.SinkOf(spool).TakeAsync(SpoolAlerts.Of(1), Cancel);
        await Wait.UntilAsync(() => disk.FailedSyncs > 0);

        Assert.False(taken.IsCompleted);
        Assert.Empty(spool.Read(0, 10, 1000).Alerts);
        Assert.Equal(0, spool.Statistics.Sequence);
    }

    [Fact]
    public async Task Renderings_EachInUse_AreKeptApart()
    {
        AlertRendering cef = new("cef"), wrapped = new("cef", SyslogHeader.Rfc5424), old = new("leef", SyslogHeader.Rfc3164);
        await using (var spool = AlertSpool.Open(_folder.At("s"), [cef, wrapped, old]))
            await SpoolAlerts.SinkOf(spool).TakeAsync(SpoolAlerts.Of(1), Cancel);

        await using var again = AlertSpool.Open(_folder.At("s"), []);
        var alert = Assert.Single(SpoolAlerts.All(again));
        string plain = Text(alert, cef);
        Assert.StartsWith("CEF:0|", plain, StringComparison.Ordinal);
        Assert.StartsWith("<35>1 ", Text(alert, wrapped), StringComparison.Ordinal);
        Assert.EndsWith(plain, Text(alert, wrapped), StringComparison.Ordinal);
        Assert.Contains("LEEF:2.0|", Text(alert, old), StringComparison.Ordinal);
        // Not in use when it was taken: our own line, rather than nothing.
        Assert.Equal(Text(alert, AlertRendering.Lines), Text(alert, new("ocsf")));
        Assert.Equal((1, 65, "STS1"), (alert.Revision, alert.Severity, alert.Crane));
    }

    [Fact]
    public async Task Open_WhileItIsOpen_SaysSo()
    {
        await using var spool = AlertSpool.Open(_folder.At("s"), []);

        var error = Assert.Throws<IOException>(() => AlertSpool.Open(_folder.At("s"), []));
        Assert.Contains("another process", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Move_WhatAllReceiversHave_IsDeleted()
    {
        var options = new SpoolOptions { SegmentBytes = 16 * 1024, ReserveBytes = 0 };
        await using var spool = AlertSpool.Open(_folder.At("s"), [], options);
        SpoolCursor slow = spool.Cursor("slow"), fast = spool.Cursor("fast");
        var sink = SpoolAlerts.SinkOf(spool);
        for (int i = 1; i <= 200; i++) await sink.TakeAsync(SpoolAlerts.Of(i), Cancel);

        spool.Move(fast, 200, 200);
        spool.Move(slow, 150, 100);
        await Wait.UntilAsync(() => SpoolAlerts.All(spool)[0].Sequence >= 80);

        Assert.InRange(SpoolAlerts.All(spool)[0].Sequence, 80, 101);
        spool.Move(slow, 200, 200);
        await Wait.UntilAsync(() => spool.Statistics.Bytes < 2 * options.SegmentBytes);
        Assert.Equal(0, spool.Statistics.Lost);
    }

    [Fact]
    public async Task Cursor_AfterRestart_IsWhereItWas()
    {
        await using (var spool = AlertSpool.Open(_folder.At("s"), []))
        {
            var cursor = spool.Cursor("syslog+tcp://10.0.0.1:514");
            await SpoolAlerts.SinkOf(spool).TakeAsync(SpoolAlerts.Of(1), Cancel);
            await SpoolAlerts.SinkOf(spool).TakeAsync(SpoolAlerts.Of(2), Cancel);
            spool.Move(cursor, 2, 1);
        }

        await using var again = AlertSpool.Open(_folder.At("s"), []);
        var found = again.Cursor("syslog+tcp://10.0.0.1:514");
        Assert.Equal((2, 1), (found.Sent, found.Settled));
        Assert.Equal((0, 0), (again.Cursor("syslog+tcp://10.0.0.2:514").Sent, again.Cursor("x").Settled));
    }

    private static string Text(SpooledAlert alert, AlertRendering rendering) => Encoding.UTF8.GetString(alert.In(rendering).Span);
}
