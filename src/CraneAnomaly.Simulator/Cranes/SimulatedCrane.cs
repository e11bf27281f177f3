using CraneAnomaly.Records.Signals;
using CraneAnomaly.Simulator.Operators;
using CraneAnomaly.Simulator.Quay;

namespace CraneAnomaly.Simulator.Cranes;

/// <summary>
/// One crane: drives, rope, spreader, load pins, controller and operator, moved on step by step. Positions are metres
/// from the waterside rail (trolley), above it (hoist: bottom of the spreader) and along the quay (gantry).
/// </summary>
internal sealed class SimulatedCrane
{
    /// <summary>Height of the trolley's sheaves above the rail, m: where the rope begins.</summary>
    private const double SheaveHeight = 44;

    /// <summary>With one supply: from this share of its top speed on the hoist slows the others to so much.</summary>
    private const double FastHoist = 0.25, SharedSpeed = 0.93;

    /// <summary>Cold: the share that is lost at first, and seconds until a third of it is left.</summary>
    private const double ColdLoss = 0.03, WarmAfter = 3600;

    private const double StickPower = 1.5;

    /// <summary>With what a load gives back: so much faster at the power of the hoist.</summary>
    private const double Regenerated = 0.03;

    /// <summary>At the rated load: the share of its speed that a slipping hoist loses, and what proving its torque takes, s.</summary>
    private const double SlipShare = 0.03, ProvingTime = 0.4;

    private readonly double _dt;
    private readonly RandomStream _drives;
    private readonly double _noise;
    private readonly SimulatedVariant _variant;
    private readonly MotorHeat? _heat;
    private double _time;

    public SimulatedCrane(
        CraneNameplate plate, int index, PortOptions options, double dt, Berth berth,
        ICollection<SimulatedPermit> permits)
    {
        ulong seed = options.Seed;
        Plate = plate;
        Index = index;
        Berth = berth;
        _dt = dt;
        _drives = new(seed, index, RandomPurpose.Drives);
        Ratings = new(plate, new(options.CraneSeed, index, RandomPurpose.Nameplate), options.Variant);
        Plan = new(seed, index, berth);
        Plan.NextBay();
        var variant = _variant = options.Variant;
        Axes = [new(dt, 20, variant), new(dt, -4, variant), new(dt, Plan.Gantry, variant), new(dt, 0.03, variant)];
        _noise = options.Noise;
        if ((variant & SimulatedVariant.MotorHeat) != 0) _heat = new();
        Braking = (variant & SimulatedVariant.SRamps) != 0 ? 1.0 : 1.4;
        Spreader = new(_drives);
        LoadCell = new(dt, new(seed, index, RandomPurpose.LoadCell), _noise);
        Anemometers = new(new(seed, index, RandomPurpose.Anemometers), _noise);
        Operator = new(this, seed, options.CraneSeed, dt);
        Crew = new(this, seed, permits, options.StartNs);
        Plc = new(this, dt);
    }

    public int Index { get; }

    public string Id => Plate.Id;

    public CraneNameplate Plate { get; }

    public CraneRatings Ratings { get; }

    public Berth Berth { get; }

    public CargoPlan Plan { get; }

    /// <summary>Hoist, trolley, gantry, boom.</summary>
    public AxisDrive[] Axes { get; }

    public AxisDrive Hoist => Axes[(int)Axis.Hoist];

    public AxisDrive Trolley => Axes[(int)Axis.Trolley];

    public AxisDrive Gantry => Axes[(int)Axis.Gantry];

    public AxisDrive Boom => Axes[(int)Axis.Boom];

    public RopePendulum Pendulum { get; } = new();

    public Spreader Spreader { get; }

    public LoadCell LoadCell { get; }

    public Anemometers Anemometers { get; }

    public CranePlc Plc { get; }

    public CraneOperator Operator { get; }

    public MaintenanceCrew Crew { get; }

    public CraneOverrides Overrides { get; } = new();

    /// <summary>
    /// Twice the share of the ramp that the operator brakes with: people leave more room where ramps begin gently.
    /// </summary>
    public double Braking { get; }

