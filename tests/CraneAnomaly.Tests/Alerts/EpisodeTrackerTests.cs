using CraneAnomaly.Alerts;
using CraneAnomaly.Detectors;
using CraneAnomaly.Tests.Pipeline;
using FsCheck.Xunit;

namespace CraneAnomaly.Tests.Alerts;

public class EpisodeTrackerTests
{
    private static readonly string[] s_names = ["command.first-seen", "command.scan", "command.value",
        "session.new-endpoint"];

    [Fact]
    public void Report_OfOneCause_OpensOnceAndClosesOnce()
    {
        var run = Run(EpisodeOptions.Default, SampleFindings.At(0), SampleFindings.At(1, severity: 50),
            SampleFindings.At(2, severity: 65));

        Assert.Equal([AlertActivity.Create, AlertActivity.Close], run.Alerts.Select(alert => alert.Activity));
        Assert.Equal([1L, 3L], run.Alerts.Select(alert => alert.Count));
        Assert.Equal([60, 65], run.Alerts.Select(alert => alert.Severity));
        Assert.Single(run.Alerts.Select(alert => alert.Id).Distinct());
    }

    [Theory]
    [InlineData(60, 79, "command.first-seen", false)]
    [InlineData(60, 80, "command.first-seen", true)]
    [InlineData(60, 61, "command.scan", true)]
    [InlineData(60, 60, "command.scan", false)]
    [InlineData(60, 20, "command.scan", false)]
    public void Report_OfAnotherFinding_TellsAgainOnlyWhenTheReaderWouldActOtherwise(
        int first, int then, string name, bool told)
    {
        var run = Run(EpisodeOptions.Default, SampleFindings.At(0, severity: first),
            SampleFindings.At(1, name, severity: then));

        Assert.Equal(told, run.Alerts.Any(alert => alert.Activity == AlertActivity.Update));
        Assert.Equal(then > first ? name : "command.first-seen", run.Alerts[^1].Type.Name);
        Assert.Single(run.Episodes);
    }

    [Fact]
    public void Report_OfAnotherScopeOrFamily_IsAnotherEpisode()
    {
        var run = Run(
            EpisodeOptions.Default, SampleFindings.At(0), SampleFindings.At(1, scope: 2),
                SampleFindings.At(2, "session.new-endpoint"),
            SampleFindings.At(3, "command.value"));

        Assert.Equal(3, run.Episodes.Count);
        Assert.Equal(["unusual-command", "unusual-command", "remote-session"],
            run.Episodes.Select(alert => alert.Type.Kind));
        Assert.Equal([2L, 1L, 1L], run.Episodes.Select(alert => alert.Count));
    }

    [Theory]
    [InlineData(300, 1)]
    [InlineData(300.000001, 2)]
    [InlineData(100_000, 2)]
    public void Report_AfterAPause_IsTheSameEpisodeWithinTheHoldTime(double pause, int episodes)
    {
        var run = Run(EpisodeOptions.Default, SampleFindings.At(0), SampleFindings.At(100),
            SampleFindings.At(100 + pause));

        Assert.Equal(episodes, run.Episodes.Count);
        if (episodes == 1) return;
        var closed = run.Alerts[1];
        Assert.Equal((AlertActivity.Close, 2L), (closed.Activity, closed.Count));
        Assert.Equal(CraneTraffic.StartNs + 100_000_000_000, closed.LastSeenNs);
        Assert.True(closed.CreatedNs > closed.LastSeenNs);
    }

    [Fact]
    public void Advance_ByEventTimeAlone_Closes()
    {
        var run = new DetectionRun();
        var tracker = Tracker(run, new() { Hold = TimeSpan.FromSeconds(10) });
        tracker.Report(SampleFindings.At(0));
        tracker.Advance(CraneTraffic.StartNs + 10_000_000_000);
        tracker.Advance(CraneTraffic.StartNs - 99_000_000_000);
        Assert.Single(run.Alerts);
        tracker.Advance(CraneTraffic.StartNs + 10_000_000_001);
        Assert.Equal(AlertActivity.Close, run.Alerts[^1].Activity);
        tracker.Complete();
        Assert.Equal(2, run.Alerts.Count);
    }

