using System.Globalization;
using CraneAnomaly.KafkaMock;

// Says where its brokers listen, and then does what lines of its input ask for: topic NAME PARTITIONS, down, up. Ends with it.
var cluster = new MockCluster();
Console.Out.WriteLine(cluster.Bootstrap);
while (Console.In.ReadLine() is { } line)
{
    switch (line.Split(' '))
    {
        case ["topic", var name, var partitions]:
            cluster.Create(name, int.Parse(partitions, CultureInfo.InvariantCulture));
            break;
        case ["down"]:
            cluster.SetDown();
            break;
        case ["up"]:
            cluster.SetUp();
            break;
    }

    Console.Out.WriteLine("done");
}
