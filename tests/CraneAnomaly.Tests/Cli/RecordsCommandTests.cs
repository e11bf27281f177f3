using System.Text;
using System.Text.Json;
using CraneAnomaly.Cli;
using CraneAnomaly.Records;
using CraneAnomaly.Tests.Pipeline;

namespace CraneAnomaly.Tests.Cli;

public sealed class RecordsCommandTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Records_OfTwoFiles_AreOneStreamInEventTime()
    {
        var traffic = CraneSite.Clean(10, days: 1).Traffic;
        var halves = (string[])[
            _folder.Write("b.pcap", traffic.ToPcap(0, 70)), _folder.Write("a.pcap", traffic.ToPcap(70)),
            _folder.Write("whole.pcap", traffic.ToPcap())];
        var two = await CraneCli.RunAsync("records", halves[1], halves[0]);
        var one = await CraneCli.RunAsync("records", halves[2]);

        Assert.Equal((0, "", 0, ""), (two.Code, two.Error, one.Code, one.Error));
        Assert.Equal(one.Lines.Select(line => Without(line, "input", "frame")),
            two.Lines.Select(line => Without(line, "input", "frame")));
        Assert.Equal(halves[..2].Order(), two.Lines.Select(line => Get(line, "input")).Distinct().Order());
        Assert.Contains("read_holding_registers", one.Lines.Select(line => Get(line, "function")));
    }

    [Fact]
    public async Task Records_FromStandardInput_AreThoseOfTheFile()
    {
        string path = _folder.Write("a.pcap", CliCaptures.Work);
        var file = await CraneCli.RunAsync("records", path);
        var piped = await CraneCli.RunAsync(CliCaptures.Work, "records", "-");
        var zipped = await CraneCli.RunAsync("records",
            _folder.Write("a.zip.txt", CraneTraffic.Gzip(CliCaptures.Work)));

        Assert.Equal((0, 0, 0), (file.Code, piped.Code, zipped.Code));
        Assert.InRange(file.Lines.Length, 100, 1000);
        Assert.Equal(file.Lines.Select(line => Without(line, "input")),
            piped.Lines.Select(line => Without(line, "input")));
        Assert.Equal(file.Lines.Select(line => Without(line, "input")),
            zipped.Lines.Select(line => Without(line, "input")));
        Assert.Equal("-", Get(piped.Lines[0], "input"));
    }

    [Fact]
    public async Task Records_OfADamagedFile_AreThoseBeforeTheDamageAnd3()
    {
        string whole = _folder.Write("whole.pcap", CliCaptures.Work),
            cut = _folder.Write("cut.pcap", CliCaptures.Work[..^10]);
        var good = await CraneCli.RunAsync("records", whole);
        var bad = await CraneCli.RunAsync("records", cut);
        var allowed = await CraneCli.RunAsync("records", cut, "--allow-partial");

        Assert.Equal((ExitCode.Unusable, ExitCode.Done), (bad.Code, allowed.Code));
        Assert.Equal(bad.Out, allowed.Out);
        Assert.Equal(bad.Error, allowed.Error);
        var pdus = good.Lines.Where(IsPdu).Select(line => Without(line, "input")).ToList();
        Assert.Equal(pdus.SkipLast(1), bad.Lines.Where(IsPdu).Select(line => Without(line, "input")));
        Assert.Contains("truncated_file", bad.Out, StringComparison.Ordinal);
        string sentence = Assert.Single(bad.Error.TrimEnd().Split('\n'));
        Assert.StartsWith(cut + ": at offset ", sentence, StringComparison.Ordinal);
        Assert.Contains("packets were read", sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Records_OfWhatIsNotThereAndWhatIs_ReadsWhatIs()
    {
        string path = _folder.Write("a.pcap", CliCaptures.Work),
            text = _folder.Write("b.csv", "a,b\n1,2\n"u8.ToArray());
        var run = await CraneCli.RunAsync("records", _folder.At("missing.pcap"), path, text);

        Assert.Equal(ExitCode.Unusable, run.Code);
        Assert.InRange(run.Lines.Length, 100, 1000);
        Assert.Contains("missing.pcap: there is no such file", run.Error, StringComparison.Ordinal);
        Assert.Contains("b.csv: at offset 0: it holds text that begins 'a,b'", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Records_OfNoPacket_Are0AndOfNoByte3()
    {
        var header = await CraneCli.RunAsync("records", _folder.Write("header.pcap", CliCaptures.HeaderOnly));
        var empty = await CraneCli.RunAsync("records", _folder.Write("empty.pcap", []), "--allow-partial");

        Assert.Equal(new(ExitCode.Done, "", ""), header);
        Assert.Equal((ExitCode.Unusable, ""), (empty.Code, empty.Out));
        Assert.Contains("it is empty", empty.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Records_OfSomeFrames_AreThoseFrames()
    {
        string path = _folder.Write("a.pcap", CliCaptures.Work);
        var run = await CraneCli.RunAsync("records", path, "--frames", "7-20");

        Assert.Equal(0, run.Code);
        var frames = run.Lines.Where(IsPdu).Select(line => long.Parse(Get(line, "frame")!)).ToList();
        Assert.Equal(Enumerable.Range(7, 14).Select(i => (long)i), frames);

        long ns = CraneTraffic.StartNs + 86_400_000_000_000 + 1_000_000_000;
        var timed = await CraneCli.RunAsync("records", path, "--from", EventTime.ToText(ns), "--to",
            EventTime.ToText(ns + 500_000_000));
        Assert.InRange(timed.Lines.Length, 10, 100);
        Assert.All(timed.Lines, line =>
            Assert.True(EventTime.TryParse(Get(line, "ts"), out long at) && at >= ns && at < ns + 500_000_000));
    }

    [Fact]
    public async Task Summary_AndViolations_GoToStandardOutput()
    {
        var summary = await CraneCli.RunAsync("records", _folder.Write("a.pcap", CliCaptures.Work), "--summary");
        var list = await CraneCli.RunAsync("records", "--list-violations");

        Assert.Equal((0, ""), (summary.Code, summary.Error));
        Assert.Contains(CraneSite.First, summary.Out, StringComparison.Ordinal);
        Assert.Equal((0, ""), (list.Code, list.Error));
        foreach (var violation in Enum.GetValues<Violation>().Where(v => v != Violation.None))
            Assert.Contains(violation.Name(), list.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Zeek_WritesItsLogsIntoTheFolder()
    {
        string path = _folder.Write("in/a.pcap", CliCaptures.Work), logs = _folder.At("logs");
        var run = await CraneCli.RunAsync("records", path, "--format", "zeek", "--out", logs);

        Assert.Equal(new(0, "", ""), run);
        Assert.Contains("READ_HOLDING_REGISTERS", await File.ReadAllTextAsync(
            Path.Combine(logs, "modbus.log"), TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Records_WhoseReaderLeaves_AreNoInternalError()
    {
        string path = _folder.Write("a.pcap", CraneSite.Clean(100, days: 1).Traffic.ToPcap());
        using var process = CraneCli.Start("records", path);
        process.StandardInput.Close();
        Assert.StartsWith("{\"ts\":", await process.StandardOutput.ReadLineAsync(
            TestContext.Current.CancellationToken), StringComparison.Ordinal);
        process.StandardOutput.Close();
        string error = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);

        Assert.NotEqual(ExitCode.Internal, await CraneCli.EndAsync(process));
        Assert.DoesNotContain("internal error", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Records_ToAFullDisk_Are3()
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "there is no /dev/full here");
        var run = await CraneCli.RunAsync("records", _folder.Write("a.pcap", CliCaptures.Work), "--out", "/dev/full");

        Assert.Equal(ExitCode.Unusable, run.Code);
        Assert.Contains("No space left", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Records_OfASilentInput_EndOnASignal()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "signals are of Unix");
        using var process = CraneCli.Start("records", "-");
        await process.StandardInput.BaseStream.WriteAsync(CliCaptures.Work.AsMemory(0, 100),
            TestContext.Current.CancellationToken);
        await process.StandardInput.BaseStream.FlushAsync(TestContext.Current.CancellationToken);
        // Long enough to be reading; a signal before that ends it all the same.
        await Task.Delay(700, TestContext.Current.CancellationToken);
        using var kill = System.Diagnostics.Process.Start("kill", ["-INT", $"{process.Id}"]);

        Assert.Equal(128 + 2, await CraneCli.EndAsync(process));
    }

    private static bool IsPdu(string line) => Get(line, "kind") is "request" or "response" or "exception" or "event";

    private static string? Get(string line, string name)
    {
        using var parsed = JsonDocument.Parse(line);
        return parsed.RootElement.TryGetProperty(name, out var value) ? value.ToString() : null;
    }

    private static string Without(string line, params string[] names)
    {
        using var parsed = JsonDocument.Parse(line);
        var text = new StringBuilder();
        foreach (var member in parsed.RootElement.EnumerateObject().Where(member => !names.Contains(member.Name)))
            text.Append(member.Name).Append('=').Append(member.Value.GetRawText()).Append(' ');
        return text.ToString();
    }
}
