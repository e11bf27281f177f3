using System.Diagnostics;
using System.Globalization;
using CraneAnomaly.Sinks.Formats;
using CraneAnomaly.Tests.Pipeline;
using CraneAnomaly.Tests.Sinks.Brokers;
using CraneAnomaly.Tests.Sinks.Spool;
using CraneAnomaly.Tests.Sinks.Transports;
using Process = System.Diagnostics.Process;

namespace CraneAnomaly.Tests.Sinks.Delivery;

/// <summary>
/// A process that takes alerts and sends them is killed at random moments. What it had said to be taken comes. More of it
/// with CRANE_KILLS (of each receiver) and CRANE_ALERTS.
/// </summary>
public sealed class KilledSenderTests : IDisposable
{
    private static readonly int s_kills = Setting("CRANE_KILLS", 2), s_alerts = Setting("CRANE_ALERTS", 1000);

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("file")]
    [InlineData("hec")]
    [InlineData("elastic")]
    [InlineData("sentinel")]
    [InlineData("tcp")]
    [InlineData("tls")]
    [InlineData("mqtt")]
    [InlineData("kafka")]
    public async Task Kill_AtRandomMoments_LosesNothingThatWasTaken(string kind)
    {
        await using var http = new HttpReceiver();
        using var certificates = kind == "tls" ? new TestCertificates() : null;
        using var rsyslog = kind is "tcp" or "tls" ? new Rsyslog(certificates) : null;
        if (kind is "hec" or "elastic" or "sentinel") await http.StartAsync();
        certificates?.Write(name => _folder.At(name));
        await using var mqtt = kind == "mqtt" ? new MqttReceiver() : null;
        await using var kafka = kind == "kafka" ? new KafkaReceiver() : null;
        if (mqtt is not null) await mqtt.StartAsync();
        string[] target = kind switch
        {
            "file" => [_folder.At("alerts.ndjson")],
            "tcp" => [$"{rsyslog!.TcpPort}"],
            "tls" => [$"{rsyslog!.TcpPort}", _folder.At("ca.pem"), _folder.At("client.pem"), _folder.At("client-key.pem")],
            "mqtt" => [$"{mqtt!.Broker.Port}", MqttReceiver.Topic],
            "kafka" => [kafka!.Brokers, KafkaReceiver.Topic],
            _ => [http.Address.ToString()],
        };

        var random = new Random(3 + kind.Length);
        long taken = 0, torn = 0;
        double slowest = 0;
        int kills = 0;
        // The alerts last for as long as the kills: some 700 ms of each life, 20 at a time.
        int pause = Math.Max(1, s_kills * 700 / Math.Max(1, s_alerts / 20));
        while (true)
        {
            var run = await RunAsync(kills < s_kills ? random.Next(150, 1300) : null, pause, kind, target);
            Assert.True(run.Taken == 0 || run.Taken > taken, $"{run.Taken} after {taken}");
            taken = Math.Max(taken, run.Taken);
            (torn, slowest) = (torn + run.Torn, Math.Max(slowest, run.OpenMs));
            if (run.Killed) kills++;
            else if (run.Done) break;
        }

        if (rsyslog is not null) await rsyslog.StopAsync();
        string[] Messages() => kind == "file" ? Files(target[0]) : rsyslog?.Lines ?? mqtt?.Messages ?? kafka?.Messages ?? http.Messages;
        Assert.Equal(s_alerts, taken);

        // What a broker has it hands on by and by.
        await Wait.UntilAsync(() => Arrivals.Of(Messages()).Count >= s_alerts);
        string[] messages = Messages();
        Arrivals.AreAll(s_alerts, messages);
        if (kind == "file") IsOneChain(messages);
        Assert.InRange(slowest, 0, 5000);
        TestContext.Current.TestOutputHelper?.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{kind}: {kills} kills, {s_alerts} alerts, {messages.Length - s_alerts} came twice, {torn} bytes torn, slowest start {slowest:N0} ms"));
    }

    private static int Setting(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out int value) ? value : otherwise;

    private static string[] Files(string path) =>
    [
        .. Directory.GetFiles(Path.GetDirectoryName(path)!, Path.GetFileName(path) + "*")
            .OrderByDescending(file => file == path ? 0 : int.Parse(file[(path.Length + 1)..], CultureInfo.InvariantCulture))
            .SelectMany(File.ReadAllLines),
    ];

    private static void IsOneChain(string[] lines)
    {
        var chain = new AlertChain();
        Assert.All(lines, line => Assert.True(chain.Follows(System.Text.Encoding.UTF8.GetBytes(line), out string? why), why));
    }

    private async Task<(bool Killed, bool Done, long Taken, double OpenMs, long Torn)> RunAsync(int? killAfterMs, int pause, string kind, string[] target)
    {
        string program = Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "CraneAnomaly.Sender.exe" : "CraneAnomaly.Sender");
        var start = new ProcessStartInfo(program, [_folder.At("s"), $"{s_alerts}", $"{pause}", kind, .. target])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        using var death = killAfterMs is { } ms ? new Timer(_ => process.Kill(), null, ms, Timeout.Infinite) : null;
        (long taken, double open, long torn, bool done) = (0, 0, 0, false);
        while (await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
        {
            string[] words = line.Split(' ');
            if (words is ["taken", var number]) taken = long.Parse(number, CultureInfo.InvariantCulture);
            else if (words is ["open", var time, var bytes]) (open, torn) = (double.Parse(time, CultureInfo.InvariantCulture), long.Parse(bytes, CultureInfo.InvariantCulture));
            else if (line == "done") done = true;
            else Assert.Fail(line);
        }

        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        if (done) return (false, true, taken, open, torn);
        string said = await error;
        Assert.True(killAfterMs is not null && said.Length == 0, said);
        return (true, false, taken, open, torn);
    }
}
