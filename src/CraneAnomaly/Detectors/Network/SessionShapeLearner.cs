using CraneAnomaly.Features.Sessions;
using CraneAnomaly.Records;
using CraneAnomaly.Records.Site;

namespace CraneAnomaly.Detectors.Network;

/// <summary>
/// Collects finished sessions while learning: two of three to train the models with, every third, chosen by a hash, to
/// learn how far from them sessions are that they were not trained with.
/// </summary>
internal sealed class SessionShapeLearner(SitePolicy policy, long seed, int sessions)
{
    private const int MostGroups = 8, RowsOfGroup = 40;

    private readonly Perimeter _perimeter = new(policy);
    private readonly SessionRows _sessions = new(sessions);
    private readonly TrainingSetCollector _train = new(SessionRows.Model, SessionRows.Columns, SessionRows.Resolutions, seed, capacity: 50_000);
    private readonly TrainingSetCollector _held = new("session-held", SessionRows.Columns, SessionRows.Resolutions, seed, capacity: 25_000);
    private readonly double[] _row = new double[SessionRows.Columns.Count];
    private long _number;

    /// <summary>Sessions that were finished while learning.</summary>
    public long Finished => _number;

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
                (Mix((ulong)_number++) % 3 == 0 ? _held : _train).Add(_row);
                break;
            default:
                break;
        }
    }

    /// <summary>Learning has ended: trains, and says how far what was held back is from what was learned.</summary>
    public SessionShape Complete(Func<TrainingSet, TrainedModel>? train, List<TrainedModel> models)
    {
        var shape = new SessionShape(seed);
        if (train is null) return shape;
        var set = _train.ToSet();
        var kinds = new TrainingSet(SessionRows.KindModel, set.Columns, set.Rows, set.Resolutions)
        {
            Groups = Math.Clamp(set.Count / RowsOfGroup, 2, MostGroups),
        };
        TrainedModel together = train(set), groups = train(kinds);
        models.AddRange([together, groups]);
        shape.Use(together, groups);
        if (shape.Kinds is null) return shape;
        shape.LearnRanges(set);
        var held = _held.ToSet();
        for (int i = 0; i < held.Count; i++) shape.Calibrate(held.Row(i));
        return shape;
    }

    // The finaliser of SplitMix64 (Steele, Lea, Flood 2014): what comes every third time would only be on one side.
    private static ulong Mix(ulong z)
    {
        z += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
