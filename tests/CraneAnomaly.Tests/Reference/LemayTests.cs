using CraneAnomaly.Alerts;
using static CraneAnomaly.Tests.Reference.LemayRuns;

namespace CraneAnomaly.Tests.Reference;

/// <summary>The whole way on labelled attacks: what must be found, and what must not be told.</summary>
public sealed class LemayTests(ITestOutputHelper output)
{
    private const int Told = 40;

    [Fact]
    public async Task Detect_ForgedCommand_IsASevereAlertOfItsSender()
    {
        var alerts = await WithBaselineAsync(FakeCommand, QuietUntil + 1);
        var forged = Assert.Single(alerts, a => a.Evidence.Any(copy => copy.Fixed.Frame == 4785));
        Assert.Equal(Attacker, forged.Source.Ip.ToString());
        Assert.True(forged.Severity >= 60, Describe(FakeCommand, forged));
        Assert.Equal("command.first-seen", forged.Type.Name);
    }

    [Fact]
    public async Task Detect_Characterization_IsOneScan()
    {
        var alerts = await WithBaselineAsync(Characterization, 1);
        var scan = Assert.Single(alerts, a => a.Source.Ip.ToString() == Attacker && a.Type.Kind == "unusual-command");
        Assert.Equal("command.scan", scan.Type.Name);
        Assert.True(scan.Severity >= 60, Describe(Characterization, scan));
    }

    [Fact]
    public async Task Detect_CommandAndControl_NamesItsPort()
    {
        var alerts = await WithBaselineAsync(CommandAndControl, 1);
        Assert.Contains(alerts, a => a.Destination.Port == 4444 && a.Severity >= Told);
    }

    [Theory]
    [InlineData(FakeCommand)]
    [InlineData(Characterization)]
    [InlineData(CommandAndControl)]
    public async Task Detect_NoBaseline_TellsLittleThatIsNotTheAttack(string capture) =>
        AssertFewFalse(capture, await DetectAsync(capture, null));

    private async Task<List<Alert>> WithBaselineAsync(string capture, long firstFrame)
    {
        var alerts = await DetectAsync(capture, await BaselineAsync(), firstFrame);
        AssertFewFalse(capture, alerts);

        // The operator's own commands, new or not.
        Assert.DoesNotContain(alerts, a => a.Source.Ip.ToString() == Master && a.Severity >= Told);
        return alerts;
    }

    private void AssertFewFalse(string capture, List<Alert> alerts)
    {
        foreach (var alert in alerts) output.WriteLine(Describe(capture, alert));
        Assert.NotEmpty(alerts);
        Assert.True(alerts.Count(a => a.Severity >= Told && !IsTrue(capture, a)) <= 1, "more than one false alert");
    }
}
