using CraneAnomaly.Alerts;
using CraneAnomaly.Benchmarks.Cells.Fleets;
using CraneAnomaly.Benchmarks.Cells.Measures;
using CraneAnomaly.Cli.Evaluation;
using CraneAnomaly.Simulator;
using CraneAnomaly.Simulator.Cranes;

namespace CraneAnomaly.Benchmarks.Cells;

/// <summary>
/// One run of a cell: a day of a fleet that was learned on another one, an attack at a random hour, watched until it is
/// found or until four times its limit is over.
/// </summary>
internal sealed class CellRun : IAlertSink
{
    /// <summary>Seconds that an onset may be off where no moves are counted: clocks, and seconds of waiting for a second sign.</summary>
    private const double Slack = 60;

    private const double ClockSlack = 2, LeastWay = 1;

    private const double Before = 1200, BeforeSpread = 900;

    /// <summary>How much longer than the limit is watched, to see by how much it was missed.</summary>
    private const double Beyond = 4, LongestBeyond = 600;

    private readonly Cell _cell;
    private readonly int _run;
    private readonly SimulatedPort _port;
    private readonly MoveCounter _axis = new();
    private readonly List<double> _lifts = [];
    private readonly SortedDictionary<string, Alert> _alerts = new(StringComparer.Ordinal);
    private readonly double _latest;
    private long _lifted = -1;
    private Alert? _hit;
    private double _hitTime;
    private Alert? _told;
    private double _toldTime;
    private double _real = double.NaN;
    private double _holdsSince = double.NaN;

    private CellRun(Cell cell, SimulatedPort port, int run, double latest) => (_cell, _port, _run, _latest) = (cell, port, run, latest);

    // Where a condition was asked for and never came, the attack alone is the truth: an alert about it is still right. Not
    // where the condition is what is told.
    private double Truth => double.IsNaN(_real) && _hit is not null && _cell.Then is null ? _port.Began : _real;

    public static CellOutcome Run(Cell cell, FleetSetting setting, LearnedFleet fleet, int run, ulong seed)
    {
        seed = RandomStream.Hash(RandomStream.Hash(seed, (ulong)run), (ulong)cell.Title.Sum(c => c * 31L));
        double onset = Math.Floor(Before + (BeforeSpread * Share(seed, 1)));
        // Any minute of the six days behind the one that was learned.
        var start = LearnedFleet.FirstDay.Date.AddDays(1).AddMinutes(Math.Floor(6 * 1440 * Share(seed, 2)));
        double seconds = onset + (cell.Hours * 3600) + (cell.Unit == CellUnit.Seconds ? cell.Limit + LongestBeyond : 0);
        var port = new SimulatedPort(setting.Port(fleet.Seed, seed) with
        {
            Cranes = cell.Cranes,
            Scenario = cell.Scenario,
            Strength = cell.Strength,
            Start = new(start, TimeSpan.Zero),
            ScenarioStart = TimeSpan.FromSeconds(onset),
            Duration = TimeSpan.FromSeconds(seconds / 0.97 + 60),
        });
        return new CellRun(cell, port, run, seconds).Watch(fleet);
    }

    public void OnAlert(Alert alert)
    {
        // What belongs together is told beside its members: it is no further episode.
        if (alert.Type.Kind == "incident") return;
        _alerts[alert.Id] = alert;
        if (double.IsNaN(_port.Began) || !IsMine(alert)) return;
        if (_told is null && _cell.Also.Contains(alert.Type.Name)) (_told, _toldTime) = (alert, _port.Time);
        if (_hit is null && IsRight(alert)) (_hit, _hitTime) = (alert, _port.Time);
    }

    private static double Share(ulong seed, ulong what) => (RandomStream.Hash(seed, what) >> 11) * (1.0 / (1UL << 53));

    private bool IsRight(Alert alert) => _cell.Names.Contains(alert.Type.Name)
        && (alert.Finding.Signal ?? "").StartsWith(_cell.Signal, StringComparison.Ordinal);

    private bool IsMine(Alert alert) => _port.Target < 0 || alert.Crane is null || alert.Crane == _port.Nameplates[_port.Target].Id;

    private CellOutcome Watch(LearnedFleet fleet)
    {
        var options = new DetectionOptions { Cranes = CranePapers.Sheets(_port), Permits = CranePapers.Permits(_port) };
        var pipeline = DetectionPipeline.Create(fleet.Baseline, options, this);
        var feed = new FleetFeed(_port, pipeline.Symbols);
        int watched = Math.Max(0, _port.Target);
        while (_port.Next(out var sample))
        {
            feed.Take(sample, pipeline.Process);
            if (sample.Crane != watched) continue;
            Count(_port.Cranes[watched]);
            if (IsOver()) break;
        }

        double ended = _port.Time;
        var outcome = Judge(ended);
        bool isHit = outcome.Verdict is CellVerdict.Found or CellVerdict.Late && _hit is not null;
        bool isTold = _told is not null && Window(_toldTime).Holds(Seconds(_told.FirstSeenNs));
        double told = isTold && !(isHit && _hitTime < _toldTime) ? _toldTime : isHit ? _hitTime : double.NaN;
        return outcome with
        {
            Units = double.IsNaN(told) ? double.NaN : Units(told),
            Seconds = told - Truth,
            IsTold = outcome.Verdict == CellVerdict.Found || (isTold && Units(_toldTime) <= _cell.Limit),
            CraneHours = ended / 3600 * _port.Cranes.Count,
            False = _alerts.Values.Count(IsFalse),
            Told = [.. _alerts.Values.OrderBy(alert => alert.CreatedNs).ThenBy(alert => alert.Id, StringComparer.Ordinal).Select(Text), Moves()],
        };
    }

