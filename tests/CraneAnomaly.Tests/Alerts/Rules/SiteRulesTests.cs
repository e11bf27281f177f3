using CraneAnomaly.Alerts;
using CraneAnomaly.Detectors;
using CraneAnomaly.Records;
using CraneAnomaly.Records.Site;
using CraneAnomaly.Tests.Pipeline;
using static CraneAnomaly.Simulator.Wire.ModbusEncoder;

namespace CraneAnomaly.Tests.Alerts.Rules;

/// <summary>Permits and the policy in alerts, from packets on.</summary>
public class SiteRulesTests
{
    private const long DayNs = 86_400_000_000_000;

    private static readonly Permit s_permit = new()
    {
        Id = "P-7",
        Crane = "QC01",
        Source = CraneSite.Stranger,
        Actions = ["read", "write"],
        FromNs = CraneTraffic.StartNs + DayNs,
        ToNs = CraneTraffic.StartNs + DayNs + 3_600_000_000_000,
    };

    private static readonly Tag[] s_tags =
        [.. Tag.Read(SiteNode.Parse("tags.json", """
            {"tags":[{"source":"modbus:10.1.0.11:502/1/ir/900","signal":"hoist.position","crane":"QC01"},
                     {"source":"modbus:10.1.0.12:502/1/ir/900","signal":"hoist.position","crane":"QC02"}]}
            """u8))];

