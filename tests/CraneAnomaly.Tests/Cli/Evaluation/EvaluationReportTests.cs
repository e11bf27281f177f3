using System.Text.Json;
using CraneAnomaly.Cli.Evaluation;

namespace CraneAnomaly.Tests.Cli.Evaluation;

public class EvaluationReportTests
{
    private const long Second = 1_000_000_000;

    private readonly Contestant _ours = new("CraneAnomaly");

    public EvaluationReportTests() => _ours.Add(
        EventMatching.Match(
            [Throttle(100, 0.1), Throttle(4_000, 0.02)],
            [
                new("QC01", "movement-throttling", 60, 112 * Second, CreatedNs: 190 * Second),
                new("QC01", "rogue-device", 60, 130 * Second),
                new("QC01", "movement-throttling", 60, 3_000 * Second),
                new("QC01", "movement-throttling", 60, 3_100 * Second),
            ]),
        2);

    [Fact]
    public void Json_HasOnsetAndFalseRateByFamily()
    {
        using var stream = new MemoryStream();
        EvaluationReport.WriteJson(stream, [_ours]);
        var ours = JsonDocument.Parse(stream.ToArray()).RootElement.GetProperty("detectors")[0];
        var throttling = ours.GetProperty("by_family").GetProperty("movement-throttling");
        var wrong = ours.GetProperty("false_by_family");

        Assert.Equal(12, ours.GetProperty("onset_error_seconds_median").GetDouble());
        Assert.Equal(12, throttling.GetProperty("onset_error_seconds_p90").GetDouble());
        Assert.Equal(90, throttling.GetProperty("seconds_to_detect_median").GetDouble());
        Assert.Equal(1, ours.GetProperty("by_strength").GetProperty("10 %").GetProperty("found").GetInt32());
        Assert.Equal(1, ours.GetProperty("by_strength").GetProperty("2 %").GetProperty("events").GetInt32());
        Assert.Equal(2, wrong.GetProperty("movement-throttling").GetProperty("false_episodes").GetInt32());
        Assert.Equal(0.5, wrong.GetProperty("rogue-device").GetProperty("false_per_crane_day").GetDouble());

        // Two in two days: 0.121 to 3.61 (Garwood 1936, as tabulated for a count of 2: 0.242 to 7.225).
        var interval = wrong.GetProperty("movement-throttling").GetProperty("false_per_crane_day_95");
        Assert.Equal(0.121, interval[0].GetDouble(), 3);
        Assert.Equal(3.612, interval[1].GetDouble(), 3);
    }

    [Fact]
    public void Table_HasOnsetAndFalseRateByFamily()
    {
        var to = new StringWriter();
        EvaluationReport.Print(to, [_ours]);
        string[] lines = to.ToString().Split('\n', StringSplitOptions.TrimEntries);

        Assert.Contains("onset s", lines[0], StringComparison.Ordinal);
        Assert.Matches("^CraneAnomaly +1/2 .* 90 +90 +12 +12 +3  1.50 ", lines[1]);
        int at = Array.IndexOf(lines, "CraneAnomaly: false episodes by family");
        Assert.Matches("^movement-throttling +2  1.00 \\(0.12-3.61\\)$", lines[at + 1]);
        Assert.Matches("^rogue-device +1  0.50 ", lines[at + 2]);
    }

    private static LabelledEvent Throttle(long start, double strength) => new()
    {
        Crane = "QC01",
        StartNs = start * Second,
        EndNs = (start + 100) * Second,
        Family = "movement-throttling",
        Name = "throttling.trolley.plateau-speed",
        Strength = strength,
    };
}
