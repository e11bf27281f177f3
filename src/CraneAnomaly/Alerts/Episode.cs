using System.Security.Cryptography;
using System.Text;
using CraneAnomaly.Detectors;
using CraneAnomaly.Records;

namespace CraneAnomaly.Alerts;

/// <summary>
/// Everything found about one cause: it begins with a finding, grows worse with stronger ones, and is told again only
/// when the reader would act otherwise.
/// </summary>
internal sealed class Episode
{
    private const int Kept = 3;

    private readonly string _id;
    private readonly List<Finding> _first = new(Kept);
    private readonly List<Finding> _strongest = new(Kept + 1);
    private readonly Queue<Finding> _last = new(Kept + 1);
    private readonly List<string> _detectors = [];
    private readonly long _firstFrame;
    private int _confidence;
    private long _count;
    private long _lastFrame;
    private int _revision;

    public Episode(Finding onset)
    {
        ref readonly var record = ref Record(onset);
        FirstSeenNs = record.TimestampNs;
        _firstFrame = record.Frame;
        var type = AlertCatalog.Get(onset.Name);
        _id = "ca-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(
            $"{type.Kind}\n{onset.Name}\n{onset.Asset}\n{onset.Detector}\n{record.TimestampNs}\n{record.Frame}")))[..32];
        Strongest = onset;
        Add(onset);
    }

    public long FirstSeenNs { get; }

    public long LastSeenNs { get; private set; }

    public Finding Strongest { get; private set; }

    /// <summary>Adds a finding; true when the episode has to be told (again).</summary>
    public bool Add(Finding finding)
    {
        ref readonly var record = ref Record(finding);
        bool onset = _count == 0;
        var before = Strongest;
        _count++;
        LastSeenNs = Math.Max(LastSeenNs, record.TimestampNs);
        _lastFrame = record.Frame;
        _confidence = Math.Max(_confidence, finding.Confidence);
        if (!_detectors.Contains(finding.Detector)) _detectors.Add(finding.Detector);
        if (finding.Severity > Strongest.Severity) Strongest = finding;
        Keep(finding);
        return onset || Strongest.Severity / 20 > before.Severity / 20 || Strongest.Name != before.Name;
    }

    /// <summary>The state of the episode as it is told now.</summary>
    public Alert State(AlertActivity activity, long nowNs, AlertContext context)
    {
        var finding = Strongest;
        var body = finding.Evidence.Body;
        ref readonly var flow = ref body.Flow;
        var originator = new AlertEndpoint(flow.Originator, flow.OriginatorPort, flow.OriginatorMac);
        var responder = new AlertEndpoint(flow.Responder, flow.ResponderPort, flow.ResponderMac);
        return new Alert
        {
            Id = _id,
            Revision = ++_revision,
            Activity = activity,
            Type = AlertCatalog.Get(finding.Name),
            Title = finding.Title,
            Severity = finding.Severity,
            Confidence = _confidence,
            Tier = TierOf(finding.Severity, _confidence, _detectors.Count),
            Site = context.Site,
            Handling = context.Handling,
            Asset = finding.Asset,
            FirstSeenNs = FirstSeenNs,
            LastSeenNs = LastSeenNs,
            CreatedNs = nowNs,
            Count = _count,
            Frames = (_firstFrame, _lastFrame),
            Source = originator,
            Destination = responder,
            Finding = finding,
            Detectors = [.. _detectors],
            Model = context.Model,
            ConfigHash = context.ConfigHash,
            Evidence = Evidence(),
        };
    }

    // Report: severe, sure, and shown by two independent kinds of evidence. Page: the person on duty would act.
    private static AlertTier TierOf(int severity, int confidence, int detectors) =>
        severity >= 80 && confidence >= 90 && detectors >= 2 ? AlertTier.Report
        : severity >= 60 ? AlertTier.Page
        : AlertTier.Log;

    private static ref readonly OtRecord Record(Finding finding) => ref finding.Evidence.Fixed;

    private void Keep(Finding finding)
    {
        if (_first.Count < Kept) _first.Add(finding);
        _last.Enqueue(finding);
        if (_last.Count > Kept) _last.Dequeue();
        int at = _strongest.Count;
        while (at > 0 && Stronger(finding, _strongest[at - 1])) at--;
        if (at >= Kept) return;
        _strongest.Insert(at, finding);
        if (_strongest.Count > Kept) _strongest.RemoveAt(Kept);
    }

    private static bool Stronger(Finding x, Finding y) =>
        x.Severity != y.Severity ? x.Severity > y.Severity : x.Score > y.Score;

    private List<RecordCopy> Evidence()
    {
        var seen = new HashSet<RecordCopy>(ReferenceEqualityComparer.Instance);
        var records = new List<RecordCopy>(3 * Kept);
        foreach (var finding in _first.Concat(_strongest).Concat(_last))
            if (seen.Add(finding.Evidence)) records.Add(finding.Evidence);
        return [.. records.OrderBy(record => record.Fixed.TimestampNs).ThenBy(record => record.Fixed.Frame)];
    }
}
