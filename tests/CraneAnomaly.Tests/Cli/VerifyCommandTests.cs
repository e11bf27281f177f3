using System.Text;
using CraneAnomaly.Cli;
using CraneAnomaly.Tests.Pipeline;

namespace CraneAnomaly.Tests.Cli;

public sealed class VerifyCommandTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Verify_OfALogAsItWasWritten_Is0()
    {
        var run = await VerifyAsync(await LogAsync());

        Assert.Equal(ExitCode.Done, run.Code);
        Assert.Contains("unbroken", run.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("changed", "line 2: it was changed")]
    [InlineData("removed", "line 2: its number is not 2")]
    [InlineData("doubled", "line 3: its number is not 3")]
    [InlineData("swapped", "line 2: its number is not 2")]
    [InlineData("unlinked", "line 2: it has no chain member")]
    [InlineData("cut", "cut off")]
    public async Task Verify_OfALogThatWasTouched_Is1AndSaysWhere(string what, string where)
    {
        var lines = (await LogAsync()).TrimEnd('\n').Split('\n').ToList();
        Assert.True(lines.Count >= 3, $"{lines.Count} lines");
        switch (what)
        {
            case "changed": lines[1] = lines[1].Replace("\"severity\":", "\"severity\":1", StringComparison.Ordinal); break;
            case "removed": lines.RemoveAt(1); break;
            case "doubled": lines.Insert(1, lines[1]); break;
            case "swapped": (lines[1], lines[2]) = (lines[2], lines[1]); break;
            case "unlinked": lines[1] = "{\"id\":\"x\"}"; break;
        }

        string log = string.Join('\n', lines) + (what == "cut" ? "" : "\n");
        var run = await VerifyAsync(log);

        Assert.Equal(ExitCode.Alerts, run.Code);
        Assert.Contains(where, run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Verify_OfNothing_Is3() => Assert.Equal(ExitCode.Unusable, (await VerifyAsync("")).Code);

    [Fact]
    public async Task Verify_OfAFileThatIsNotThere_Is3() =>
        Assert.Equal(ExitCode.Unusable, (await CraneCli.RunAsync("verify", _folder.At("nothing"))).Code);

    private Task<CliResult> VerifyAsync(string log) =>
        CraneCli.RunAsync("verify", _folder.Write("alerts.ndjson", Encoding.UTF8.GetBytes(log)));

    private async Task<string> LogAsync()
    {
        var site = CraneSite.Clean(20, days: 1);
        for (int address = 0; address < 300; address++)
            site.Traffic.Connect(CraneSite.Stranger, CraneSite.First).Ask(CraneAnomaly.Simulator.Wire.ModbusEncoder.Read(3, 2000 + address, 1), null);
        var run = await CraneCli.RunAsync("detect", _folder.Write("a.pcap", site.Traffic.ToPcap()));
        return run.Out;
    }
}
