using System.Runtime.InteropServices;
using System.Text;

namespace CraneAnomaly.KafkaMock;

/// <summary>The brokers that librdkafka has for tests (rdkafka_mock.h): the protocol of Kafka, topics in memory.</summary>
internal sealed class MockCluster
{
    private const string Library = "librdkafka";
    private const int Producer = 0, Brokers = 3;

    // As its package has it for different systems: the first one whose own libraries are there.
    private static readonly string[] s_builds = ["librdkafka", "centos8-librdkafka", "alpine-librdkafka"];

    private readonly nint _cluster;

    static MockCluster() => NativeLibrary.SetDllImportResolver(typeof(MockCluster).Assembly, static (_, assembly, path) =>
    {
        foreach (string build in s_builds)
        {
            if (NativeLibrary.TryLoad(build, assembly, path, out nint handle)) return handle;
        }

        throw new DllNotFoundException(string.Join(", ", s_builds));
    });

    public MockCluster()
    {
        byte[] error = new byte[512];
        nint client = New(Producer, NewConfiguration(), error, error.Length);
        if (client == 0) throw new InvalidOperationException(Encoding.UTF8.GetString(error));
        _cluster = NewCluster(client, Brokers);
    }

    public string Bootstrap => Marshal.PtrToStringUTF8(Bootstraps(_cluster))!;

    public void Create(string topic, int partitions) => Check(CreateTopic(_cluster, topic, partitions, Brokers));

    public void SetDown()
    {
        for (int broker = 1; broker <= Brokers; broker++) Check(SetBrokerDown(_cluster, broker));
    }

    public void SetUp()
    {
        for (int broker = 1; broker <= Brokers; broker++) Check(SetBrokerUp(_cluster, broker));
    }

    private static void Check(int error)
    {
        if (error != 0) throw new InvalidOperationException($"librdkafka answered {error}");
    }

    [DllImport(Library, EntryPoint = "rd_kafka_conf_new")]
    private static extern nint NewConfiguration();

    [DllImport(Library, EntryPoint = "rd_kafka_new")]
    private static extern nint New(int type, nint configuration, byte[] error, nint length);

    [DllImport(Library, EntryPoint = "rd_kafka_mock_cluster_new")]
    private static extern nint NewCluster(nint client, int brokers);

    [DllImport(Library, EntryPoint = "rd_kafka_mock_cluster_bootstraps")]
    private static extern nint Bootstraps(nint cluster);

    [DllImport(Library, EntryPoint = "rd_kafka_mock_topic_create", CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    private static extern int CreateTopic(nint cluster, string topic, int partitions, int replicas);

    [DllImport(Library, EntryPoint = "rd_kafka_mock_broker_set_down")]
    private static extern int SetBrokerDown(nint cluster, int broker);

    [DllImport(Library, EntryPoint = "rd_kafka_mock_broker_set_up")]
    private static extern int SetBrokerUp(nint cluster, int broker);
}
