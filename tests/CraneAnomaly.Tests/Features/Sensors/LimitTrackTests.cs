using CraneAnomaly.Features.Sensors;

namespace CraneAnomaly.Tests.Features.Sensors;

/// <summary>A trolley between -30 and 58 m with zones of 4 m at both ends.</summary>
public class LimitTrackTests
{
    private readonly LimitTrack _track = new();
    private LimitSpan _own = LimitSpan.None;

    [Fact]
    public void Zones_SeenFromBothSides_AreLearned()
    {
        Sweep(-29, 57, 4);

        Assert.True(_own.IsReady);
        Assert.InRange(_own.OffLeast, -26, -25);
        Assert.InRange(_own.OffMost, 53, 54);
        Assert.InRange(_own.OnPlus, 54, 55);
        Assert.InRange(_own.OnMinus, -27, -26);
        Assert.Equal(0, _own.Depth);
    }

    [Theory]
    [InlineData(40, true, 13, 0)]
    [InlineData(-12, true, 13, 0)]
    [InlineData(57.5, false, 0, 3)]
    [InlineData(-29.5, false, 0, 3)]
    [InlineData(54.5, false, 0, 0)]
    [InlineData(53.6, true, 0, 0)]
    [InlineData(20, false, 0, 0)]
    [InlineData(58, true, 0, 0)]
    public void Flag_ElsewhereThanLearned_IsEarlyOrLate(double at, bool isOn, double early, double late)
    {
        Sweep(-29, 57, 4);

        Assert.InRange(_own.Early(at, isOn, 0.5), early, early + (early > 0 ? 1 : 0));
        Assert.InRange(_own.Late(at, isOn, 0.5), late, late + (late > 0 ? 1 : 0));
    }

    [Fact]
    public void Flag_ThatIsLetGoLate_IsUsual()
    {
        for (int i = 0; i < 4; i++) Sweep(-29, 57, 1, lateBy: 2);

        Assert.InRange(_own.Depth, 0.9, 2.1);
        Assert.Equal(0, _own.Early(53, true, 0.5));
        Assert.True(_own.Early(45, true, 0.5) > 0);
    }

    [Fact]
    public void Row_ThatIsADisturbance_IsNotLearned()
    {
        Sweep(-29, 57, 4);
        var before = _own;
        _track.Push(500, false, 1, 0, _own, ref _own);
        _track.Push(20, true, 1, 0, _own, ref _own);
        _track.Push(20, false, 1, 0, _own, ref _own);

        Assert.Equal((before.OffMost, before.OnPlus, before.Depth), (_own.OffMost, _own.OnPlus, _own.Depth));
    }

    private void Sweep(double from, double to, int times, double lateBy = 0)
    {
        for (int i = 0; i < times; i++)
        {
            for (double at = from; at <= to; at += 0.5) Push(at, at > 54 || at < -26 + lateBy, 2);
            for (double at = to; at >= from; at -= 0.5) Push(at, at > 54 - lateBy || at < -26, -2);
        }
    }

    private void Push(double at, bool isOn, double speed) => _track.Push(at, isOn, speed, 0, _own, ref _own);
}
