using CraneAnomaly.Detectors;
using CraneAnomaly.Detectors.Clocks;
using CraneAnomaly.Detectors.Invariants;
using CraneAnomaly.Detectors.Motion;
using CraneAnomaly.Detectors.Motion.Fleet;
using CraneAnomaly.Detectors.Network;
using CraneAnomaly.Detectors.Sensors;
using CraneAnomaly.Detectors.Silence;
using CraneAnomaly.Detectors.Views;
using CraneAnomaly.Features.Cranes;
using CraneAnomaly.Records;

namespace CraneAnomaly;

/// <summary>What judges the cranes by what they say of themselves: interlocks, sensors, motion and views.</summary>
internal sealed class CraneJudges
{
    private readonly CraneStates _cranes;
    private readonly ViewJudge _views;
    private readonly InvariantJudge _invariants;
    private readonly SensorJudge _sensors;
    private readonly ClockJudge _clocks;
    private readonly FleetStops _stops;
    private readonly NetworkJudge _network;
    private readonly CraneSilence _silence;

    public CraneJudges(
        LearnedCranes learned, DetectionOptions options, SymbolTable symbols, IFindingSink findings, NetworkJudge network)
    {
        _network = network;
        _cranes = new(options.Limits.Cranes, symbols, options.Cranes);
        _views = new(options.Limits.Cranes, symbols, findings);
        _invariants = new(symbols, findings, _cranes);
        _clocks = new(findings, _cranes);
        _sensors = new(symbols, findings, learned.Sensors, options.Cranes);
        _stops = new(symbols, findings);
        _silence = new(findings);
        Motion = new(learned.Motion, options.Cranes, new(options.FalseEpisodesPerCraneWeek), symbols, findings);
    }

    /// <summary>Whether the cranes move as they should.</summary>
    public MotionJudge Motion { get; }

    /// <summary>Cranes that have said something.</summary>
    public int Count => _cranes.Count;

    /// <summary>Names of the inputs, for those who say which of them tells what.</summary>
    public IReadOnlyList<string> Inputs
    {
        set => _views.Inputs = value;
    }

    /// <summary>Takes what the reader of rows says of a clock.</summary>
    public void OnClock(in OtRecord record, RecordBody body) => _clocks.OnRecord(record, body);

    /// <summary>Judges a row.</summary>
    public void OnRow(in OtRecord record, RecordBody body)
    {
        if (_cranes.Update(record, body.Signals) is { } crane)
        {
            _invariants.OnRow(crane, record, body);
            _sensors.OnRow(crane, record, body);
            Motion.OnRow(crane, record, body);
            _stops.OnRow(crane, record, body);
            _network.OnRow(crane, record, body);
            _silence.OnRow(crane, record, body);
        }
        else
        {
            Motion.OnAnchors(record, body);
        }

        _views.OnRow(record, body);
    }
}
