using CraneAnomaly.Detectors.Motion;
using CraneAnomaly.Detectors.Motion.References;
using CraneAnomaly.Features.Cranes;
using CraneAnomaly.Records;
using CraneAnomaly.Records.Signals;
using CraneAnomaly.Tests.Detectors.Sequential;

namespace CraneAnomaly.Tests.Detectors.Motion;

public class ContextWordingTests
{
    private static readonly int s_clamp = CraneReference.SlotOf(MotionFeature.Clamp, Axis.Trolley);
    private static readonly long s_second = 1_000_000_000;

    // A trolley that is 7 % slower beside a hoist that goes up, as was learned.
    [Theory]
    [InlineData(1, 0, " at 24 t and 6 m/s wind, hoist going up as well, since")]
    [InlineData(0, 0, " at 24 t and 6 m/s wind, since")]
    [InlineData(0, 1, " at 24 t and 6 m/s wind, hoist going down as well, since")]
    public void WhatTheSpeedWasConditionedOn_IsSaid(float up, float down, string where)
    {
        var slow = Slow(up, down, changed: null);

        Assert.Contains(where, MotionWording.Title(slow), StringComparison.Ordinal);
        string[] reasons = [.. MotionWording.Explanations(slow).Where(reason => reason.Feature == "context").Select(reason => reason.Expected ?? "")];
        if (up > 0) Assert.Contains("-6.", Assert.Single(reasons), StringComparison.Ordinal);
        else if (down > 0) Assert.Contains("hardly ever seen", Assert.Single(reasons), StringComparison.Ordinal);
        else Assert.Empty(reasons);
    }

    [Theory]
    [InlineData(600, "; its set of parameters changed at 00:00 UTC, 10 min before")]
    [InlineData(7200, null)]
    [InlineData(-60, null)]
    public void ParametersThatChangedBefore_AreSaid(double before, string? text)
    {
        var slow = Slow(0, 0, changed: before);
        string title = MotionWording.Title(slow);

        if (text is null) Assert.DoesNotContain("parameters", title, StringComparison.Ordinal);
        else Assert.EndsWith(text, title, StringComparison.Ordinal);
        Assert.Equal(text is not null, MotionWording.Explanations(slow).Any(reason => reason.Feature == "parameter.checksum"));
    }

    // A slow move, so many seconds behind the change of the parameters.
    private static SlowMove Slow(float up, float down, double? changed)
    {
        var crane = Learned();
        var symbols = new SymbolTable(100);
        var state = new CraneState("QC01", 0, new(null), symbols);
        if (changed is not null)
        {
            Assert.True(SignalCatalog.TryFind("parameter.checksum", out var checksum));
            for (int i = 0; i < 2; i++)
                state.Update(i, [new() { Signal = checksum, Type = SignalType.Text, Number = symbols.Intern(i == 0 ? "a" : "b") }]);
        }

        var watch = new CraneWatch(state, crane, null, new(0.5));
        long at = (long)((changed ?? 0) * s_second);
        var move = Move(4 * Math.Exp((-0.07 * up) - 0.12), up, down, at);
        Assert.True(crane[s_clamp]!.TryExpect(move, out var expected));
        var deviation = MotionDeviation.Of(move, expected);
        var test = new SlowdownTest();
        for (int i = 0; i < 2; i++) test.Take(12, true, 1, at, 20, true);
        return new(watch, move, expected, test, deviation.Slower, deviation.Score) { Trait = MotionTrait.Of(MotionFeature.Clamp) };
    }

    // Beside the hoist in one of five moves, when it goes up; never when it goes down.
    private static CraneReference Learned()
    {
        var draws = new Draws(5);
        var crane = new CraneReference();
        for (int i = 0; i < 300; i++)
        {
            float up = i % 5 == 0 ? 1 : 0;
            crane.Add(Move(4 * Math.Exp((-0.07 * up) + (0.002 * draws.Normal())), up, 0, i * s_second * 60), false);
        }

        crane.Fit();
        return crane;
    }

    private static MotionObservation Move(double value, float up, float down, long at) => new()
    {
        Feature = MotionFeature.Clamp,
        Axis = Axis.Trolley,
        Direction = 1,
        DemandBin = 3,
        Value = value,
        Slowness = -Math.Log(value),
        Load = 24,
        Wind = 6,
        Demand = 1,
        Beside = new() { HoistUp = up, HoistDown = down, Trolley = float.NaN, Gantry = 0 },
        Hours = 5,
        SpeedLimit = double.NaN,
        RampSpeed = double.NaN,
        EndNs = at,
    };
}
