using CraneAnomaly.Alerts;
using static CraneAnomaly.Simulator.Wire.ModbusEncoder;

namespace CraneAnomaly.Tests.Pipeline;

public class CommandDetectionTests
{
    [Theory]
    [InlineData(0, 10, false)]
    [InlineData(200, 10, true)]
    [InlineData(0, 120, true)]
    public void ReadAndWrite_OfOtherRegistersThanLearned_IsSeen(int address, int quantity, bool seen)
    {
        static void Exchange(CraneSite site, int address, int quantity) =>
            site.Talk.Ask(ReadWrite(address, quantity, 300, 7), Registers(23, new int[quantity]));

        var learned = CraneSite.Clean(40);
        for (int i = 0; i < 200; i++)
        {
            Exchange(learned, 0, 10);
            learned.Run(2);
        }

        var site = CraneSite.Clean(20, days: 1);
        Exchange(site, address, quantity);
        site.Run(20);
        var run = DetectionRun.Of(site.Traffic, CraneSite.Learn(learned.Traffic));

        Assert.Equal(seen, run.Named("command.first-seen").Any(alert => alert.Detectors.Contains("first-seen")));
    }

    [Fact]
    public void CleanPeriod_OfAnotherDay_TellsOnlyTheUnsignedWriterOnce()
    {
        var run = DetectionRun.Of(CraneSite.Clean(600, days: 3, jitter: 104_729).Traffic, CraneSite.Baseline);

        var episode = Assert.Single(run.Episodes);
        Assert.Equal(["unsigned-writer"], episode.Detectors);
        Assert.Equal((20, 1L), (episode.Severity, episode.Count));
        Assert.Contains("signed off", episode.Title, StringComparison.Ordinal);
    }

    [Fact]
    public void KnownWriter_OverAnHour_IsToldUnsignedOnce()
    {
        var site = CraneSite.Clean(20, days: 1);
        for (int i = 0; i < 4; i++)
        {
            site.Traffic.Wait(900_000);
            site.Run(20);
        }

        var told = DetectionRun.Of(site.Traffic, CraneSite.Baseline).Episodes
            .Where(alert => alert.Detectors.Contains("unsigned-writer"));
        Assert.Single(told);
    }

    [Fact]
    public void UnknownClient_Reads_IsHigh()
    {
        long frame = 0;
        var run = CraneSite.Judge(site =>
        {
            var talk = site.Traffic.Connect(CraneSite.Stranger, CraneSite.First);
            frame = site.Traffic.NextFrame;
            talk.Ask(Read(3, 0, 10), Registers(3, new int[10]));
        });

        var alert = run.Of(CraneSite.Stranger);
        Assert.Equal("command.first-seen", alert.Type.Name);
        Assert.InRange(alert.Severity, 60, 79);
        Assert.Equal(CraneSite.First, alert.Destination.Ip.ToString());
        Assert.Equal(502, alert.Destination.Port);
        Assert.Equal((frame, frame), alert.Frames);
        Assert.Contains(CraneSite.Stranger, alert.Title, StringComparison.Ordinal);
    }

    [Fact]
    public void UnknownClient_Writes_IsCritical()
    {
        var run = CraneSite.Judge(site =>
            site.Traffic.Connect(CraneSite.Stranger, CraneSite.First).Order(WriteRegister(100, 500)));

        var alert = run.Of(CraneSite.Stranger);
        Assert.Equal(("command.first-seen", AlertTier.Page), (alert.Type.Name, alert.Tier));
        Assert.InRange(alert.Severity, 80, 100);
        Assert.Equal("500", alert.Finding.After);
    }

    [Fact]
    public void UnknownClient_ReadsAndThenWrites_TellsTheWriteOnItsOwn()
    {
        var run = CraneSite.Judge(site =>
        {
            var talk = site.Traffic.Connect(CraneSite.Stranger, CraneSite.First);
            talk.Ask(Read(3, 0, 10), Registers(3, new int[10]));
            site.Traffic.Wait(2_000);
            talk.Order(WriteCoil(3, true));
        });

        var episodes = run.CommandsOf(CraneSite.Stranger);
        Assert.Equal([60, 80], episodes.Select(alert => alert.Severity));
        Assert.All(episodes, alert => Assert.Equal((2, AlertActivity.Close), (alert.Revision, alert.Activity)));
    }

    [Fact]
    public void Controller_GivesACommand_IsWorseThanAStranger()
    {
        var run = CraneSite.Judge(site =>
            site.Traffic.Connect(CraneSite.Second, CraneSite.First).Order(WriteRegister(100, 500)));

        var alert = run.Of(CraneSite.Second);
        Assert.InRange(alert.Severity, 85, 100);
        Assert.Contains("itself a controller", alert.Title, StringComparison.Ordinal);
    }

    [Fact]
    public void KnownMaster_WritesANewCoilInsideItsRange_StaysBelowMedium()
    {
        var run = CraneSite.Judge(site => site.Talk.Order(WriteCoil(5, true)));

        Assert.InRange(run.By("first-seen").Severity, 20, 39);
        Assert.InRange(run.Worst, 20, 39);
    }

