namespace CraneAnomaly.Features.Motion;

/// <summary>
/// The samples of a steady stretch, for their medians: at most <see cref="Capacity"/>. A longer stretch keeps every
/// second, every fourth and so on, so that it is covered evenly.
/// </summary>
internal sealed class SteadyStretch
{
    public const int Capacity = 96;

    private readonly float[] _speeds = new float[Capacity];
    private readonly float[] _references = new float[Capacity];
    private readonly float[] _trackings = new float[Capacity];
    private int _count;
    private int _stride = 1;
    private int _seen;
    private double _demands;
    private double _loads;
    private int _loadCount;
    private double _torques;
    private int _torqueCount;

    public long LastNs { get; private set; }

    /// <summary>Samples taken, kept or not.</summary>
    public int Seen => _seen;

    /// <summary>Speed limit stated over the stretch.</summary>
    public double SpeedLimit { get; private set; }

    public bool HasReference { get; private set; }

    public double Demand => _demands / _seen;

    public double Load => _loadCount == 0 ? double.NaN : _loads / _loadCount;

    public double Torque => _torqueCount == 0 ? double.NaN : _torques / _torqueCount;

    public void Clear()
    {
        (_count, _stride, _seen, _demands) = (0, 1, 0, 0);
        (_loads, _loadCount, _torques, _torqueCount) = (0, 0, 0, 0);
        HasReference = true;
    }

    public void Add(in AxisSample sample, double demand)
    {
        LastNs = sample.Ns;
        SpeedLimit = sample.SpeedLimit;
        _demands += demand;
        if (!double.IsNaN(sample.Load))
        {
            _loads += sample.Load;
            _loadCount++;
        }

        if (!double.IsNaN(sample.Torque))
        {
            _torques += sample.Torque;
            _torqueCount++;
        }

        if (double.IsNaN(sample.Reference) || sample.Reference == 0) HasReference = false;
        if (_seen++ % _stride != 0) return;
        if (_count == Capacity) Halve();
        double speed = Math.Abs(sample.Speed);
        double reference = Math.Abs(sample.Reference);
        _speeds[_count] = (float)(speed / demand);
        _references[_count] = (float)(reference / demand);
        _trackings[_count++] = (float)(speed / reference);
    }

    /// <summary>Median of speed by demand; the order of the samples is lost with the medians.</summary>
    public double Speed() => Quantiles.SortedMedian(_speeds.AsSpan(0, _count));

    public double Reference() => Quantiles.SortedMedian(_references.AsSpan(0, _count));

    public double Tracking() => Quantiles.SortedMedian(_trackings.AsSpan(0, _count));

    private void Halve()
    {
        for (int i = 0; i < Capacity / 2; i++)
        {
            _speeds[i] = _speeds[i * 2];
            _references[i] = _references[i * 2];
            _trackings[i] = _trackings[i * 2];
        }

        _count = Capacity / 2;
        _stride *= 2;
    }
}
