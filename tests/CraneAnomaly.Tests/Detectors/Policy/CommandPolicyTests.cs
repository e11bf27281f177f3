using CraneAnomaly.Records.Site;
using CraneAnomaly.Tests.Pipeline;
using static CraneAnomaly.Simulator.Wire.ModbusEncoder;

namespace CraneAnomaly.Tests.Detectors.Policy;

/// <summary>Who may write, and who is known to poll, as the site has said.</summary>
public class CommandPolicyTests
{
    private const string Writers = """
        {"writers":[{"src":"10.1.0.5","dst":"10.1.0.0/24","unit":1,"functions":["write_single_register",5],"from":"00:00","to":"12:00"}]}
        """;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Writer_OutsideOfTheList_IsToldWithAndWithoutABaseline(bool learned)
    {
        var site = CraneSite.Clean(20, days: 1);
        site.Traffic.Connect(CraneSite.Stranger, CraneSite.First).Order(WriteRegister(100, 500));
        var run = DetectionRun.Of(site.Traffic, learned ? CraneSite.Baseline : null, new() { Policy = PolicyOf(Writers) });

        var alert = run.Of(CraneSite.Stranger);
        Assert.Equal("command.first-seen", alert.Type.Name);
        Assert.InRange(alert.Severity, 75, 100);
        Assert.Contains("writer-list", alert.Detectors);
        Assert.Contains(run.Alerts, told => told.Title.EndsWith("it is not in the list of approved writers", StringComparison.Ordinal));
    }

    [Fact]
    public void Writer_OnTheList_IsSignedOff()
    {
        Assert.Contains("unsigned-writer", Judge(null).Of(CraneSite.Master).Detectors);
        Assert.Empty(Judge(Writers).Episodes);
    }

    [Theory]
    [InlineData("function", "it is approved as a writer for write_single_register, 5, not for write_multiple_registers")]
    [InlineData("unit", "it is approved as a writer to unit 1, not 3")]
    [InlineData("hour", "it is approved as a writer from 12:00 to 13:00, not at 00:00:")]
    [InlineData("controller", "it is approved as a writer to other controllers than 10.1.0.11")]
    public void Writer_BeyondItsEntry_IsToldWhy(string what, string why)
    {
        string policy = what switch
        {
            "hour" => Writers.Replace("00:00", "12:00", StringComparison.Ordinal).Replace("\"to\":\"12:00\"", "\"to\":\"13:00\"", StringComparison.Ordinal),
            "controller" => Writers.Replace("10.1.0.0/24", "10.1.0.12", StringComparison.Ordinal),
            _ => Writers,
        };
        var run = Judge(policy, site =>
        {
            if (what == "function") site.Talk.Ask(WriteRegisters(100, 500, 501), Written(16, 100, 2));
            if (what == "unit") site.Talk.Order(WriteRegister(100, 500), unit: 3);
        });

        var alert = run.Episodes.Where(told => told.Detectors.Contains("writer-list")).MaxBy(told => told.Severity)!;
        Assert.InRange(alert.Severity, 60, 74);
        Assert.Contains(run.Alerts, told => told.Title.Contains(why.Replace("not for ", "not ", StringComparison.Ordinal), StringComparison.Ordinal));
    }

    [Fact]
    public void Newcomer_OnTheList_IsForTheLog()
    {
        var alert = Judge(
            Writers.Replace("10.1.0.5", "10.1.0.0/16", StringComparison.Ordinal),
            site => site.Traffic.Connect(CraneSite.Stranger, CraneSite.First).Order(WriteRegister(100, 500))).Of(CraneSite.Stranger);

        Assert.Equal(20, alert.Severity);
        Assert.Contains("as the site's lists allow", alert.Title, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\"writers\":[{\"src\":\"10.1.0.66\"},{\"src\":\"10.1.0.5\"}]}", 95)]
    [InlineData("{\"writers\":[{\"src\":\"10.1.0.66\",\"functions\":[90]},{\"src\":\"10.1.0.5\"}]}", 20)]
    public void CriticalCommand_IsApprovedOnlyByItsName(string policy, int severity)
    {
        var alert = Judge(policy, site =>
            site.Traffic.Connect(CraneSite.Stranger, CraneSite.First).Order(Umas(1, 0x41, 0xFF))).Of(CraneSite.Stranger);

        Assert.Equal(("command.plc-stop", severity), (alert.Type.Name, alert.Severity));
    }

    [Theory]
    [InlineData("{}", 1)]
    [InlineData("{\"known_polling\":[{\"src\":\"10.1.0.66\",\"functions\":[\"read_holding_registers\"]}]}", 0)]
    [InlineData("{\"known_polling\":[{\"src\":\"10.1.0.66\",\"functions\":[\"read_coils\"]}]}", 1)]
    public void Polling_ThatIsKnown_IsNoScan(string policy, int scans)
    {
        var run = Judge(policy, site =>
        {
            var talk = site.Traffic.Connect(CraneSite.Stranger, CraneSite.First);
            for (int i = 0; i < 300; i++) talk.Ask(Read(3, 2000 + i, 1), Registers(3, 0));
        });

        Assert.Equal(scans, run.Named("command.scan").Count());
        Assert.Equal(scans > 0, run.Of(CraneSite.Stranger).Severity >= 40);
    }

    [Theory]
    [InlineData("06:00", "22:00", "12:00:00", true)]
    [InlineData("06:00", "22:00", "22:00:00", false)]
    [InlineData("22:00", "06:00", "23:30:00", true)]
    [InlineData("22:00", "06:00", "05:59:59", true)]
    [InlineData("22:00", "06:00", "06:00:00", false)]
    [InlineData("06:00", null, "23:59:59", true)]
    [InlineData(null, "06:00", "00:00:00", true)]
    [InlineData("2026-03-01T00:00:00Z", "2026-03-02T00:00:00Z", "12:00:00", true)]
    [InlineData("2026-03-02T00:00:00Z", null, "12:00:00", false)]
    public void Times_OfAnEntry_AreHoursOrTimes(string? from, string? to, string at, bool holds)
    {
        Assert.True(PolicyTimes.TryParse(from, to, out var times));
        Assert.True(CraneAnomaly.Records.EventTime.TryParse($"2026-03-01T{at}Z", out long ns));
        Assert.Equal(holds, times.Contains(ns));
    }

    private static DetectionRun Judge(string? policy, Action<CraneSite>? happening = null)
    {
        var site = CraneSite.Clean(20, days: 1);
        happening?.Invoke(site);
        site.Run(20);
        return DetectionRun.Of(site.Traffic, CraneSite.Baseline, new() { Policy = policy is null ? new() : PolicyOf(policy) });
    }

    private static SitePolicy PolicyOf(string json) => SitePolicy.Read(SiteNode.Parse("policy.json", System.Text.Encoding.UTF8.GetBytes(json)));
}
