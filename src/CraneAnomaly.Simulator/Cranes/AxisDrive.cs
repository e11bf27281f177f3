namespace CraneAnomaly.Simulator.Cranes;

/// <summary>
/// One axis: the ramp of the reference with rounded ends, S-shaped from end to end or with a soft start, the drive that follows it with a
/// short lag, and the brake.
/// Metres and seconds; the boom in degrees.
/// </summary>
internal sealed class AxisDrive
{
    public const double UsualBrakeOpens = 0.2;

    private const double BrakeCloses = 1.2;
    private const double Lag = 0.12;
    private const double RoundingTime = 0.3;

    /// <summary>S-shaped: how much steeper than the mean the middle may be, and seconds to reach that.</summary>
    private const double SteepestShare = 1.5, SteepestTime = 2;

    /// <summary>Soft: share of the acceleration up to this share of the speed asked for.</summary>
    private const double SoftAcceleration = 0.4, SoftUntil = 0.25;

    private readonly double _follow;
    private readonly double _dt;
    private readonly bool _isS;
    private readonly bool _isSoft;

    private double _rampRate;
    private double _opening;
    private double _standing;

    public AxisDrive(double dt, double position, SimulatedVariant variant = SimulatedVariant.None)
    {
        _dt = dt;
        _isS = (variant & SimulatedVariant.SRamps) != 0;
        _isSoft = (variant & SimulatedVariant.SoftStart) != 0;
        _follow = 1 - Math.Exp(-dt / Lag);
        Position = position;
    }

    public double Position { get; private set; }

    public double Speed { get; private set; }

    /// <summary>Of the last step, m/s2.</summary>
    public double Acceleration { get; private set; }

    /// <summary>The set speed that the controller sends to the drive, after its ramp.</summary>
    public double Reference { get; private set; }

    /// <summary>What the operator asks, -1 to 1.</summary>
    public double Demand { get; set; }

    /// <summary>Share of rated, as far as the motor gives it.</summary>
    public double Torque { get; set; }

    /// <summary>The limit in force, share of rated.</summary>
    public double SpeedLimit { get; set; } = 1;

    public bool BrakeReleased { get; private set; }

    public bool InSlowdown { get; set; }

    public bool AtPlus { get; set; }

    public bool AtMinus { get; set; }

    /// <summary>How well the drive holds the reference during this move: about 1.</summary>
    public double Tracking { get; set; } = 1;

    /// <summary>Seconds from the first demand until the brake is open.</summary>
    public double BrakeOpens { get; set; } = UsualBrakeOpens;

    /// <summary>Whether nothing asks for motion and nothing moves.</summary>
    public bool IsAtRest => !BrakeReleased && Speed == 0;

    /// <summary>One step: the speed asked for, the ramp, and the share of the reference that the drive gives.</summary>
    public void Step(double request, double acceleration, double driveShare)
    {
        if (request == 0 && IsAtRest)
        {
            Acceleration = 0;
            return;
        }

        TurnBrake(request);
        Ramp(BrakeReleased ? request : 0, acceleration);
        double before = Speed;
        Speed += ((Reference * Tracking * driveShare) - before) * _follow;
        if (!BrakeReleased || (Reference == 0 && Math.Abs(Speed) < 5e-4)) Speed = 0;
        Position += 0.5 * (before + Speed) * _dt;
        Acceleration = (Speed - before) / _dt;
    }

    /// <summary>
    /// Something solid is in the way: the axis stands where it is, and the controller takes the set speed back.
    /// </summary>
    public void Block(double position)
    {
        Position = position;
        Speed = 0;
        Reference = 0;
        _rampRate = 0;
    }

    private void TurnBrake(double request)
    {
        if (request != 0 || Reference != 0)
        {
            _standing = 0;
            if (BrakeReleased) return;
            _opening += _dt;
            BrakeReleased = _opening >= BrakeOpens;
            return;
        }

        _opening = 0;
        _standing = Math.Abs(Speed) < 0.005 ? _standing + _dt : 0;
        if (_standing >= BrakeCloses) BrakeReleased = false;
    }

    private void Ramp(double goal, double acceleration)
    {
        double gap = goal - Reference;
        if (_isSoft && Reference * goal >= 0 && Math.Abs(Reference) < SoftUntil * Math.Abs(goal)) acceleration *= SoftAcceleration;
        double change = acceleration / RoundingTime * _dt;
        double wanted = Math.Clamp(gap / RoundingTime, -acceleration, acceleration);
        if (_isS)
        {
            // Limited jerk: what is left of the gap is closed at the rate from which the jerk still comes to rest.
            double steepest = SteepestShare * acceleration;
            double jerk = steepest / SteepestTime;
            change = jerk * _dt;
            wanted = Math.CopySign(Math.Min(steepest, Math.Sqrt(2 * jerk * Math.Abs(gap))), gap);
            if (Math.Abs(wanted) < Math.Abs(_rampRate)) change *= 2;
        }

        _rampRate += Math.Clamp(wanted - _rampRate, -change, change);
        double next = Reference + (_rampRate * _dt);
        bool passed = (goal - next) * gap <= 0;
        if (passed || Math.Abs(goal - next) < 1e-3)
        {
            next = goal;
            _rampRate = 0;
        }

        Reference = next;
    }
}
