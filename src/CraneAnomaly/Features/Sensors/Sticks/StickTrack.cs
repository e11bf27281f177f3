namespace CraneAnomaly.Features.Sensors.Sticks;

/// <summary>
/// Follows whether an axis moves as its stick asks. From the moment at which the stick no longer asks for a direction the
/// axis may only become slower in it: whatever its ramps and its dead time are.
/// </summary>
internal sealed class StickTrack
{
    private const double Asks = 0.02;
    private const long ReactNs = 1_500_000_000, LastsNs = 2_000_000_000, LongestNs = 2_500_000_000;
    private const int Samples = 3;
    private const double Falls = 0.6;

    private long _nowNs = long.MinValue / 2;
    private Way _plus, _minus;

    /// <summary>Whether the last row shows motion that nobody asked for.</summary>
    public bool IsUnasked { get; private set; }

    /// <summary>The stick then, -1 to 1, and the speed, m/s.</summary>
    public double Demand { get; private set; }

    /// <inheritdoc cref="Demand"/>
    public double Speed { get; private set; }

    /// <summary>Since when, and the way since then, m.</summary>
    public long SinceNs { get; private set; }

    /// <inheritdoc cref="SinceNs"/>
    public double Length { get; private set; }

    /// <summary>A row that does not tell both.</summary>
    public void Rest() => IsUnasked = false;

    /// <summary>Takes stick and speed of one moment.</summary>
    /// <param name="nowNs">Event time.</param>
    /// <param name="demand">The stick, -1 to 1.</param>
    /// <param name="speed">The speed, m/s.</param>
    /// <param name="least">The least speed that counts, m/s.</param>
    /// <param name="own">Counts moves.</param>
    public void Push(long nowNs, double demand, double speed, double least, ref StickNormal own)
    {
        long dt = nowNs - _nowNs;
        IsUnasked = false;
        if (dt == 0) return;
        _nowNs = nowNs;
        (Demand, Speed) = (demand, speed);

        // What was in a gap nobody saw.
        if (dt is < 0 or > LongestNs) (_plus, _minus) = (default, default);
        Take(ref _plus, nowNs, dt, demand, speed, least, ref own);
        Take(ref _minus, nowNs, dt, -demand, -speed, least, ref own);
    }

    private void Take(ref Way way, long nowNs, long dt, double demand, double speed, double least, ref StickNormal own)
    {
        speed = Math.Max(0, speed);
        if (demand > Asks)
        {
            if (speed > least && !way.Counted) (way.Counted, own.With) = (true, Math.Min(own.With + 1, int.MaxValue - 1));
            (way.IsFree, way.SinceNs) = (false, 0);
            return;
        }

        if (speed < least / 2) way.Counted = false;
        if (!way.IsFree) (way.IsFree, way.FreeNs) = (true, nowNs);
        if (nowNs - way.FreeNs < ReactNs || speed < way.Slowest) way.Slowest = speed;
        bool rises = speed > way.Slowest + least;
        if (!rises || (way.SinceNs != 0 && speed < Falls * way.Peak))
        {
            if (way.SinceNs != 0) way.Slowest = speed;
            way.SinceNs = 0;
            return;
        }

        if (way.SinceNs == 0) (way.SinceNs, way.Peak, way.Length, way.Seen) = (nowNs, speed, 0, 0);
        else way.Length += speed * dt / 1e9;
        way.Peak = Math.Max(way.Peak, speed);
        if (++way.Seen < Samples || nowNs - way.SinceNs < LastsNs) return;
        if (!way.Counted) (way.Counted, own.Without) = (true, Math.Min(own.Without + 1, int.MaxValue - 1));
        (IsUnasked, SinceNs, Length) = (true, way.SinceNs, way.Length);
    }

    /// <summary>One direction.</summary>
    internal struct Way
    {
        public bool IsFree, Counted;
        public long FreeNs, SinceNs;
        public double Slowest, Peak, Length;
        public int Seen;
    }
}

/// <summary>How an axis answers its stick.</summary>
internal struct StickNormal
{
    /// <summary>Moves that the stick asked for, and those that nobody did.</summary>
    public int With, Without;
}
