using CraneAnomaly.Features;
using CraneAnomaly.Features.Sessions;
using CraneAnomaly.Records;
using CraneAnomaly.Records.Site;

namespace CraneAnomaly.Detectors.Network;

/// <summary>
/// Judges a session when it is over by all of it together: a length, an hour or a volume may be usual by itself and not in
/// this mixture. What others judge at once (who it is, at which hour) is not judged here again.
/// </summary>
internal sealed class SessionShapeRules(SessionShape shape, SitePolicy policy, int sessions, IFindingSink findings)
{
    // Of three readouts the best is taken.
    private const int Readouts = 3, Reasons = 3;

    // As for commands (JudgeOptions.PValue). A few hundred sessions have no tail to reach it with: there a session has to be
    // twice as far away as the farthest of those held back, in squares.
    private const double Threshold = 1e-5, TimesBeyond = 4;

    private readonly Perimeter _perimeter = new(policy);
    private readonly SessionRows _sessions = new(sessions);
    private readonly AssetTable _hosts = new(100_000);
    private readonly double[] _row = new double[SessionRows.Columns.Count];
    private readonly double[] _shares = new double[SessionRows.Columns.Count];
    private readonly double[] _others = new double[SessionRows.Columns.Count];

    /// <summary>Sessions and hosts given up because too many were open.</summary>
    public long Evicted => _sessions.Evicted;

    /// <summary>Takes a record of the network.</summary>
    public void OnRecord(in OtRecord record, RecordBody body)
    {
        switch (record.Kind)
        {
            case RecordKind.Conversation:
                _sessions.OnConversation(record, body, _perimeter.IsOutside(body.Flow.Originator) || _perimeter.IsOutside(body.Flow.Responder));
                break;
            case RecordKind.Request:
                _sessions.OnRequest(record, body);
                break;
            case RecordKind.Flow when _sessions.OnFlow(
                record, body, _perimeter.IsOutside(body.Flow.Originator), _perimeter.IsOutside(body.Flow.Responder), _row):
                Judge(record, body);
                break;
            default:
                break;
        }
    }

    private void Judge(in OtRecord record, RecordBody body)
    {
        var score = shape.Together!.Score(_row);
        int kind = shape.Kinds!.Nearest(_row, out double far);
        double spe = shape.Calibrations[0].PValue(score.Spe), t2 = shape.Calibrations[1].PValue(score.T2), kinds = shape.Calibrations[2].PValue(far);
        double least = Math.Min(Math.Min(spe, t2), kinds), p = Math.Min(1, Readouts * least);
        if (p > Threshold && !IsFarBeyond(0, score.Spe) && !IsFarBeyond(1, score.T2) && !IsFarBeyond(2, far)) return;
        ref readonly var flow = ref body.Flow;
        var ranges = shape.RangesOf(kind);
        bool crosses = _row[8] + _row[9] > 0;
        bool commands = ranges[10].Excludes(_row[10], SessionRows.Resolutions[10]) || ranges[11].Excludes(_row[11], SessionRows.Resolutions[11]);
        var scope = new FindingScope(
            (ulong)'S' << 56 | 10UL << 48 | flow.ResponderPort, (ulong)_hosts.ScopeOf(flow.Originator) << 32 | _hosts.ScopeOf(flow.Responder));
        var sketch = new FindingSketch(
            "session.profile", "session-shape", scope, crosses && commands ? 50 : 35, (crosses && commands ? 75 : 60) - (p > Threshold ? 10 : 0), -Math.Log10(p));
        if (findings.Absorb(sketch, record, body, findings.PacketOffset)) return;
        if (least == kinds) shape.Kinds.Contributions(_row, kind, _shares);
        else shape.Together.Contributions(_row, least == spe ? _shares : _others, least == spe ? _others : _shares);
        findings.Report(SessionShapeWording.Finding(
            sketch, new(record, body) { FileOffset = findings.PacketOffset }, p, Math.Max(p, Threshold), _row,
            SessionShapeWording.Reasons(_row, _shares, ranges, Reasons), shape, kind));
    }

    private bool IsFarBeyond(int readout, double score) =>
        !shape.Calibrations[readout].HasTail && score > TimesBeyond * shape.Calibrations[readout].Highest;
}
