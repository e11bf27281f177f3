using System.Collections.Concurrent;
using System.Text;
using CraneAnomaly.Mqtt;
using CraneAnomaly.Sinks.Spool;
using CraneAnomaly.Tests.Sinks.Spool;
using MQTTnet;
using MQTTnet.Formatter;

namespace CraneAnomaly.Tests.Sinks.Brokers;

/// <summary>A broker, and a subscriber that it keeps messages for while one of both is away.</summary>
internal sealed class MqttReceiver : IAsyncDisposable
{
    public const string Topic = "port/crane alerts";

    private readonly Mosquitto _broker = new();
    private readonly IMqttClient _subscriber = new MqttClientFactory().CreateMqttClient();
    private readonly ConcurrentQueue<string> _messages = new();

    public MqttReceiver() => _subscriber.ApplicationMessageReceivedAsync += message =>
    {
        _messages.Enqueue(message.ApplicationMessage.ConvertPayloadToString());
        return Task.CompletedTask;
    };

    public MqttBroker Broker => new("127.0.0.1", _broker.Port);

    public string[] Messages => [.. _messages];

    public MqttTransport Transport() => new(Broker, Topic, AlertRendering.Lines);

    public async Task StartAsync()
    {
        _broker.Start();
        var options = new MqttClientOptionsBuilder().WithTcpServer("127.0.0.1", _broker.Port).WithProtocolVersion(MqttProtocolVersion.V500)
            .WithClientId("siem").WithCleanStart(false).WithSessionExpiryInterval(3600).Build();
        await _subscriber.ConnectAsync(options, TestContext.Current.CancellationToken);
        await SubscribeAsync();
    }

    public Task SubscribeAsync() =>
        _subscriber.SubscribeAsync(new MqttClientSubscribeOptionsBuilder().WithTopicFilter(filter => filter.WithTopic(Topic).WithAtLeastOnceQoS()).Build());

    public async Task StopAsync()
    {
        await _broker.StopAsync();
        await Wait.UntilAsync(() => !_subscriber.IsConnected);
    }

    public Task UnsubscribeAsync() => _subscriber.UnsubscribeAsync(new MqttClientUnsubscribeOptionsBuilder().WithTopicFilter(Topic).Build());

    /// <summary>Publishes until somebody is there to hear it.</summary>
    public async Task PublishUntilHeardAsync(string topic, byte[] payload, Func<bool> isHeard)
    {
        while (!isHeard())
        {
            await PublishAsync(topic, payload);
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }

    public Task PublishUntilHeardAsync(string topic, string payload, Func<bool> isHeard) => PublishUntilHeardAsync(topic, Encoding.UTF8.GetBytes(payload), isHeard);

    public Task PublishAsync(string topic, byte[] payload, int quality = 1) => _subscriber.PublishAsync(
        new MqttApplicationMessageBuilder().WithTopic(topic).WithPayload(payload).WithQualityOfServiceLevel((MQTTnet.Protocol.MqttQualityOfServiceLevel)quality).Build());

    public Task PublishAsync(string topic, string payload) => PublishAsync(topic, Encoding.UTF8.GetBytes(payload));

    public ValueTask DisposeAsync()
    {
        _subscriber.Dispose();
        _broker.Dispose();
        return ValueTask.CompletedTask;
    }
}