    [Fact]
    public void KnownMaster_UsesANewFunction_IsToldSo()
    {
        var alert = CraneSite.Judge(site => site.Talk.Ask(WriteRegisters(100, 450, 460), Written(16, 100, 2)))
            .Of(CraneSite.Master);

        Assert.Equal("command.first-seen", alert.Type.Name);
        Assert.InRange(alert.Severity, 40, 79);
        Assert.Contains("never used this function", alert.Title, StringComparison.Ordinal);
    }

    [Fact]
    public void KnownMaster_WritesOutsideAllRanges_IsMedium()
    {
        var alert = CraneSite.Judge(site => site.Talk.Order(WriteRegister(5000, 500))).Of(CraneSite.Master);

        Assert.InRange(alert.Severity, 40, 79);
        Assert.Contains("outside of all addresses accessed there (0-9, 100-109)", alert.Title,
            StringComparison.Ordinal);
    }

    [Fact]
    public void KnownMaster_WritesAValueOutsideTheEnvelope_IsACommandValue()
    {
        var alert = CraneSite.Judge(site => site.Talk.Order(WriteRegister(100, 60_000))).Of(CraneSite.Master);

        Assert.Equal("command.value", alert.Type.Name);
        Assert.InRange(alert.Severity, 40, 79);
        Assert.Equal(60_000, alert.Finding.Observed);
        Assert.Equal((400, 595), (alert.Finding.Expected!.Low!.Value, alert.Finding.Expected.High!.Value));
    }

    [Fact]
    public void KnownMaster_WritesAValueOfANewClass_IsToldBelowMediumWhereNoEnvelopeIs()
    {
        // A coil that was only ever switched both ways has no class to miss; one write to a register has no envelope.
        var clean = CraneSite.Clean(300);
        for (int i = 0; i < 5; i++) clean.Talk.Order(WriteRegister(105, 3));
        var baseline = CraneSite.Learn(clean.Traffic);
        var site = CraneSite.Clean(20, days: 1);
        site.Talk.Order(WriteRegister(105, 30_000));

        var run = DetectionRun.Of(site.Traffic, baseline);
        Assert.InRange(run.By("first-seen").Severity, 20, 39);
        Assert.InRange(run.Worst, 20, 39);
    }

    [Fact]
    public void Scan_OfAStranger_IsOneEpisodeNamedScan()
    {
        var run = CraneSite.Judge(site =>
        {
            var talk = site.Traffic.Connect(CraneSite.Stranger, CraneSite.First);
            for (int address = 0; address < 400; address++) talk.Ask(Read(3, 1000 + address * 3, 1), Exception(3, 2));
        });

        var alert = run.Of(CraneSite.Stranger);
        Assert.Equal("command.scan", alert.Type.Name);
        Assert.InRange(alert.Severity, 80, 100);
        Assert.Contains("scan", alert.Detectors);
        Assert.InRange(alert.Count, 400, 2000);
        Assert.InRange(run.Alerts.Count(state => state.Id == alert.Id), 2, 8);
    }

    [Fact]
    public void Scan_BeforeAWriteAndAStop_HidesNeither()
    {
        var run = CraneSite.Judge(site =>
        {
            var talk = site.Traffic.Connect(CraneSite.Stranger, CraneSite.First);
            for (int address = 0; address < 400; address++) talk.Ask(Read(3, 1000 + address * 3, 1), Exception(3, 2));
            talk.Order(WriteRegister(100, 500));
            talk.Order(Umas(1, 0x41, 0xFF));
        });

        var names = run.CommandsOf(CraneSite.Stranger).Select(alert => alert.Type.Name);
        Assert.Equal(["command.scan", "command.first-seen", "command.plc-stop"], names);
    }

    [Fact]
    public void Scan_OfTheMaster_IsSeenThoughItIsKnown()
    {
        var run = CraneSite.Judge(site =>
        {
            for (int address = 0; address < 300; address++) site.Talk.Ask(Read(3, 2000 + address, 1), Registers(3, 0));
        });

        Assert.Equal("command.scan", run.Of(CraneSite.Master).Type.Name);
    }

    [Fact]
    public void Exceptions_ToTheUsualPolls_AreABurst()
    {
        var run = CraneSite.Judge(site =>
        {
            for (int i = 0; i < 40; i++) site.Talk.Ask(Read(3, 0, 10), Exception(3, 4));
        });

        var alert = Assert.Single(run.Named("command.exception-burst"));
        Assert.Equal(CraneSite.Master, alert.Source.Ip.ToString());
        Assert.Contains(CraneSite.First + " refused", alert.Title, StringComparison.Ordinal);
        Assert.InRange(alert.Severity, 40, 59);
    }

    [Fact]
    public void Novelty_SeenTwice_AlertsAgainSinceTheReferenceIsFrozen()
    {
        static void Intrude(CraneSite site) =>
            site.Traffic.Connect(CraneSite.Stranger, CraneSite.First).Order(WriteRegister(100, 500));

        var first = CraneSite.Judge(Intrude);
        var second = CraneSite.Judge(Intrude);
        Assert.Equal(first.Lines, second.Lines);

        // And within one run, once the first episode is over.
        var both = CraneSite.Judge(site =>
        {
            Intrude(site);
            site.Run(10);
            site.Traffic.Wait(400_000);
            Intrude(site);
        });
        var episodes = both.CommandsOf(CraneSite.Stranger);
        Assert.Equal([80, 80], episodes.Select(alert => alert.Severity));
        Assert.Equal(2, episodes.Select(alert => alert.Id).Distinct().Count());
    }
}
