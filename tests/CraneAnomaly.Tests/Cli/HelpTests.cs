namespace CraneAnomaly.Tests.Cli;

public class HelpTests
{
    [Theory]
    [InlineData("", "records", "learn", "detect")]
    [InlineData("records", "--format", "--out", "--summary", "--list-violations", "--frames", "--from", "--to",
        "--input-format", "--allow-partial")]
    [InlineData("learn", "--baseline", "--seed", "--allow-partial", "REQUIRED")]
    [InlineData("detect", "--baseline", "--out", "--format", "--site", "--seed", "--fail-on", "--frames",
        "--allow-partial", "--deliver", "--spool", "--deliver-wait", "--anchor-key", "syslog+tls://", "token-file")]
    [InlineData("verify", "--key", "ALERTS")]
    public async Task Help_OfACommand_NamesAllThatItTakes(string command, params string[] named)
    {
        var run = await CraneCli.RunAsync([.. command.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--help"]);

        Assert.Equal((0, ""), (run.Code, run.Error));
        Assert.All(named, name => Assert.Contains(name, run.Out, StringComparison.Ordinal));
        Assert.Contains($"crane-anomaly{(command.Length > 0 ? " " + command : "")} ", run.Out,
            StringComparison.Ordinal);
    }
}
