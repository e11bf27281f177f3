using CraneAnomaly.Detectors;
using CraneAnomaly.Detectors.Invariants;
using CraneAnomaly.Detectors.Motion;
using CraneAnomaly.Detectors.Motion.References;
using CraneAnomaly.Features.Cranes;
using CraneAnomaly.Records;

namespace CraneAnomaly;

/// <summary>What judges the cranes by what they say of themselves: interlocks and motion.</summary>
internal sealed class CraneJudges(
    MotionReference? reference, DetectionOptions options, SymbolTable symbols, IFindingSink findings)
{
    private readonly CraneStates _cranes = new(options.Limits.Cranes, symbols, options.Cranes);
    private readonly InvariantJudge _invariants = new(symbols, findings);

    /// <summary>Whether the cranes move as they should.</summary>
    public MotionJudge Motion { get; } =
        new(reference, options.Cranes, new(options.FalseEpisodesPerCraneWeek), symbols, findings);

    /// <summary>Judges a row.</summary>
    public void OnRow(in OtRecord record, RecordBody body)
    {
        if (_cranes.Update(record, body.Signals) is not { } crane) return;
        _invariants.OnRow(crane, record, body);
        Motion.OnRow(crane, record, body);
    }
}
