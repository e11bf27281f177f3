using System.Globalization;
using CraneAnomaly.Capture.Files;
using CraneAnomaly.Kafka;
using CraneAnomaly.Mqtt;
using CraneAnomaly.Tests.Sinks.Spool;
using CraneAnomaly.Tests.Support;
using CraneAnomaly.Tests.Telemetry.Sparkplug;

namespace CraneAnomaly.Tests.Sinks.Brokers;

/// <summary>Telemetry that comes from brokers into a pipeline.</summary>
public sealed class BrokerSourceTests
{
    private const long Ms = 1_772_338_320_000;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Mqtt_JsonMessages_BecomeRowsEachOnce()
    {
        await using var broker = new MqttReceiver();
        await broker.StartAsync();
        await using var watch = new LiveWatch(new MqttSource(broker.Broker, "port/+/tic"));
        await broker.PublishUntilHeardAsync("port/x/tic", Message("warm", 0), () => watch.Lines > 0);
        long before = watch.Lines;
        for (int i = 1; i <= 500; i++) await broker.PublishAsync($"port/{i % 3}/tic", Message($"STS{i % 3}", i));
        // As people write it, over several lines.
        await broker.PublishAsync("port/a/tic", Message("STS9", 501).Replace(",", ",\r\n  ", StringComparison.Ordinal));
        await broker.PublishAsync("other/a/tic", Message("STS8", 502));
        await Wait.UntilAsync(() => watch.Lines == before + 501);
        await watch.StopAsync();

        Assert.Equal((0, 501), (watch.Bad, watch.Rows - watch.RowsOf("warm")));
    }

    [Fact]
    public async Task Mqtt_SparkplugMessages_BecomeRowsOfTheirDevices()
    {
        await using var broker = new MqttReceiver();
        await broker.StartAsync();
        await using var watch = new LiveWatch(new MqttSource(broker.Broker, "spBv1.0/quay/#"));
        byte[] birth = SparkplugPayloads.Payload(Ms, 0, SparkplugPayloads.Metric(name: "hoist.speed", alias: 1, value: SparkplugPayloads.Float(1)));
        await broker.PublishUntilHeardAsync("spBv1.0/quay/DBIRTH/edge/STS1", birth, () => watch.Lines > 0);
        for (int i = 1; i <= 20; i++)
            await broker.PublishAsync("spBv1.0/quay/DDATA/edge/STS1", SparkplugPayloads.Payload(Ms + i * 100, i, SparkplugPayloads.Metric(alias: 1, value: SparkplugPayloads.Float(i))));
        await Wait.UntilAsync(() => watch.Lines >= 21);
        await watch.StopAsync();

        Assert.Equal((0, 0), (watch.Bad, (int)watch.Pipeline.Telemetry.UnknownAliases));
        Assert.InRange(watch.RowsOf("STS1"), 20, 21);
    }

    [Fact]
    public async Task Mqtt_BrokerRestartsAndSourceIsAway_NothingIsLeftOut()
    {
        await using var broker = new MqttReceiver();
        await broker.StartAsync();
        var named = broker.Broker with { ClientId = "watch" };
        await using (var first = new LiveWatch(new MqttSource(named, "port/tic")))
        {
            await broker.PublishUntilHeardAsync("port/tic", Message("STS1", 0), () => first.Lines > 0);
            await broker.StopAsync();
            await broker.StartAsync();
            for (int i = 1; i <= 200; i++) await broker.PublishAsync("port/tic", Message("STS1", i));
            await Wait.UntilAsync(() => first.RowsOf("STS1") >= 150);
            await first.StopAsync();
            Assert.Equal(201, first.RowsOf("STS1"));
        }

        // Nobody watches; the broker keeps it for who has a name.
        for (int i = 201; i <= 300; i++) await broker.PublishAsync("port/tic", Message("STS1", i));
        await using var second = new LiveWatch(new MqttSource(named, "port/tic"));
        await Wait.UntilAsync(() => second.Lines >= 100);
        await second.StopAsync();
        Assert.Equal(100, second.RowsOf("STS1"));
    }

    [Fact]
    public async Task Mqtt_NoBroker_EndsTheWatchAndSaysWhy()
    {
        await using var watch = new LiveWatch(new MqttSource(new("127.0.0.1", LoopbackDaemon.FreePort()), "a"));
        await watch.Task.WaitAsync(TimeSpan.FromSeconds(30), Cancel);

        Assert.Equal(CaptureEnd.Unreadable, watch.Ended!.End);
        Assert.Contains("mqtt://127.0.0.1", watch.Ended.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Kafka_ATopic_IsReadByAGroupThatGoesOnWhereItWas()
    {
        await using var brokers = new KafkaReceiver();
        brokers.Create("tic", 2);
        await brokers.PublishAsync("tic", Enumerable.Range(0, 300).Select(i => ($"STS{i % 3}", Message($"STS{i % 3}", i / 3))));
        await using (var first = new LiveWatch(new KafkaSource(brokers.Cluster, "tic", "watch")))
        {
            await Wait.UntilAsync(() => first.Lines >= 300);
            await first.StopAsync();
            Assert.Equal((0, 300), (first.Bad, first.Rows));
        }

        await brokers.PublishAsync("tic", Enumerable.Range(300, 60).Select(i => ($"STS{i % 3}", Message($"STS{i % 3}", i / 3))));
        await using var second = new LiveWatch(new KafkaSource(brokers.Cluster, "tic", "watch"));
        await Wait.UntilAsync(() => second.Lines >= 60);
        await second.StopAsync();
        Assert.Equal(60, second.Rows);
    }

    [Fact]
    public async Task Kafka_AMemberThatDies_LeavesOutNothing()
    {
        await using var brokers = new KafkaReceiver();
        brokers.Create("tic", 1);
        await brokers.PublishAsync("tic", Enumerable.Range(0, 100).Select(i => ("STS1", Message("STS1", i))));

        // Read, and given up without being closed: nothing of it was settled.
        await using (var pieces = new KafkaSource(brokers.Cluster, "tic", "watch").ReadAsync(Cancel).GetAsyncEnumerator(Cancel))
        {
            Assert.True(await pieces.MoveNextAsync());
            Assert.False(pieces.Current.IsEmpty);
        }

        await using var second = new LiveWatch(new KafkaSource(brokers.Cluster, "tic", "watch"));
        await Wait.UntilAsync(() => second.Lines >= 100, seconds: 60);
        await second.StopAsync();
        Assert.Equal(100, second.Rows);
    }

    private static string Message(string crane, int tenths) => string.Create(CultureInfo.InvariantCulture,
        $"{{\"timestamp\":\"{DateTimeOffset.FromUnixTimeMilliseconds(Ms + tenths * 100):yyyy-MM-ddTHH:mm:ss.fffZ}\",\"crane\":\"{crane}\",\"hoist.speed\":{tenths % 10}}}");
}
