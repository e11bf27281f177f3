using CraneAnomaly.Sinks.Spool;
using CraneAnomaly.Sinks.Transports;
using MQTTnet;
using MQTTnet.Exceptions;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace CraneAnomaly.Mqtt;

/// <summary>
/// Publishes alerts to a topic of MQTT 5 with quality of service 1: one is delivered when the broker has said so (PUBACK). Each
/// carries its id and revision as the user property <c>id</c>, by which a subscriber leaves out what comes twice.
/// </summary>
public sealed class MqttTransport : AlertTransport
{
    // MQTT 5, 3.2.2.3.3: a broker says how many it takes unanswered; more help nobody.
    private const int MostInFlight = 100;

    private readonly MqttBroker _broker;
    private readonly string _topic;
    private IMqttClient? _client;
    private int _window = MostInFlight;

    /// <summary>Makes a transport.</summary>
    /// <param name="broker">The broker.</param>
    /// <param name="topic">The topic; no filter.</param>
    /// <param name="rendering">The words.</param>
    /// <exception cref="ArgumentException">The topic has a wildcard, or is empty.</exception>
    public MqttTransport(MqttBroker broker, string topic, AlertRendering rendering)
        : base($"{broker?.Address}/{topic}", rendering)
    {
        ArgumentNullException.ThrowIfNull(broker);
        ArgumentException.ThrowIfNullOrEmpty(topic);
        if (topic.AsSpan().ContainsAny('+', '#', '\0')) throw new ArgumentException("A topic that is published to has no wildcard.", nameof(topic));
        (_broker, _topic) = (broker, topic);
    }

    /// <summary>
    /// Whether an alert counts as delivered that the broker took while nobody subscribes to the topic: then it keeps nothing.
    /// By default it does not, and waits. Some brokers hand messages on without a subscriber, and say that there is none.
    /// </summary>
    public bool IsSubscriberOptional { get; init; }

    /// <inheritdoc/>
    public override DeliveryGuarantee Guarantee => DeliveryGuarantee.Acknowledged;

    /// <inheritdoc/>
    public override async ValueTask<bool> ConnectAsync(CancellationToken cancellationToken)
    {
        if (_client is { IsConnected: true }) return false;
        Close();
        _client = new MqttClientFactory().CreateMqttClient();
        try
        {
            var connected = await _client.ConnectAsync(_broker.Options(TimeSpan.Zero, MostInFlight), cancellationToken).ConfigureAwait(false);
            if (connected.ResultCode != MqttClientConnectResultCode.Success)
                throw new IOException($"{Name}: the broker refused the connection: {connected.ResultCode} {connected.ReasonString}".TrimEnd());
            _window = Math.Clamp((int)(connected.ReceiveMaximum ?? MostInFlight), 1, MostInFlight);
            return true;
        }
        catch (Exception e)
        {
            Close();
            if (e is MqttCommunicationException) throw new IOException($"{Name}: {(e.InnerException ?? e).Message}", e);
            throw;
        }
    }

    /// <inheritdoc/>
    public override async ValueTask<SendReport> SendAsync(IReadOnlyList<SpooledAlert> alerts, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(alerts);
        var batch = new Batch(alerts.Count);
        using (var window = new SemaphoreSlim(_window))
        {
            var published = new List<Task>(alerts.Count);
            for (int i = 0; i < alerts.Count; i++)
            {
                // None is sent behind one that failed: of one crane none may overtake another.
                await window.WaitAsync(CancellationToken.None).ConfigureAwait(false);
                if (batch.Failure is not null) break;
                published.Add(PublishAsync(alerts[i], i, batch, window, cancellationToken));
            }

            await Task.WhenAll(published).ConfigureAwait(false);
        }

        if (batch.Failure is null) return SendReport.Delivered(alerts.Count);

        // What is on the way has no answer any more.
        if (batch.IsBroken) Close();
        if (cancellationToken.IsCancellationRequested && !batch.Outcomes.Contains(AlertOutcome.Delivered)) throw new OperationCanceledException(cancellationToken);
        return SendReport.Each(batch.Outcomes, batch.Failure);
    }

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        if (_client is { IsConnected: true })
        {
            try
            {
                await _client.DisconnectAsync(new MqttClientDisconnectOptions(), CancellationToken.None).ConfigureAwait(false);
            }
            catch (Exception e) when (e is MqttCommunicationException or OperationCanceledException)
            {
                // It is gone, which was the intention.
            }
        }

        Close();
    }

    private async Task PublishAsync(SpooledAlert alert, int place, Batch batch, SemaphoreSlim window, CancellationToken cancellationToken)
    {
        try
        {
            var answer = await _client!.PublishAsync(Message(alert), cancellationToken).ConfigureAwait(false);
            var outcome = OutcomeOf(answer.ReasonCode);
            batch.Outcomes[place] = outcome;
            if (outcome != AlertOutcome.Delivered) batch.Failure ??= WordsOf(answer);
        }
        catch (Exception e) when (e is MqttCommunicationException or OperationCanceledException or InvalidOperationException)
        {
            batch.Failure ??= e is OperationCanceledException ? "the broker did not answer" : (e.InnerException ?? e).Message;
            batch.IsBroken = true;
        }
        finally
        {
            window.Release();
        }
    }

    private MqttApplicationMessage Message(SpooledAlert alert) => new()
    {
        Topic = _topic,
        Payload = new(alert.In(Rendering)),
        QualityOfServiceLevel = MqttQualityOfServiceLevel.AtLeastOnce,
        UserProperties = [new MqttUserProperty("id", System.Text.Encoding.UTF8.GetBytes(alert.Id + ":" + alert.Revision.ToString(System.Globalization.CultureInfo.InvariantCulture)))],
    };

    private AlertOutcome OutcomeOf(MqttClientPublishReasonCode code) => code switch
    {
        MqttClientPublishReasonCode.Success => AlertOutcome.Delivered,
        MqttClientPublishReasonCode.NoMatchingSubscribers when IsSubscriberOptional => AlertOutcome.Delivered,

        // What is wrong with this message stays wrong.
        MqttClientPublishReasonCode.PayloadFormatInvalid => AlertOutcome.Refused,
        _ => AlertOutcome.Later,
    };

    private static string WordsOf(MqttClientPublishResult answer) => answer.ReasonCode == MqttClientPublishReasonCode.NoMatchingSubscribers
        ? "nobody subscribes to the topic: the broker would keep nothing"
        : $"the broker answered {answer.ReasonCode} {answer.ReasonString}".TrimEnd();

    private void Close()
    {
        _client?.Dispose();
        _client = null;
    }

    private sealed class Batch
    {
        private volatile string? _failure;

        public Batch(int count) => Array.Fill(Outcomes = new AlertOutcome[count], AlertOutcome.Later);

        public AlertOutcome[] Outcomes { get; }

        /// <summary>The first thing that went wrong.</summary>
        public string? Failure
        {
            get => _failure;
            set => _failure = value;
        }

        /// <summary>Whether some have no answer.</summary>
        public bool IsBroken { get; set; }
    }
}
