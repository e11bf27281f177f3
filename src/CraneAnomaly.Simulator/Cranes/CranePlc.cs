using CraneAnomaly.Records.Signals;

namespace CraneAnomaly.Simulator.Cranes;

/// <summary>
/// The controller: turns demands into speeds within load, limits, slow-down zones, wind and interlocks, raises alarms
/// and keeps the first that tripped.
/// </summary>
internal sealed class CranePlc(SimulatedCrane crane, double dt)
{
    /// <summary>Alarms that take the whole crane's motion away at once.</summary>
    private const CraneAlarm Trips = CraneAlarm.EmergencyStop | CraneAlarm.ControllerStopped | CraneAlarm.PowerLost
        | CraneAlarm.EmergencyStopChannel | CraneAlarm.Encoder | CraneAlarm.LoadCell | CraneAlarm.LimitSwitch
        | CraneAlarm.Anemometer | CraneAlarm.Watchdog | CraneAlarm.Gate | CraneAlarm.ControlOff;

    private const double StopRampFactor = 2.5;
    private const double WindGrace = 240;
    private const double WindClears = 60;
    private const double ResetAfter = 10;
    private const double ClampDelay = 2;
    private const double ClampCloses = 30;

    private readonly double[] _demandTime = new double[4];
    private double _windMean;
    private double _windStopFor;
    private double _windCalmFor = WindClears;
    private double _quietFor = ResetAfter;
    private double _clampFor;

    public CraneAlarm Active { get; private set; }

    /// <summary>What is reported: the code of the gravest active alarm.</summary>
    public string AlarmCode { get; private set; } = "none";

    /// <summary>The alarm that tripped first, until the trip is reset.</summary>
    public string FirstOut { get; private set; } = "none";

    /// <summary>Whether any axis may move.</summary>
    public bool MayMove { get; private set; } = true;

    public bool IsWindStopped { get; private set; }

    public bool RailClamped { get; private set; } = true;

    /// <summary>Set in while nobody works: no vessel, or the wind is up.</summary>
    public bool StormPinDown { get; private set; }

    /// <summary>Ready for the operator: whatever tripped is reset.</summary>
    public bool ControlOn => (Active & CraneAlarm.ControlOff) == 0;

    public void Step()
    {
        Judge();
        StepGantryLocks();
        for (int i = 0; i < 4; i++) StepAxis(i);
    }

    private void Judge()
    {
        var overrides = crane.Overrides;
        var alarms = overrides.ForcedAlarm;
        if (overrides.EmergencyStop) alarms |= CraneAlarm.EmergencyStop;
        if (overrides.PlcStopped) alarms |= CraneAlarm.ControllerStopped;
        if (overrides.PowerLost) alarms |= CraneAlarm.PowerLost;
        if (overrides.GateOpen || crane.Operator.GateOpen) alarms |= CraneAlarm.Gate;
        if (overrides.ControlOff || crane.Operator.IsAway) alarms |= CraneAlarm.ControlOff;
        if (overrides.WatchdogDead) alarms |= CraneAlarm.Watchdog;
        alarms |= JudgeQualities(overrides.Quality) | JudgeWind() | JudgeLoad();
        var trips = alarms & Trips;
        MayMove = trips == 0 && _quietFor >= ResetAfter;
        if (overrides.StopsIgnored) MayMove = true;
        _quietFor = trips == 0 ? Math.Min(ResetAfter, _quietFor + dt) : 0;
        if (alarms == Active && trips == 0 && FirstOut == "none") return;

        // A pause is not a trip: the operator switched off by intention.
        var faults = trips & ~(CraneAlarm.ControlOff | CraneAlarm.Gate);
        if (alarms != Active) AlarmCode = overrides.AlarmsMuted ? "none" : CraneAlarmCodes.Gravest(alarms);
        Active = alarms;
        if (faults != 0 && FirstOut == "none" && !overrides.AlarmsMuted) FirstOut = CraneAlarmCodes.Gravest(faults);
        else if (trips == 0 && _quietFor >= ResetAfter) FirstOut = "none";
    }

    private static CraneAlarm JudgeQualities(SignalQuality[] quality)
    {
        var alarms = CraneAlarm.None;
        if (quality[SignalPlaces.TrolleyPosition] == SignalQuality.Bad
            || quality[SignalPlaces.HoistPosition] == SignalQuality.Bad) alarms |= CraneAlarm.Encoder;
        if (quality[SignalPlaces.Load] == SignalQuality.Bad) alarms |= CraneAlarm.LoadCell;
        if (quality[SignalPlaces.TrolleyLimitPlus] == SignalQuality.Bad) alarms |= CraneAlarm.LimitSwitch;
        if (quality[SignalPlaces.EmergencyStop] == SignalQuality.Bad) alarms |= CraneAlarm.EmergencyStopChannel;
        if (quality[SignalPlaces.Wind] == SignalQuality.Bad) alarms |= CraneAlarm.Anemometer;
        return alarms;
    }