    [Fact]
    public void Advance_PastTheLatestBelieved_GoesNoFurther()
    {
        var run = new DetectionRun();
        var tracker = Tracker(run, new() { Hold = TimeSpan.FromSeconds(10) });
        tracker.Clock = ClockAt(1);
        tracker.Report(SampleFindings.At(0));
        tracker.Advance(CraneTraffic.StartNs + 99_000_000_000);
        Assert.Equal((1, tracker.Clock.NowNs), (run.Alerts.Count, tracker.NowNs));
        tracker.Clock = ClockAt(10);
        tracker.Advance(CraneTraffic.StartNs + 10_000_000_001);
        Assert.Equal(AlertActivity.Close, run.Alerts[^1].Activity);
    }

    [Fact]
    public void Report_StampedInTheFuture_HoldsUpNoOtherEpisode()
    {
        var run = new DetectionRun();
        var tracker = Tracker(run, new() { Hold = TimeSpan.FromSeconds(10) });
        tracker.Clock = ClockAt(0);
        tracker.Report(SampleFindings.At(9_000, scope: 1));
        tracker.Report(SampleFindings.At(0, scope: 2));
        tracker.Clock = ClockAt(16);
        tracker.Advance(CraneTraffic.StartNs + 16_000_000_000);

        Assert.Equal(2, run.Alerts.Count(alert => alert.Activity == AlertActivity.Close));
    }

    [Fact]
    public void Advance_ClockStepsBack_GoesOnFromThere()
    {
        var run = new DetectionRun();
        var tracker = Tracker(run, new() { Hold = TimeSpan.FromSeconds(10) });
        tracker.Report(SampleFindings.At(9_000));
        tracker.Clock = ClockAt(0);
        tracker.Advance(CraneTraffic.StartNs);
        tracker.Clock = ClockAt(10);
        tracker.Advance(CraneTraffic.StartNs + 10_000_000_001);

        Assert.Equal(AlertActivity.Close, run.Alerts[^1].Activity);
    }

    [Fact]
    public void Escalation_ToAStrongerName_KeepsTheId()
    {
        var run = Run(
            EpisodeOptions.Default, SampleFindings.At(0, severity: 30),
                SampleFindings.At(1, "command.scan", severity: 85, detector: "scan"));

        var last = Assert.Single(run.Episodes);
        Assert.Equal(("command.scan", "command.scan of 85", 3), (last.Type.Name, last.Title, last.Revision));
        Assert.Equal(["first-seen", "scan"], last.Detectors);
    }

    [Fact]
    public void Id_OfTheSameFindings_IsTheSameAndShort()
    {
        var findings = new[] { SampleFindings.At(0), SampleFindings.At(1, scope: 2),
            SampleFindings.At(2, "session.new-endpoint") };
        var once = Run(EpisodeOptions.Default, findings);
        var again = Run(new() { Hold = TimeSpan.FromHours(1) }, findings);

        Assert.Equal(once.Episodes.Select(alert => alert.Id), again.Episodes.Select(alert => alert.Id));
        Assert.All(once.Episodes, alert => Assert.InRange(alert.Id.Length, 10, 40));
        Assert.Equal(3, once.Episodes.Select(alert => alert.Id).Distinct().Count());
    }

    [Theory]
    [InlineData(1, "command.first-seen", SampleFindings.Controller, "first-seen", 1)]
    [InlineData(0, "command.scan", SampleFindings.Controller, "first-seen", 1)]
    [InlineData(0, "command.first-seen", "10.1.0.12 unit 1", "first-seen", 1)]
    [InlineData(0, "command.first-seen", SampleFindings.Controller, "scan", 1)]
    [InlineData(0, "command.first-seen", SampleFindings.Controller, "first-seen", 2)]
    public void Id_OfAnotherOnset_IsAnother(double seconds, string name, string asset, string detector, long frame)
    {
        var one = Run(EpisodeOptions.Default, SampleFindings.At(0, frame: 1));
        var two = Run(EpisodeOptions.Default,
            SampleFindings.At(seconds, name, asset: asset, detector: detector, frame: frame));

        Assert.NotEqual(one.Alerts[0].Id, two.Alerts[0].Id);
    }

