using CraneAnomaly.Alerts;
using static CraneAnomaly.Simulator.Wire.ModbusEncoder;

namespace CraneAnomaly.Tests.Pipeline;

public class CriticalCommandTests
{
    public static TheoryData<string, byte[], string, int> Commands { get; } = new()
    {
        { "restart", Diagnostics(1, 0), "command.plc-restart", 80 },
        { "restart and clear the log", Diagnostics(1, 0xFF00), "command.plc-restart", 80 },
        { "listen only", Diagnostics(4, 0), "command.listen-only", 85 },
        { "clear counters", Diagnostics(10, 0), "command.clear-counters", 50 },
        { "program 484", [9, 0, 1], "command.download", 85 },
        { "program 884", [18, 0, 1], "command.download", 85 },
        { "program Concept", [40, 0, 1], "command.download", 85 },
        { "reset of the link", [19, 0, 1], "command.plc-restart", 60 },
        { "program controller", [13, 0, 1], "command.download", 85 },
        { "program 584", [126, 0, 1], "command.download", 85 },
        { "firmware", [125, 0, 1], "command.download", 90 },
        { "UMAS reserve", Umas(0, 0x10, 1, 2, 3, 4), "command.reserve", 50 },
        { "UMAS memory block", Umas(1, 0x29, 0, 1), "command.download", 60 },
        { "UMAS upload", Umas(1, 0x30, 0, 1), "command.upload", 50 },
        { "UMAS start of download", Umas(1, 0x33, 0, 1), "command.download", 90 },
        { "UMAS download block", Umas(1, 0x34, 0, 1, 2, 3), "command.download", 90 },
        { "UMAS end of download", Umas(1, 0x35, 0, 1), "command.download", 90 },
        { "UMAS start", Umas(1, 0x40, 0xFF), "command.plc-restart", 85 },
        { "UMAS stop", Umas(1, 0x41, 0xFF), "command.plc-stop", 95 },
    };

