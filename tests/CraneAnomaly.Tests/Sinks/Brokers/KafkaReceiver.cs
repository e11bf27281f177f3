using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using Confluent.Kafka;
using CraneAnomaly.Kafka;
using CraneAnomaly.Sinks.Spool;
using Process = System.Diagnostics.Process;

namespace CraneAnomaly.Tests.Sinks.Brokers;

/// <summary>Brokers in a process of their own, and a consumer that reads what comes to the topic of alerts.</summary>
internal sealed class KafkaReceiver : IAsyncDisposable
{
    public const string Topic = "crane-alerts";
    private const int Partitions = 4;

    private readonly Process _brokers;
    private readonly ConcurrentQueue<string> _messages = new();
    private readonly CancellationTokenSource _end = new();
    private readonly Task _reading;

    public KafkaReceiver()
    {
        string program = Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "CraneAnomaly.KafkaMock.exe" : "CraneAnomaly.KafkaMock");
        _brokers = Process.Start(new ProcessStartInfo(program) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true })!;
        _brokers.BeginErrorReadLine();
        Brokers = _brokers.StandardOutput.ReadLine()!;
        Ask($"topic {Topic} {Partitions}");
        _reading = Task.Run(Read);
    }

    public string Brokers { get; }

    public KafkaCluster Cluster => new(Brokers);

    public string[] Messages => [.. _messages];

    /// <summary>In the short words of CEF: these brokers keep 5 MB of a partition, and a reader that is behind loses what is beyond.</summary>
    public KafkaTransport Transport(TimeProvider? time = null) => new(Cluster, Topic, new AlertRendering("cef"), time);

    public void Start() => Ask("up");

    public void Stop() => Ask("down");

    public void Create(string topic, int partitions) => Ask($"topic {topic} {partitions}");

    public async Task PublishAsync(string topic, IEnumerable<(string Key, string Value)> messages)
    {
        using var producer = new ProducerBuilder<string, string>(new ProducerConfig { BootstrapServers = Brokers, Acks = Acks.All, LingerMs = 1 }).Build();
        await Task.WhenAll(messages.Select(message => producer.ProduceAsync(topic, new() { Key = message.Key, Value = message.Value })).ToList());
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _reading;
        _brokers.StandardInput.Close();
        if (!_brokers.WaitForExit(5000)) _brokers.Kill();
        _brokers.Dispose();
        _end.Dispose();
    }

    private void Ask(string what)
    {
        _brokers.StandardInput.WriteLine(what);
        Assert.Equal("done", _brokers.StandardOutput.ReadLine());
    }

    private void Read()
    {
        var config = new ConsumerConfig { BootstrapServers = Brokers, GroupId = "siem", EnableAutoCommit = false, FetchWaitMaxMs = 20, ReconnectBackoffMaxMs = 200, ReconnectBackoffMs = 20 };
        using var consumer = new ConsumerBuilder<Ignore, byte[]>(config).SetLogHandler((_, _) => { }).SetErrorHandler((_, _) => { }).Build();
        consumer.Assign(Enumerable.Range(0, Partitions).Select(partition => new TopicPartitionOffset(Topic, partition, Offset.Beginning)));
        while (!_end.IsCancellationRequested)
        {
            try
            {
                if (consumer.Consume(50) is { Message.Value: { } value }) _messages.Enqueue(Encoding.UTF8.GetString(value));
            }
            catch (ConsumeException)
            {
                // Its brokers are away.
            }
        }
    }
}
