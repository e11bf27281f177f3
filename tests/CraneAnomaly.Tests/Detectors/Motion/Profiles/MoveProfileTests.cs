using CraneAnomaly.Alerts;
using CraneAnomaly.Detectors;
using CraneAnomaly.Detectors.Motion.Profiles;
using CraneAnomaly.MLNet;

namespace CraneAnomaly.Tests.Detectors.Motion.Profiles;

/// <summary>Moves of a simulated port judged as a whole, by models that ML.NET trained, once.</summary>
public class MoveProfileTests
{
    private const ulong Seed = 45;

    private static readonly Lazy<Baseline> s_baseline = new(() => new MotionRun(Seed, cranes: 4).Learn(4, train: new MlNetTrainer().Train));

    [Fact]
    public void Blend_OfWhatNobodyWouldTell_IsToldAsAWhole()
    {
        var run = new MotionRun(Seed, cranes: 2);
        var alerts = run.Detect(s_baseline.Value, 4, "throttle-blend", 0.08);

        var label = Assert.Single(run.Events);
        var alert = alerts[0];
        Assert.All(alerts, other => Assert.EndsWith(".profile", other.Type.Name, StringComparison.Ordinal));
        Assert.All(alerts, other => Assert.Equal(label.Crane, other.Crane));
        Assert.InRange(alert.FirstSeenNs, label.StartNs, label.EndNs);
        Assert.Equal(45, alert.Severity);
        Assert.Matches(
            @"^QC0\d (hoist up|hoist down|trolley) moves are unlike any learned: .*reference \d\.\d % lower.* together, since \d\d:\d\d UTC, in \d+ of \d+ moves; none of it is enough by itself$",
            alert.Title);
        Assert.True(alert.Finding.Observed > alert.Finding.Expected!.High);
        var reference = Assert.Single(alert.Explanations, reason => reason.Feature.EndsWith(".reference", StringComparison.Ordinal));
        Assert.Matches(@"^\d\.\d{3} m/s, 1\.\d % lower$", reference.Value);
        Assert.Matches(@"^\d\.\d{3} to \d\.\d{3} m/s$", reference.Expected);
        Assert.Contains(alert.Explanations, reason => reason.Feature.EndsWith(".ramp-up", StringComparison.Ordinal));
        Assert.Contains(alert.Finding.RuledOut, cause => cause is { Cause: "one cause that is told by itself", Verdict: "excluded" });
    }

    // The same moves without the models: each feature by itself stays within its bounds for hours.
    [Fact]
    public void Blend_IsNotToldOfAnyFeatureByItself()
    {
        var baseline = new MotionRun(Seed, cranes: 4).Learn(4);

        Assert.Empty(new MotionRun(Seed, cranes: 2).Detect(baseline, 4, "throttle-blend", 0.08));
    }

    [Theory]
    [InlineData("normal")]
    [InlineData("worn-brake")]
    [InlineData("new-operator")]
    [InlineData("power-dip")]
    public void WhatOnlyLooksLikeIt_IsNotTold(string scenario) =>
        Assert.DoesNotContain(new MotionRun(Seed, cranes: 3).Detect(s_baseline.Value, 4, scenario), IsProfile);

    [Fact]
    public void OneFeature_IsToldByItsOwnNameAlone() =>
        Assert.DoesNotContain(new MotionRun(Seed, cranes: 2).Detect(s_baseline.Value, 4, "throttle-trolley", 0.05), IsProfile);

    [Fact]
    public void Models_AreInTheBaseline_AndTheirKernelsGiveWhatMlNetGave()
    {
        var stream = new MemoryStream();
        s_baseline.Value.Save(stream);
        var baseline = Baseline.Load(new MemoryStream(stream.ToArray()));
        var models = MoveStates.Models.Select(baseline.Model).OfType<TrainedModel>().Where(model => model.IsTrained).ToList();

        Assert.Contains(models, model => model.Name == "motion-trolley");
        Assert.All(models, KernelCheck.Verify);
        Assert.Contains(baseline.Manifest.Readiness, line => line.StartsWith("moves as a whole, trolley: calibrated with ", StringComparison.Ordinal));
        var direct = new MotionRun(Seed, cranes: 2).Detect(s_baseline.Value, 3, "throttle-blend", 0.08);
        var loaded = new MotionRun(Seed, cranes: 2).Detect(baseline, 3, "throttle-blend", 0.08);
        Assert.NotEmpty(direct);
        Assert.Equal(direct.Select(alert => (alert.Id, alert.Title)), loaded.Select(alert => (alert.Id, alert.Title)));
    }

    private static bool IsProfile(Alert alert) => alert.Type.Name.EndsWith(".profile", StringComparison.Ordinal);
}
