using CraneAnomaly.Records.Signals;

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
    private double _hoist, _hoistUp, _hoistDown;
    private double _trolley, _trolleyMoves;
    private double _gantry, _gantryMoves;
    private double _torques;
    private int _torqueCount;

    private long _sinceNs;

    public bool IsOpen { get; private set; }

    /// <summary>Whether what it holds has been told; for whoever tells it.</summary>
    public bool IsTold { get; set; }

    public long LastNs { get; private set; }

    public long LengthNs => LastNs - _sinceNs;

    /// <summary>Samples taken, kept or not.</summary>
    public int Seen => _seen;

    /// <summary>Speed limit stated over the stretch.</summary>
    public double SpeedLimit { get; private set; }

    public bool HasReference { get; private set; }

    public double Demand => _demands / _seen;

    public double Load => _loadCount == 0 ? double.NaN : _loads / _loadCount;

    public double Torque => _torqueCount == 0 ? double.NaN : _torques / _torqueCount;

    /// <summary>Hours since the crane began to work.</summary>
    public double Hours { get; private set; }

    /// <summary>What the axes did, the one that moves steadily among them.</summary>
    public Company Axes => new()
    {
        HoistUp = Share(_hoist, _hoistUp),
        HoistDown = Share(_hoist, _hoistDown),
        Trolley = Share(_trolley, _trolleyMoves),
        Gantry = Share(_gantry, _gantryMoves),
        HoistSpeed = (float)(_hoist / _seen),
        TrolleySpeed = (float)(_trolley / _seen),
        GantrySpeed = (float)(_gantry / _seen),
    };

    public void Begin(long sinceNs)
    {
        (_sinceNs, IsOpen, IsTold) = (sinceNs, true, false);
        (_hoist, _hoistUp, _hoistDown, _trolley, _trolleyMoves, _gantry, _gantryMoves) = (0, 0, 0, 0, 0, 0, 0);
        (_count, _stride, _seen, _demands) = (0, 1, 0, 0);
        (_loads, _loadCount, _torques, _torqueCount) = (0, 0, 0, 0);
        HasReference = true;
    }

    public void End() => IsOpen = false;

    public void Add(in AxisSample sample, double demand)
    {
        LastNs = sample.Ns;
        SpeedLimit = sample.SpeedLimit;
        Hours = sample.Hours;
        _demands += demand;
        AddAxes(sample);
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

    // What is not told once makes its sum not a number, and so the share.
    private void AddAxes(in AxisSample sample)
    {
        double slowHoist = AxisScale.Of(Axis.Hoist).Tracked;
        _hoist += sample.HoistSpeed;
        if (sample.HoistSpeed >= slowHoist) _hoistUp++;
        if (sample.HoistSpeed <= -slowHoist) _hoistDown++;
        double trolley = Math.Abs(sample.TrolleySpeed), gantry = Math.Abs(sample.GantrySpeed);
        _trolley += trolley;
        if (trolley >= AxisScale.Of(Axis.Trolley).Tracked) _trolleyMoves++;
        _gantry += gantry;
        if (gantry >= AxisScale.Of(Axis.Gantry).Tracked) _gantryMoves++;
    }

    private float Share(double sum, double count) => double.IsNaN(sum) ? float.NaN : (float)(count / _seen);

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
