using CraneAnomaly.Detectors.Calibration;

namespace CraneAnomaly.Tests.Detectors.Calibration;

public class RefractoryRuleTests
{
    [Fact]
    public void Pass_BelowAnAlert_LetsEverythingThrough()
    {
        var rule = new RefractoryRule(10);
        foreach (double score in (double[])[0, 1, 1.9, 0.5])
        {
            Assert.Equal(score, rule.Pass(score));
            Assert.False(rule.IsAlert);
        }
    }

    [Fact]
    public void Pass_AfterAnAlert_IsSilentForSoManyRows()
    {
        var rule = new RefractoryRule(3);
        Assert.Equal(2.0, rule.Pass(2));
        Assert.True(rule.IsAlert);
        foreach (double score in (double[])[2, 2.6, 1])
        {
            Assert.Equal(0, rule.Pass(score));
            Assert.False(rule.IsAlert);
        }

        Assert.Equal(2.0, rule.Pass(2));
        Assert.True(rule.IsAlert);
    }

    [Fact]
    public void Pass_MuchStronger_ComesThroughAndIsWhatTheNextIsComparedWith()
    {
        var rule = new RefractoryRule(100);
        rule.Pass(2);
        Assert.Equal(2.7, rule.Pass(2.7));
        Assert.True(rule.IsAlert);
        Assert.Equal(0, rule.Pass(3.4));
        Assert.Equal(3.6, rule.Pass(3.6));
    }
}
