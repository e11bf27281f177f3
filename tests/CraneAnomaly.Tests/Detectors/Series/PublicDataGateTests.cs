using CraneAnomaly.Benchmarks.Gates.Measures;
using CraneAnomaly.Tests.Support;

namespace CraneAnomaly.Tests.Detectors.Series;

/// <summary>The floors of accuracy on public data, as the benchmark <c>gates</c> measures them. They may be raised.</summary>
public class PublicDataGateTests
{
    [Fact]
    public void Nab_DevelopmentSeries_KeepsItsFloors()
    {
        var corpus = NabCorpus.Read(Shared.Require("data", "nab"));
        double[][] scores = [.. corpus.Select(s => s.Series.Scores.Select(x => x.Score).ToArray())];
        Assert.Equal((24, 39), (corpus.Count, corpus.Sum(s => s.Windows.Length)));
        double[] floors = [57, 50, 61];
        for (int i = 0; i < 3; i++)
            Assert.InRange(NabSweep.Of(corpus, scores, NabProfile.All[i]).Score, floors[i], 100);
    }

    [Fact]
    public void Skab_DevelopmentSeries_KeepsItsFloor()
    {
        var pooled = new Confusion();
        foreach (var series in LabelledCorpora.Skab(Shared.Require("data", "skab")))
            pooled.Add(series.Labels, row => series.Scores[row].IsAlert, LabelledCorpora.SkabTraining);
        Assert.Equal(8_537, pooled.TruePositives + pooled.FalseNegatives);
        Assert.InRange(pooled.Mcc, 0.54, 1);
        Assert.InRange(pooled.FalseAlarmRate + pooled.MissRate, 0, 0.456);
    }

    [Fact]
    public void Batadal_PartWithAttacks_KeepsItsFloors()
    {
        var series = LabelledCorpora.Batadal(Shared.Require("data", "batadal"));
        var judged = new Confusion().Add(series.Labels, row => series.Scores[row].IsAlert, 0);
        Assert.Equal((7, 7), (judged.Found, judged.Events));
        Assert.InRange(judged.BatadalScore, 0.916, 1);
        Assert.InRange(1 - judged.FalseAlarmRate, 0.96, 1);
    }

    [Theory, InlineData(0.25), InlineData(0.5), InlineData(1), InlineData(2)]
    public void Cusum_DelayToAShift_IsWhatTheFormulaSays(double shift)
    {
        var power = CusumPower.Of(shift, 10_000, 2_000, 1);
        Assert.InRange(power.Simulated / power.Expected, 0.8, 1.2);
        Assert.InRange(power.Length, 8_000, 12_500);
    }

    [Fact]
    public void NabSweep_ConstantAlarm_IsWorthNothing()
    {
        var corpus = NabCorpus.Read(Shared.Require("data", "nab"));
        double[][] always = [.. corpus.Select(s => s.Series.Scores.Select(_ => 1.0).ToArray())];
        Assert.Equal(0, NabSweep.Of(corpus, always, NabProfile.All[0]).Score, 6);
    }
}
