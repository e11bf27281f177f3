using System.Diagnostics;
using System.Globalization;
using CraneAnomaly.Sinks.Delivery;
using CraneAnomaly.Sinks.Spool;
using CraneAnomaly.Sinks.Transports;
using CraneAnomaly.Tests.Pipeline;
using CraneAnomaly.Tests.Sinks.Spool;
using CraneAnomaly.Tests.Sinks.Transports;
using CraneAnomaly.Tests.Support;

namespace CraneAnomaly.Tests.Sinks.Delivery;

/// <summary>Receivers that go away and come back, in a time that the tests make.</summary>
public sealed class OutageTests : IDisposable
{
    private const int Count = 10_000;

    private readonly TempFolder _folder = new();
    private readonly ManualTime _time = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Theory, MemberData(nameof(TestReceiver.Kinds), MemberType = typeof(TestReceiver))]
    public async Task Deliver_AnHourAwayAndThreeFlaps_AllComeInOrder(string kind)
    {
        await using var receiver = new TestReceiver(kind, _time);
        await receiver.StartAsync();
        await using var spool = AlertSpool.Open(_folder.At("s"), [receiver.Transport.Rendering]);
        await using var delivery = new AlertDelivery(spool, [receiver.Transport], time: _time);
        var sink = SpoolAlerts.SinkOf(spool);
        int next = 1;
        Put(sink, ref next, 2500);
        await Wait.UntilAsync(() => delivery.Statistics[0].Delivered >= 1500, Tick);
        await receiver.StopAsync();
        Put(sink, ref next, 2500);
        var until = _time.Elapsed + TimeSpan.FromHours(1);
        await Wait.UntilAsync(() => _time.Elapsed > until, () => _time.Advance(TimeSpan.FromSeconds(20)));
        long failures = delivery.Statistics[0].Failures;
        for (int flap = 0; flap < 3; flap++)
        {
            await receiver.StartAsync();
            Put(sink, ref next, 1000);
            long before = delivery.Statistics[0].Delivered;
            await Wait.UntilAsync(() => delivery.Statistics[0].Delivered > before, Tick);
            await receiver.StopAsync();
            _time.Advance(TimeSpan.FromSeconds(5));
        }

        await receiver.StartAsync();
        Put(sink, ref next, Count - next + 1);
        var drained = delivery.DrainAsync(TimeSpan.FromHours(10), Cancel);
        await Wait.UntilAsync(() => drained.IsCompleted, Tick, seconds: 60);

        var statistics = delivery.Statistics[0];
        Assert.True(await drained, statistics.ToString());

        // What a broker has it hands on by and by.
        await Wait.UntilAsync(() => Arrivals.Of(receiver.Messages).Count >= Count);
        Arrivals.AreAll(Count, receiver.Messages);
        Assert.Equal((Count, 0), (statistics.Delivered, statistics.Lost));
        // An hour of tries every 30 s or so, after the first ones that came sooner; no storm of them.
        // Kafka's client takes a while to be left, in which this time runs on.
        if (kind != "file") Assert.InRange(failures, kind == "kafka" ? 5 : 60, 400);
        TestContext.Current.TestOutputHelper?.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{kind}: {receiver.Messages.Length - Count} came twice, {failures} tries in the hour"));
    }

    [Fact]
    public void Transports_ThatPromiseThatAllComes_AreAllTestedHere()
    {
        // Best effort and a stream of the caller's promise nothing that an outage could break.
        Type[] others = [typeof(SyslogUdpTransport), typeof(StreamTransport)];
        var transports = Directory.GetFiles(AppContext.BaseDirectory, "CraneAnomaly*.dll").Select(Path.GetFileNameWithoutExtension)
            .Where(name => name is not ("CraneAnomaly.Tests" or "CraneAnomaly.Fuzz.Canary")).SelectMany(name => System.Reflection.Assembly.Load(name!).GetTypes())
            .Where(type => type.IsSubclassOf(typeof(AlertTransport)) && !type.IsAbstract);

        Assert.Equal(
            TestReceiver.Transports.Values.Concat(others).Distinct().Select(type => type.Name).Order(StringComparer.Ordinal),
            transports.Select(type => type.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Deliver_DiskFullInBetween_AllThatWereTakenCome()
    {
        const int at = 3000, more = 300;
        var disk = new FaultyDisk();
        await using var receiver = new TestReceiver("hec", _time);
        await receiver.StartAsync();
        await using var spool = AlertSpool.Open(
            _folder.At("s"), [receiver.Transport.Rendering], SpoolOptions.Default with { SegmentBytes = 256 * 1024, ReserveBytes = 1024 * 1024 }, _time, disk);
        await using var delivery = new AlertDelivery(spool, [receiver.Transport], time: _time);
        var sink = SpoolAlerts.SinkOf(spool);
        List<int> taken = [], refused = [];
        for (int i = 1; i <= Count; i += 100)
        {
            if (i == at + 1) disk.Capacity = 1024 * 1024 + spool.Statistics.Bytes;
            if (i == 2 * at + 1) disk.Capacity = long.MaxValue;
            // Every third one is not severe.
            var numbers = Enumerable.Range(i, 100).ToList();
            var results = Task.WhenAll(numbers.Select(number => sink.TakeAsync(SpoolAlerts.Of(number, number % 3 == 0 ? 30 : 65), Cancel)));
            await Wait.UntilAsync(() => results.IsCompleted, () => _time.Advance(TimeSpan.FromSeconds(2)));
            foreach (var (number, sequence) in numbers.Zip(await results)) (sequence > 0 ? taken : refused).Add(number);
        }

        var drained = delivery.DrainAsync(TimeSpan.FromHours(10), Cancel);
        await Wait.UntilAsync(() => drained.IsCompleted, Tick, seconds: 60);
        var arrived = Arrivals.Of(receiver.Messages);
        Assert.Equal(taken, arrived.Order());
        Assert.True(refused.Count >= more, $"{refused.Count} refused");
        // The receiver made room all the time: not one severe alert was refused.
        Assert.All(refused, number => Assert.Equal(0, number % 3));
        Assert.Equal(refused.Count, spool.Statistics.Refused.Sum());
        Assert.Equal(0, spool.Statistics.GivenUp.Sum());
    }

    [Fact]
    public async Task Deliver_OneReceiverAwayAndOneSlow_HoldUpNoOther()
    {
        await using TestReceiver away = new("hec", _time), slow = new("tcp", _time), well = new("tls", _time);
        await slow.StartAsync();
        await well.StartAsync();
        slow.Syslog.PauseMs = 300;
        await using var spool = AlertSpool.Open(_folder.At("s"), [away.Transport.Rendering, well.Transport.Rendering]);
        await using var delivery = new AlertDelivery(spool, [away.Transport, slow.Transport, well.Transport], time: _time);
        var sink = SpoolAlerts.SinkOf(spool);
        long start = Stopwatch.GetTimestamp();
        int next = 1;
        Put(sink, ref next, 3000);
        // Written, and then read by the receiver.
        await Wait.UntilAsync(() => delivery.Statistics[2].Delivered == 3000 && well.Messages.Length >= 3000, Tick);

        Assert.InRange(Stopwatch.GetElapsedTime(start).TotalSeconds, 0, 10);
        Assert.Equal(0, delivery.Statistics[0].Delivered);
        Arrivals.AreAll(3000, well.Messages);
        slow.Syslog.PauseMs = 0;
        await away.StartAsync();
        var drained = delivery.DrainAsync(TimeSpan.FromHours(10), Cancel);
        await Wait.UntilAsync(() => drained.IsCompleted, Tick, seconds: 60);
        Arrivals.AreAll(3000, away.Messages);
        Arrivals.AreAll(3000, slow.Messages);
    }

    [Fact]
    public async Task Deliver_ReceiverThatNeverReads_IsLeftAndTriedAgain()
    {
        await using var receiver = new TestReceiver("tcp", _time);
        receiver.Syslog.Reads = false;
        await receiver.StartAsync();
        await using var spool = AlertSpool.Open(_folder.At("s"), [receiver.Transport.Rendering]);
        await using var delivery = new AlertDelivery(spool, [receiver.Transport], time: _time);
        int next = 1;
        Put(SpoolAlerts.SinkOf(spool), ref next, 2000);
        await Wait.UntilAsync(() => receiver.Syslog.Connections >= 2, () => _time.Advance(TimeSpan.FromMilliseconds(500)));

        receiver.Syslog.Reads = true;
        var drained = delivery.DrainAsync(TimeSpan.FromHours(10), Cancel);
        await Wait.UntilAsync(() => drained.IsCompleted, Tick, seconds: 60);
        Assert.Equal(Enumerable.Range(1, 2000), Arrivals.Of(receiver.Messages).Order());
    }

    [Fact]
    public async Task Deliver_ReceiverThatConfirmsNothing_GoesOnAndSendsTheLastAgain()
    {
        await using var receiver = new TestReceiver("tcp", _time);
        receiver.Syslog.KeepsItsEnd = true;
        await receiver.StartAsync();
        await using var spool = AlertSpool.Open(_folder.At("s"), [receiver.Transport.Rendering]);
        await using var delivery = new AlertDelivery(spool, [receiver.Transport], time: _time);
        int next = 1;
        Put(SpoolAlerts.SinkOf(spool), ref next, 5000);
        var drained = delivery.DrainAsync(TimeSpan.FromHours(10), Cancel);
        await Wait.UntilAsync(() => drained.IsCompleted, Tick, seconds: 60);

        Arrivals.AreAll(5000, receiver.Messages);
        Assert.InRange(receiver.Messages.Length, 5000, 7000);
    }

    [Fact]
    public async Task Deliver_OverALinkThatGoesOneWay_TheNumbersSayWhatIsMissing()
    {
        // Nothing ever comes back, and every tenth datagram does not come.
        using var receiver = new System.Net.Sockets.UdpClient(new System.Net.IPEndPoint(System.Net.IPAddress.Loopback, 0));
        receiver.Client.ReceiveBufferSize = 8 * 1024 * 1024;
        int port = ((System.Net.IPEndPoint)receiver.Client.LocalEndPoint!).Port;
        var cef = new AlertRendering("cef", SyslogHeader.Rfc5424);
        await using var spool = AlertSpool.Open(_folder.At("s"), [cef]);
        await using var delivery = new AlertDelivery(spool, [new SyslogUdpTransport("127.0.0.1", port, cef)]);
        int next = 1;
        Put(SpoolAlerts.SinkOf(spool), ref next, 300);
        Assert.True(await delivery.DrainAsync(TimeSpan.FromSeconds(20), Cancel));
        List<int> numbers = [];
        for (int i = 1; receiver.Available > 0; i++)
        {
            string message = System.Text.Encoding.UTF8.GetString((await receiver.ReceiveAsync(Cancel)).Buffer);
            if (i % 10 != 0) numbers.Add(int.Parse(message.Split("sequenceId=\"")[1].Split('"')[0], CultureInfo.InvariantCulture));
        }

        Assert.Equal(Enumerable.Range(1, 30).Select(i => i * 10), Enumerable.Range(1, 300).Except(numbers));
        Assert.Equal((300, DeliveryGuarantee.BestEffort), (delivery.Statistics[0].Delivered, delivery.Statistics[0].Guarantee));
    }

    [Fact]
    public async Task Deliver_OverUdpToNobody_CountsWhatIsKnownToBeLost()
    {
        var cef = new AlertRendering("cef", SyslogHeader.Rfc5424);
        await using var spool = AlertSpool.Open(_folder.At("s"), [cef]);
        await using var delivery = new AlertDelivery(spool, [new SyslogUdpTransport("127.0.0.1", LoopbackDaemon.FreePort(), cef)]);
        int next = 1;
        Put(SpoolAlerts.SinkOf(spool), ref next, 100);
        Assert.True(await delivery.DrainAsync(TimeSpan.FromSeconds(20), Cancel));

        Assert.InRange(delivery.Statistics[0].Dropped, 1, 100);
        Assert.Equal(delivery.Statistics[0].Dropped, delivery.Statistics[0].Lost);
    }

    private static void Put(SpoolSink sink, ref int next, int count)
    {
        for (int end = next + count; next < end; next++) sink.OnAlert(SpoolAlerts.Of(next));
    }

    private void Tick() => _time.Advance(TimeSpan.FromMilliseconds(100));
}