    [Fact]
    public void PermittedWrite_IsToldForTheLogAndNamesItsPermit()
    {
        var alert = Judge(s_permit).Of(CraneSite.Stranger);

        Assert.InRange(alert.Severity, 0, 19);
        Assert.Equal((AlertTier.Log, "permit P-7", "QC01"), (alert.Tier, alert.SuppressedBy, alert.Crane));
        Assert.True(alert.Permit.Matched);
        Assert.Equal("possible", VerdictOn(alert));
        Assert.Contains("P-7", alert.Permit.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("crane", "permit P-7 covers QC02, not QC01")]
    [InlineData("source", "permit P-7 is for source 10.1.0.5, not 10.1.0.66")]
    [InlineData("action", "permit P-7 allows read, not write")]
    [InlineData("time", "permit P-7 ended 0 s before")]
    public void Write_BesideThePermit_IsAsLoudAsWithoutAndSaysWhy(string what, string reason)
    {
        var alert = Judge(what switch
        {
            "crane" => s_permit with { Crane = "QC02" },
            "source" => s_permit with { Source = CraneSite.Master },
            "action" => s_permit with { Actions = ["read"] },
            _ => s_permit with { ToNs = s_permit.FromNs + 1_000_000_000 },
        }).Of(CraneSite.Stranger);

        Assert.Equal((80, null), (alert.Severity, alert.SuppressedBy));
        Assert.False(alert.Permit.Matched);
        if (what == "time") Assert.Matches("^permit P-7 ended [0-9]+ s before$", alert.Permit.Reason);
        else Assert.Equal(reason, alert.Permit.Reason);
        Assert.Equal("excluded", VerdictOn(alert));
        Assert.Equal(alert.Permit.Reason, alert.RuledOut.Single(cause => cause.Cause == "permitted maintenance").Reason);
    }

    [Fact]
    public void Work_BeyondThePermit_IsAnEpisodeOfItsOwn()
    {
        var run = Run(site =>
        {
            site.Traffic.Connect(CraneSite.Stranger, CraneSite.First).Order(WriteRegister(100, 500));
            site.Run(20);
            site.Traffic.Connect(CraneSite.Stranger, CraneSite.Second).Order(WriteRegister(100, 500));
        }, new() { Permits = [s_permit], Tags = s_tags });
        var told = run.Episodes.Where(alert => alert.Source.Ip.ToString() == CraneSite.Stranger && alert.Type.Kind == "unusual-command").ToList();

        Assert.Equal(["permit P-7", null], told.Select(alert => alert.SuppressedBy));
        Assert.Equal(["QC01", "QC02"], told.Select(alert => alert.Crane));
        Assert.True(told[1].FirstSeenNs > told[0].FirstSeenNs + 3_000_000_000);
        Assert.InRange(told[1].Severity, 70, 100);
        Assert.Equal("permit P-7 covers QC01, not QC02", told[1].Permit.Reason);
    }

    [Fact]
    public void Interlock_UnderAPermit_IsNamedAndNotLowered()
    {
        var run = new DetectionRun();
        var permit = s_permit with { Actions = ["bypass"], Source = "10.1.0.9" };
        var pipeline = DetectionPipeline.Create(options: new() { Permits = [permit] }, sink: run);
        for (int i = 0; i < 20; i++)
            TelemetryRows.Give(pipeline, permit.FromNs + i * 1_000_000_000L, 0, OtProtocol.Telemetry, "QC01", ("trolley.speed", -2.5), ("emergency_stop", 1));
        pipeline.Complete();

        var alert = Assert.Single(run.Episodes);
        Assert.Equal(("interlock.I7", 90, null), (alert.Type.Name, alert.Severity, alert.SuppressedBy));
        Assert.True(alert.Permit.Matched);
        Assert.EndsWith("a broken interlock stays as severe", alert.Permit.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Policy_NamesZonesAndSetsTiersAndMarking()
    {
        var policy = SitePolicy.Read(SiteNode.Parse("policy.json", """
            {"zones":[{"name":"site","networks":["10.0.0.0/8"]},{"name":"cranes","networks":["10.1.0.0/24"]}],
             "tiers":{"unusual-command":"log","remote-session":"page"},"handling":"TLP:RED",
             "devices":[{"ip":"10.1.0.5","name":"hmi"}]}
            """u8));
        var run = Run(Stranger, new() { Policy = policy });
        var alert = run.Of(CraneSite.Stranger);

        Assert.Equal((80, AlertTier.Log, "TLP:RED"), (alert.Severity, alert.Tier, alert.Handling));
        Assert.Equal("10.1.0.66 in cranes, 10.1.0.11 in cranes", alert.Explanations.Single(reason => reason.Feature == "zones").Value);
        Assert.Equal("excluded", alert.RuledOut.Single(cause => cause.Cause == "a new device that was announced").Verdict);
        Assert.Equal("TLP:AMBER", Run(Stranger, new() { Policy = policy, Handling = "TLP:AMBER" }).Of(CraneSite.Stranger).Handling);
        Assert.NotEqual(new DetectionOptions().Hash, new DetectionOptions { Policy = policy }.Hash);
        Assert.NotEqual(new DetectionOptions().Hash, new DetectionOptions { Permits = [s_permit] }.Hash);
    }

    [Fact]
    public void Absorb_OfPermittedFindings_ChangesNoAlert()
    {
        var findings = Enumerable.Range(0, 40).Select(i => SampleFindings.At(i * 3, severity: 40 + i, scope: (ulong)(i % 2))).ToList();
        Assert.Equal(Track(findings, absorb: false), Track(findings, absorb: true));
    }

    private static List<string> Track(IEnumerable<Finding> findings, bool absorb)
    {
        var run = new DetectionRun();
        var permit = s_permit with { Crane = "", Source = "", FromNs = CraneTraffic.StartNs + 20_000_000_000, ToNs = CraneTraffic.StartNs + 70_000_000_000 };
        var context = new AlertContext("site", null, null, new string('0', 64)) { Rules = new(new(), [permit], [], [], new()) };
        var tracker = new EpisodeTracker(EpisodeOptions.Default, context, run);
        foreach (var finding in findings)
        {
            var copy = finding.Evidence;
            if (!absorb || !tracker.Absorb(finding.Sketch, copy.Fixed, copy.Body, copy.FileOffset)) tracker.Report(finding);
        }

        tracker.Complete();
        Assert.Equal(4, run.Episodes.Count);
        Assert.Equal([12, 11, 9, 8], run.Episodes.Select(alert => (int)alert.Count));
        return [.. run.Lines];
    }

    private static DetectionRun Judge(Permit permit) => Run(Stranger, new() { Permits = [permit], Tags = s_tags });

    private static DetectionRun Run(Action<CraneSite> happening, DetectionOptions options)
    {
        var site = CraneSite.Clean(20, days: 1);
        happening(site);
        site.Run(20);
        return DetectionRun.Of(site.Traffic, CraneSite.Baseline, options);
    }

    private static void Stranger(CraneSite site) =>
        site.Traffic.Connect(CraneSite.Stranger, CraneSite.First).Order(WriteRegister(100, 500));

    private static string VerdictOn(Alert alert) => alert.RuledOut.Single(cause => cause.Cause == "permitted maintenance").Verdict;
}
