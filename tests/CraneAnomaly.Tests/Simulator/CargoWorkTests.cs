using CraneAnomaly.Simulator.Quay;

namespace CraneAnomaly.Tests.Simulator;

public class CargoWorkTests
{
    private static readonly Lazy<Recording> Shift = new(() => Recording.Of(new()
    {
        Cranes = 4,
        Duration = TimeSpan.FromHours(5),
        RateHz = 2,
        Seed = 21,
    }));

    [Theory]
    [InlineData("CSQU305438", '3')]
    [InlineData("ZEPU003725", '5')]
    [InlineData("MSCU663987", '0')]
    public void CheckDigit_PublishedVectors_Agree(string number, char digit) =>
        Assert.Equal(digit, ContainerIds.CheckDigit(number));

    [Fact]
    public void Container_EveryJob_HasAValidNumber()
    {
        var ids = Shift.Value.Rows.Select(r => r.Text("job.container")).Where(t => t is not null and not "none")
            .SelectMany(t => t!.Split(' ')).Distinct().ToList();

        Assert.True(ids.Count > 300);
        Assert.All(ids, id => Assert.Equal(ContainerIds.CheckDigit(id), id[10]));
        Assert.True(ids.Select(id => id[..4]).Distinct().Count() >= 6, "several lines");
    }

    [Fact]
    public void Cycle_OneShift_IsAsPublished()
    {
        for (int crane = 0; crane < 4; crane++)
        {
            var rows = Shift.Value.Crane(crane);
            var done = rows.Zip(rows.Skip(1)).Where(p => p.First["spreader.locked"] == 1
                && p.Second["spreader.locked"] == 0)
                .Select(p => p.Second.Timestamp / 1e9).ToList();
            var cycles = done.Zip(done.Skip(1)).Select(p => p.Second - p.First).Where(c => c < 300).ToList();
            double mean = cycles.Average();
            double variation = Math.Sqrt(cycles.Average(c => (c - mean) * (c - mean))) / mean;
            Assert.InRange(mean, 110, 145);
            Assert.InRange(variation, 0.15, 0.35);
        }
    }

    [Fact]
    public void Moves_HourOfWork_IsAsPublished()
    {
        var perHour = Enumerable.Range(0, 4).Select(crane =>
        {
            var rows = Shift.Value.Crane(crane);
            double worked = rows.Count(r => r["control_on"] == 1) / 2.0 / 3600;
            return Shift.Value.Port.Cranes[crane].Operator.Moves / worked;
        });

        Assert.All(perHour, moves => Assert.InRange(moves, 24, 40));
    }

    [Fact]
    public void Load_Aloft_DoesNotChange()
    {
        for (int crane = 0; crane < 4; crane++)
        {
            double lifted = double.NaN;
            double since = 0;
            var rows = Shift.Value.Crane(crane);
            for (int i = 0; i + 3 < rows.Count; i++)
            {
                // A box that touches down still counts as aloft for part of a second.
                var row = rows[i];
                if (rows[i + 1]["spreader.landed"] == 1 || rows[i + 2]["spreader.landed"] == 1) continue;
                bool aloft = row["spreader.locked"] == 1 && row["spreader.landed"] == 0;
                since = aloft ? since + 1 : 0;
                if (!aloft) lifted = double.NaN;
                if (since < 6 || double.IsNaN(row["spreader.load"])) continue;
                if (double.IsNaN(lifted)) lifted = row["spreader.load"];
                Assert.InRange(row["spreader.load"] - lifted, -0.8 - (0.05 * lifted), 0.8 + (0.05 * lifted));
            }
        }
    }

    [Fact]
    public void Corners_TogetherAreTheLoad()
    {
        var rows = Shift.Value.Rows.Where(r => !double.IsNaN(r["spreader.load"])).ToList();

        Assert.All(rows, r => Assert.InRange(
            r["load.corner1"] + r["load.corner2"] + r["load.corner3"] + r["load.corner4"] - r["spreader.load"], -0.9,
                0.9));
        Assert.Contains(rows, r => r["load.corner1"] - r["load.corner2"] > 1);
    }

    [Fact]
    public void Twistlocks_Turning_AreOnlySeenLanded()
    {
        var turning = Shift.Value.Rows.Where(r => r["spreader.locked"] == 0 && r["spreader.unlocked"] == 0).ToList();

        Assert.True(turning.Count > 500);
        Assert.All(turning, r => Assert.Equal(1, r["spreader.landed"]));
        Assert.All(turning, r => Assert.Equal(0, r["hoist.speed"]));
    }

    [Fact]
    public void Mix_OfLifts_HasEmptiesTwinsAndBothSizes()
    {
        var sizes = Shift.Value.Rows.Select(r => r["spreader.size"]).Distinct().ToList();
        Assert.Contains(20, sizes);
        Assert.Contains(40, sizes);
        Assert.Contains(sizes, s => s is > 21 and < 39);
        Assert.Contains(Shift.Value.Rows, r => r.Text("job.container")?.Contains(' ') == true);
        var loads = Enumerable.Range(0, 4).SelectMany(c => Shift.Value.Crane(c))
            .Where(r => r["spreader.locked"] == 1 && r["hoist.speed"] > 1 && !double.IsNaN(r["spreader.load"]))
            .Select(r => r["spreader.load"]).ToList();
        Assert.InRange(loads.Count(l => l < 5.5) / (double)loads.Count, 0.12, 0.4);
        Assert.Contains(loads, l => l > 35);
    }

    [Fact]
    public void Calls_TwoDays_HaveBoomUpGapsAndPermits()
    {
        var recording = Recording.Of(new() { Cranes = 3, Duration = TimeSpan.FromHours(40), RateHz = 0.2, Seed = 2 });

        Assert.Contains(recording.Rows, r => r["boom.angle"] > 75 && r["storm_pin"] == 1);
        Assert.DoesNotContain(recording.Rows, r => r["boom.angle"] > 2 && r["trolley.position"] > 0);
        Assert.DoesNotContain(recording.Rows, r => r["storm_pin"] == 1 && Math.Abs(r["gantry.speed"]) > 0.01);
        Assert.True(recording.Rows.Select(r => r.Text("job.vessel")).Distinct().Count() >= 3);
        Assert.NotEmpty(recording.Port.Permits);
        foreach (var row in recording.Rows.Where(r => r.Text("mode") == "maintenance"))
        {
            string crane = recording.Port.Nameplates[row.Crane].Id;
            Assert.Contains(recording.Port.Permits, p => p.Crane == crane && p.FromNs <= row.Timestamp
                && row.Timestamp <= p.ToNs);
        }
    }
}