    [Theory]
    [MemberData(nameof(Commands))]
    public void Command_OfTheMasterWithABaseline_IsNamedByItsRule(string what, byte[] pdu, string name, int severity)
    {
        var alert = CraneSite.Judge(site => site.Talk.Ask(pdu, null)).Of(CraneSite.Master);

        Assert.True((name, severity) == (alert.Type.Name, alert.Severity),
            $"{what}: {alert.Type.Name} {alert.Severity}");
        Assert.Contains("critical-command", alert.Detectors);
        Assert.InRange(alert.Confidence, 90, 100);
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public void Command_WithoutABaseline_IsToldAtOnce(string what, byte[] pdu, string name, int severity)
    {
        var traffic = new CraneTraffic();
        var talk = traffic.Connect(CraneSite.Master, CraneSite.First);
        talk.Ask(Read(3, 0, 1), Registers(3, 0));
        long frame = traffic.NextFrame;
        talk.Ask(pdu, null);

        var alert = DetectionRun.Of(traffic, null).Of(CraneSite.Master);
        Assert.True((name, severity) == (alert.Type.Name, alert.Severity),
            $"{what}: {alert.Type.Name} {alert.Severity}");
        Assert.Equal(frame, alert.Frames.First);
        Assert.Null(alert.Model);
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public void Command_OfAStranger_IsNamedByItsRuleFromFirstToLast(string what, byte[] pdu, string name, int severity)
    {
        var run = CraneSite.Judge(site => site.Traffic.Connect(CraneSite.Stranger, CraneSite.First).Ask(pdu, null));

        var onset = run.Alerts.First(alert => alert.Source.Ip.ToString() == CraneSite.Stranger && alert.Type.Kind == "unusual-command");
        Assert.True((name, AlertActivity.Create) == (onset.Type.Name, onset.Activity), $"{what}: {onset.Type.Name}");
        var last = run.Of(CraneSite.Stranger);
        Assert.Equal(name, last.Type.Name);
        Assert.InRange(last.Severity, Math.Max(60, severity), 100);
    }

    [Fact]
    public void Command_SeenInLearning_IsToldLessLoudly()
    {
        var clean = CraneSite.Clean(300);
        clean.Talk.Order(Umas(1, 0x41, 0xFF));
        clean.Talk.Order(Umas(0, 0x10, 1));
        var learned = CraneSite.Learn(clean.Traffic);
        var site = CraneSite.Clean(20, days: 1);
        site.Talk.Order(Umas(1, 0x41, 0xFF));
        site.Traffic.Wait(400_000);
        site.Talk.Order(Umas(0, 0x10, 1));

        var run = DetectionRun.Of(site.Traffic, learned);
        var stop = Assert.Single(run.Named("command.plc-stop"));
        Assert.Equal(75, stop.Severity);
        Assert.Contains("during learning", stop.Title, StringComparison.Ordinal);
        Assert.Equal(30, Assert.Single(run.Named("command.reserve")).Severity);
        Assert.Contains(learned.Manifest.Findings, f => f.Kind == "critical-command"
            && f.Subject.Contains("umas", StringComparison.Ordinal));
    }

    [Fact]
    public void Command_SeenInLearningFromAnother_IsAsLoudAsEver()
    {
        var clean = CraneSite.Clean(300);
        clean.Talk.Order(Umas(1, 0x41, 0xFF));
        var learned = CraneSite.Learn(clean.Traffic);
        var site = CraneSite.Clean(20, days: 1);
        site.Traffic.Connect(CraneSite.Stranger, CraneSite.First).Order(Umas(1, 0x41, 0xFF));

        Assert.Equal(95, DetectionRun.Of(site.Traffic, learned).Of(CraneSite.Stranger).Severity);
    }

    [Fact]
    public void Command_OfAStranger_IsWorthAReport()
    {
        var run = CraneSite.Judge(site =>
            site.Traffic.Connect(CraneSite.Stranger, CraneSite.First).Order(Umas(1, 0x41, 0xFF)));

        var alert = run.Of(CraneSite.Stranger);
        Assert.Equal(AlertTier.Report, alert.Tier);
        Assert.Equal(["critical-command", "first-seen"], alert.Detectors);
        // What was known to nobody else is told at once, and again when it is worth a report.
        Assert.Equal(
            [(1, AlertTier.Page), (2, AlertTier.Report), (3, AlertTier.Report)],
            run.Alerts.Where(state => state.Id == alert.Id).Select(state => (state.Revision, state.Tier)));
    }

    [Fact]
    public void Command_OfEachKindAndOnEachController_IsAnEpisodeOfItsOwn()
    {
        var run = CraneSite.Judge(site =>
        {
            foreach (string controller in (string[])[CraneSite.First, CraneSite.Second])
            {
                var talk = site.Traffic.Connect(CraneSite.Stranger, controller);
                talk.Order(Umas(1, 0x41, 0xFF));
                talk.Order(Umas(1, 0x41, 0xFF));
                talk.Order(Diagnostics(4, 0));
            }
        });

        var critical = run.Episodes.Where(alert => alert.Detectors.Contains("critical-command"));
        Assert.Equal(
            [
                (CraneSite.First, "command.plc-stop"), (CraneSite.First, "command.listen-only"),
                (CraneSite.Second, "command.plc-stop"), (CraneSite.Second, "command.listen-only"),
            ],
            critical.Select(alert => (alert.Destination.Ip.ToString(), alert.Type.Name)));
    }

    [Fact]
    public void Diagnostics_ThatOnlyAsk_AreNotCritical()
    {
        var traffic = new CraneTraffic();
        var talk = traffic.Connect(CraneSite.Master, CraneSite.First);
        talk.Order(Diagnostics(0, 0x1234));
        talk.Ask(Diagnostics(11, 0), Diagnostics(11, 7));
        talk.Order(Umas(0, 0x02));

        Assert.Empty(DetectionRun.Of(traffic, null).Alerts);
    }
}
