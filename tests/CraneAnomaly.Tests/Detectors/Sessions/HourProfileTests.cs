using System.Buffers;
using CraneAnomaly.Detectors;
using CraneAnomaly.Detectors.Sessions;

namespace CraneAnomaly.Tests.Detectors.Sessions;

public class HourProfileTests
{
    private const long HourNs = 3_600_000_000_000, DayNs = 24 * HourNs;

    // A Monday.
    private const long StartNs = 1_772_409_600_000_000_000;

    [Fact]
    public void PValue_OfTheUsualHour_IsLargeAndOfAnotherSmall()
    {
        var profile = Nights(21);

        Assert.True(profile.IsReady);
        Assert.InRange(profile.PValue(StartNs + 30 * DayNs + 2 * HourNs), 0.3, 1);
        Assert.InRange(profile.PValue(StartNs + 30 * DayNs + 14 * HourNs), 0, 0.05);
    }

    [Fact]
    public void PValue_OfTheHourBeside_IsNotRare() =>
        Assert.InRange(Nights(21).PValue(StartNs + 30 * DayNs + 3 * HourNs), 0.1, 1);

    [Fact]
    public void IsReady_WithinAWeek_IsFalse() => Assert.False(Nights(5).IsReady);

    [Fact]
    public void PValue_OfSomebodyWhoComesAtAnyHour_IsNeverRare()
    {
        var profile = default(HourProfile);
        for (int i = 0; i < 400; i++) profile.Add(StartNs + i * 11 * HourNs);

        Assert.All(Enumerable.Range(0, 168), hour => Assert.True(profile.PValue(StartNs + 90 * DayNs + hour * HourNs) > 0.05));
    }

    [Fact]
    public void Load_OfWhatWasSaved_JudgesAlike()
    {
        var output = new ArrayBufferWriter<byte>();
        Nights(21).Save(new(output));
        var reader = new StateReader(output.WrittenSpan);
        var loaded = HourProfile.Load(ref reader);

        Assert.All(Enumerable.Range(0, 168), hour =>
            Assert.Equal(Nights(21).PValue(StartNs + hour * HourNs), loaded.PValue(StartNs + hour * HourNs)));
    }

    private static HourProfile Nights(int count)
    {
        var profile = default(HourProfile);
        for (int day = 0; day < count; day++) profile.Add(StartNs + day * DayNs + 2 * HourNs + day * 60_000_000_000);
        return profile;
    }
}
