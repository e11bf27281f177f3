using System.Globalization;
using System.Text;
using CraneAnomaly.Features;
using CraneAnomaly.Records;
using CraneAnomaly.Records.Cargo;
using CraneAnomaly.Records.Site;

namespace CraneAnomaly.Detectors.Leaks;

/// <summary>
/// Container numbers where none should go: to somebody outside, or between hosts between which none went while learning.
/// A valid number arises by chance in one of eleven texts that look like one, so that it takes three, or one that a crane
/// is working on, or a manifest.
/// </summary>
internal sealed class ContainerRules(LeakReference reference, LiveJobs jobs, Perimeter perimeter, IFindingSink findings)
{
    private const int Enough = 3, MaxPairs = 16_384, MostDistinct = 1_024;

    private readonly AssetTable _hosts = new(100_000);
    private readonly Dictionary<ulong, Seen> _pairs = [];
    private readonly Queue<ulong> _order = new();

    /// <summary>Pairs of hosts given up because too many were followed.</summary>
    public long Refused { get; private set; }

    /// <summary>Container numbers in readable traffic.</summary>
    public void OnContent(in OtRecord record, RecordBody body)
    {
        ref readonly var flow = ref body.Flow;
        bool back = record.FromResponder;
        IpAddress from = back ? flow.Responder : flow.Originator, to = back ? flow.Originator : flow.Responder;
        ref readonly var content = ref body.Content;
        var seen = Follow(from, to);
        seen.Take(body.Payload, content, jobs);
        bool outside = perimeter.IsOutside(to);
        if (!outside && (reference.Conversations == 0 || reference.Knows(from, to))) return;
        if (seen.Distinct < Enough && seen.Live == 0 && seen.Manifest == ManifestKind.None) return;
        Tell(record, body, from, to, outside, seen);
    }

    private Seen Follow(IpAddress from, IpAddress to)
    {
        ulong pair = (ulong)_hosts.ScopeOf(from) << 32 | _hosts.ScopeOf(to);
        if (_pairs.TryGetValue(pair, out var seen)) return seen;
        if (_pairs.Count >= MaxPairs)
        {
            // The pair met longest ago goes: a flood of pairs must not hide the one that comes after it.
            Refused++;
            _pairs.Remove(_order.Dequeue());
        }

        _pairs.Add(pair, seen = new(pair));
        _order.Enqueue(pair);
        return seen;
    }

    private void Tell(in OtRecord record, RecordBody body, IpAddress from, IpAddress to, bool outside, Seen seen)
    {
        int severity = outside ? seen.Live > 0 || seen.Manifest != ManifestKind.None ? 85 : 75 : 60;
        var sketch = new FindingSketch(
            "exfiltration.container-ids", "container-numbers", new((ulong)'L' << 56, seen.Pair), severity,
            seen.Live > 0 || seen.Distinct >= 8 ? 95 : 85, seen.Distinct);
        if (findings.Absorb(sketch, record, body, findings.PacketOffset)) return;
        ref readonly var flow = ref body.Flow;
        string what = seen.Distinct == 0
            ? $"a manifest ({seen.Manifest.Name()})"
            : string.Create(CultureInfo.InvariantCulture, $"{seen.Distinct} container number{(seen.Distinct == 1 ? "" : "s")}");
        string encoded = body.Content.IsBase64 ? " as base64" : "";
        string live = seen.Live > 0 ? string.Create(CultureInfo.InvariantCulture, $", {seen.Live} of them of boxes that cranes are working on") : "";
        findings.Report(new Finding
        {
            Sketch = sketch,
            Title = $"{from} sent {what}{encoded} to {to}{(outside ? ", which is outside" : ", to which none went while learning")} (port {flow.ResponderPort}){live}",
            Asset = from.ToString(),
            Evidence = new(record, body) { FileOffset = findings.PacketOffset },
            IsRule = true,
            Observed = seen.Distinct,
            Expected = new(0, Enough - 1, outside ? "cargo data stays inside" : "cargo data goes where it went while learning"),
            After = Encoding.ASCII.GetString(body.Payload[..Math.Min(body.Payload.Length, ContainerNumbers.Length)]),
            Explanations =
            [
                new("container numbers", string.Create(CultureInfo.InvariantCulture, $"{seen.Distinct} valid by their check digit"), "none there", 0.7),
                new("numbers of current jobs", string.Create(CultureInfo.InvariantCulture, $"{seen.Live}"), "0", 0.3),
            ],
            RuledOut =
            [
                new("texts that only look like numbers", seen.Live > 0 ? "excluded" : "possible", "one in eleven has a right check digit by chance"),
                new("a new partner of the terminal's system", "possible", "data exchange that was agreed looks like this until it is learned or listed"),
            ],
        });
    }

    internal sealed class Seen(ulong pair)
    {
        private readonly HashSet<ulong> _numbers = [];

        public ulong Pair => pair;

        public int Distinct => _numbers.Count;

        public int Live { get; private set; }

        public ManifestKind Manifest { get; private set; }

        public void Take(ReadOnlySpan<byte> numbers, in ContentBody content, LiveJobs jobs)
        {
            if (content.Manifest != ManifestKind.None) Manifest = content.Manifest;
            for (; numbers.Length >= ContainerNumbers.Length && _numbers.Count < MostDistinct; numbers = numbers[ContainerNumbers.Length..])
            {
                ulong number = LiveJobs.Pack(numbers);
                if (_numbers.Add(number) && jobs.Has(number)) Live++;
            }
        }
    }
}
