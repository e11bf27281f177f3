using System.Globalization;
using CraneAnomaly.Features;
using CraneAnomaly.Records;
using CraneAnomaly.Records.Site;

namespace CraneAnomaly.Detectors.Sessions;

/// <summary>
/// Callers that call somebody outside like a clock, jittered or not. Within the site much is polled, and known to be:
/// there a new rhythm is for those who judge commands.
/// </summary>
/// <param name="perimeter">What is outside.</param>
/// <param name="remote">Who may be called.</param>
/// <param name="endpoints">Endpoints that somebody signed off.</param>
/// <param name="signed">Callers that somebody signed off, as in <see cref="Told"/>.</param>
/// <param name="findings">Takes what is found.</param>
internal sealed class BeaconRules(
    Perimeter perimeter, RemoteList remote, IReadOnlySet<IpAddress> endpoints, IReadOnlySet<string> signed, IFindingSink findings)
{
    private const int MaxCallers = 16_384;

    // Of a caller every new gap is a test; one in a million leaves room for a year of them.
    private const double PValue = 1e-6;

    // Who calls once an hour is no new alert every hour.
    private const long AgainNs = 86_400_000_000_000;

    // Connections opened together are one call.
    private const long TogetherNs = 2_000_000_000;

    private readonly AssetTable _hosts = new(100_000);
    private readonly ExactTable<Caller> _callers = new(MaxCallers, ExactTablePolicy.EvictOldest);
    private readonly SortedDictionary<string, string> _told = new(StringComparer.Ordinal);

    /// <summary>Who called like a clock, in words, by caller and called.</summary>
    public IReadOnlyDictionary<string, string> Told => _told;

    /// <summary>Callers given up because too many were watched.</summary>
    public long Evicted => _callers.Evicted;

    /// <summary>Takes a conversation that was opened.</summary>
    public void OnConversation(in OtRecord record, RecordBody body)
    {
        ref readonly var flow = ref body.Flow;
        if (!perimeter.IsOutside(flow.Responder) || endpoints.Contains(flow.Responder)) return;
        if (remote.Allows(flow.Responder, record.Protocol)) return;
        int index = _callers.FindOrAdd(
            new((ulong)flow.IpProtocol << 16 | flow.ResponderPort,
                (ulong)_hosts.ScopeOf(flow.Originator) << 32 | _hosts.ScopeOf(flow.Responder)),
            out bool added);
        if (index < 0) return;
        _callers.Touch(index);
        ref var caller = ref _callers[index];
        if (added)
        {
            caller.LastNs = record.TimestampNs;
            return;
        }

        long gapNs = record.TimestampNs - caller.LastNs;
        if (gapNs < TogetherNs) return;
        caller.Gaps[caller.Count++ % Gaps.Capacity] = (float)(gapNs / 1e9);
        caller.LastNs = record.TimestampNs;
        var gaps = ((ReadOnlySpan<float>)caller.Gaps)[..Math.Min(caller.Count, Gaps.Capacity)];
        double p = Regularity.PValue(gaps);
        if (p <= PValue) Tell(record, body, ref caller, gaps, p);
    }

    private void Tell(in OtRecord record, RecordBody body, ref Caller caller, ReadOnlySpan<float> gaps, double p)
    {
        if (caller.IsSigned) return;
        ref readonly var flow = ref body.Flow;
        var scope = new FindingScope(
            (ulong)'S' << 56 | 6UL << 48 | (ulong)flow.IpProtocol << 16 | flow.ResponderPort,
            (ulong)_hosts.ScopeOf(flow.Originator) << 32 | _hosts.ScopeOf(flow.Responder));
        var sketch = new FindingSketch("session.beacon", "regular-calls", scope, 65, 85, -Math.Log10(Math.Max(p, 1e-300)));
        if (caller.ToldNs != 0 && (findings.Absorb(sketch, record, body, findings.PacketOffset) || record.TimestampNs - caller.ToldNs < AgainNs)) return;
        string subject = $"{flow.Originator} -> {SessionWording.Server(flow)}";
        (caller.ToldNs, caller.IsSigned) = (record.TimestampNs, signed.Contains(subject));
        if (caller.IsSigned) return;
        Span<float> sorted = stackalloc float[Gaps.Capacity];
        gaps.CopyTo(sorted);
        sorted = sorted[..gaps.Length];
        sorted.Sort();
        double median = sorted[sorted.Length / 2], low = sorted[0], high = sorted[^1];
        string text = string.Create(CultureInfo.InvariantCulture,
            $"{flow.Originator} calls {SessionWording.Server(flow)} ({SessionWording.Name(record.Protocol, flow)}) outside every {Text(median)} ({Text(low)} to {Text(high)}), {caller.Count + 1} times so far");
        if (_told.Count < MaxCallers) _told[subject] = text;
        findings.Report(new Finding
        {
            Sketch = sketch,
            Title = $"{text}, like a clock",
            Asset = SessionWording.Server(flow),
            Evidence = new(record, body) { FileOffset = findings.PacketOffset },
            PValue = p,
            Threshold = -Math.Log10(PValue),
            Observed = median,
            Unit = "s",
            Expected = new(null, null, "calls of people come at random or in bursts (Bartlett's test of the gaps)"),
            OnsetNs = record.TimestampNs - (long)(gaps.Length == caller.Count ? Sum(gaps) * 1e9 : 0),
            Explanations = [new("gaps between calls", $"{Text(low)} to {Text(high)}", "as irregular as those of people", 1)],
            RuledOut =
            [
                SessionWording.NoPermit,
                new("updates, time or names from outside", "possible", "add them to remote in policy.json if they were agreed"),
            ],
        });
    }

    private static double Sum(ReadOnlySpan<float> gaps)
    {
        double sum = 0;
        foreach (float gap in gaps) sum += gap;
        return sum;
    }

    private static string Text(double seconds) => seconds switch
    {
        < 120 => string.Create(CultureInfo.InvariantCulture, $"{seconds:0} s"),
        < 7_200 => string.Create(CultureInfo.InvariantCulture, $"{seconds / 60:0} min"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{seconds / 3_600:0.0} h"),
    };

    internal struct Caller
    {
        public Gaps Gaps;
        public long LastNs;
        public int Count;
        public long ToldNs;
        public bool IsSigned;
    }
}
