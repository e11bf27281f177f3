using CraneAnomaly.Sinks.Spool;
using CraneAnomaly.Tests.Pipeline;

namespace CraneAnomaly.Tests.Sinks.Spool;

public sealed class SpoolRetentionTests : IDisposable
{
    private static readonly SpoolOptions s_small = new() { SegmentBytes = 16 * 1024, MaxBytes = 128 * 1024, ReserveBytes = 0 };

    private readonly TempFolder _folder = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Append_MoreThanFits_KeepsWhatIsSevere()
    {
        await using (var spool = AlertSpool.Open(_folder.At("s"), [], s_small))
        {
            var sink = SpoolAlerts.SinkOf(spool);
            // One in ten is critical: those alone fit.
            for (int i = 1; i <= 500; i++)
            {
                await sink.TakeAsync(SpoolAlerts.Of(i, i % 10 == 0 ? 90 : i % 10 * 7), Cancel);
                Assert.InRange(spool.Statistics.Bytes, 1, s_small.MaxBytes);
            }

            Check(spool);
        }

        await using var again = AlertSpool.Open(_folder.At("s"), [], s_small);
        Assert.Equal(0, again.Statistics.Damaged);
        Check(again, counted: false);

        static void Check(AlertSpool spool, bool counted = true)
        {
            var all = SpoolAlerts.All(spool);
            Assert.Equal(Enumerable.Range(1, 50).Select(i => i * 10L), all.Where(alert => alert.Severity == 90).Select(alert => alert.Sequence));
            Assert.Equal(all.Select(alert => alert.Sequence).Order(), all.Select(alert => alert.Sequence));
            if (!counted) return;
            var given = spool.Statistics.GivenUp;
            Assert.Equal(500, all.Count + given.Sum());
            // Of each ten, 2, 3, 3, 1 and 1 are of the five steps: what is worth less is given up wholly before what is worth more.
            Assert.Equal([100L, 150], given.Take(2));
            Assert.InRange(given[3], 1, 49);
            Assert.Equal(0, given[4]);
        }
    }

    [Fact]
    public async Task Append_TooMuchThatIsSevere_GivesUpTheOldestAndStaysWithin()
    {
        await using var spool = AlertSpool.Open(_folder.At("s"), [], s_small);
        var sink = SpoolAlerts.SinkOf(spool);
        for (int i = 1; i <= 500; i++) await sink.TakeAsync(SpoolAlerts.Of(i, 90), Cancel);

        var all = SpoolAlerts.All(spool);
        Assert.InRange(spool.Statistics.Bytes, 1, s_small.MaxBytes);
        Assert.Equal(500, all[^1].Sequence);
        Assert.Equal(500 - all.Count, spool.Statistics.GivenUp[4]);
        Assert.Equal(Enumerable.Range(501 - all.Count, all.Count).Select(i => (long)i), all.Select(alert => alert.Sequence));
        Assert.Equal(500 - all.Count, spool.Read(0, 1, 1).Missing);
    }

    [Fact]
    public async Task Append_DeliveredAlreadyEverywhere_IsNoLoss()
    {
        await using var spool = AlertSpool.Open(_folder.At("s"), [], s_small);
        var cursor = spool.Cursor("x");
        var sink = SpoolAlerts.SinkOf(spool);
        for (int i = 1; i <= 500; i++)
        {
            await sink.TakeAsync(SpoolAlerts.Of(i, 10), Cancel);
            // Sent, but to be sent again after a reconnect: kept as long as there is room.
            spool.Move(cursor, i, 0);
        }

        Assert.Equal(0, spool.Statistics.Lost);
        Assert.InRange(spool.Statistics.Bytes, 1, s_small.MaxBytes);
    }

    [Fact]
    public async Task Append_DiskFull_SevereAlertsAreTakenOutOfTheReserve()
    {
        var options = new SpoolOptions { SegmentBytes = 64 * 1024, ReserveBytes = 64 * 1024 };
        var (disk, time) = (new FaultyDisk(), new ManualTime());
        await using (var spool = AlertSpool.Open(_folder.At("s"), [], options, time, disk))
        {
            var sink = SpoolAlerts.SinkOf(spool);
            for (int i = 1; i <= 10; i++) await sink.TakeAsync(SpoolAlerts.Of(i, 70), Cancel);
            disk.Capacity = 64 * 1024 + spool.Statistics.Bytes + 1000;

            // The first that does not fit opens the reserve, and is taken; from then on low ones are not.
            Assert.Equal(11, await sink.TakeAsync(SpoolAlerts.Of(11, 10), Cancel));
            Assert.True(spool.Statistics.DiskIsFull);
            Assert.Equal(0, await sink.TakeAsync(SpoolAlerts.Of(0, 10), Cancel));
            Assert.Equal(12, await sink.TakeAsync(SpoolAlerts.Of(12, 70), Cancel));
            Assert.Equal([1, 0, 0, 0, 0], spool.Statistics.Refused);

            // When it is used up, the low one makes room; the severe ones wait, and are taken in their order when there is room.
            var waiting = Enumerable.Range(13, 60).Select(i => sink.TakeAsync(SpoolAlerts.Of(i, 70), Cancel)).ToList();
            await Wait.UntilAsync(() => spool.Statistics.Pending > 0 && spool.Statistics.GivenUp[0] > 0);
            disk.Capacity = long.MaxValue;
            await Wait.UntilAsync(() => waiting.TrueForAll(task => task.IsCompleted), () => time.Advance(TimeSpan.FromSeconds(1)));
            for (int i = 0; i < waiting.Count; i++) Assert.Equal(13 + i, await waiting[i]);

            time.Advance(TimeSpan.FromMinutes(2));
            Assert.Equal(73, await sink.TakeAsync(SpoolAlerts.Of(73, 70), Cancel));
            await Wait.UntilAsync(() => !spool.Statistics.DiskIsFull);
            Assert.Equal(74, await sink.TakeAsync(SpoolAlerts.Of(74, 10), Cancel));
            Assert.Equal([1, 0, 0, 0, 0], spool.Statistics.GivenUp);
        }

        await using var again = AlertSpool.Open(_folder.At("s"), [], options);
        Assert.Equal(Enumerable.Range(1, 74).Where(i => i != 11).Select(i => SpoolAlerts.Of(i).Id), SpoolAlerts.All(again).Select(alert => alert.Id));
    }
}
