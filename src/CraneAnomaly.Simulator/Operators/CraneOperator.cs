using CraneAnomaly.Simulator.Cranes;
using CraneAnomaly.Simulator.Quay;

namespace CraneAnomaly.Simulator.Operators;

/// <summary>
/// The one in the cabin: takes the next lift from the plan, drives it as people drive, waits for trucks, takes breaks
/// and hands over at the end of the shift.
/// </summary>
internal sealed class CraneOperator
{
    private const int Hoist = 0;
    private const int Trolley = 1;
    private const int Gantry = 2;
    private const int Boom = 3;
    private const double ApproachHeight = 1.6;
    private const double ClearOfTrucks = 6.5;
    private const double ShipEdge = 4;
    private const double ParkTrolley = -18;
    private const double ParkHeight = 34;
    private const double LeaveAfter = 60;
    private const double GateTime = 45;

    private readonly SimulatedCrane _crane;
    private readonly RandomStream _random;
    private readonly ulong _rosterSeed;
    private readonly double _dt;
    private readonly Sticks _sticks;
    private readonly TruckLane _trucks;

    private double _time;
    private double _phaseTime;
    private double _wait;
    private double _until;
    private double _jogAt;
    private double _jog;
    private double _pace = 1;
    private double _fatigue;
    private int _call;
    private double _support = double.NegativeInfinity;

    public CraneOperator(SimulatedCrane crane, ulong seed, ulong rosterSeed, double dt)
    {
        _crane = crane;
        _rosterSeed = rosterSeed;
        _dt = dt;
        _random = new(seed, crane.Index, RandomPurpose.Operator);
        _sticks = new(crane, dt);
        _trucks = new(new(seed, crane.Index, RandomPurpose.Trucks));
    }

    public CyclePhase Phase { get; private set; } = CyclePhase.Return;

    public ContainerJob Job { get; } = new();

    public string Id { get; private set; } = CargoPlan.None;

    /// <summary>Moves by the count of the terminal's system.</summary>
    public long Moves { get; private set; }

    /// <summary>Lifts, hatch covers among them.</summary>
    public long Lifts { get; private set; }

    /// <summary>Nobody in the cabin: control is off.</summary>
    public bool IsAway { get; private set; }

    /// <summary>The gate to the cabin, open while somebody walks through.</summary>
    public bool GateOpen { get; private set; }

    /// <summary>The boom is up and the crane tied down.</summary>
    public bool IsStowed => Phase == CyclePhase.Stowed;

    /// <summary>Whether a job is on.</summary>
    public bool HasJob => Phase is >= CyclePhase.Telescope and <= CyclePhase.Unlock;

    /// <summary>Where spreader or load stands when lowered here; far below when nothing is under it.</summary>
    public double Support => _support;

    public void Step(double time, double epoch)
    {
        _time = time;
        _phaseTime += _dt;
        bool isBound = Phase is CyclePhase.LowerPick or CyclePhase.Lock or CyclePhase.LowerPlace or CyclePhase.Unlock;
        if (!isBound && _crane.Hoist.Position > _support + 0.4) _support = double.NegativeInfinity;
        bool waits = Phase is CyclePhase.Idle or CyclePhase.Return or CyclePhase.Stowed;
        if (_crane.Overrides.HandsOff || (!waits && !_crane.Plc.MayMove))
        {
            _sticks.ReleaseAll();
        }
        else if (_wait > 0)
        {
            _wait -= _dt;
            _sticks.ReleaseAll();
        }
        else
        {
            Act(epoch);
        }

        _sticks.Step();
    }

    private void Act(double epoch)
    {
        switch (Phase)
        {
            case CyclePhase.Idle: Idle(epoch); break;
            case CyclePhase.Return: Return(epoch); break;
            case CyclePhase.Telescope: Telescope(); break;
            case CyclePhase.GantryToBay: GantryToBay(epoch); break;
            case CyclePhase.ToPick: ToPick(); break;
            case CyclePhase.ToPlace: ToPlace(); break;
            case CyclePhase.PositionPick: Position(Job.PickTrolley, !Job.IsDischarge, CyclePhase.LowerPick); break;
            case CyclePhase.PositionPlace: Position(Job.PlaceTrolley, Job.IsDischarge, CyclePhase.LowerPlace); break;
            case CyclePhase.LowerPick: Lower(CyclePhase.Lock); break;
            case CyclePhase.LowerPlace: Lower(CyclePhase.Unlock); break;
            case CyclePhase.Lock: Lock(); break;
            case CyclePhase.LiftOff: LiftOff(); break;
            case CyclePhase.Unlock: Unlock(epoch); break;
            case CyclePhase.Park: Park(); break;
            case CyclePhase.BoomUp: BoomUp(); break;
            case CyclePhase.Stowed: Stowed(epoch); break;
            case CyclePhase.BoomDown: BoomDown(epoch); break;
        }
    }

