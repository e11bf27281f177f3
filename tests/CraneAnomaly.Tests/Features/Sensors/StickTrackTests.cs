using CraneAnomaly.Features.Sensors.Sticks;

namespace CraneAnomaly.Tests.Features.Sensors;

/// <summary>An axis with a ramp of 0.6 m/s2 and a top speed of 4 m/s, half a second of dead time, five rows a second.</summary>
public class StickTrackTests
{
    private const int Rate = 5;
    private const double Ramp = 0.6, Top = 4;

    private readonly StickTrack _track = new();
    private readonly Queue<double> _pending = new([0, 0, 0]);
    private StickNormal _own;
    private double _speed;
    private long _row;
    private int _unasked;

    [Fact]
    public void Moves_AndReversals_AreAsked()
    {
        foreach (double demand in (double[])[1, 0, -1, 1, -0.4, 0.2, 0, 0.05, -0.05, 1, -1, 0]) Hold(demand, 6);
        for (int i = 0; i < 40; i++) Hold(i % 2 == 0 ? 0.1 : 0, 0.4);

        Assert.Equal(0, _unasked);
        Assert.True(_own.With >= 6);
        Assert.Equal(0, _own.Without);
    }

    [Theory]
    [InlineData(0, 0.2)]
    [InlineData(0, -0.2)]
    [InlineData(-0.05, 0.2)]
    public void Motion_ThatTheStickDoesNotAskFor_IsUnasked(double demand, double forced)
    {
        Hold(1, 6);
        Hold(0, 10);
        Hold(demand, 6, forced);

        Assert.True(_unasked > 0);
        Assert.Equal(1, _own.Without);
        Assert.Equal(Math.Sign(forced), Math.Sign(_track.Speed));
    }

    [Fact]
    public void Motion_OverAGap_IsNotJudged()
    {
        Hold(0, 5);
        for (int i = 0; i < 20; i++)
        {
            _row += 5 * Rate;
            _track.Push(_row * 1_000_000_000 / Rate, 0, i % 2, 0.15, ref _own);
            if (_track.IsUnasked) _unasked++;
        }

        Assert.Equal(0, _unasked);
    }

    // Three of four pushes come to the end, the others stop before it.
    [Theory]
    [InlineData(1, false)]
    [InlineData(0.97, true)]
    [InlineData(0.9, true)]
    public void StickThatIsCut_StopsAtOnePlace(double most, bool isCut)
    {
        const long Second = 1_000_000_000;
        var end = new StickEnd();
        long now = 0;
        var learned = new EndNormal();
        var watched = new EndNormal();
        for (int i = 0; i < 60; i++) Push(end, ref now, i % 4 == 3 ? 0.88 + (0.01 * (i % 9)) : 1, ref learned);
        for (int i = 0; i <= StickEnd.Kept; i++) Push(end, ref now, Math.Min(most, i % 4 == 3 ? 0.88 + (0.01 * (i % 9)) : 1), ref watched);

        Assert.True(learned.IsReady);
        Assert.Equal(1, learned.End);
        Assert.Equal(0.75, learned.Share, 0.02);
        Assert.Equal(isCut, end.Furthest < learned.End - 0.015);
        Assert.True(end.AtFurthest >= 12);

        // Two pushes a lift, one of them short.
        static void Push(StickEnd end, ref long now, double far, ref EndNormal own)
        {
            now += 130 * Second;
            foreach (double demand in (double[])[0, 0.4 * far, far, far, 0.3, 0, 0.8 * far, 0]) end.Push(now += Second, demand, ref own);
        }
    }

    private void Hold(double demand, double seconds, double forced = double.NaN)
    {
        for (int i = 0; i < seconds * Rate; i++)
        {
            _pending.Enqueue(demand);
            double goal = Top * (double.IsNaN(forced) ? _pending.Dequeue() : forced);
            _speed += Math.Clamp(goal - _speed, -Ramp / Rate, Ramp / Rate);
            _track.Push(++_row * 1_000_000_000 / Rate, demand, _speed, 0.15, ref _own);
            if (_track.IsUnasked) _unasked++;
        }
    }
}
