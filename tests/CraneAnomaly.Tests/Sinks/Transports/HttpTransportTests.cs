using System.Globalization;
using CraneAnomaly.Sinks.Delivery;
using CraneAnomaly.Sinks.Spool;
using CraneAnomaly.Sinks.Transports;
using CraneAnomaly.Tests.Pipeline;
using CraneAnomaly.Tests.Sinks.Spool;

namespace CraneAnomaly.Tests.Sinks.Transports;

public sealed class HttpTransportTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly ManualTime _time = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<string> Kinds => ["hec", "hec-ack", "elastic", "sentinel"];

    public void Dispose() => _folder.Dispose();

    public static HttpAlertTransport Make(string kind, Uri address, TimeProvider time, string token = HttpReceiver.Token)
    {
        var target = new HttpTarget(address, _ => new(token));
        return kind switch
        {
            "hec" => new HecTransport(target, waitForIndexing: false, time),
            "hec-ack" => new HecTransport(target, waitForIndexing: true, time),
            "elastic" => new ElasticTransport(target, time: time),
            _ => new LogsIngestionTransport(target, "dcr-0123", "Custom-Crane_CL", time),
        };
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task Send_ReceiverWell_AllComeOnceInOrder(string kind)
    {
        await using var receiver = new HttpReceiver { AsksUntilIndexed = 2 };
        var statistics = await DeliverAsync(kind, receiver, 1200);

        Arrivals.AreAll(1200, receiver.Messages);
        Assert.Equal(1200, receiver.Messages.Length);
        Assert.Equal((1200, 0, 0), (statistics.Delivered, statistics.Failures, statistics.Lost));
        Assert.Equal(DeliveryGuarantee.Acknowledged, statistics.Guarantee);
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task Send_ReceiverFailsInEveryWay_AllCome(string kind)
    {
        var random = new Random(5);
        await using var receiver = new HttpReceiver();
        receiver.Next = () => (HttpFault)random.Next((int)HttpFault.Unauthorized);
        var statistics = await DeliverAsync(kind, receiver, 1200);

        // Documents of the bulk interface have no order: those that are told to come again come later.
        Arrivals.AreAll(1200, receiver.Messages, inOrder: kind != "elastic");
        Assert.Equal((0, 0), (statistics.Refused, statistics.Missed));
        Assert.True(statistics.Failures > 3, statistics.ToString());
    }

    [Theory]
    [InlineData("hec", HttpFault.Busy)]
    [InlineData("sentinel", HttpFault.TooMany)]
    public async Task Send_RetryAfter_IsKept(string kind, HttpFault fault)
    {
        await using var receiver = new HttpReceiver { RetryAfter = 600 };
        TimeSpan? failed = null, came = null;
        receiver.Next = () =>
        {
            if (failed is null)
            {
                failed = _time.Elapsed;
                return fault;
            }

            came = _time.Elapsed;
            return HttpFault.None;
        };

        // On a busy machine the clock would run past the time-out of the first post before it is answered.
        await DeliverAsync(kind, receiver, 10, delivery => delivery.Statistics[0].Failures == 0 ? TimeSpan.Zero : TimeSpan.FromSeconds(10));

        Assert.InRange(came!.Value - failed!.Value, TimeSpan.FromSeconds(600), TimeSpan.FromSeconds(640));
    }

    [Theory]
    [InlineData("hec")]
    [InlineData("elastic")]
    [InlineData("sentinel")]
    public async Task Send_OneThatIsNeverTaken_GoesAsideAndHoldsUpNoOther(string kind)
    {
        await using var receiver = new HttpReceiver { Poison = "ca-000077" };
        var statistics = await DeliverAsync(kind, receiver, 200);

        Assert.Equal(Enumerable.Range(1, 200).Where(i => i != 77), Arrivals.Of(receiver.Messages));
        Assert.Equal((199, 1), (statistics.Delivered, statistics.Refused));
        string letter = Assert.Single(File.ReadAllLines(_folder.At("s", "dead-letter.ndjson")));
        Assert.Contains("ca-000077", letter, StringComparison.Ordinal);
        Assert.Contains("400", letter, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("hec")]
    [InlineData("elastic")]
    public async Task Send_AllAreRefused_AreHeldAndNotThrownAway(string kind)
    {
        await using var receiver = new HttpReceiver { Poison = "ca-000" };
        await receiver.StartAsync();
        var transport = Make(kind, receiver.Address, _time);
        await using var spool = AlertSpool.Open(_folder.At("s"), [transport.Rendering]);
        var sink = SpoolAlerts.SinkOf(spool);
        for (int i = 1; i <= 200; i++) sink.OnAlert(SpoolAlerts.Of(i));
        await using var delivery = new AlertDelivery(spool, [transport], time: _time);
        await Wait.UntilAsync(() => delivery.Statistics[0].Failures > 5, () => _time.Advance(TimeSpan.FromSeconds(1)));
        Assert.Equal((10, 0), (delivery.Statistics[0].Refused, delivery.Statistics[0].Delivered));

        // Somebody has set up the index that was missing.
        receiver.Poison = "\u0001";
        var drained = delivery.DrainAsync(TimeSpan.FromDays(1), Cancel);
        await Wait.UntilAsync(() => drained.IsCompleted, () => _time.Advance(TimeSpan.FromSeconds(1)));
        Assert.Equal(Enumerable.Range(11, 190), Arrivals.Of(receiver.Messages));
    }

    [Fact]
    public async Task Send_WrongToken_WaitsForThePersonAndShowsNoToken()
    {
        await using var receiver = new HttpReceiver();
        await receiver.StartAsync();
        await using var transport = Make("hec", receiver.Address, _time, "wr0ng-token");
        await using var spool = AlertSpool.Open(_folder.At("s"), [transport.Rendering]);
        await using var delivery = new AlertDelivery(spool, [transport], time: _time);
        await SpoolAlerts.SinkOf(spool).TakeAsync(SpoolAlerts.Of(1), Cancel);
        await Wait.UntilAsync(() => delivery.Statistics[0].Failures > 2, () => _time.Advance(TimeSpan.FromSeconds(1)));

        var statistics = delivery.Statistics[0];
        Assert.Contains("401", statistics.LastFailure, StringComparison.Ordinal);
        Assert.DoesNotContain("wr0ng", statistics.ToString(), StringComparison.Ordinal);
        Assert.Equal((0, 1), (statistics.Refused, statistics.Behind));
    }

    [Fact]
    public async Task Send_TokenWithALineEnd_IsNoHeaderAndNotShown()
    {
        await using var transport = Make("hec", new("http://127.0.0.1:9"), _time, "abc\r\nX-Other: 1");

        var error = await Assert.ThrowsAsync<IOException>(async () => await transport.SendAsync([], Cancel));
        Assert.DoesNotContain("abc", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://siem.example:8088", "plain HTTP")]
    [InlineData("ftp://siem.example", "neither")]
    [InlineData("https://user:word@siem.example", "no place")]
    public void Target_NotSafe_IsRefused(string address, string why) =>
        Assert.Contains(why, Assert.Throws<ArgumentException>(() => new HttpTarget(new(address), _ => new(""))).Message, StringComparison.Ordinal);

    private async Task<SinkStatistics> DeliverAsync(string kind, HttpReceiver receiver, int count, Func<AlertDelivery, TimeSpan>? step = null)
    {
        await receiver.StartAsync();
        var transport = Make(kind, receiver.Address, _time);
        await using var spool = AlertSpool.Open(_folder.At("s"), [transport.Rendering]);
        var sink = SpoolAlerts.SinkOf(spool);
        for (int i = 1; i <= count; i++) sink.OnAlert(SpoolAlerts.Of(i));
        await spool.FlushAsync(Cancel);
        await using var delivery = new AlertDelivery(spool, [transport], time: _time);
        var drained = delivery.DrainAsync(TimeSpan.FromDays(10), Cancel);
        await Wait.UntilAsync(() => drained.IsCompleted, () => _time.Advance(step?.Invoke(delivery) ?? TimeSpan.FromMilliseconds(250)), seconds: 60);
        Assert.True(await drained, string.Create(CultureInfo.InvariantCulture, $"{delivery.Statistics[0]}"));
        return delivery.Statistics[0];
    }
}
