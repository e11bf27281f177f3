using CraneAnomaly.Features.Cranes;

namespace CraneAnomaly.Features.Motion;

/// <summary>One moment of an axis; NaN where a value is not told, is old or is told to be bad.</summary>
internal struct AxisSample
{
    public long Ns;
    public double Speed;
    public double Reference;
    public double Demand;
    public double Position;
    public double Torque;
    public double SpeedLimit;
    public double Load;
    public double Wind;
    public double Height;

    /// <summary>What the axes of the crane do at this moment, m/s, this one among them.</summary>
    public double HoistSpeed;

    /// <inheritdoc cref="HoistSpeed"/>
    public double TrolleySpeed;

    /// <inheritdoc cref="HoistSpeed"/>
    public double GantrySpeed;

    /// <summary>Hours since the crane began to work.</summary>
    public double Hours;
    public CraneMode Mode;

    /// <summary>Something known keeps it from moving: no axis but the hoist moves while the spreader stands on a box.</summary>
    public bool IsInterlocked;

    /// <summary>In a slow-down zone or at an end of travel.</summary>
    public bool IsHeldBack;
}
