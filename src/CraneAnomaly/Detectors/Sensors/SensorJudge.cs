using CraneAnomaly.Features.Cranes;
using CraneAnomaly.Features.Sensors;
using CraneAnomaly.Records;
using CraneAnomaly.Records.Site;

namespace CraneAnomaly.Detectors.Sensors;

/// <summary>
/// Judges whether the sensors of every crane can be believed: frozen, replayed, impossible, spoofed, switched off so that
/// the crane stops, or plainly broken. What is usual comes out of the baseline; what is not in it is gathered while
/// watching, and until then only physics judges.
/// </summary>
internal sealed class SensorJudge(
    SymbolTable symbols, IFindingSink findings, SensorReference? reference = null, IReadOnlyList<CraneSheet>? sheets = null)
{
    /// <summary>Cranes to each side whose wind is compared.</summary>
    public const int Neighbours = 8;

    private const long Second = 1_000_000_000;
    private const long FreshNs = 60 * Second;
    private const double Agree = 4, AgreeShare = 0.4;

    private readonly Dictionary<int, WatchedCrane> _byName = [];
    private readonly List<WatchedCrane> _cranes = [];
    private readonly double[] _winds = new double[2 * Neighbours];
    private readonly RepeatRules _repeats = new(new(symbols, findings));
    private readonly MotionRules _motion = new(new(symbols, findings));
    private readonly PairRules _pairs = new(new(symbols, findings));
    private readonly PresenceRules _presence = new(new(symbols, findings));
    private readonly AlarmRules _alarms = new(new(symbols, findings));
    private readonly ChangeRules _changes = new(new(symbols, findings));
    private readonly LimitRules _limits = new(new(symbols, findings));
    private readonly StickRules _sticks = new(new(symbols, findings));
    private readonly ControlRules _control = new(new(symbols, findings));

    /// <summary>Follows a crane after a row and judges nothing: while learning.</summary>
    public void Learn(CraneState crane, in OtRecord record, RecordBody body) => _control.Learn(Follow(crane, record, body));

    /// <summary>Judges a crane after a row.</summary>
    public void OnRow(CraneState crane, in OtRecord record, RecordBody body)
    {
        var watched = Follow(crane, record, body);
        _repeats.Judge(watched, record, body);
        _motion.Judge(watched, record, body);
        _pairs.Judge(watched, record, body);
        _changes.Judge(watched, record, body);
        _limits.Judge(watched, crane, record, body);
        _sticks.Judge(watched, record, body);
        _control.Judge(watched, _cranes, record, body);
        if (!IsTimeToLook(watched, record.TimestampNs)) return;
        _presence.Judge(watched, record, body);
        _alarms.Judge(watched, _cranes, record, body);
    }

    /// <summary>What was learned, for the baseline.</summary>
    public SensorReference Learned()
    {
        var learned = new SensorReference();
        foreach (var crane in _cranes)
        {
            var sensors = crane.Sensors;
            var own = sensors.Own;
            for (int place = 0; place < own.RowsBetween.Length; place++) own.RowsBetween[place] = sensors.Presence.Between(place);
            own.Checksum = TextOf(sensors.Text(SensorPlaces.Checksum));
            own.Firmware = TextOf(sensors.Text(SensorPlaces.Firmware));
            learned.Add(sensors.Name, own);
        }

        return learned;
    }

    /// <summary>What cannot be judged for want of learning, in words, for the readiness of a baseline.</summary>
    public IEnumerable<string> Readiness()
    {
        foreach (var crane in _cranes)
        {
            var own = crane.Sensors.Own;
            var missing = new List<string>();
            if (own.Axes[1].Moves < 10 && own.Axes[0].Moves < 10) missing.Add("way against speed (10 moves)");
            if (!own.Repeats[(3 * SensorNormal.States) + 2].IsReady) missing.Add("a frozen load (200 seconds under load)");
            if (!own.Repeats[(4 * SensorNormal.States) + 2].IsReady) missing.Add("a frozen anemometer (200 seconds above 3 m/s)");
            if (own.Pairs[SensorNormal.OwnWind].Count < 60) missing.Add("its second anemometer");
            if (own.Pairs[SensorNormal.OtherWind].Count < 60) missing.Add("the neighbours' wind");
            if (!own.Torque[0].IsReady || !own.Torque[1].IsReady) missing.Add("load against torque");
            if (missing.Count > 0) yield return $"sensors of {crane.Sensors.Name}: not learned: {string.Join(", ", missing)}";
        }
    }

    private WatchedCrane Follow(CraneState state, in OtRecord record, RecordBody body)
    {
        if (!_byName.TryGetValue(record.Crane, out var crane))
        {
            var sensors = new CraneSensors(state.Name, _cranes.Count, reference?.Find(state.Name));
            crane = new(sensors) { WindWarning = WindWarning(state.Name) };
            _byName.Add(record.Crane, crane);
            _cranes.Add(crane);
        }

        long maintained = state.Control.MaintainedNs(record.TimestampNs);
        if (maintained > 0) crane.MaintenanceNs = maintained;
        crane.Sensors.Take(record.TimestampNs, body.Signals);
        bool tellsWind = !double.IsNaN(crane.Sensors.Fresh(SensorPlaces.Wind)) || !double.IsNaN(crane.Sensors.Fresh(SensorPlaces.Wind2));
        crane.Sensors.Follow(tellsWind ? OthersWind(crane) : double.NaN);
        return crane;
    }

    private bool IsTimeToLook(WatchedCrane crane, long now)
    {
        if (now < crane.NextLookNs && now > crane.NextLookNs - (2 * Second)) return false;
        crane.NextLookNs = now + Second;
        return true;
    }

    // The median of the cranes beside it whose own anemometers agree; two that disagree say nothing.
    private double OthersWind(WatchedCrane crane)
    {
        long now = crane.Sensors.NowNs;
        int count = 0, at = crane.Sensors.Place;
        int from = Math.Max(0, at - Neighbours), to = Math.Min(_cranes.Count - 1, at + Neighbours);
        for (int i = from; i <= to; i++)
        {
            var other = _cranes[i].Sensors;
            if (i == at || Math.Abs(now - other.WindNs) > FreshNs || other.Pairs[SensorNormal.OwnWind].Beyond > 0) continue;
            int place = count++;
            while (place > 0 && _winds[place - 1] > other.WindLevel) _winds[place] = _winds[--place];
            _winds[place] = other.WindLevel;
        }

        crane.Voters = count;
        if (count == 0) return double.NaN;
        if (count == 2 && _winds[1] - _winds[0] > Math.Max(Agree, AgreeShare * _winds[1])) return double.NaN;
        return (_winds[(count - 1) / 2] + _winds[count / 2]) / 2;
    }

    private double WindWarning(string name)
    {
        var sheet = sheets?.FirstOrDefault(s => s.Id == name);
        return sheet is not null && sheet.Limits.TryGetValue("wind_warning", out double wind) ? wind : double.NaN;
    }

    private string? TextOf(int symbol) => symbol == SymbolTable.None ? null : symbols.Name(symbol);
}
