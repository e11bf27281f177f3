using CraneAnomaly.Features.Cranes;
using CraneAnomaly.Records.Signals;

namespace CraneAnomaly.Features.Motion;

/// <summary>
/// What one move of one axis shows, as far as it is known. A move is told whenever something about it becomes known
/// (<see cref="Fresh"/>), so that nobody has to wait for its end. SI units, boom in degrees; NaN is not known.
/// </summary>
internal struct MoveFeatures
{
    /// <summary>Which axis.</summary>
    public Axis Axis;

    /// <summary>1 for plus, -1 for minus.</summary>
    public sbyte Direction;

    /// <summary>Who drives.</summary>
    public CraneMode Mode;

    /// <summary>Whether nobody told the demand and the reference stood for it.</summary>
    public bool DemandIsAssumed;

    /// <summary>What became known with this telling.</summary>
    public MotionReadings Fresh;

    /// <summary>When the stick asked for it or, where that is not told, when it began to move.</summary>
    public long StartNs;

    /// <summary>Time of the last sample that what is fresh rests on; of a finished move its end.</summary>
    public long EndNs;

    /// <summary>Usual time between two samples, s.</summary>
    public double Interval;

    /// <summary>Load under the spreader, t: mean over the steady stretch, else at the start.</summary>
    public double Load;

    /// <summary>Wind, m/s.</summary>
    public double Wind;

    /// <summary>Position of the hoist at the start, m.</summary>
    public double Height;

    /// <summary>Share of full stick over the steady stretch, 0 to 1.</summary>
    public double Demand;

    /// <summary>Speed limit that the axis stated over the steady stretch, share of rated; NaN where it states none.</summary>
    public double SpeedLimit;

    /// <summary>What the other axes did over the steady stretch.</summary>
    public Company Beside;

    /// <summary>
    /// Hours since the crane began to work: since it was first seen, or since it last stood for long. NaN for not known.
    /// </summary>
    public double Hours;

    /// <summary>F1: median of speed by demand at full stick (at least 95 %), m/s.</summary>
    public double TopSpeed;

    /// <summary>F3: median of reference by demand in steady demand, m/s: the reference of a full stick.</summary>
    public double FullReference;

    /// <summary>F4: median of speed by reference in steady motion.</summary>
    public double Tracking;

    /// <summary>F6: mean torque in steady motion, share of rated.</summary>
    public double Torque;

    /// <summary>F2: slope of the speed between 10 and 90 % of its rise at full stick, m/s².</summary>
    public double RampUp;

    /// <summary>F2: slope of the speed between 90 and 10 % after the stick was let go, m/s², above zero.</summary>
    public double RampDown;

    /// <summary>Greatest speed of the ramp, m/s.</summary>
    public double RampSpeed;

    /// <summary>F8: from the demand to the motion, s.</summary>
    public double DeadTime;

    /// <summary>F5: change of position by integral of speed.</summary>
    public double Kinematics;

    /// <summary>Way so far by the reported speed, m.</summary>
    public double Distance;

    /// <summary>F9: times that the axis stood although the stick asked for motion.</summary>
    public int Stops;
}

/// <summary>
/// What the other axes of a crane do while one moves steadily: shares of that time in which they move, and mean speeds.
/// NaN is not told all the time, or the axis itself.
/// </summary>
internal struct Company
{
    /// <summary>Share of the time in which the hoist goes up.</summary>
    public float HoistUp;

    /// <summary>Share of the time in which it goes down.</summary>
    public float HoistDown;

    /// <summary>Share of the time in which the trolley moves.</summary>
    public float Trolley;

    /// <summary>Share of the time in which the gantry moves.</summary>
    public float Gantry;

    /// <summary>Mean speed of the hoist, up above zero, m/s.</summary>
    public float HoistSpeed;

    /// <summary>Mean size of the speed of the trolley, m/s.</summary>
    public float TrolleySpeed;

    /// <summary>Mean size of the speed of the gantry, m/s.</summary>
    public float GantrySpeed;

    /// <summary>Nothing is told.</summary>
    public static Company Untold { get; } = new()
    {
        HoistUp = float.NaN,
        HoistDown = float.NaN,
        Trolley = float.NaN,
        Gantry = float.NaN,
        HoistSpeed = float.NaN,
        TrolleySpeed = float.NaN,
        GantrySpeed = float.NaN,
    };
}
