using CraneAnomaly.Simulator;
using FsCheck.Xunit;

namespace CraneAnomaly.Tests.Simulator;

public class SimulatedPortTests
{
    private static readonly PortOptions Short = new()
    {
        Cranes = 2,
        Duration = TimeSpan.FromMinutes(20),
        RateHz = 4,
        Seed = 5
    };

    [Fact]
    public void Next_SameOptions_GivesTheSameRows()
    {
        var first = Recording.Of(Short);
        var second = Recording.Of(Short);

        Assert.Equal(first.Rows.Count, second.Rows.Count);
        Assert.All(first.Rows.Zip(second.Rows), pair => Assert.True(pair.First.Same(pair.Second)));
    }

    [Theory]
    [InlineData(0.2)]
    [InlineData(2)]
    [InlineData(10)]
    public void Next_EveryStep_TellsOfTheSamePhysicsInBetween(double rate)
    {
        var options = Short with { RateHz = rate, Scenario = "unlock-aloft" };
        var told = Recording.Of(options);
        var all = Recording.Of(options with { IsEveryStep = true });
        var close = all.Crane(0).ToLookup(r => r.Timestamp / 100_000_000);

        Assert.Equal(told.Port.Events, all.Port.Events);
        Assert.All(all.Crane(0).Zip(all.Crane(0).Skip(1)), p => Assert.InRange(p.Second.Timestamp - p.First.Timestamp, 1, 3_000_000_000));
        int compared = 0;
        foreach (var row in told.Crane(0))
        {
            foreach (var same in close[row.Timestamp / 100_000_000].Where(r => Math.Abs(r.Timestamp - row.Timestamp) < 50_000))
            {
                // But for the noise of two sensors that were read at different times.
                Assert.Equal(row["trolley.position"], same["trolley.position"], 0.03);
                Assert.Equal(row["trolley.reference"], same["trolley.reference"]);
                Assert.Equal(row["spreader.locked"], same["spreader.locked"]);
                compared++;
            }
        }

        Assert.True(compared > 0.95 * told.Crane(0).Count, $"{compared} of {told.Crane(0).Count}");
    }

    [Fact]
    public void Next_AnotherSeed_GivesOtherRows()
    {
        var first = Recording.Of(Short);
        var second = Recording.Of(Short with { Seed = 6 });

        Assert.DoesNotContain(first.Rows.Zip(second.Rows), pair => pair.First.Same(pair.Second));
    }

    [Fact]
    public void Next_OneCraneMore_LeavesTheOthersAlone()
    {
        var two = Recording.Of(Short);
        var three = Recording.Of(Short with { Cranes = 3 });

        for (int crane = 0; crane < 2; crane++)
            Assert.All(two.Crane(crane).Zip(three.Crane(crane)), pair => Assert.True(pair.First.Same(pair.Second)));
    }

    [Fact]
    public void Next_Rows_ComeInTheOrderOfTimeWithFewLost()
    {
        var recording = Recording.Of(Short);
        long expected = recording.Port.Rows * 2;

        Assert.InRange(recording.Rows.Count, expected * 0.98, expected);
        for (int crane = 0; crane < 2; crane++)
        {
            var rows = recording.Crane(crane);
            Assert.All(rows.Zip(rows.Skip(1)), pair => Assert.True(pair.First.Timestamp < pair.Second.Timestamp));
            Assert.All(rows, row => Assert.InRange(row.Received - row.Timestamp, -50_000_000, 300_000_000));
        }
    }

    [Fact]
    public void Next_SteadyState_HardlyAllocates()
    {
        var port = new SimulatedPort(Short with { Duration = TimeSpan.FromHours(1) });
        for (int i = 0; i < 1000; i++) port.Next(out _);
        long before = GC.GetAllocatedBytesForCurrentThread();

        int rows = 0;
        while (port.Next(out _)) rows++;

        // What is left are the container numbers: one string a lift.
        Assert.InRange((GC.GetAllocatedBytesForCurrentThread() - before) / (double)rows, 0, 0.5);
    }

    [Fact]
    public void Next_UnknownScenario_IsRefused() =>
        Assert.Throws<ArgumentException>(() => new SimulatedPort(Short with { Scenario = "no-such-thing" }));

    [Property(MaxTest = 12)]
    public void Next_AnySeed_StaysWithinTheCrane(ulong seed)
    {
        var recording = Recording.Of(new()
        {
            Cranes = 1,
            Duration = TimeSpan.FromMinutes(40),
            RateHz = 1,
            Seed = seed
        });
        var plate = recording.Port.Nameplates[0];

        Assert.All(recording.Rows, row =>
        {
            Assert.InRange(row["hoist.position"], plate.Minimum[0], plate.Maximum[0]);
            Assert.InRange(row["trolley.position"], plate.Minimum[1], plate.Maximum[1]);
            Assert.InRange(Math.Abs(row["hoist.speed"]), 0, 1.06 * plate.HoistSpeedEmpty);
            Assert.InRange(Math.Abs(row["trolley.speed"]), 0, 1.06 * plate.TrolleySpeed);
            Assert.InRange(row["spreader.load"], -1, 1.02 * plate.RatedLoad);
            Assert.False(row["spreader.locked"] == 1 && row["spreader.unlocked"] == 1);
        });
        Assert.True(recording.Port.Cranes[0].Operator.Lifts > 8, "the crane works");
        Assert.Empty(recording.Port.Events);
    }
}
