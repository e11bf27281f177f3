namespace CraneAnomaly.Simulator.Cranes;

/// <summary>
/// The crane's clock and its way to the receiver: at most 50 ms off and slowly drifting, some milliseconds of delay,
/// and a row lost now and then.
/// </summary>
internal sealed class CraneClock
{
    private const double MostOff = 0.022;
    private const double LostRows = 2e-4;
    private const double LostBursts = 4e-6;

    private readonly RandomStream _delay;
    private readonly RandomStream _loss;
    private readonly double _offset;
    private readonly double _drift;
    private readonly double _period;
    private double _lostUntil = -1;

    public CraneClock(ulong seed, int crane)
    {
        _delay = new(seed, crane, RandomPurpose.Clock);
        _loss = new(seed, crane, RandomPurpose.Loss);
        _offset = MostOff * _delay.Uniform(-1, 1);
        _drift = MostOff * _delay.Uniform(-1, 1);
        _period = _delay.Uniform(2, 9) * 3600;
    }

    /// <summary>Writes the times of a sample; false when the row never arrives.</summary>
    public bool Stamp(CraneSample sample, long nowNs, double time, CraneOverrides overrides)
    {
        double phase = time / _period;
        double triangle = (4 * Math.Abs(phase - Math.Floor(phase + 0.5))) - 1;
        long off = (long)((_offset + (_drift * triangle)) * 1e6) * 1000;
        ulong draw = _delay.Next();
        double delay = 0.002 + (0.012 * ((draw >> 40) / (double)(1 << 24)));
        if ((draw & 0x3FF) == 0) delay += 0.2;
        sample.TimestampNs = nowNs + off + overrides.ClockStepNs;
        sample.ReceivedNs = nowNs + ((long)(delay * 1e6) * 1000);
        double lost = _loss.Uniform();
        if (lost < LostBursts) _lostUntil = time + 2;
        return lost >= LostRows && time > _lostUntil && !overrides.Silent;
    }
}
