using System.Globalization;
using CraneAnomaly.Records;
using FsCheck.Xunit;

namespace CraneAnomaly.Tests.Telemetry.Rows;

/// <summary>The order in which rows are handed on, seen from outside.</summary>
public class RowOrderTests
{
    private const string Header = "timestamp,crane,a\n";

    [Fact]
    public void Rows_WithinTheWait_ArePutInOrder()
    {
        var run = Run((0, "A", 1), (3, "A", 2), (1, "A", 3), (9, "A", 4));

        Assert.Equal(["0 A {\"a\":1}", "1 A {\"a\":3}", "3 A {\"a\":2}", "9 A {\"a\":4}"], run.Rows);
        Assert.Equal(1, run.Counters["A"].Backwards);
    }

    [Fact]
    public void Rows_LaterThanTheWait_AreCountedToldAndNotHandedOn()
    {
        var run = Run((0, "A", 1), (20, "A", 2), (30, "A", 3), (10, "A", 4), (31, "A", 5));

        Assert.Equal(["0", "20", "30", "31"], Times(run));
        Assert.Equal(["late_row"], run.Violations);
        Assert.Equal((1L, 4L), (run.Counters["A"].Late, run.Counters["A"].Rows));
        Assert.Equal(CraneAnomaly.Capture.Files.CaptureEnd.Complete, run.Result.End);
    }

    [Fact]
    public void Rows_OfACraneWhoseClockIsBehind_AreNotLate()
    {
        var run = Run((30, "A", 1), (10, "B", 2), (31, "A", 1), (11, "B", 2), (50, "A", 1), (12, "B", 2));

        Assert.Empty(run.Violations);
        Assert.Equal(3, run.Counters["B"].Rows);
    }

    [Fact]
    public void Rows_BeyondTheCap_AreHandedOnEarly()
    {
        var run = TelemetryRun.Of(
            Table((0, "A", 1), (1, "A", 2), (2, "A", 3), (0.5m, "A", 4)), limits: new Limits { ReorderRows = 2 });

        Assert.Equal(["0", "0.5", "1", "2"], Times(run));
        run = TelemetryRun.Of(
            Table((0, "A", 1), (1, "A", 2), (2, "A", 3), (3, "A", 3), (0.5m, "A", 4)), limits: new Limits { ReorderRows = 2 });
        Assert.Equal(["0", "1", "2", "3"], Times(run));
    }

    [Fact]
    public void Rows_ThatAreTheSame_CountOnce()
    {
        var run = Run((0, "A", 1), (0, "A", 1), (0, "B", 1), (1, "A", 1), (1, "A", 2), (1, "A", 1));

        Assert.Equal(["0 A {\"a\":1}", "0 B {\"a\":1}", "1 A {\"a\":1}", "1 A {\"a\":2}"], run.Rows);
        Assert.Equal((2L, 1L), (run.Counters["A"].Duplicates, run.Counters["A"].Repeated));
    }

    [Fact]
    public void Rows_OneFromTheFuture_DoesNotMakeTheOthersLate()
    {
        var run = Run((0, "A", 1), (1, "A", 2), (3_000_000, "A", 3), (2, "A", 4), (3, "A", 5));

        Assert.Equal(4, run.Counters["A"].Rows);
        Assert.Equal(["clock_suspect"], run.Violations);
    }

    [Fact]
    public void Rows_AfterALongPause_AreBelievedFromTheSecondOn()
    {
        var run = Run((0, "A", 1), (1, "A", 2), (3_000_000, "A", 3), (3_000_001, "A", 4), (3_000_002, "A", 5));

        Assert.Equal((4L, 1L), (run.Counters["A"].Rows, run.Counters["A"].Suspect));
    }

    [Fact]
    public void Rows_OfAClockThatWasSetBack_AreHandedOnAfterAMinute()
    {
        var rows = Enumerable.Range(0, 20).Select(i => ((decimal)(5000 + i), "A", i))
            .Concat(Enumerable.Range(0, 100).Select(i => ((decimal)(1000 + i), "A", i)));
        var run = Run([.. rows]);

        Assert.Equal((63L, 57L), (run.Counters["A"].Late, run.Counters["A"].Rows));
    }

    [Fact]
    public void Rows_GapsAndClocks_AreCounted()
    {
        var lines = Enumerable.Range(0, 100).Where(i => i is < 50 or > 59).Select(i => string.Create(
            CultureInfo.InvariantCulture, $"{1_772_338_320 + i},{1_772_338_320 + i + 0.25 + i * 0.0001},A,{i}"));
        var crane = TelemetryRun.Of("timestamp,received,crane,a\n" + string.Join('\n', lines)).Counters["A"];

        Assert.Equal((1L, 11_000_000_000L, 1_000_000_000L), (crane.Gaps, crane.LongestGapNs, crane.UsualIntervalNs));
        Assert.Equal((250_000_000L, 90L), (crane.LeastOffsetNs, crane.Received));
        Assert.InRange(crane.GreatestOffsetNs, 259_000_000, 260_000_000);
        Assert.InRange(crane.DriftPpm, 99, 101);
    }

    [Property(MaxTest = 200)]
    public void Rows_ShuffledWithinTheWait_GiveTheSame(byte[] swaps)
    {
        var rows = Enumerable.Range(0, 60).Select(i => (i * 0.5m, i % 2 == 0 ? "A" : "B", i)).ToList();
        var sorted = Run([.. rows]).Rows;
        for (int i = 0; i < swaps.Length; i++)
        {
            int at = swaps[i] % 59;
            (rows[at], rows[at + 1]) = (rows[at + 1], rows[at]);
            i += 10;
        }

        Assert.Equal(sorted, Run([.. rows]).Rows);
    }

    private static TelemetryRun Run(params (decimal Seconds, string Crane, int Value)[] rows) => TelemetryRun.Of(Table(rows));

    private static string Table(params (decimal Seconds, string Crane, int Value)[] rows) => Header + string.Concat(
        rows.Select(r => string.Create(CultureInfo.InvariantCulture, $"{1_772_338_320 + r.Seconds},{r.Crane},{r.Value}\n")));

    private static IEnumerable<string> Times(TelemetryRun run) => run.Rows.Select(r => r.Split(' ')[0]);
}