    private void Begin(CyclePhase phase, double wait = 0)
    {
        Phase = phase;
        _phaseTime = 0;
        _wait = wait;
        _sticks.ReleaseAll();
    }

    private double Hands => _pace * _fatigue * _crane.Overrides.Pace;

    private double Reaction => OperatorRoster.Reaction(_rosterSeed, _crane.OperatorPlace) * Hands;

    private void TakeOver(double epoch)
    {
        int place = OperatorRoster.OnDuty(_crane.Index, ShiftCalendar.Shift(epoch));
        _crane.OperatorPlace = place;
        Id = OperatorRoster.Id(place);
        _pace = OperatorRoster.Pace(_rosterSeed, place);
    }

    private void NextTask(double epoch)
    {
        _fatigue = 1 + (0.08 * ShiftCalendar.IntoShift(epoch) / 28800);
        if (ShiftCalendar.IsPause(epoch, _crane.Index) || _crane.Overrides.HoldWork || _crane.Plc.IsWindStopped)
        {
            Begin(CyclePhase.Idle);
            return;
        }

        if (!_crane.Berth.IsOccupied)
        {
            Begin(CyclePhase.Park);
            return;
        }

        var plan = _crane.Plan;
        if (_call != _crane.Berth.Calls)
        {
            _call = _crane.Berth.Calls;
            plan.Drop();
        }

        if (plan.BayIsDone)
        {
            plan.NextBay();
            Begin(CyclePhase.GantryToBay, Reaction);
            return;
        }

        plan.Next(Job);
        _sticks.Level = _random.Uniform() < 0.75 ? 1 : _random.Uniform(0.88, 0.98);
        bool telescope = Job.Size != _crane.Spreader.Size;
        Begin(telescope ? CyclePhase.Telescope : CyclePhase.ToPick, Reaction);
    }

    private void Idle(double epoch)
    {
        bool pause = ShiftCalendar.IsPause(epoch, _crane.Index);
        bool crew = _crane.Overrides.HoldWork && _crane.Overrides.Mode is not null;
        bool away = pause || _crane.Overrides.HoldWork;
        if (!_crane.Plc.MayMove || (crew && _phaseTime > LeaveAfter)) _sticks.ReleaseAll();
        else _sticks.Steer(Hoist, 24, 0.5);
        if (away && _phaseTime > LeaveAfter && _crane.Hoist.IsAtRest)
        {
            IsAway = !crew;
            _sticks.ReleaseAll();
            GateOpen = _phaseTime < LeaveAfter + GateTime;
            Id = GateOpen ? Id : CargoPlan.None;
            if (_phaseTime < LeaveAfter + GateTime + 5) return;
        }

        if (away || (_crane.Plc.IsWindStopped && !IsAway)) return;
        if (IsAway) Begin(CyclePhase.Return);
        else NextTask(epoch);
    }

    private void Return(double epoch)
    {
        if (ShiftCalendar.IsPause(epoch, _crane.Index) && _phaseTime < _dt * 2)
        {
            IsAway = true;
            Begin(CyclePhase.Idle);
            _phaseTime = LeaveAfter + GateTime + 6;
            return;
        }

        GateOpen = IsAway && _phaseTime < GateTime;
        if (IsAway && _phaseTime < GateTime + 15) return;
        IsAway = false;
        TakeOver(epoch);
        if (_crane.Plc.MayMove) NextTask(epoch);
    }

    private void Telescope()
    {
        Rise(Job.TravelHeight);
        var spreader = _crane.Spreader;
        if (spreader.Size == Job.Size) Begin(CyclePhase.ToPick, Reaction);
        else if (!spreader.IsTelescoping && double.IsNegativeInfinity(_support)) spreader.Telescope(Job.Size);
    }

    private bool Rise(double height) => _sticks.Steer(Hoist, height, 0.4);

    private void GantryToBay(double epoch)
    {
        bool high = Rise(26);
        bool inside = _sticks.Steer(Trolley, -4, 0.5);
        if (!high || !inside) return;
        if (_sticks.Steer(Gantry, _crane.Plan.Gantry, 0.15) && _crane.Gantry.Speed == 0) NextTask(epoch);
    }

    private void ToPick()
    {
        if (!Travel(Job.PickTrolley, Job.PickHeight + ApproachHeight)) return;
        _until = _random.LogNormal(Job.IsDischarge ? 18 : 13, 0.45) * Hands * (Job.IsHatchCover ? 2.5 : 1);
        _jogAt = 0;
        Begin(CyclePhase.PositionPick, Reaction);
    }

    private void ToPlace()
    {
        if (!Travel(Job.PlaceTrolley, Job.PlaceHeight + ApproachHeight)) return;
        _until = _random.LogNormal(Job.IsDischarge ? 14 : 18.5, 0.45) * Hands * (Job.IsHatchCover ? 2.5 : 1);
        _jogAt = 0;
        Begin(CyclePhase.PositionPlace, Reaction);
    }

