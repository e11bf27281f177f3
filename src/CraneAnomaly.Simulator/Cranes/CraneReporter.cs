using CraneAnomaly.Records.Signals;
using CraneAnomaly.Simulator.Operators;
using CraneAnomaly.Simulator.Quay;

namespace CraneAnomaly.Simulator.Cranes;

/// <summary>
/// What the crane's gateway sends: sensors with their noise and steps, motion with every row, loads five times a
/// second, wind and texts once, texts also when they change. What is not sampled is NaN or null.
/// </summary>
internal sealed class CraneReporter
{
    private const double AuxiliaryPower = 55;
    private const double TrolleyMass = 30;
    private const double GantryMass = 1250;

    /// <summary>Smoothed: seconds of a first-order filter, and what it takes for standing, m/s.</summary>
    private const double SmoothTime = 0.4, SmoothRest = 0.005;

    /// <summary>Coarse: steps of a speed, share of the greatest on the nameplate.</summary>
    private const double CoarseStep = 0.005;

    /// <summary>Friction of the wheels, as an acceleration, m/s2.</summary>
    private const double Rolling = 0.008 * CraneRatings.Gravity;

    private readonly SimulatedCrane _crane;
    private readonly SensorNoise _noise;
    private readonly string?[] _sent = new string?[SignalCatalog.Count];
    private readonly int _loadEvery;
    private readonly int _slowEvery;
    private readonly double _smooth = 1;
    private readonly double[] _speedSteps = [1000, 1000, 1000, 1000];
    private readonly double[] _smoothed = new double[4];
    private long _row;

    public CraneReporter(SimulatedCrane crane, PortOptions options, double rate)
    {
        _crane = crane;
        _noise = new(
            new(options.Seed, crane.Index, RandomPurpose.Sensors), options.Noise, options.Variant);
        _loadEvery = Math.Max(1, (int)(rate * 0.2));
        _slowEvery = Math.Max(1, (int)rate);
        if ((options.Variant & SimulatedVariant.SmoothedSpeed) != 0) _smooth = 1 - Math.Exp(-1 / (rate * SmoothTime));
        if ((options.Variant & SimulatedVariant.CoarseTags) != 0)
            _speedSteps = [.. ((double[])[crane.Plate.HoistSpeedEmpty, crane.Plate.TrolleySpeed, crane.Plate.GantrySpeed, crane.Plate.BoomSpeed]).Select(top => 1 / (CoarseStep * top))];
        Sample = new() { Crane = crane.Index };
    }

    public CraneSample Sample { get; }

    /// <summary>Fills the sample; the noise drawn does not depend on what the crane does.</summary>
    public void Fill()
    {
        var numbers = Sample.Numbers;
        Array.Fill(numbers, double.NaN);
        Array.Clear(Sample.Texts);
        Array.Fill(Sample.Anchors, double.NaN);
        _crane.Overrides.Quality.CopyTo(Sample.Qualities, 0);
        double power = AuxiliaryPower;
        for (int i = 0; i < 4; i++) power += FillAxis(numbers, i);
        FillFlags(numbers);
        double powerNoise = 1 + (0.01 * _noise.Next(SensorNoise.Power));
        double laser = _noise.Next(SensorNoise.Laser);
        numbers[SignalPlaces.Power] = Math.Round(power * powerNoise);
        numbers[SignalPlaces.Sway] = Steps(_crane.Pendulum.Angle + (0.001 * _noise.Next(SensorNoise.Sway)), 1e4);
        if (_row % _loadEvery == 0) FillLoad(numbers);
        bool slow = _row % _slowEvery == 0;
        if (slow) FillSlow(numbers, power, laser);
        FillTexts(Sample.Texts, slow);
        _row++;
    }

    private static double Steps(double value, double perUnit) => Math.Round(value * perUnit) / perUnit;

    private static double Flag(bool value) => value ? 1 : 0;