    [Fact]
    public void Evidence_IsTheFirstTheStrongestAndTheLastThreeInOrderOfTime()
    {
        var findings = Enumerable.Range(1, 40).Select(i => SampleFindings.At(
            i, severity: i is 11 or 17 or 23 ? 70 : 50, score: i, frame: i));
        var alert = Run(EpisodeOptions.Default, [.. findings]).Alerts[^1];

        Assert.Equal([1, 2, 3, 11, 17, 23, 38, 39, 40], alert.Evidence.Select(record => record.Fixed.Frame));
        Assert.Equal((1L, 40L, 40L), (alert.Frames.First, alert.Frames.Last, alert.Count));
        Assert.Equal(11, alert.Finding.Evidence.Fixed.Frame);
    }

    [Fact]
    public void Evidence_OfTheStrongest_IsOfEachKindFirst()
    {
        // A long scan, and within it one of each of two weaker kinds.
        var findings = Enumerable.Range(1, 40).Select(i => i switch
        {
            15 => SampleFindings.At(i, "command.first-seen", severity: 45, frame: i),
            25 => SampleFindings.At(i, "command.exception-burst", detector: "exception-burst", severity: 30, frame: i),
            _ => SampleFindings.At(i, "command.scan", detector: "scan", severity: 85, score: i, frame: i),
        });
        var alert = Run(EpisodeOptions.Default, [.. findings]).Alerts[^1];

        // The strongest scan is the last one, 40; it is among the last three.
        Assert.Equal([1, 2, 3, 15, 25, 38, 39, 40], alert.Evidence.Select(record => record.Fixed.Frame));
    }

    [Fact]
    public void Evidence_OfAStrongerKind_ReplacesTheWeakestOfFourKinds()
    {
        string[] detectors = ["a", "b", "c", "d"];
        int[] severities = [50, 40, 30, 35];
        var findings = detectors.Select((detector, i) => SampleFindings.At(
            10 + i, detector: detector, severity: severities[i], frame: 10 + i));
        var around = Enumerable.Range(0, 3).Select(i => SampleFindings.At(i, detector: "a", severity: 1, frame: i + 1));
        var after = Enumerable.Range(20, 3).Select(i => SampleFindings.At(i, detector: "a", severity: 1, frame: i));
        var alert = Run(EpisodeOptions.Default, [.. around, .. findings, .. after]).Alerts[^1];

        Assert.Equal([1, 2, 3, 10, 11, 13, 20, 21, 22], alert.Evidence.Select(record => record.Fixed.Frame));
    }

    [Fact]
    public void Evidence_OfFewFindings_StandsOnce()
    {
        var alert = Run(EpisodeOptions.Default, SampleFindings.At(0, frame: 5),
            SampleFindings.At(1, frame: 6)).Alerts[^1];

        Assert.Equal([5, 6], alert.Evidence.Select(record => record.Fixed.Frame));
    }

    [Fact]
    public void Frames_AreThoseOfTheInputInWhichItBegan()
    {
        var alert = Run(
            EpisodeOptions.Default, SampleFindings.At(0, input: 2, frame: 50),
                SampleFindings.At(1, input: 1, frame: 9, severity: 90),
            SampleFindings.At(2, input: 2, frame: 60), SampleFindings.At(3, input: 2, frame: 40),
            SampleFindings.At(4, input: 1, frame: 99), SampleFindings.At(5, input: 2, frame: 0)).Alerts[^1];

        Assert.Equal((2, (40L, 60L)), (alert.Input, alert.Frames));
        Assert.Equal((0L, 0L), Run(EpisodeOptions.Default, SampleFindings.At(0, frame: 0)).Alerts[^1].Frames);
    }

    [Fact]
    public void Report_MoreThanTheCap_EndsTheQuietestAndCountsIt()
    {
        var run = new DetectionRun();
        var tracker = Tracker(run, new() { OpenEpisodes = 2 });
        tracker.Report(SampleFindings.At(0, scope: 1));
        tracker.Report(SampleFindings.At(1, scope: 2));
        tracker.Report(SampleFindings.At(2, scope: 1));
        tracker.Report(SampleFindings.At(3, scope: 3));

        Assert.Equal((1L, 3L), (tracker.Evicted, tracker.Begun));
        Assert.Equal(
            [AlertActivity.Create, AlertActivity.Create, AlertActivity.Close, AlertActivity.Create],
            run.Alerts.Select(alert => alert.Activity));
        Assert.Equal(run.Alerts[1].Id, run.Alerts[2].Id);
    }

