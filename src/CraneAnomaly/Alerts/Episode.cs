using System.Security.Cryptography;
using System.Text;
using CraneAnomaly.Alerts.Rules;
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
    private readonly SiteRules _rules;
    private readonly int _permit;
    private readonly List<RecordCopy> _first = new(Kept);

    // By strength. The strongest of each kind is kept before a second one of any: three alike show less than three.
    private readonly List<Finding> _strongest = new(Kept + 1);
    private readonly RecordSlot[] _last = [new(), new(), new()];
    private readonly List<string> _detectors = [];
    private readonly ushort _input;
    private readonly Explanation? _writeBefore;
    private long _firstFrame = long.MaxValue;
    private int _confidence;
    private long _count;
    private long _lastFrame;
    private int _revision;

    /// <param name="onset">What began it.</param>
    /// <param name="rules">What the site has said of itself.</param>
    /// <param name="permit">The permit that covers all of it; -1 for none.</param>
    public Episode(Finding onset, SiteRules rules, int permit)
    {
        (_rules, _permit) = (rules, permit);
        ref readonly var record = ref onset.Evidence.Fixed;
        FirstSeenNs = Math.Min(onset.OnsetNs ?? record.TimestampNs, record.TimestampNs);
        _input = record.Input;
        _writeBefore = rules.WriteBefore(onset, FirstSeenNs);
        var type = AlertCatalog.Get(onset.Name);
        _id = "ca-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(
            $"{type.Kind}\n{onset.Name}\n{onset.Asset}\n{onset.Detector}\n{record.TimestampNs}\n{record.Frame}")))[..32];
        Strongest = onset;
        Add(onset);
    }

    public long FirstSeenNs { get; }

    public long LastSeenNs { get; private set; }

    public Finding Strongest { get; private set; }

    // Report: severe, sure, and shown by two independent kinds of evidence. Page: the person on duty would act.
    private AlertTier Tier => _permit >= 0 ? AlertTier.Log
        : _rules.TierOf(AlertCatalog.Get(Strongest.Name)) is { } tier ? tier
        : Strongest.Severity >= 80 && _confidence >= 90 && _detectors.Count >= 2 ? AlertTier.Report
        : Strongest.Severity >= 60 ? AlertTier.Page
        : AlertTier.Log;

    /// <summary>Adds a finding; true when the episode has to be told (again).</summary>
    public bool Add(Finding finding)
    {
        bool onset = _count == 0;
        var before = Strongest;
        var tier = Tier;
        var evidence = finding.Evidence;
        Count(evidence.Fixed, evidence.Body, evidence.FileOffset);
        _confidence = Math.Max(_confidence, finding.Confidence);
        if (!_detectors.Contains(finding.Detector)) _detectors.Add(finding.Detector);
        if (finding.Severity > Strongest.Severity) Strongest = finding;
        if (_first.Count < Kept) _first.Add(evidence);
        if (WouldKeep(finding.Sketch)) Keep(finding);
        return onset || SeverityOf(Strongest) / 20 > SeverityOf(before) / 20 || Strongest.Name != before.Name || Tier != tier;
    }

    /// <summary>Adds a finding that would change nothing but the count and the last evidence; false when it would.</summary>
    public bool TryAbsorb(in FindingSketch sketch, in OtRecord record, RecordBody body, long fileOffset)
    {
        if (sketch.Severity > Strongest.Severity || sketch.Confidence > _confidence) return false;
        if (_first.Count < Kept || WouldKeep(sketch)) return false;
        if (!_detectors.Contains(sketch.Detector)) return false;
        Count(record, body, fileOffset);
        return true;
    }

    /// <summary>The state of the episode as it is told now.</summary>
    public Alert State(AlertActivity activity, long nowNs, AlertContext context)
    {
        var finding = Strongest;
        var body = finding.Evidence.Body;
        ref readonly var flow = ref body.Flow;
        var permit = _rules.Explain(finding);
        return new Alert
        {
            Id = _id,
            Revision = ++_revision,
            Activity = activity,
            Type = AlertCatalog.Get(finding.Name),
            Title = _rules.TitleOf(finding),
            Severity = SeverityOf(finding),
            Confidence = _confidence,
            Tier = Tier,
            Site = context.Site,
            Handling = context.Handling,
            Crane = finding.Crane ?? (finding.IsOfAll ? null : _rules.CraneOf(finding.Evidence.Fixed, body)),
            Asset = finding.Asset,
            FirstSeenNs = FirstSeenNs,
            LastSeenNs = LastSeenNs,
            CreatedNs = nowNs,
            Count = _count,
            Input = _input,
            Frames = _lastFrame > 0 ? (_firstFrame, _lastFrame) : (0, 0),
            Source = new(flow.Originator, flow.OriginatorPort, flow.OriginatorMac) { Owner = _rules.NameOf(flow.Originator) },
            Destination = new(flow.Responder, flow.ResponderPort, flow.ResponderMac) { Owner = _rules.NameOf(flow.Responder) },
            Finding = finding,
            Detectors = [.. _detectors],
            Model = context.Model,
            ConfigHash = context.ConfigHash,
            Evidence = Evidence(),
            Explanations = _writeBefore is { } write ? [.. _rules.ExplanationsOf(finding), write] : _rules.ExplanationsOf(finding),
            RuledOut = _rules.RuledOutOf(finding, permit),
            Permit = permit,
            SuppressedBy = _permit >= 0 ? $"permit {_rules.IdOf(_permit)}" : null,
        };
    }

    private int SeverityOf(Finding finding) => _permit >= 0 ? SiteRules.Permitted(finding.Severity) : finding.Severity;

    private static bool IsStronger(in FindingSketch x, in FindingSketch y) =>
        x.Severity != y.Severity ? x.Severity > y.Severity : x.Score > y.Score;

    private bool WouldKeep(in FindingSketch sketch)
    {
        if (_strongest.Count < Kept) return true;
        int best = BestOf(sketch), second = WeakestSecond();
        if (best >= 0 && IsStronger(sketch, _strongest[best].Sketch)) return true;
        if (best < 0 == second >= 0) return best < 0;
        return IsStronger(sketch, _strongest[second >= 0 ? second : Kept - 1].Sketch);
    }

    private void Keep(Finding finding)
    {
        int at = _strongest.Count;
        while (at > 0 && IsStronger(finding.Sketch, _strongest[at - 1].Sketch)) at--;
        _strongest.Insert(at, finding);
        if (_strongest.Count > Kept) _strongest.RemoveAt(WeakestSecond() is >= 0 and var second ? second : Kept);
    }

    // The weakest of those that are not the strongest of their kind, or -1.
    private int WeakestSecond()
    {
        int at = _strongest.Count - 1;
        while (at >= 0 && BestOf(_strongest[at].Sketch) == at) at--;
        return at;
    }

    private int BestOf(in FindingSketch sketch)
    {
        for (int i = 0; i < _strongest.Count; i++)
            if (_strongest[i].Name == sketch.Name && _strongest[i].Detector == sketch.Detector) return i;
        return -1;
    }

    private void Count(in OtRecord record, RecordBody body, long fileOffset)
    {
        LastSeenNs = Math.Max(LastSeenNs, record.TimestampNs);
        // Frames are counted by input: those of another one would name other packets.
        if (record.Frame > 0 && record.Input == _input)
        {
            _firstFrame = Math.Min(_firstFrame, record.Frame);
            _lastFrame = Math.Max(_lastFrame, record.Frame);
        }

        _last[_count++ % Kept].Set(record, body, fileOffset);
    }

    private RecordCopy[] Evidence()
    {
        var records = _first.Concat(_strongest.Select(finding => finding.Evidence))
            .Concat(_last.Where(slot => !slot.IsEmpty).Select(slot => slot.ToCopy()));
        return
        [
            .. records.DistinctBy(copy => (copy.Fixed.Input, copy.Fixed.Frame, copy.Fixed.TimestampNs, copy.Fixed.Transaction, copy.Fixed.Kind))
                .OrderBy(copy => copy.Fixed.TimestampNs).ThenBy(copy => copy.Fixed.Frame),
        ];
    }
}
