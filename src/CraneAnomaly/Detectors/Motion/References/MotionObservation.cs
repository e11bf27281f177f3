using CraneAnomaly.Detectors.Motion.Laws;
using CraneAnomaly.Features.Cranes;
using CraneAnomaly.Features.Motion;
using CraneAnomaly.Records.Signals;

namespace CraneAnomaly.Detectors.Motion.References;

/// <summary>One feature of one move, turned so that slower is more.</summary>
internal struct MotionObservation
{
    public MotionFeature Feature;
    public Axis Axis;
    public sbyte Direction;
    public CraneMode Mode;

    /// <summary>Which part of its way the stick stood in, 0 to 3; 0 where that does not matter.</summary>
    public byte DemandBin;

    /// <summary>As measured, m/s, m/s², share or s.</summary>
    public double Value;

    /// <summary>Minus the logarithm of the value, or the seconds.</summary>
    public double Slowness;

    public double Load;
    public double Wind;

    /// <summary>Of a move: where the hoist was at its start, m; NaN for not told.</summary>
    public double Height;

    /// <summary>Of a lift: how far the trolley and the hoist went, m; NaN for not told.</summary>
    public double TrolleyRange;

    /// <inheritdoc cref="TrolleyRange"/>
    public double HoistRange;

    /// <summary>Of a steady stretch: share of full stick, 0 to 1; NaN else.</summary>
    public double Demand;

    /// <summary>Of a steady stretch: what the other axes did; nothing is told else.</summary>
    public Company Beside;

    /// <summary>Hours since the crane began to work; NaN for not known.</summary>
    public double Hours;

    /// <summary>Speed limit that the axis stated, share of rated; NaN for none.</summary>
    public double SpeedLimit;

    /// <summary>Of a speed at full stick: the reference by demand of the same stretch, m/s; NaN for none.</summary>
    public double Reference;

    /// <summary>Greatest speed of a ramp, m/s.</summary>
    public double RampSpeed;
    public double Interval;

    /// <summary>When the move began that it is of; 0 for none.</summary>
    public long StartNs;
    public long EndNs;

    /// <summary>What of its context may make it slower.</summary>
    public readonly MoveTerms Terms => Feature == MotionFeature.Cycle
        ? MoveTerms.OfLift(TrolleyRange, HoistRange)
        : MoveTerms.Of(Demand, Beside, Hours);

    /// <summary>Reads what a move has just made known.</summary>
    /// <param name="move">The move.</param>
    /// <param name="to">At least five places.</param>
    public static int Read(in MoveFeatures move, Span<MotionObservation> to)
    {
        int count = 0;
        var fresh = move.Fresh;

        // The cause before its consequence: a drive or a reference that is slow makes the speed slow.
        if ((fresh & MotionReadings.Tracking) != 0) Add(ref count, to, move, MotionFeature.Tracking, move.Tracking);
        if ((fresh & MotionReadings.Plateau) != 0) Add(ref count, to, move, MotionFeature.Plateau, move.TopSpeed);
        if ((fresh & MotionReadings.Clamp) != 0) Add(ref count, to, move, MotionFeature.Clamp, move.FullReference);
        if ((fresh & MotionReadings.RampUp) != 0) Add(ref count, to, move, MotionFeature.RampUp, move.RampUp);
        if ((fresh & MotionReadings.RampDown) != 0) Add(ref count, to, move, MotionFeature.RampDown, move.RampDown);
        if ((fresh & MotionReadings.DeadTime) != 0) Add(ref count, to, move, MotionFeature.DeadTime, move.DeadTime);
        return count;
    }

    /// <summary>Reads what a lift has just made known.</summary>
    public static bool TryRead(in CycleFeatures cycle, CraneMode mode, out MotionObservation observation)
    {
        bool isWait = !double.IsNaN(cycle.LockToHoist);
        var feature = isWait ? MotionFeature.Wait : MotionFeature.Cycle;
        double value = isWait ? cycle.LockToHoist : cycle.Worked;
        observation = new()
        {
            Feature = feature,
            Direction = 1,
            Mode = mode,
            Value = value,
            Slowness = isWait ? value : Math.Log(value),
            Load = double.NaN,
            Wind = cycle.Wind,
            Height = double.NaN,
            TrolleyRange = cycle.TrolleyRange,
            HoistRange = cycle.HoistRange,
            RampSpeed = double.NaN,
            Demand = double.NaN,
            Beside = Company.Untold,
            Hours = double.NaN,
            SpeedLimit = double.NaN,
            Interval = cycle.Interval,
            EndNs = cycle.EndNs,
        };
        return double.IsFinite(observation.Slowness);
    }

    /// <summary>Reads what an anchor has just made known.</summary>
    public static MotionObservation Read(in AnchorReport report, CraneMode mode) => new()
    {
        Feature = report.IsPower ? MotionFeature.Power : MotionFeature.Way,
        Axis = report.Axis,
        Direction = report.Direction,
        Mode = mode,
        Value = report.Value,
        Slowness = -Math.Log(report.Value),
        Load = report.Load,
        Wind = report.Wind,
        Height = report.Height,
        Demand = double.NaN,
        Beside = Company.Untold,
        Hours = double.NaN,
        SpeedLimit = double.NaN,
        Reference = double.NaN,
        RampSpeed = double.NaN,
        TrolleyRange = double.NaN,
        HoistRange = double.NaN,
        EndNs = report.EndNs,
    };

    private static void Add(
        ref int count, Span<MotionObservation> to, in MoveFeatures move, MotionFeature feature, double value)
    {
        bool seconds = MotionTrait.Of(feature).IsSeconds;
        double slowness = seconds ? value : -Math.Log(value);
        if (!double.IsFinite(slowness)) return;
        bool steady = feature is MotionFeature.Plateau or MotionFeature.Clamp or MotionFeature.Tracking;
        bool limited = feature is MotionFeature.Plateau or MotionFeature.Clamp;
        to[count++] = new()
        {
            Feature = feature,
            Axis = move.Axis,
            Direction = move.Direction,
            Mode = move.Mode,
            DemandBin = (byte)(feature == MotionFeature.Clamp ? AxisTracker.DemandBin(move.Demand) : 0),
            Value = value,
            Slowness = slowness,
            Load = move.Load,
            Wind = move.Wind,
            Height = move.Height,
            Demand = steady ? move.Demand : double.NaN,
            Beside = steady ? move.Beside : Company.Untold,
            Hours = steady ? move.Hours : double.NaN,
            TrolleyRange = double.NaN,
            HoistRange = double.NaN,
            SpeedLimit = limited ? move.SpeedLimit : double.NaN,
            Reference = move.FullReference,
            RampSpeed = move.RampSpeed,
            Interval = move.Interval,
            StartNs = move.StartNs,
            EndNs = move.EndNs,
        };
    }
}