    // Returns the electrical power of the axis, kW.
    private double FillAxis(double[] numbers, int i)
    {
        var axis = _crane.Axes[i];
        int at = i * SignalCatalog.PerAxis;
        double positionNoise = _noise.Next(SensorNoise.Position + i);
        double speedNoise = _noise.Next(SensorNoise.Speed + i);
        bool moves = axis.Speed != 0;
        double power = 0;
        double torque = 0;
        if (axis.BrakeReleased)
        {
            torque = Torque(i, axis, out double force);
            torque *= 1 + (0.01 * speedNoise);
            double mechanical = force * axis.Speed;
            power = mechanical > 0 ? mechanical / 0.85 : mechanical * 0.75;
        }

        double noise = i == (int)Axis.Boom ? 0.01 : 0.002;
        double steps = i == (int)Axis.Boom ? 100 : 200;
        numbers[at + (int)AxisSignal.Position] = Steps(axis.Position + (noise * positionNoise), steps);
        _smoothed[i] += _smooth * (axis.Speed - _smoothed[i]);
        bool stands = !moves && Math.Abs(_smoothed[i]) < SmoothRest;
        if (stands) _smoothed[i] = 0;
        double speed = !stands ? _smoothed[i] * (1 + (0.001 * speedNoise)) + (noise * positionNoise) : 0;
        numbers[at + (int)AxisSignal.Speed] = Steps(speed, _speedSteps[i]);
        numbers[at + (int)AxisSignal.Reference] = Steps(axis.Reference, _speedSteps[i]);
        numbers[at + (int)AxisSignal.Demand] = axis.Demand;
        numbers[at + (int)AxisSignal.Torque] = Steps(torque, 1000);
        numbers[at + (int)AxisSignal.Brake] = Flag(axis.BrakeReleased && !_crane.Overrides.BrakeHidden[i]);
        numbers[at + (int)AxisSignal.SpeedLimit] = Steps(axis.SpeedLimit, 1000);
        numbers[at + (int)AxisSignal.LimitPlus] = Flag(axis.AtPlus);
        numbers[at + (int)AxisSignal.LimitMinus] = Flag(axis.AtMinus);
        numbers[at + (int)AxisSignal.Slowdown] = Flag(axis.InSlowdown);
        return power;
    }

    // Share of the rated torque: weight, acceleration and friction; the force in kN beside it.
    private double Torque(int i, AxisDrive axis, out double force)
    {
        var plate = _crane.Plate;
        double hanging = plate.SpreaderMass + _crane.Suspended;
        double most = plate.SpreaderMass + plate.RatedLoad;
        double sign = Math.Sign(axis.Speed);
        switch ((Axis)i)
        {
            case Axis.Hoist:
                force = hanging * (CraneRatings.Gravity + axis.Acceleration) * (1 + (0.02 * sign));
                return force / (most * CraneRatings.Gravity);
            case Axis.Trolley:
                double wind = _crane.Anemometers.True;
                force = ((TrolleyMass + hanging) * (axis.Acceleration + (sign * Rolling)))
                    + (0.012 * wind * wind);
                return force / ((TrolleyMass + most) * (plate.TrolleyAcceleration + Rolling));
            case Axis.Gantry:
                force = GantryMass * (axis.Acceleration + (sign * Rolling));
                return force / (GantryMass * (plate.GantryAcceleration + Rolling));
            default:
                // The boom is heaviest when it lies down; its winch pulls in degrees, so power is scaled to 250 kW.
                double share = 0.35 + (0.55 * (1 - (axis.Position / 90)));
                force = share * 250 / plate.BoomSpeed;
                return share;
        }
    }

    private void FillFlags(double[] numbers)
    {
        var spreader = _crane.Spreader;
        var plc = _crane.Plc;
        var overrides = _crane.Overrides;
        numbers[SignalPlaces.Locked] = Flag(spreader.Locked);
        numbers[SignalPlaces.Unlocked] = Flag(spreader.Unlocked);
        numbers[SignalPlaces.Landed] = Flag(spreader.Landed);
        numbers[SignalPlaces.Size] = Steps(spreader.Size, 10);
        numbers[SignalPlaces.ControlOn] = Flag(plc.ControlOn);
        const CraneAlarm Stops = CraneAlarm.EmergencyStop | CraneAlarm.EmergencyStopChannel;
        numbers[SignalPlaces.EmergencyStop] = Flag((plc.Active & Stops) != 0);
        numbers[SignalPlaces.Bypass] = Flag(overrides.Bypass);
        numbers[SignalPlaces.Gate] = Flag(overrides.GateOpen || _crane.Operator.GateOpen);
        numbers[SignalPlaces.StormPin] = Flag(plc.StormPinDown);
        numbers[SignalPlaces.RailClamp] = Flag(plc.RailClamped);
        numbers[SignalPlaces.Watchdog] = overrides.WatchdogDead ? 0 : Flag((_row / _slowEvery & 1) == 0);
    }

