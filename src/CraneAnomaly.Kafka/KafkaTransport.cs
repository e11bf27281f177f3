using System.Globalization;
using System.Text;
using Confluent.Kafka;
using CraneAnomaly.Sinks.Spool;
using CraneAnomaly.Sinks.Transports;

namespace CraneAnomaly.Kafka;

/// <summary>
/// Writes alerts to a topic of Kafka: one is delivered when all replicas that are in step have it. The key is the crane, so
/// that alerts of one crane keep their order; the producer is idempotent. Each carries its id and revision as the header
/// <c>id</c>, by which a consumer leaves out what comes twice after an answer was lost.
/// </summary>
public sealed class KafkaTransport : AlertTransport
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);

    private readonly KafkaCluster _cluster;
    private readonly string _topic;
    private readonly TimeProvider _time;
    private IProducer<string, ReadOnlyMemory<byte>>? _producer;
    private volatile string? _lastError;

    /// <summary>Makes a transport.</summary>
    /// <param name="cluster">The cluster.</param>
    /// <param name="topic">The topic.</param>
    /// <param name="rendering">The words.</param>
    /// <param name="time">The clock of patience; null for the system's.</param>
    public KafkaTransport(KafkaCluster cluster, string topic, AlertRendering rendering, TimeProvider? time = null)
        : base($"{cluster?.Address}/{topic}", rendering)
    {
        ArgumentNullException.ThrowIfNull(cluster);
        ArgumentException.ThrowIfNullOrEmpty(topic);
        (_cluster, _topic, _time) = (cluster, topic, time ?? TimeProvider.System);
    }

    /// <inheritdoc/>
    public override DeliveryGuarantee Guarantee => DeliveryGuarantee.Acknowledged;

    /// <inheritdoc/>
    public override async ValueTask<SendReport> SendAsync(IReadOnlyList<SpooledAlert> alerts, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(alerts);
        var producer = _producer ??= Connect();
        var batch = new Batch(alerts.Count);
        for (int i = 0; i < alerts.Count && batch.IsOpen; i++) Produce(producer, alerts[i], i, batch);
        using var patience = new CancellationTokenSource(s_patience, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            await batch.Answered.WaitAsync(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            batch.Fail(_lastError ?? string.Create(CultureInfo.InvariantCulture, $"no broker answered within {s_patience.TotalSeconds:N0} s"));
        }

        var (outcomes, why) = batch.Close();
        if (why is null) return SendReport.Delivered(alerts.Count);

        // What still waits inside would come later, behind what is sent again: it goes with its producer.
        _producer = null;
        await Task.Run(producer.Dispose, CancellationToken.None).ConfigureAwait(false);
        return SendReport.Each(outcomes, why);
    }

    /// <inheritdoc/>
    public override ValueTask DisposeAsync()
    {
        _producer?.Dispose();
        _producer = null;
        return ValueTask.CompletedTask;
    }

    private IProducer<string, ReadOnlyMemory<byte>> Connect()
    {
        _lastError = null;
        var config = _cluster.In(new ProducerConfig
        {
            Acks = Acks.All,
            EnableIdempotence = true,

            // It never gives up one of several: all are given up together, or none overtakes another.
            MessageTimeoutMs = 0,
            LingerMs = 5,
            ReconnectBackoffMaxMs = 2000,

            // That of other clients, so that what they write of a crane lies in its partition.
            Partitioner = Partitioner.Murmur2,
        });
        return new ProducerBuilder<string, ReadOnlyMemory<byte>>(config)
            .SetValueSerializer(new AsItIs())
            .SetErrorHandler((_, error) => _lastError = error.Reason)
            .SetLogHandler((_, _) => { })
            .Build();
    }

    private void Produce(IProducer<string, ReadOnlyMemory<byte>> producer, SpooledAlert alert, int place, Batch batch)
    {
        var message = new Message<string, ReadOnlyMemory<byte>>
        {
            Key = alert.Crane,
            Value = alert.In(Rendering),
            Headers = new() { { "id", Encoding.UTF8.GetBytes(alert.Id + ":" + alert.Revision.ToString(CultureInfo.InvariantCulture)) } },
        };
        try
        {
            producer.Produce(_topic, message, report => batch.Answer(place, report.Error));
        }
        catch (ProduceException<string, ReadOnlyMemory<byte>> e)
        {
            batch.Answer(place, e.Error);
        }
        catch (KafkaException e)
        {
            batch.Answer(place, e.Error);
        }
    }

    private sealed class AsItIs : ISerializer<ReadOnlyMemory<byte>>
    {
        public byte[] Serialize(ReadOnlyMemory<byte> data, SerializationContext context) => data.ToArray();
    }

    /// <summary>What became of alerts that were sent together; told by threads of the library.</summary>
    private sealed class Batch
    {
        private readonly Lock _gate = new();
        private readonly AlertOutcome[] _outcomes;
        private readonly TaskCompletionSource _answered = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _open;
        private string? _why;
        private bool _closed;

        public Batch(int count)
        {
            Array.Fill(_outcomes = new AlertOutcome[count], AlertOutcome.Later);
            if ((_open = count) == 0) _answered.SetResult();
        }

        /// <summary>Completes when each has an answer, or the first of them failed.</summary>
        public Task Answered => _answered.Task;

        /// <summary>Whether none has failed.</summary>
        public bool IsOpen
        {
            get
            {
                lock (_gate) return _why is null;
            }
        }

        public void Answer(int place, Error error)
        {
            lock (_gate)
            {
                if (_closed) return;
                _outcomes[place] = error.Code switch
                {
                    ErrorCode.NoError => AlertOutcome.Delivered,
                    ErrorCode.MsgSizeTooLarge or ErrorCode.InvalidRecord => AlertOutcome.Refused,
                    _ => AlertOutcome.Later,
                };
                if (error.IsError) _why ??= error.Reason;
                if (--_open == 0 || _outcomes[place] == AlertOutcome.Later) _answered.TrySetResult();
            }
        }

        public void Fail(string why)
        {
            lock (_gate) _why ??= why;
        }

        public (AlertOutcome[] Outcomes, string? Why) Close()
        {
            lock (_gate)
            {
                _closed = true;
                return (_outcomes, _why);
            }
        }
    }
}