    [Fact]
    public void Complete_ClosesInTheOrderInWhichTheyBegan()
    {
        var run = Run(
            EpisodeOptions.Default, SampleFindings.At(0, scope: 7), SampleFindings.At(1, scope: 3),
                SampleFindings.At(2, scope: 5),
            SampleFindings.At(3, scope: 7));

        Assert.Equal(run.Alerts.Take(3).Select(alert => alert.Id), run.Alerts.Skip(3).Select(alert => alert.Id));
        Assert.All(run.Alerts.Skip(3), alert => Assert.Equal(AlertActivity.Close, alert.Activity));
    }

    [Theory]
    [InlineData(59, 99, AlertTier.Log)]
    [InlineData(60, 50, AlertTier.Page)]
    [InlineData(80, 89, AlertTier.Page)]
    [InlineData(79, 99, AlertTier.Page)]
    [InlineData(80, 90, AlertTier.Report)]
    public void Tier_OfTwoKindsOfEvidence_FollowsSeverityAndConfidence(int severity, int confidence, AlertTier expected)
    {
        var first = SampleFindings.At(0, severity: severity, confidence: confidence);
        var second = SampleFindings.At(1, severity: severity, confidence: confidence, detector: "scan");

        Assert.Equal(expected, Run(EpisodeOptions.Default, first, second).Alerts[^1].Tier);
        Assert.NotEqual(AlertTier.Report, Run(EpisodeOptions.Default, first, first).Alerts[^1].Tier);
    }

    [Property(MaxTest = 200)]
    public void Absorb_BeforeEachReport_ChangesNoAlert((byte Gap, byte Kind, byte Severity)[] drawn)
    {
        var findings = new List<Finding>();
        double seconds = 0;
        foreach (var (gap, kind, severity) in drawn.Concat(drawn).Concat(drawn))
        {
            seconds += gap % 9 == 0 ? gap * 2 : gap % 5;
            findings.Add(SampleFindings.At(
                seconds, s_names[kind % 4], (ulong)(kind / 4 % 2), severity % 101, 50 + severity % 50,
                kind % 3 == 0 ? "scan" : "first-seen", kind % 5, frame: findings.Count + 1));
        }

        var reported = Run(EpisodeOptions.Default, [.. findings]);
        var absorbed = new DetectionRun();
        var tracker = Tracker(absorbed, EpisodeOptions.Default);
        foreach (var finding in findings)
        {
            var copy = finding.Evidence;
            if (!tracker.Absorb(finding.Sketch, copy.Fixed, copy.Body, copy.FileOffset)) tracker.Report(finding);
        }

        tracker.Complete();
        Assert.Equal(findings.Count, tracker.Findings);
        Assert.Equal(reported.Lines, absorbed.Lines);
        Assert.Equal(EvidenceOf(reported), EvidenceOf(absorbed));
    }

    private static BelievedTime ClockAt(int seconds)
    {
        long ns = CraneTraffic.StartNs + seconds * 1_000_000_000L;
        return new(ns, ns + 5_000_000_000);
    }

    private static IEnumerable<string> EvidenceOf(DetectionRun run) => run.Alerts.Select(alert =>
        string.Join(' ', alert.Evidence.Select(record =>
            $"{record.Fixed.Frame}:{record.Fixed.TimestampNs}:{record.Body.Registers.Address}:"
            + Convert.ToHexString(record.Body.Payload))));

    private static DetectionRun Run(EpisodeOptions options, params Finding[] findings)
    {
        var run = new DetectionRun();
        var tracker = Tracker(run, options);
        foreach (var finding in findings) tracker.Report(finding);
        tracker.Complete();
        return run;
    }

    private static EpisodeTracker Tracker(IAlertSink sink, EpisodeOptions options) =>
        new(options, new("site", null, null, new string('0', 64)), sink);
}
