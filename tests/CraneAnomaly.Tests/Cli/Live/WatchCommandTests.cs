using System.Text;
using System.Text.Json;
using CraneAnomaly.Tests.Alerts;
using CraneAnomaly.Tests.Pipeline;
using CraneAnomaly.Tests.Support;

namespace CraneAnomaly.Tests.Cli.Live;

public sealed class WatchCommandTests : IDisposable
{
    private readonly TempFolder _folder = new();

    private static CancellationToken Ends => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Watch_AFileThatGrows_TellsTheAttackWhileItIsWrittenAndClosesItWhenItIsEnded()
    {
        if (OperatingSystem.IsWindows()) Assert.Skip("A signal cannot be sent to a process here.");
        string path = _folder.At("live.pcap"), baseline = _folder.WriteBaseline();
        byte[] capture = CliCaptures.Attack;
        using var process = CraneCli.Start("watch", path, "--baseline", baseline);
        var error = process.StandardError.ReadToEndAsync(Ends);
        var lines = new List<string>();
        await using (var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0))
        {
            await file.WriteAsync(capture, Ends);

            // What was not told by its end is told once it is known to be one.
            while (await process.StandardOutput.ReadLineAsync(Ends).AsTask().WaitAsync(TimeSpan.FromSeconds(60), Ends) is { } line)
            {
                lines.Add(line);
                if (line.Contains("\"name\":\"command.first-seen\"", StringComparison.Ordinal)) break;
            }
        }

        Assert.False(process.HasExited);
        using (var kill = System.Diagnostics.Process.Start("kill", ["-INT", $"{process.Id}"])) await kill.WaitForExitAsync(Ends);
        while (await process.StandardOutput.ReadLineAsync(Ends) is { } line) lines.Add(line);