    private void Count(SimulatedCrane crane)
    {
        var axis = crane.Axes[(int)_cell.Axis];
        _axis.Take(_port.Time, axis.Demand, axis.Speed, IsActedOn(crane.Overrides, (int)_cell.Axis));
        FindTruth(crane);
        long lifts = crane.Operator.Lifts;
        if (lifts == _lifted) return;
        if (_lifted >= 0) _lifts.Add(_port.Time);
        _lifted = lifts;
    }

    private void FindTruth(SimulatedCrane crane)
    {
        if (double.IsNaN(_port.Began) || !double.IsNaN(_real)) return;
        if (_cell.While is { } holds && !holds(crane)) _holdsSince = double.NaN;
        else if (double.IsNaN(_holdsSince)) _holdsSince = _cell.While is null ? _port.Began : _port.Time;
        if (!(_port.Time - _holdsSince >= _cell.Lasts)) return;
        if (_cell.Then is null) _real = _holdsSince;
        else if (_cell.Then(crane)) _real = _port.Time;
    }

    // The scenarios that are counted in moves act through one of these.
    private static bool IsActedOn(CraneOverrides to, int axis) => to.ReferenceScale[axis] != 1 || to.RampScale[axis] != 1
        || to.DemandClamp[axis] != 1 || to.DriveScale[axis] != 1 || to.DeadTime[axis] != 0 || to.Derating[axis] != 1;

    private bool IsOver()
    {
        if (double.IsNaN(Truth)) return _port.Time > _latest || _port.Time > _port.Began + _cell.Within;
        if (_cell.IsBenign) return _port.Time >= Truth + _cell.Limit;
        double units = Units(_port.Time);
        return _hit is not null || _port.Time > _latest || units > Beyond * _cell.Limit
            || (_cell.Unit == CellUnit.Seconds && units > _cell.Limit + LongestBeyond);
    }

    private double Units(double until) => _cell.Unit switch
    {
        CellUnit.Moves => _axis.CountActedOn(Truth, until),
        CellUnit.Motions => _axis.CountMotions(Truth, until, LeastWay),
        CellUnit.Lifts => _lifts.Count(lift => lift >= Truth && lift <= until),
        _ => until - Truth,
    };

    private CellOutcome Judge(double ended)
    {
        if (double.IsNaN(Truth)) return new(_run, CellVerdict.TooLittle);
        bool isAccused = _alerts.Values.Any(alert => IsMine(alert) && IsTampering(alert));
        if (_cell.IsBenign && isAccused) return new(_run, CellVerdict.Accused);
        if (_cell is { IsBenign: true, Names.Count: 0 }) return new(_run, CellVerdict.Found);
        if (_hit is null)
        {
            bool other = _alerts.Values.Any(alert => IsMine(alert) && !IsFalse(alert));
            bool tooLittle = !_cell.IsBenign && Units(ended) <= _cell.Limit;
            return new(_run, tooLittle ? CellVerdict.TooLittle : other ? CellVerdict.OtherName : CellVerdict.Missed);
        }

        double onset = Seconds(_hit.FirstSeenNs);
        double units = Units(_hitTime);
        return new(_run, !Window(_hitTime).Holds(onset) && !_cell.IsBenign ? CellVerdict.WrongOnset
            : units <= _cell.Limit ? CellVerdict.Found : CellVerdict.Late)
        {
            OnsetError = onset - Truth,
        };
    }

    private OnsetWindow Window(double told) => _cell.IsOnsetByMoves
        ? OnsetWindow.Of(_axis.Moves, Truth, onlyActedOn: true)
        : new(Truth - (_cell.Then is null ? Slack : _cell.Lasts), told + Slack);

    private static bool IsTampering(Alert alert) => alert.Severity >= EventMatching.LeastSeverity
        && alert.Type.Kind == "sensor-tampering" && alert.Type.Name != "sensor.fault";

    // Told of another crane, or of a time in which nothing was wrong yet.
    private bool IsFalse(Alert alert) => alert.Severity >= EventMatching.LeastSeverity
        && (_cell.IsBenign || !IsMine(alert) || !(Seconds(alert.CreatedNs) >= _port.Began - ClockSlack));

    private double Seconds(long ns) => (ns - _port.Options.StartNs) / 1e9;

    private string Moves() => "steady full-stick moves of the axis, s from the truth (acted on): " + string.Join(' ', _axis.Moves
        .Select(move => FormattableString.Invariant($"{move.Steady - Truth:0}{(move.IsActedOn ? "*" : "")}")));

    private string Text(Alert alert) => FormattableString.Invariant(
        $"{Seconds(alert.CreatedNs) - Truth,8:0} s, onset {Seconds(alert.FirstSeenNs) - Truth,8:0} s: {alert.Type.Name} {alert.Severity} {alert.Title}");
}
