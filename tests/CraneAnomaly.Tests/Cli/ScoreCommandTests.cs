using System.Globalization;
using System.Text;
using CraneAnomaly.Cli;
using CraneAnomaly.Tests.Pipeline;

namespace CraneAnomaly.Tests.Cli;

public class ScoreCommandTests
{
    [Fact]
    public async Task Score_OneColumn_WritesALineForEachRow()
    {
        using var folder = new TempFolder();
        string path = Table(folder, "in.csv", 600, spikeAt: 550, badAt: 400);
        var run = await CraneCli.RunAsync("score", path, "--time", "when", "--columns", "a", "--train-rows", "300");
        Assert.Equal((ExitCode.Done, 601), (run.Code, run.Lines.Length));
        Assert.Equal("timestamp,score,p_value,alert", run.Lines[0]);
        Assert.All(run.Lines[1..301], line => Assert.EndsWith(",0,1,0", line, StringComparison.Ordinal));
        Assert.StartsWith("2026-03-01 00:00:00,", run.Lines[1], StringComparison.Ordinal);
        Assert.EndsWith(",0,1,0", run.Lines[401], StringComparison.Ordinal);
        Assert.Contains("1 cells hold no number", run.Error, StringComparison.Ordinal);
        string[] spike = run.Lines[551].Split(',');
        Assert.InRange(double.Parse(spike[1], CultureInfo.InvariantCulture), 0.9, 1);
        Assert.InRange(double.Parse(spike[2], CultureInfo.InvariantCulture), 1e-300, 1e-30);
        Assert.Equal("1", spike[3]);
    }

    [Fact]
    public async Task Score_TrainedOnAnotherTable_JudgesEveryRow()
    {
        using var folder = new TempFolder();
        string clean = Table(folder, "clean.csv", 500), path = Table(folder, "in.csv", 100, spikeAt: 50);
        string output = folder.At("out.csv");
        var run = await CraneCli.RunAsync(
            "score", path, "--time", "when", "--columns", "a,b", "--train", clean, "--out", output);
        Assert.Equal(ExitCode.Done, run.Code);
        string[] lines = await File.ReadAllLinesAsync(output, TestContext.Current.CancellationToken);
        Assert.Equal(101, lines.Length);
        Assert.EndsWith(",1", lines[51], StringComparison.Ordinal);
        Assert.InRange(lines[1..51].Count(line => line.EndsWith(",1", StringComparison.Ordinal)), 0, 10);
    }

    [Fact]
    public async Task Score_DamagedOrEmpty_Is3AndSaysWhere()
    {
        using var folder = new TempFolder();
        string damaged = Table(folder, "damaged.csv", 500);
        await File.AppendAllTextAsync(damaged, "2026-03-02 00:00:00\n", TestContext.Current.CancellationToken);
        var run = await CraneCli.RunAsync("score", damaged, "--time", "when", "--columns", "a");
        Assert.Equal((ExitCode.Unusable, 502), (run.Code, run.Lines.Length));
        Assert.Contains("damaged.csv: line 502: it has too few cells; mend", run.Error, StringComparison.Ordinal);

        string empty = folder.At("empty.csv");
        await File.WriteAllTextAsync(empty, "when,a\n", TestContext.Current.CancellationToken);
        run = await CraneCli.RunAsync("score", empty, "--time", "when", "--columns", "a");
        Assert.Equal(ExitCode.Unusable, run.Code);
        Assert.Contains("holds no row", run.Error, StringComparison.Ordinal);

        run = await CraneCli.RunAsync("score", folder.At("none.csv"), "--time", "when", "--columns", "a");
        Assert.Equal(ExitCode.Unusable, run.Code);
    }

    [Fact]
    public async Task Score_WrongUsage_Is2()
    {
        using var folder = new TempFolder();
        string path = Table(folder, "in.csv", 10);
        var run = await CraneCli.RunAsync("score", path, "--time", "when", "--columns", "a,speed");
        Assert.Equal(ExitCode.Usage, run.Code);
        Assert.Contains("no column 'speed'; its columns are 'when', 'a', 'b'", run.Error, StringComparison.Ordinal);
        Assert.Empty(run.Out);
        foreach (string[] wrong in (string[][])
        [
            ["score", path, "--columns", "a"], ["score", path, "--time", "when"],
            ["score", path, "--time", "when", "--columns", "a,a"],
            ["score", path, "--time", "when", "--columns", "a", "--train-rows", "0"],
            ["score", path, "--time", "when", "--columns", "a", "--train-rows", "5", "--train", path],
            ["score", path, "--time", "when", "--columns", "a", "--time-format", "%"],
        ])
        {
            Assert.Equal(ExitCode.Usage, (await CraneCli.RunAsync(wrong)).Code);
        }
    }

    private static string Table(TempFolder folder, string name, int rows, int spikeAt = -1, int badAt = -1)
    {
        var draw = new Random(5);
        var text = new StringBuilder("when,a,b\n");
        var time = new DateTime(2026, 3, 1, 0, 0, 0, DateTimeKind.Utc);
        for (int i = 0; i < rows; i++)
        {
            double a = draw.NextDouble() + (i == spikeAt ? 50 : 0);
            string cell = i == badAt ? "offline" : a.ToString(CultureInfo.InvariantCulture);
            text.Append(CultureInfo.InvariantCulture, $"{time.AddMinutes(i):yyyy-MM-dd HH:mm:ss},{cell},{draw.NextDouble()}\n");
        }

        string path = folder.At(name);
        File.WriteAllText(path, text.ToString());
        return path;
    }
}
