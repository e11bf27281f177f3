namespace CraneAnomaly.Features.Motion;

/// <summary>The samples of a ramp, thinned by half when there are more than fit.</summary>
internal sealed class RampSamples
{
    private const int Capacity = 128;
    private const int FewestSamples = 3;

    // What is no straight line is no ramp: the axis was held back, or the stick moved.
    private const double Bend = 0.05;

    private readonly float[] _times = new float[Capacity];
    private readonly float[] _speeds = new float[Capacity];
    private long _startNs;
    private int _count;
    private int _stride;
    private int _seen;

    public bool IsOpen { get; private set; }

    public long LastNs { get; private set; }

    /// <summary>Size of the first speed.</summary>
    public double First { get; private set; }

    /// <summary>The greatest (of a ramp up) or the smallest speed so far, in size.</summary>
    public double Furthest { get; private set; }

    public void Open(long ns, double speed)
    {
        (_startNs, _count, _stride, _seen) = (ns, 0, 1, 0);
        (First, Furthest, IsOpen) = (speed, speed, true);
        Add(ns, speed);
    }

    public void Close() => IsOpen = false;

    public void Add(long ns, double speed)
    {
        LastNs = ns;
        if (Math.Abs(speed - First) > Math.Abs(Furthest - First)) Furthest = speed;
        if (_seen++ % _stride != 0) return;
        if (_count == Capacity)
        {
            for (int i = 0; i < Capacity / 2; i++) (_times[i], _speeds[i]) = (_times[i * 2], _speeds[i * 2]);
            _count = Capacity / 2;
            _stride *= 2;
        }

        _times[_count] = (float)((ns - _startNs) / 1e9);
        _speeds[_count++] = (float)speed;
    }

    /// <summary>
    /// Least squares over the samples between 10 and 90 % of the change of speed, m/s², above zero; NaN where there are
    /// too few of them, or where they do not lie on a line.
    /// </summary>
    public double Slope(double smallestChange)
    {
        double change = Furthest - First;
        if (Math.Abs(change) < smallestChange) return double.NaN;
        double low = First + (0.1 * change), high = First + (0.9 * change);
        int sign = Math.Sign(change);
        double n = 0, t = 0, v = 0, tt = 0, tv = 0, vv = 0;
        for (int i = 0; i < _count; i++)
        {
            double speed = _speeds[i];
            if ((speed - low) * sign < 0) continue;
            if ((speed - high) * sign > 0) break;
            double time = _times[i];
            n++;
            t += time;
            v += speed;
            tt += time * time;
            tv += time * speed;
            vv += speed * speed;
        }

        double spread = tt - (t * t / n);
        if (n < FewestSamples || spread <= 0) return double.NaN;
        double covariance = tv - (t * v / n);
        double slope = covariance / spread;
        double rest = Math.Max(0, vv - (v * v / n) - (slope * covariance));
        return Math.Sqrt(rest / n) > Bend * Math.Abs(change) ? double.NaN : Math.Abs(slope);
    }
}