    private CraneAlarm JudgeWind()
    {
        var plate = crane.Plate;
        _windMean += (crane.Anemometers.First - _windMean) * Math.Min(1, dt / 3);
        if (crane.Overrides.WindStopIgnored && _windMean > plate.WindStop) return CraneAlarm.WindStop;
        if (_windMean > plate.WindStop) IsWindStopped = true;
        _windCalmFor = _windMean < plate.WindStop - 2 ? _windCalmFor + dt : 0;
        if (_windCalmFor > WindClears) IsWindStopped = false;
        _windStopFor = IsWindStopped ? _windStopFor + dt : 0;
        if (IsWindStopped) return CraneAlarm.WindStop;
        return _windMean > plate.WindWarning ? CraneAlarm.WindWarning : CraneAlarm.None;
    }

    private CraneAlarm JudgeLoad()
    {
        if (crane.Overrides.ForceLimiterOff) return CraneAlarm.None;
        double load = crane.LoadCell.Measured;
        double rated = crane.Plate.RatedLoad;
        if (load > 1.1 * rated) return CraneAlarm.Overload;
        return load > 1.02 * rated ? CraneAlarm.LoadWarning : CraneAlarm.None;
    }

    private void StepGantryLocks()
    {
        StormPinDown = crane.Overrides.StormPinDown || crane.Operator.IsStowed;
        bool wanted = crane.Gantry.Demand != 0 || !crane.Gantry.IsAtRest || crane.Gantry.BrakeReleased;
        _clampFor = wanted == RailClamped ? _clampFor + dt : 0;
        if (RailClamped && _clampFor >= ClampDelay) RailClamped = false;
        else if (!RailClamped && _clampFor >= ClampCloses) RailClamped = true;
        if (_clampFor >= ClampCloses) _clampFor = 0;
    }

    private void StepAxis(int i)
    {
        var axis = crane.Axes[i];
        var overrides = crane.Overrides;
        double forced = overrides.Forced[i];
        bool isForced = !double.IsNaN(forced);
        if (!isForced && axis.Demand == 0 && axis.IsAtRest)
        {
            _demandTime[i] = 0;
            axis.SpeedLimit = Limit(i);
            axis.Step(0, 1, 1);
            return;
        }

        double demand = axis.Demand;
        _demandTime[i] = demand == 0 ? 0 : _demandTime[i] + dt;
        if (overrides.DeadTime[i] > 0 && _demandTime[i] < overrides.DeadTime[i] && axis.Reference == 0) demand = 0;
        double clamp = overrides.DemandClamp[i];
        demand = Math.Clamp(demand, -clamp, clamp);
        if (demand != 0) demand = Math.Clamp(demand + overrides.DemandBias[i], -1, 1);
        if (isForced) demand = forced;

        double top = crane.TopSpeed(i);
        double limit = Limit(i);
        axis.SpeedLimit = limit;
        double ramp = crane.Ratings.Acceleration[i] * overrides.RampScale[i];
        double request = crane.ShareAt(demand) * top * limit * overrides.ReferenceScale[i];
        request = KeepLimits(i, axis, request, top, ramp);
        bool wasClosed = !axis.BrakeReleased;
        bool allowed = MayMove && (overrides.InterlocksOff || IsAllowed(i, request));
        axis.Step(allowed ? request : 0, MayMove ? ramp : ramp * StopRampFactor, overrides.DriveScale[i] * crane.MotorShare(i));
        if (wasClosed && axis.BrakeReleased) axis.Tracking = crane.NewTracking();
    }

    private double Limit(int i)
    {
        double limit = crane.Overrides.Derating[i];
        if (IsWindStopped) limit *= 0.5;
        else if ((Active & CraneAlarm.WindWarning) != 0) limit *= 0.75;
        return limit;
    }

    // Near the end of travel the speed follows a braking curve into the zone, the zone's own limit, and the end.
    private double KeepLimits(int i, AxisDrive axis, double request, double top, double ramp)
    {
        var plate = crane.Plate;
        var overrides = crane.Overrides;
        double toPlus = plate.Maximum[i] + overrides.EndShift[i] - axis.Position;
        double toMinus = axis.Position - plate.Minimum[i] + overrides.EndShift[i];
        double zone = plate.SlowdownLength[i] + overrides.ZoneShift[i];
        axis.InSlowdown = toPlus < zone || toMinus < zone;
        axis.AtPlus = toPlus < 0.05;
        axis.AtMinus = toMinus < 0.05;
        double room = request > 0 ? toPlus : toMinus;
        if (room > zone * 8 || overrides.InterlocksOff || overrides.MotionLimiterOff) return request;
        double slow = plate.SlowdownShare * top;
        double most = room > zone
            ? Math.Sqrt((slow * slow) + (0.9 * ramp * (room - zone)))
            : Math.Min(slow * 0.95, Math.Sqrt(0.9 * ramp * Math.Max(0, room - 0.02)));
        return Math.Clamp(request, -most, most);
    }

    private bool IsAllowed(int i, double request)
    {
        if (request == 0) return true;
        var spreader = crane.Spreader;
        bool windIsOver = _windStopFor > WindGrace;
        return (Axis)i switch
        {
            Axis.Hoist => !windIsOver && (request > 0
                ? (spreader.Locked || spreader.Unlocked) && (Active & CraneAlarm.Overload) == 0
                : !spreader.Landed),
            Axis.Trolley => !windIsOver && !spreader.Landed && (crane.Boom.Position < 0.5
                || crane.Trolley.Position < 0),
            Axis.Gantry => !IsWindStopped && !RailClamped && !StormPinDown && !spreader.Landed,
            _ => !IsWindStopped && crane.Trolley.Position < 0 && !spreader.Landed,
        };
    }
}
