using CraneAnomaly.Sinks.Spool;
using CraneAnomaly.Tests.Pipeline;

namespace CraneAnomaly.Tests.Sinks.Spool;

public sealed class SpoolDamageTests : IDisposable
{
    private static readonly SpoolOptions s_options = new() { ReserveBytes = 0, SegmentBytes = 64 * 1024 };

    private readonly TempFolder _folder = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    // A crash in the middle of a write leaves any beginning of it, and perhaps something after it.
    [Fact]
    public async Task Open_CutAtAnyByteOfTheLastAlert_KeepsAllBefore()
    {
        await SpoolAlerts.FillAsync(_folder.At("s"), 1, 1, s_options);
        string file = FileOf("s");
        int before = File.ReadAllBytes(file).Length;
        await SpoolAlerts.FillAsync(_folder.At("s"), 2, 1, s_options);
        byte[] whole = File.ReadAllBytes(file);
        var random = new Random(7);
        for (int length = before; length < whole.Length; length += 1 + random.Next(120))
        {
            byte[] junk = new byte[random.Next(3) * 40];
            random.NextBytes(junk);
            File.WriteAllBytes(file, [.. whole[..length], .. junk]);
            await using (var spool = AlertSpool.Open(_folder.At("s"), [], s_options))
            {
                Assert.Equal([1L], SpoolAlerts.All(spool).Select(alert => alert.Sequence));
                Assert.Equal((0L, (long)(length - before + junk.Length)), (spool.Statistics.Damaged, spool.Statistics.TornBytes));
                Assert.Equal(2, await SpoolAlerts.SinkOf(spool).TakeAsync(SpoolAlerts.Of(2), Cancel));
            }

            Assert.Equal(whole, File.ReadAllBytes(file));
        }
    }

    [Fact]
    public async Task Open_AnyByteChanged_LosesThatAlertAloneAndCountsIt()
    {
        const int count = 40;
        for (int i = 1; i <= count; i++) await SpoolAlerts.FillAsync(_folder.At("s"), i, 1, s_options with { SegmentBytes = 1 << 20 });
        byte[] whole = File.ReadAllBytes(FileOf("s"));
        var random = new Random(11);
        int torn = 0;
        for (int round = 0; round < 60; round++)
        {
            byte[] changed = [.. whole];
            changed[random.Next(changed.Length)] ^= (byte)(1 + random.Next(255));
            Directory.CreateDirectory(_folder.At("c"));
            File.WriteAllBytes(Path.Combine(_folder.At("c"), Path.GetFileName(FileOf("s"))), changed);
            await using (var spool = AlertSpool.Open(_folder.At("c"), [], s_options))
            {
                var all = SpoolAlerts.All(spool);
                var statistics = spool.Statistics;
                Assert.InRange(all.Count, count - 1, count);
                Assert.Equal(all.Count, all.Select(alert => alert.Sequence).Distinct().Count());
                if (all.Count == count) Assert.Equal(0, statistics.Damaged);
                // The last one: nothing behind it says that it was safe.
                else if (all[^1].Sequence == count - 1) torn++;
                else Assert.Equal(1, statistics.Damaged);
            }

            Directory.Delete(_folder.At("c"), recursive: true);
        }

        Assert.InRange(torn, 0, 6);
    }

    [Fact]
    public async Task Open_LastAlertGoneThatAReceiverHas_NumberIsNotGivenTwice()
    {
        await using (var spool = AlertSpool.Open(_folder.At("s"), [], s_options))
        {
            for (int i = 1; i <= 3; i++) await SpoolAlerts.SinkOf(spool).TakeAsync(SpoolAlerts.Of(i), Cancel);
            spool.Move(spool.Cursor("x"), 3, 3);
        }

        string file = FileOf("s");
        File.WriteAllBytes(file, File.ReadAllBytes(file)[..^1]);
        await using (var spool = AlertSpool.Open(_folder.At("s"), [], s_options))
        {
            Assert.Equal(1, spool.Statistics.Damaged);
            Assert.Equal(4, await SpoolAlerts.SinkOf(spool).TakeAsync(SpoolAlerts.Of(4), Cancel));
            Assert.Equal([1L, 2, 4], SpoolAlerts.All(spool).Select(alert => alert.Sequence));
            Assert.Equal(1, spool.Read(2, 10, 1 << 20).Missing);
        }

        await using var again = AlertSpool.Open(_folder.At("s"), [], s_options);
        Assert.Equal([1L, 2, 4], SpoolAlerts.All(again).Select(alert => alert.Sequence));
    }

    [Fact]
    public async Task Append_SyncFailed_FileIsNotTrustedAgain()
    {
        var (disk, time) = (new FaultyDisk(), new ManualTime());
        await using (var spool = AlertSpool.Open(_folder.At("s"), [], s_options, time, disk))
        {
            var sink = SpoolAlerts.SinkOf(spool);
            await sink.TakeAsync(SpoolAlerts.Of(1), Cancel);
            disk.SyncFails = true;
            var second = sink.TakeAsync(SpoolAlerts.Of(2), Cancel);
            await Wait.UntilAsync(() => disk.FailedSyncs > 0);
            disk.SyncFails = false;
            await Wait.UntilAsync(() => second.IsCompleted, () => time.Advance(TimeSpan.FromSeconds(1)));
            Assert.Equal(2, await second);
        }

        Assert.Equal(2, Directory.GetFiles(_folder.At("s"), "*.spool").Length);
        await using var again = AlertSpool.Open(_folder.At("s"), [], s_options);
        Assert.Equal([1L, 2], SpoolAlerts.All(again).Select(alert => alert.Sequence));
    }

    private string FileOf(string folder) => Directory.GetFiles(_folder.At(folder), "*.spool").Order(StringComparer.Ordinal).Last();
}
