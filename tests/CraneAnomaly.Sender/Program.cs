using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography.X509Certificates;
using CraneAnomaly.Kafka;
using CraneAnomaly.Mqtt;
using CraneAnomaly.Sender;
using CraneAnomaly.Sinks.Delivery;
using CraneAnomaly.Sinks.Formats.Alerts;
using CraneAnomaly.Sinks.Spool;
using CraneAnomaly.Sinks.Transports;

// SPOOL COUNT PAUSE_MS KIND TARGET [CA CLIENT_CERTIFICATE CLIENT_KEY]: puts numbered alerts into a spool, says each number
// that is safe, brings them to one receiver, and says when all are there. Begun again, it goes on where it was.
string folder = args[0];
int count = int.Parse(args[1], CultureInfo.InvariantCulture), pause = int.Parse(args[2], CultureInfo.InvariantCulture);
await using var transport = Transport(args[3..]);
await using var spool = AlertSpool.Open(folder, [transport.Rendering]);
Say($"open {(long)(TimeProvider.System.GetLocalNow() - Process.GetCurrentProcess().StartTime).TotalMilliseconds} {spool.Statistics.TornBytes}");
var options = new DeliveryOptions { FirstPause = TimeSpan.FromMilliseconds(20), MaxPause = TimeSpan.FromMilliseconds(200) };
await using var delivery = new AlertDelivery(spool, [transport], options);
var sink = spool.CreateSink(new AlertSource { Symbols = new() }, _ => null);
const int together = 20;
for (int next = (int)spool.Statistics.Sequence + 1; next <= count; next += together)
{
    var taken = Enumerable.Range(next, Math.Min(together, count - next + 1)).Select(number => sink.TakeAsync(NumberedAlert.Of(number)));
    foreach (long number in await Task.WhenAll(taken)) Say($"taken {number}");
    await Task.Delay(pause);
}

Say(await delivery.DrainAsync(TimeSpan.FromSeconds(60)) ? "done" : $"not done: {delivery.Statistics[0]}");

static void Say(string line) => Console.Out.WriteLine(line);

static AlertTransport Transport(string[] args)
{
    var cef = new AlertRendering("cef", SyslogHeader.Rfc5424);
    string target = args[1];
    switch (args[0])
    {
        case "file": return new FileTransport(target, AlertRendering.Lines, new FileRotation(4 * 1024 * 1024, 100));
        case "mqtt": return new MqttTransport(new("127.0.0.1", Number(target)), args[2], AlertRendering.Lines);
        case "kafka": return new KafkaTransport(new(target), args[2], new AlertRendering("cef"));
        case "tcp": return new SyslogStreamTransport("127.0.0.1", Number(target), cef);
        case "tls":
            var roots = new X509Certificate2Collection();
            roots.ImportFromPemFile(args[2]);
            return new SyslogStreamTransport("localhost", Number(target), cef, new ReceiverTls
            {
                TrustedRoots = roots,
                ClientCertificate = X509Certificate2.CreateFromPemFile(args[3], args[4]),
            });
        default:
            var http = new HttpTarget(new Uri(target), _ => new("s3cret-token-1"));
            return args[0] switch
            {
                "hec" => new HecTransport(http, waitForIndexing: true),
                "elastic" => new ElasticTransport(http),
                _ => new LogsIngestionTransport(http, "dcr-0123", "Custom-Crane_CL"),
            };
    }
}

static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