        Assert.Equal(0, await CraneCli.EndAsync(process));
        Assert.Contains("watching", await error, StringComparison.Ordinal);
        Assert.Equal(lines.Count, ChainVerifier.Verify(Encoding.UTF8.GetBytes(string.Join('\n', lines) + "\n")));
        var alerts = lines.Select(line => JsonDocument.Parse(line).RootElement).ToList();
        Assert.All(alerts, AlertContract.Check);
        var whole = await CraneCli.RunAsync("detect", path, "--baseline", baseline);
        Assert.Equal(Ids(whole.Lines), Ids(lines));
        Assert.All(alerts.GroupBy(a => a.GetProperty("id").GetString()), g => Assert.Equal("close", g.Last().GetProperty("activity").GetString()));
    }

    [Fact]
    public async Task Watch_KilledAndStartedAgain_GoesOnFromItsCheckpoint()
    {
        string baseline = _folder.WriteBaseline(), path = _folder.Write("live.pcap", CliCaptures.Attack[..(CliCaptures.Attack.Length / 2)]);
        string checkpoint = _folder.At("watch.state");
        string[] arguments = ["watch", path, "--baseline", baseline, "--checkpoint", checkpoint, "--checkpoint-every", "0.1"];
        using (var first = CraneCli.Start(arguments))
        {
            // Written when something was read, too.
            for (int tries = 0; tries < 600 && (!File.Exists(checkpoint) || new FileInfo(checkpoint).Length < 1000); tries++) await Task.Delay(100, Ends);
            first.Kill();
            await first.WaitForExitAsync(Ends);
        }

        Assert.True(File.Exists(checkpoint));
        await File.WriteAllBytesAsync(path, CliCaptures.Attack, Ends);
        using var second = CraneCli.Start(arguments);
        var error = second.StandardError.ReadToEndAsync(Ends);
        string? told;
        do
        {
            told = await second.StandardOutput.ReadLineAsync(Ends).AsTask().WaitAsync(TimeSpan.FromSeconds(60), Ends);
        }
        while (told?.Contains("\"name\":\"command.first-seen\"", StringComparison.Ordinal) == false);

        second.Kill();
        Assert.NotNull(told);
        Assert.DoesNotContain("begins anew", await error, StringComparison.Ordinal);
        var whole = await CraneCli.RunAsync("detect", path, "--baseline", baseline);
        Assert.Contains(JsonDocument.Parse(told).RootElement.GetProperty("id").GetString(), Ids(whole.Lines));
    }

    [Fact]
    public async Task Watch_ADamagedCheckpoint_IsSetAsideAndSaid()
    {
        string path = _folder.Write("live.pcap", CliCaptures.Attack), checkpoint = _folder.Write("watch.state", [1, 2, 3]);
        using var process = CraneCli.Start("watch", path, "--checkpoint", checkpoint, "--checkpoint-every", "0.1");
        var error = process.StandardError.ReadToEndAsync(Ends);
        for (int tries = 0; tries < 600 && !(File.Exists(checkpoint + ".refused") && File.Exists(checkpoint)); tries++) await Task.Delay(100, Ends);
        process.Kill();

        Assert.Contains("begins anew", await error, StringComparison.Ordinal);
        Assert.Equal([1, 2, 3], await File.ReadAllBytesAsync(checkpoint + ".refused", Ends));
    }

    [Theory]
    [InlineData("does not go with standard input", "-", "--checkpoint", "x.state")]
    [InlineData("takes 0.1 to 86400 s", "x.pcap", "--checkpoint-every", "0")]
    public async Task Watch_ACheckpointThatCannotBe_IsWrongUsage(string says, params string[] arguments)
    {
        var run = await CraneCli.RunAsync(["watch", .. arguments]);

        Assert.Equal(2, run.Code);
        Assert.Contains(says, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Watch_StandardInput_IsReadToItsEnd()
    {
        string baseline = _folder.WriteBaseline();
        var watched = await CraneCli.RunAsync(CliCaptures.Attack, "watch", "-", "--baseline", baseline);
        var detected = await CraneCli.RunAsync(CliCaptures.Attack, "detect", "-", "--baseline", baseline);

        Assert.Equal((0, detected.Out), (watched.Code, watched.Out));
        Assert.NotEmpty(watched.Lines);
    }

    [Fact]
    public async Task Watch_StandardInputBesideOthers_IsWrongUsage()
    {
        var run = await CraneCli.RunAsync("watch", "-", "x.pcap");

        Assert.Equal(2, run.Code);
        Assert.Contains("stands alone", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("takes //HOST:PORT/TOPIC", "mqtt://h")]
    [InlineData("takes group=NAME", "kafka://h:9092/tic")]
    [InlineData("payload takes", "mqtt://h/a?payload=csv")]
    [InlineData("takes the name of a network interface", "interface:")]
    [InlineData("is no setting of", "interface:lo?promiscuous=no")]
    public async Task Watch_ASourceNamedWrongly_IsWrongUsage(string says, string source)
    {
        var run = await CraneCli.RunAsync("watch", source);

        Assert.Equal(2, run.Code);
        Assert.Contains(says, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Watch_ABrokerThatIsNotThere_Is3AndSaysWhy()
    {
        string source = $"mqtt://127.0.0.1:{LoopbackDaemon.FreePort()}/port/tic";
        var run = await CraneCli.RunAsync("watch", source);

        Assert.Equal(3, run.Code);
        Assert.Contains(source, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Watch_NoBrokerIsNamed_LoadsNoClientOfOne()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "what a process has loaded is read from /proc");
        using var process = CraneCli.Start("watch", "-");
        Assert.Contains("no baseline", await process.StandardError.ReadLineAsync(Ends), StringComparison.Ordinal);
        string loaded = await File.ReadAllTextAsync($"/proc/{process.Id}/maps", Ends);
        process.StandardInput.Close();
        await CraneCli.EndAsync(process);

        Assert.Contains("System.CommandLine.dll", loaded, StringComparison.Ordinal);
        Assert.All((string[])["MQTTnet", "Kafka", "CraneAnomaly.Mqtt", "SharpPcap", "CraneAnomaly.LiveCapture"], name => Assert.DoesNotContain(name, loaded, StringComparison.Ordinal));
    }

    private static List<string> Ids(IEnumerable<string> lines) =>
        [.. lines.Select(line => JsonDocument.Parse(line).RootElement.GetProperty("id").GetString()!).Distinct().Order(StringComparer.Ordinal)];
}
