using CraneAnomaly.Detectors.Clocks;
using CraneAnomaly.Detectors.Devices;
using CraneAnomaly.Detectors.Leaks;
using CraneAnomaly.Detectors.Sessions;
using CraneAnomaly.Features.Cranes;
using CraneAnomaly.Records;
using CraneAnomaly.Records.Site;

namespace CraneAnomaly.Detectors.Network;

/// <summary>What judges who is on the network and connected to it, whatever they command.</summary>
internal sealed class NetworkJudge
{
    private static readonly Dictionary<(IpAddress Client, IpAddress Server), IpAddress> NoSeconds = [];

    private readonly SessionJudge _sessions;
    private readonly DeviceJudge _devices;
    private readonly LeakJudge _leaks;
    private readonly TimeSources _time;
    private readonly SessionShapeRules? _shapes;
    private readonly SessionShapeLearner? _shapeLearner;

    /// <summary>Makes one that judges, or that learns.</summary>
    /// <param name="learned">What was learned; nothing without a baseline.</param>
    /// <param name="learns">Whether it learns, and tells nothing.</param>
    /// <param name="policy">What is allowed.</param>
    /// <param name="permits">Work that was approved.</param>
    /// <param name="signed">Subjects of findings of the baseline that somebody has signed off.</param>
    /// <param name="limits">Caps.</param>
    /// <param name="symbols">Names that records carry as numbers.</param>
    /// <param name="findings">Takes what is found.</param>
    /// <param name="seed">What samples are drawn by.</param>
    public NetworkJudge(
        LearnedNetwork learned, bool learns, SitePolicy policy, IReadOnlyList<Permit> permits, IReadOnlySet<string> signed,
        Limits limits, SymbolTable symbols, IFindingSink findings, long seed = 1)
    {
        _sessions = new(learned.Sessions, learns, policy, permits, signed, findings, limits.Sessions);
        _devices = new(learned.Devices, learned.Seconds ?? NoSeconds, learns, policy, signed, findings);
        _leaks = new(learned.Leaks, learns, policy, SessionJudge.Endpoints(signed), symbols, findings);
        _time = new(learned.Time ?? new(), learns, policy, findings);
        if (learns) _shapeLearner = new(policy, seed, limits.Sessions);
        else if (learned.Shape is { IsReady: true } shape) _shapes = new(shape, policy, limits.Sessions, findings);
    }

    /// <summary>What was learned.</summary>
    public LearnedNetwork Learned => new(_sessions.Reference, _devices.Reference, _leaks.Reference, _time.Reference);

    /// <summary>Callers that called like a clock, in words.</summary>
    public IReadOnlyDictionary<string, string> Beacons => _sessions.Beacons;

    /// <summary>What was given up or not taken in because a table was full.</summary>
    public long Refused => _sessions.Refused + _devices.Refused + _leaks.Refused + _time.Reference.Refused + (_shapes?.Evicted ?? 0);

    /// <summary>Learning has ended: trains the models of finished sessions, where there is somebody to train them.</summary>
    public SessionShape CompleteShape(Func<TrainingSet, TrainedModel>? train, List<TrainedModel> models) => _shapeLearner!.Complete(train, models);

    /// <summary>Takes a record of the network.</summary>
    public void OnRecord(in OtRecord record, RecordBody body)
    {
        _devices.OnRecord(record, body);
        _sessions.OnRecord(record, body);
        _leaks.OnRecord(record, body);
        _shapes?.OnRecord(record, body);
        _shapeLearner?.OnRecord(record, body);
        if (record.Kind == RecordKind.Conversation) _time.OnConversation(record, body);
    }

    /// <summary>Takes what a crane has told.</summary>
    public void OnRow(CraneState crane, in OtRecord record, RecordBody body)
    {
        _sessions.OnRow(crane, record, body);
        _leaks.OnRow(crane, record);
    }
}
