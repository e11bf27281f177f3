using System.Buffers;
using System.Runtime.CompilerServices;
using Confluent.Kafka;
using CraneAnomaly.Capture;
using CraneAnomaly.Capture.Live;

namespace CraneAnomaly.Kafka;

/// <summary>
/// Telemetry and logs from topics of Kafka, as a member of a consumer group. How far it is, is committed 10 s after the
/// pipeline has taken it, which is longer than rows wait to be put in order: after a crash they are read again, none is left out.
/// Several members share the partitions; of one crane all has to lie in one partition, as it does when its name is the key.
/// </summary>
public sealed class KafkaSource : LiveSource
{
    private const int PieceBytes = 128 * 1024;
    private static readonly TimeSpan s_settled = TimeSpan.FromSeconds(10), s_patience = TimeSpan.FromSeconds(20), s_look = TimeSpan.FromMilliseconds(100);

    private readonly KafkaCluster _cluster;
    private readonly string _topic, _group;
    private readonly TimeProvider _time;

    /// <summary>Makes a source.</summary>
    /// <param name="cluster">The cluster.</param>
    /// <param name="topic">The topic, or with <c>^</c> in front a regular expression for several.</param>
    /// <param name="group">The consumer group. A new one begins with what is there.</param>
    /// <param name="format">What messages hold.</param>
    /// <param name="time">The clock by which it is committed; null for the system's.</param>
    /// <exception cref="ArgumentException">A name is empty, or messages cannot hold that.</exception>
    public KafkaSource(KafkaCluster cluster, string topic, string group, InputFormat format = InputFormat.Json, TimeProvider? time = null)
        : base($"{cluster?.Address}/{topic}", format)
    {
        ArgumentNullException.ThrowIfNull(cluster);
        ArgumentException.ThrowIfNullOrEmpty(topic);
        ArgumentException.ThrowIfNullOrEmpty(group);
        if (format is not (InputFormat.Json or InputFormat.Zeek or InputFormat.Eve)) throw new ArgumentException("A message holds json, zeek or eve.", nameof(format));
        (_cluster, _topic, _group, _time) = (cluster, topic, group, time ?? TimeProvider.System);
    }

    /// <inheritdoc/>
    public override async IAsyncEnumerable<ReadOnlyMemory<byte>> ReadAsync([EnumeratorCancellation] CancellationToken stop)
    {
        using var consumer = await Task.Run(Subscribe, CancellationToken.None).ConfigureAwait(false);
        var piece = new ArrayBufferWriter<byte>(PieceBytes);
        var read = new Dictionary<TopicPartition, Offset>();
        var taken = new Queue<(long At, TopicPartitionOffset Next)>();
        while (true)
        {
            // At the end too, what the library holds already is read.
            bool isLast = stop.IsCancellationRequested;
            piece.ResetWrittenCount();
            await Task.Run(() => Fill(consumer, piece, read, isLast ? TimeSpan.Zero : s_look), CancellationToken.None).ConfigureAwait(false);
            if (piece.WrittenCount > 0) yield return piece.WrittenMemory;
            foreach (var (partition, next) in read) taken.Enqueue((_time.GetTimestamp(), new(partition, next)));
            read.Clear();
            bool isOver = isLast && piece.WrittenCount == 0;
            while (taken.TryPeek(out var first) && (isOver || _time.GetElapsedTime(first.At) >= s_settled)) Store(consumer, taken.Dequeue().Next);
            if (isOver) break;
        }

        // Commits what was stored, and leaves the group.
        await Task.Run(consumer.Close, CancellationToken.None).ConfigureAwait(false);
    }

    private IConsumer<Ignore, byte[]> Subscribe()
    {
        var config = _cluster.In(new ConsumerConfig
        {
            GroupId = _group,
            EnableAutoOffsetStore = false,
            EnableAutoCommit = true,
            AutoCommitIntervalMs = 1000,
            AutoOffsetReset = AutoOffsetReset.Earliest,
            PartitionAssignmentStrategy = PartitionAssignmentStrategy.CooperativeSticky,

            // So long others wait for one that died before they read what was its.
            SessionTimeoutMs = 10_000,
            QueuedMaxMessagesKbytes = 16 * 1024,
        });
        var consumer = new ConsumerBuilder<Ignore, byte[]>(config).SetLogHandler((_, _) => { }).SetErrorHandler((_, _) => { }).Build();
        try
        {
            using var admin = new DependentAdminClientBuilder(consumer.Handle).Build();
            admin.GetMetadata(s_patience);
            consumer.Subscribe(_topic);
            return consumer;
        }
        catch (KafkaException e)
        {
            consumer.Dispose();
            throw new IOException($"{Name}: {e.Error.Reason}", e);
        }
    }

    private void Fill(IConsumer<Ignore, byte[]> consumer, ArrayBufferWriter<byte> piece, Dictionary<TopicPartition, Offset> read, TimeSpan wait)
    {
        try
        {
            while (piece.WrittenCount < PieceBytes && consumer.Consume(piece.WrittenCount == 0 ? wait : TimeSpan.Zero) is { } message)
            {
                // A message without a value says that something was deleted.
                if (message.Message?.Value is { } value) WriteLine(value, piece);
                read[message.TopicPartition] = message.Offset + 1;
            }
        }
        catch (ConsumeException e) when (!e.Error.IsFatal)
        {
            // A topic that is not there yet, a broker that is away: the library goes on trying.
        }
        catch (KafkaException e)
        {
            throw new IOException($"{Name}: {e.Error.Reason}", e);
        }
    }

    private static void Store(IConsumer<Ignore, byte[]> consumer, TopicPartitionOffset next)
    {
        try
        {
            consumer.StoreOffset(next);
        }
        catch (KafkaException)
        {
            // The partition is another member's by now, which reads it again.
        }
    }
}
