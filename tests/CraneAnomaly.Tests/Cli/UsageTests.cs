using CraneAnomaly.Cli;
using CraneAnomaly.Tests.Pipeline;

namespace CraneAnomaly.Tests.Cli;

/// <summary>Wrong usage is 2, before anything is read. These run in this process: they print to standard error alone.</summary>
public class UsageTests
{
    [Theory]
    [InlineData("Required command", "")]
    [InlineData("bogus", "bogus")]
    [InlineData("at least one input", "records")]
    [InlineData("'--bogus'", "records x.pcap --bogus")]
    [InlineData("'-z'", "records x.pcap -z")]
    [InlineData("'--bogus'", "detect --bogus x.pcap")]
    [InlineData("--frames takes", "records x.pcap --frames 9-3")]
    [InlineData("--frames takes", "records x.pcap --frames 0-3")]
    [InlineData("--frames takes", "records x.pcap --frames 5")]
    [InlineData("--from takes", "records x.pcap --from yesterday")]
    [InlineData("--from takes a date, time and zone such as", "records x.pcap --from 12:00")]
    [InlineData("--to takes", "detect x.pcap --to never")]
    [InlineData("--input-format takes", "records x.pcap --input-format xml")]
    [InlineData("--out", "records x.pcap --format zeek")]
    [InlineData("zeek", "records x.pcap --format csv")]
    [InlineData("--baseline", "learn x.pcap")]
    [InlineData("--fail-on takes", "detect x.pcap --fail-on 101")]
    [InlineData("--fail-on takes", "detect x.pcap --fail-on severe")]
    [InlineData("--seed", "detect x.pcap --seed one")]
    [InlineData("ndjson", "detect x.pcap --format xml")]
    public void Run_WrongUsage_Is2AndSaysWhat(string said, string line)
    {
        var (code, error) = Run(line.Split(' ', StringSplitOptions.RemoveEmptyEntries));

        Assert.Equal(ExitCode.Usage, code);
        Assert.Contains(said, error, StringComparison.Ordinal);
        string command = line.Split(' ')[0] is "records" or "learn" or "detect" ? " " + line.Split(' ')[0] : "";
        Assert.Contains($"Run 'crane-anomaly{command} --help' for usage.", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("records", "--out")]
    [InlineData("detect", "--out")]
    [InlineData("detect", "--baseline")]
    [InlineData("learn", "--baseline")]
    public void Run_AnEmptyPath_Is2(string command, string option)
    {
        foreach (string path in (string[])["", " "])
        {
            var (code, error) = Run(command, "x.pcap", option, path);
            Assert.Equal(ExitCode.Usage, code);
            Assert.Contains($"{option} takes a path", error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Run_NothingThatIsThere_Is3AndNamesAll()
    {
        using var folder = new TempFolder();
        var (code, error) = Run("records", folder.At("missing.pcap"), folder.At("*.none"), folder.At());

        Assert.Equal(ExitCode.Unusable, code);
        Assert.Contains("missing.pcap: there is no such file", error, StringComparison.Ordinal);
        Assert.Contains("*.none: no file fits", error, StringComparison.Ordinal);
        Assert.Contains("the folder holds no input", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_OutputThatIsAnInput_Is3AndLeavesItAlone()
    {
        using var folder = new TempFolder();
        string path = folder.Write("a.pcap", CliCaptures.HeaderOnly);
        foreach (string[] line in (string[][])[
            ["records", path, "--out", path], ["detect", folder.At(), "--out", folder.At(".", "a.pcap")],
            ["learn", path, "--baseline", path]])
        {
            var (code, error) = Run(line);
            Assert.Equal(ExitCode.Unusable, code);
            Assert.Contains("is one of the inputs", error, StringComparison.Ordinal);
            Assert.Equal(CliCaptures.HeaderOnly, File.ReadAllBytes(path));
        }
    }

    [Fact]
    public void Run_OutputThatCannotBeWritten_Is3()
    {
        using var folder = new TempFolder();
        string path = folder.Write("a.pcap", CliCaptures.HeaderOnly);
        foreach (string[] line in (string[][])[
            ["records", path, "--out", folder.At("no", "x")], ["detect", path, "--out", folder.At()],
            ["records", path, "--format", "zeek", "--out", path + "/x"],
            ["learn", path, "--baseline", folder.At("no", "x")]])
        {
            var (code, error) = Run(line);
            Assert.Equal((ExitCode.Unusable, false),
                (code, error.Contains("internal error", StringComparison.Ordinal)));
            Assert.NotEmpty(error);
        }
    }

    [Fact]
    public void Run_BaselineThatCannotBeUsed_Is3AndSaysWhy()
    {
        using var folder = new TempFolder();
        string path = folder.Write("a.pcap", CliCaptures.HeaderOnly), baseline = folder.WriteBaseline();
        byte[] bytes = File.ReadAllBytes(baseline);
        bytes[bytes.Length / 2] ^= 1;
        File.WriteAllBytes(baseline, bytes);

        var (code, error) = Run("detect", path, "--baseline", baseline);
        Assert.Equal(ExitCode.Unusable, code);
        Assert.Contains("site.baseline", error, StringComparison.Ordinal);
        Assert.Contains("it is damaged at byte", error, StringComparison.Ordinal);
        foreach (string other in (string[])[path, folder.At("none"), folder.At()])
        {
            (code, error) = Run("detect", path, "--baseline", other);
            Assert.Equal((ExitCode.Unusable, false),
                (code, error.Contains("internal error", StringComparison.Ordinal)));
            Assert.Contains(Path.GetFileName(other), error, StringComparison.Ordinal);
        }
    }

    private static (int Code, string Error) Run(params string[] arguments)
    {
        var before = Console.Error;
        using var error = new StringWriter();
        Console.SetError(error);
        try
        {
            return ((int)typeof(ExitCode).Assembly.EntryPoint!.Invoke(null, [arguments])!, error.ToString());
        }
        finally
        {
            Console.SetError(before);
        }
    }
}
