using CraneAnomaly.Cli;
using CraneAnomaly.Simulator.Wire;
using CraneAnomaly.Tests.Pipeline;
using CraneAnomaly.Tests.Sinks.Brokers;
using CraneAnomaly.Tests.Sinks.Spool;
using CraneAnomaly.Tests.Sinks.Transports;

namespace CraneAnomaly.Tests.Cli.Delivering;

public sealed class DeliverTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly string _capture;
    private readonly string _token;

    public DeliverTests()
    {
        var site = CraneSite.Clean(20, days: 1);
        for (int address = 0; address < 300; address++)
            site.Traffic.Connect(CraneSite.Stranger, CraneSite.First).Ask(ModbusEncoder.Read(3, 2000 + address, 1), null);
        _capture = _folder.Write("a.pcap", site.Traffic.ToPcap());
        _token = _folder.Write("token", System.Text.Encoding.ASCII.GetBytes(HttpReceiver.Token + "\n"));
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Detect_ToReceiversOfEveryKind_EachHasAllAndAHeartbeat()
    {
        await using var http = new HttpReceiver();
        await http.StartAsync();
        using var syslog = new SyslogReceiver();
        syslog.Start();
        using var datagrams = new System.Net.Sockets.UdpClient(new System.Net.IPEndPoint(System.Net.IPAddress.Loopback, 0));
        int port = ((System.Net.IPEndPoint)datagrams.Client.LocalEndPoint!).Port;
        string file = _folder.At("delivered.ndjson");
        var run = await DetectAsync(
            $"file:{file}", $"hec+{http.Address}?token-file={_token}&ack=yes", $"elastic+{http.Address}?token-file={_token}",
            $"sentinel+{http.Address}?token-file={_token}&rule=dcr-1&stream=Custom-A_CL", $"syslog+tcp://127.0.0.1:{syslog.Port}?format=leef",
            $"syslog+udp://127.0.0.1:{port}");

        Assert.True(run.Code == ExitCode.Done, run.Error);
        string[] delivered = File.ReadAllLines(file);
        Assert.Equal(run.Lines.Length + 1, delivered.Length);
        Assert.Contains("\"name\":\"heartbeat\"", delivered[^1], StringComparison.Ordinal);
        Assert.Contains("canary: found", delivered[^1], StringComparison.Ordinal);
        // An alert like the others, but that no record shows it.
        Assert.Matches("\"config_hash\":\"[0-9a-f]{64}\".*\"evidence\":\\[\\]", delivered[^1]);
        // What was printed is what was delivered, its place in the other log aside.
        Assert.Equal(run.Lines, delivered.Take(run.Lines.Length));
        Assert.Equal(3 * delivered.Length, http.Messages.Length);
        Assert.Equal(delivered.Length, syslog.Messages.Length);
        Assert.All(syslog.Messages, message => Assert.Contains("LEEF:2.0|", message, StringComparison.Ordinal));
        Assert.Equal(ExitCode.Done, (await CraneCli.RunAsync("verify", file)).Code);
        Assert.Contains("best effort", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain(HttpReceiver.Token, run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain(Directory.GetFiles(_folder.At("spool")), path => File.ReadAllText(path).Contains(HttpReceiver.Token, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Detect_ToBrokers_EachHasAllAndAHeartbeat()
    {
        await using var mqtt = new MqttReceiver();
        await mqtt.StartAsync();
        await using var kafka = new KafkaReceiver();
        var run = await DetectAsync(
            $"mqtt://127.0.0.1:{mqtt.Broker.Port}/{Uri.EscapeDataString(MqttReceiver.Topic)}", $"kafka://{kafka.Brokers}/{KafkaReceiver.Topic}?format=cef");

        Assert.True(run.Code == ExitCode.Done, run.Error);
        await Wait.UntilAsync(() => mqtt.Messages.Length > run.Lines.Length && kafka.Messages.Length > run.Lines.Length);
        Assert.Equal(run.Lines, mqtt.Messages[..^1]);
        Assert.Contains("\"name\":\"heartbeat\"", mqtt.Messages[^1], StringComparison.Ordinal);
        Assert.Equal(run.Lines.Length + 1, kafka.Messages.Length);
        Assert.All(kafka.Messages, message => Assert.StartsWith("CEF:0|", message, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Detect_ReceiverAway_KeepsAlertsForTheNextRun()
    {
        await using var http = new HttpReceiver();
        string to = $"hec+{http.Address}?token-file={_token}";
        var first = await DetectAsync(to);
        Assert.Equal(ExitCode.Unusable, first.Code);
        Assert.Contains("kept for the next run", first.Error, StringComparison.Ordinal);

        await http.StartAsync();
        var second = await DetectAsync(to);
        Assert.True(second.Code == ExitCode.Done, second.Error);
        Assert.Equal(2 * (first.Lines.Length + 1), http.Messages.Length);
    }

    [Fact]
    public async Task Watch_ToAReceiver_DeliversWhatItPrints()
    {
        string file = _folder.At("delivered.ndjson");
        var run = await CraneCli.RunAsync(
            CliCaptures.Attack, "watch", "-", "--baseline", _folder.WriteBaseline(), "--deliver", $"file:{file}", "--spool", _folder.At("spool"));

        Assert.True(run.Code == ExitCode.Done, run.Error);
        Assert.NotEmpty(run.Lines);
        Assert.Equal(run.Lines, File.ReadAllLines(file)[..^1]);
    }

    [Theory]
    [InlineData("--deliver needs --spool", "--deliver", "file:x")]
    [InlineData("name a receiver", "--spool", "x")]
    [InlineData("is no receiver", "--spool", "x", "--deliver", "carrier-pigeon://h:1")]
    [InlineData("takes //HOST:PORT", "--spool", "x", "--deliver", "syslog+tcp://host")]
    [InlineData("takes //HOST:PORT", "--spool", "x", "--deliver", "syslog+tls://host1")]
    [InlineData("takes either token-env", "--spool", "x", "--deliver", "hec+https://h:1")]
    [InlineData("does not belong on a command line", "--spool", "x", "--deliver", "hec+https://h:1?token=abc")]
    [InlineData("is no setting of", "--spool", "x", "--deliver", "syslog+tls://h:1?insecure=yes")]
    [InlineData("format takes", "--spool", "x", "--deliver", "file:x?format=xml")]
    [InlineData("rule=ID and stream=NAME", "--spool", "x", "--deliver", "sentinel+https://h?token-env=T")]
    [InlineData("cert=FILE and key=FILE", "--spool", "x", "--deliver", "syslog+tls://h:1?cert=a")]
    [InlineData("takes //HOST:PORT/TOPIC", "--spool", "x", "--deliver", "mqtt://h:1")]
    [InlineData("takes //HOST:PORT/TOPIC", "--spool", "x", "--deliver", "mqtt://u:abc@h:1/a")]
    [InlineData("has no + and no #", "--spool", "x", "--deliver", "mqtts://h/a/#")]
    [InlineData("takes //HOST:PORT/TOPIC", "--spool", "x", "--deliver", "kafka://h:1,i:1")]
    [InlineData("takes either password-env", "--spool", "x", "--deliver", "kafka://h:1/t?user=u")]
    [InlineData("subscriber takes", "--spool", "x", "--deliver", "mqtt://h/t?subscriber=maybe")]
    [InlineData("--anchor-key signs a log", "--anchor-key", "x")]
    public async Task Detect_WrongUsage_SaysWhatIsRight(string says, params string[] arguments)
    {
        var run = await CraneCli.RunAsync(["detect", _capture, .. arguments]);

        Assert.Equal(ExitCode.Usage, run.Code);
        Assert.Contains(says, run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("abc", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("plain HTTP", "hec+http://siem.example:8088?token-file=TOKEN")]
    [InlineData("not set", "hec+https://siem.example:8088?token-env=CRANE_NO_SUCH_VARIABLE")]
    [InlineData("no such file", "hec+https://siem.example:8088?token-file=/nowhere/token")]
    [InlineData("certificate", "syslog+tls://siem.example:6514?ca=TOKEN")]
    public async Task Detect_ReceiverThatCannotBeUsed_Is3(string says, string to)
    {
        var run = await DetectAsync(to.Replace("TOKEN", _token, StringComparison.Ordinal));

        Assert.Equal(ExitCode.Unusable, run.Code);
        Assert.Contains(says, run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain(HttpReceiver.Token, run.Error, StringComparison.Ordinal);
    }

    private Task<CliResult> DetectAsync(params string[] to) => CraneCli.RunAsync(
        ["detect", _capture, "--spool", _folder.At("spool"), "--deliver-wait", "10", .. to.SelectMany(each => (string[])["--deliver", each])]);
}