    /// <summary>Place of the operator in the roster.</summary>
    public int OperatorPlace { get; set; }

    /// <summary>Weight of what the twistlocks hold, t.</summary>
    public double Carried { get; set; }

    /// <summary>Weight on the ropes, t, without the spreader.</summary>
    public double Suspended { get; private set; }

    /// <summary>Weight of load and spreader on the ropes, share of the most.</summary>
    public double HangingShare => (Suspended + Plate.SpreaderMass) / (Plate.RatedLoad + Plate.SpreaderMass);

    /// <summary>Top speed now, m/s (boom: degrees/s): the hoist's depends on the load.</summary>
    public double TopSpeed(int axis)
    {
        double top = axis == (int)Axis.Hoist ? Ratings.HoistSpeed(LoadCell.Measured) : Ratings.MaximumSpeed[axis];
        if ((_variant & SimulatedVariant.WarmUp) != 0) top *= 1 - (ColdLoss * Math.Exp(-_time / WarmAfter));
        if ((_variant & SimulatedVariant.SharedSupply) != 0 && axis != (int)Axis.Hoist
            && Math.Abs(Hoist.Speed) > FastHoist * Ratings.HoistSpeed(LoadCell.Measured)) top *= SharedSpeed;
        if ((_variant & SimulatedVariant.Regeneration) != 0 && axis != (int)Axis.Hoist)
            top *= 1 + (Regenerated * Ratings.ShareOfPower(-Hoist.Speed, Suspended));
        return _heat is null ? top : top * _heat.Speed(axis);
    }

    /// <summary>How fast the motor of an axis really turns, by what it is told.</summary>
    public double MotorShare(int axis) => (_variant & SimulatedVariant.Slip) == 0 || axis != (int)Axis.Hoist
        ? 1
        : 1 - (SlipShare * HangingShare * Math.Sign(Hoist.Reference));

    /// <summary>What the controller makes of the stick: the share of top speed, -1 to 1.</summary>
    public double ShareAt(double demand) => Curve(demand, StickPower);

    /// <summary>How far an operator who knows the crane pushes the stick for a share of top speed.</summary>
    public double StickFor(double share) => Curve(share, 1 / StickPower);

    /// <summary>How well a drive holds its reference during one move: half a per cent, from move to move.</summary>
    public double NewTracking() => 1 + (0.005 * _noise * _drives.Normal());

    /// <summary>What the operator does; then scenarios have their say, then <see cref="Move"/>.</summary>
    public void Steer(double time, double epoch)
    {
        _time = time;
        Operator.Step(time, epoch);
    }

    /// <summary>One step of controller, drives and load.</summary>
    public void Move()
    {
        if ((_variant & SimulatedVariant.TorqueProving) != 0) Hoist.BrakeOpens = AxisDrive.UsualBrakeOpens + (ProvingTime * HangingShare);
        Plc.Step();
        double support = Operator.Support;
        _heat?.Step(_dt, this);
        var hoist = Hoist;
        bool contact = hoist.Position <= support + 0.01;
        if (contact && hoist.Speed <= 0) hoist.Block(support);
        Spreader.Step(_dt, contact);
        HoldLoad(contact);
        Suspended = Carried > 0 ? Carried * Math.Clamp((hoist.Position - support) / 0.06, 0, 1) : 0;
        LoadCell.Step(Suspended, hoist.Acceleration, Overrides.LoadScale);
        double mass = Plate.SpreaderMass + Suspended;
        Pendulum.Step(_dt, SheaveHeight - hoist.Position, -hoist.Speed, Trolley, Anemometers.True, mass);
    }

    private double Curve(double x, double power) =>
        (_variant & SimulatedVariant.CurvedStick) != 0 ? Math.CopySign(Math.Pow(Math.Abs(x), power), x) : x;

    private void HoldLoad(bool contact)
    {
        if (Spreader.Unlocked)
        {
            Carried = 0;
        }
        else if (Spreader.Locked && Carried == 0 && contact && Operator.Phase == CyclePhase.Lock)
        {
            Carried = Operator.Job.Weight;
            LoadCell.NewLift();
        }
    }
}