    private void FillLoad(double[] numbers)
    {
        var cell = _crane.LoadCell;
        double measured = cell.Measured;
        numbers[SignalPlaces.Load] = Steps(measured + (0.08 * _noise.Next(SensorNoise.Load)), 20);
        for (int corner = 0; corner < 4; corner++)
        {
            double share = cell.Share(corner);
            numbers[SignalPlaces.Corner1 + corner] = Steps((measured * share) + (0.04 * _noise.Next(SensorNoise.Corner1 + corner)), 20);
        }
    }

    private void FillSlow(double[] numbers, double power, double laser)
    {
        numbers[SignalPlaces.Wind] = Steps(_crane.Anemometers.First, 10);
        numbers[SignalPlaces.Wind2] = Steps(_crane.Anemometers.Second, 10);
        numbers[SignalPlaces.Moves] = _crane.Operator.Moves;
        numbers[SignalPlaces.ForceLimiter] = Flag(!_crane.Overrides.ForceLimiterOff);
        numbers[SignalPlaces.MotionLimiter] = Flag(!_crane.Overrides.MotionLimiterOff);
        Sample.Anchors[SignalPlaces.Power] = Math.Round(power * (1 + (0.004 * laser)));
        Sample.Anchors[SignalPlaces.TrolleyPosition] = Steps(_crane.Trolley.Position + (0.004 * laser), 200);
        Sample.Anchors[SignalPlaces.Moves] = _crane.Operator.Moves;
    }

    private void FillTexts(string?[] texts, bool all)
    {
        var overrides = _crane.Overrides;
        var operates = _crane.Operator;
        bool isAway = operates.IsAway;
        bool crew = _crane.Crew.IsOn;
        bool hasJob = operates.HasJob && operates.Phase >= CyclePhase.ToPick;
        Send(texts, SignalPlaces.Mode, overrides.Mode ?? (crew ? "maintenance" : "manual"), all);
        Send(texts, SignalPlaces.Station, overrides.Station ?? (isAway ? CargoPlan.None : crew ? "pendant" : "cab"),
            all);
        Send(texts, SignalPlaces.PlcMode, overrides.PlcStopped ? "stop" : "run", all);
        Send(texts, SignalPlaces.AlarmCode, _crane.Plc.AlarmCode, all);
        Send(texts, SignalPlaces.FirstOut, _crane.Plc.FirstOut, all);
        Send(texts, SignalPlaces.Checksum, overrides.ParameterChecksum ?? _crane.Plate.ParameterChecksum, all);
        Send(texts, SignalPlaces.Firmware, overrides.Firmware ?? _crane.Plate.Firmware, all);
        Send(texts, SignalPlaces.RadioId, overrides.RadioId ?? (crew ? _crane.Crew.RadioId : CargoPlan.None), all);
        Send(texts, SignalPlaces.JobContainer, hasJob ? operates.Job.Container : CargoPlan.None, all);
        Send(texts, SignalPlaces.JobVessel, _crane.Berth.Vessel, all);
        Send(texts, SignalPlaces.JobBay, operates.HasJob ? _crane.Plan.Bay : CargoPlan.None, all);
        Send(texts, SignalPlaces.OperatorId, overrides.OperatorId ?? operates.Id, all);
    }

    private void Send(string?[] texts, int place, string value, bool always)
    {
        if (!always && ReferenceEquals(_sent[place], value)) return;
        _sent[place] = value;
        texts[place] = value;
    }
}
