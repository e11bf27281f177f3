using CraneAnomaly.Cli.Evaluation;

namespace CraneAnomaly.Tests.Cli.Evaluation;

public class EventMatchingTests
{
    private const long Minute = 60_000_000_000;

    private static readonly LabelledEvent s_throttle = new()
    {
        Crane = "QC01",
        Axis = "trolley",
        StartNs = 10 * Minute,
        EndNs = 20 * Minute,
        Family = "movement-throttling",
        Name = "throttle",
    };

    [Theory]
    [InlineData(10, true)]
    [InlineData(25, true)]
    [InlineData(9, false)]
    [InlineData(26, false)]
    public void Event_IsFoundFromItsStartToFiveMinutesAfterItsEnd(long minute, bool found)
    {
        var result = EventMatching.Match([s_throttle], [Episode(minute)]);

        Assert.Equal(found, result.Events[0].FirstSeenNs is not null);
        Assert.Equal(found ? 0 : 1, result.False.Count);
    }

    [Theory]
    [InlineData("QC02", "movement-throttling", "trolley")]
    [InlineData("QC01", "sensor-tampering", "trolley")]
    [InlineData("QC01", "movement-throttling", "hoist")]
    public void Episode_OfAnotherCraneFamilyOrAxis_IsFalse(string crane, string family, string axis)
    {
        var result = EventMatching.Match([s_throttle], [Episode(12) with { Crane = crane, Family = family, Axis = axis }]);

        Assert.Null(result.Events[0].FirstSeenNs);
        Assert.Single(result.False);
    }

    [Fact]
    public void Episode_OfLowSeverity_IsNeverFalse() =>
        Assert.Empty(EventMatching.Match([], [Episode(12) with { Severity = 39 }]).False);

    [Fact]
    public void ActOfAnEvent_IsNeitherFalseNorToBeFound()
    {
        var act = s_throttle with { Family = "rogue-device", Name = "device.new", Axis = null, Cause = "throttle" };
        var device = Episode(12) with { Family = "rogue-device", Axis = null };
        var result = EventMatching.Match([s_throttle, act], [device]);

        Assert.Null(Assert.Single(result.Events).FirstSeenNs);
        Assert.Empty(result.False);
        Assert.Single(EventMatching.Match([s_throttle, act], [device with { FirstSeenNs = 40 * Minute }]).False);
    }

    [Fact]
    public void Event_FoundTwice_CountsFromTheFirst()
    {
        var result = EventMatching.Match([s_throttle], [Episode(14), Episode(12)]);

        Assert.Equal(120, result.Events[0].Seconds);
        Assert.Empty(result.False);
    }

    [Fact]
    public void Onset_OfAnAlertToldLater_IsThatOfItsFirstEvidence()
    {
        var late = Episode(11) with { CreatedNs = 15 * Minute };
        var found = EventMatching.Match([s_throttle], [Episode(14), late]).Events[0];

        Assert.Equal(60, found.OnsetError);
        Assert.Equal(240, found.Seconds);
        Assert.Equal((60, 60), Contestant.OnsetError([found]));
    }

    [Fact]
    public void Onset_OfAnEventToldByFramesAlone_IsUnknown()
    {
        var label = new LabelledEvent { Input = "a.pcap", Frames = (100, 110), Family = "unusual-command", Name = "" };
        var episode = new ScoredEpisode(null, "unusual-command", 80, 0, Input: "a.pcap", Frames: (100, 100));
        var found = EventMatching.Match([label], [episode]).Events[0];

        Assert.NotNull(found.FirstSeenNs);
        Assert.Null(found.OnsetError);
        Assert.Null(found.Seconds);
    }

    [Theory]
    [InlineData("a.pcap", 95, 100, true)]
    [InlineData("a.pcap", 120, 121, false)]
    [InlineData("b.pcap", 100, 100, false)]
    public void Event_ToldByFrames_IsFoundByEvidenceInThem(string input, long first, long last, bool found)
    {
        var label = new LabelledEvent { Input = "a.pcap", Frames = (100, 110), Family = "unusual-command", Name = "" };
        var episode = new ScoredEpisode(null, "unusual-command", 80, 0, Input: input, Frames: (first, last));

        Assert.Equal(found, EventMatching.Match([label], [episode]).Events[0].FirstSeenNs is not null);
    }

    private static ScoredEpisode Episode(long minute) =>
        new("QC01", "movement-throttling", 60, minute * Minute, "trolley");
}