    // Up first, across when clear, down again over the last metres.
    private bool Travel(double trolley, double height)
    {
        double x = _crane.Trolley.Position;
        double z = _crane.Hoist.Position;
        double left = Math.Abs(trolley - x);
        bool overShip = x > ShipEdge;
        bool toShip = trolley > ShipEdge;
        double clear = Job.TravelHeight;
        bool isNear = left < (toShip ? 3 : 2) && double.IsNegativeInfinity(_support);
        double goal = isNear ? height : overShip || toShip ? clear : Math.Max(height, ClearOfTrucks + 1.5);
        bool there = _sticks.Steer(Hoist, goal, 0.4) && goal == height;
        bool free = isNear || (overShip ? z > clear - 3 : z > ClearOfTrucks);
        if (!free && left > 0.3)
        {
            _sticks.Push(Trolley, 0);
            return false;
        }

        double to = toShip && !overShip && z < clear - 3 ? Math.Min(trolley, ShipEdge - 2) : trolley;
        bool across = _sticks.Steer(Trolley, to, 0.2);
        return there && across && to == trolley;
    }

    // Small corrections, and the wait for the truck, until the box can go down.
    private void Position(double trolley, bool onQuay, CyclePhase next)
    {
        if (_phaseTime >= _jogAt)
        {
            _jogAt = _phaseTime + _random.Uniform(1.5, 4);
            _jog = _phaseTime < _until * 0.8 ? 0.25 * _random.Normal() : 0;
        }

        _sticks.Steer(Trolley, trolley + _jog, 0.04);
        if (_phaseTime < _until) return;
        if (onQuay && !Job.IsHatchCover && !_trucks.IsReady(_time)) return;
        bool calm = Math.Abs(_crane.Pendulum.Offset) < 0.3 || _phaseTime > _until + 10;
        if (!calm) return;
        _support = next == CyclePhase.LowerPick ? Job.PickHeight : Job.PlaceHeight;
        Begin(next, Reaction * 0.5);
    }

    private void Lower(CyclePhase next)
    {
        _sticks.Push(Trolley, 0);
        if (_crane.Spreader.Landed)
        {
            Begin(next, Reaction);
            return;
        }

        double gap = Math.Max(0, _crane.Hoist.Position - Support);
        double speed = Math.Min(0.5, 0.12 + (0.4 * gap));
        _sticks.Push(Hoist, -Math.Clamp(speed / _crane.TopSpeed(Hoist), 0.03, 1));
    }

    private void Lock()
    {
        var spreader = _crane.Spreader;
        if (spreader.Landed) spreader.Turn(true);
        if (!spreader.Locked) return;
        Begin(CyclePhase.LiftOff, (Reaction * 2) + _crane.Overrides.LockWait);
    }

    private void LiftOff()
    {
        _sticks.Push(Hoist, 0.12);
        if (_crane.Hoist.Position < Job.PickHeight + 0.5) return;
        if (!Job.IsDischarge && !Job.IsHatchCover) _trucks.Leave(_time);
        Phase = CyclePhase.ToPlace;
        _phaseTime = 0;
    }

    private void Unlock(double epoch)
    {
        var spreader = _crane.Spreader;
        if (spreader.Landed) spreader.Turn(false);
        if (!spreader.Unlocked) return;
        if (Job.IsDischarge && !Job.IsHatchCover) _trucks.Leave(_time);
        Moves += Job.Moves;
        Lifts++;
        NextTask(epoch);
        _wait += Reaction * 2;
    }

    private void Park()
    {
        bool high = Rise(ParkHeight);
        bool inside = _crane.Hoist.Position > 20 && _sticks.Steer(Trolley, ParkTrolley, 0.3);
        if (high && inside) Begin(CyclePhase.BoomUp, 20);
    }

    private void BoomUp()
    {
        if (_sticks.Steer(Boom, _crane.Plate.Maximum[Boom] - 0.5, 0.3)
            && _crane.Boom.Speed == 0) Begin(CyclePhase.Stowed);
    }

    private void Stowed(double epoch)
    {
        IsAway = _phaseTime > LeaveAfter && !_crane.Crew.IsOn;
        GateOpen = _phaseTime is > LeaveAfter and < LeaveAfter + GateTime;
        Id = _phaseTime > LeaveAfter + GateTime ? CargoPlan.None : Id;
        if (!_crane.Overrides.HandsOff && _crane.Crew.Step(_time, _phaseTime, _sticks)) return;
        if (!_crane.Berth.IsOccupied || ShiftCalendar.IsPause(epoch, _crane.Index) || _crane.Overrides.HoldWork) return;
        IsAway = false;
        GateOpen = false;
        TakeOver(epoch);
        Begin(CyclePhase.BoomDown, 30);
    }

    private void BoomDown(double epoch)
    {
        if (_sticks.Steer(Boom, 0.05, 0.15) && _crane.Boom.Speed == 0) NextTask(epoch);
    }
}
