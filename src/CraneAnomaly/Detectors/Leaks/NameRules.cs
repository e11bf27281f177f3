using System.Globalization;
using System.Text;
using CraneAnomaly.Features;
using CraneAnomaly.Records;
using CraneAnomaly.Records.Cargo;
using CraneAnomaly.Records.Facts;

namespace CraneAnomaly.Detectors.Leaks;

/// <summary>
/// What leaves in the names that are asked for: container numbers in the labels, read as they stand or decoded once, and
/// many different long names under one domain, as a tunnel has to ask for them. Names of updates and of clouds are long
/// too; but they are the same ones again.
/// </summary>
internal sealed class NameRules(LeakReference reference, LiveJobs jobs, IFindingSink findings)
{
    private const long WindowNs = 600_000_000_000;
    private const int Enough = 3, MaxDomains = 16_384, MostNames = 512;

    // Characters of different names within ten minutes: more than a page's worth of names, less than a tunnel is of use with.
    private const int FewestNames = 20, LeastCharacters = 1_000, Times = 4;

    private readonly AssetTable _hosts = new(100_000);
    private readonly Dictionary<(int Client, string Domain), Asked> _domains = [];
    private readonly Queue<(int Client, string Domain)> _order = new();
    private int _numbered;

    /// <summary>Domains given up because too many were followed.</summary>
    public long Refused { get; private set; }

    /// <summary>A name is asked for.</summary>
    public void OnRequest(in OtRecord record, RecordBody body, bool learns)
    {
        if (!FactReader.TryFind(body.Payload, Fact.Query, out var name) || name.Length < 4) return;
        int dot = DomainOf(name);
        if (dot <= 0) return;
        var labels = name[..(dot - 1)];
        string domain = Encoding.ASCII.GetString(name[dot..]);
        var asked = Follow((int)_hosts.ScopeOf(body.Flow.Originator), domain);
        if (record.TimestampNs - asked.FromNs >= WindowNs) asked.Restart(record.TimestampNs);
        asked.Add(labels);
        if (learns)
        {
            reference.AddNames(domain, asked.Characters);
            return;
        }

        bool isNew = asked.Find(labels, jobs);
        if (isNew && (asked.Containers.Count >= Enough || asked.Live > 0)) TellContainers(record, body, domain, asked);
        if (asked.Names >= FewestNames && asked.Characters >= Math.Max(LeastCharacters, Times * reference.MostNames(domain)))
            TellTunnel(record, body, domain, asked);
    }

    // The last two labels: what is above them is for a registry, not for whoever has the domain.
    private static int DomainOf(ReadOnlySpan<byte> name)
    {
        int last = name.LastIndexOf((byte)'.');
        return last <= 0 ? -1 : name[..last].LastIndexOf((byte)'.') + 1;
    }

    private Asked Follow(int client, string domain)
    {
        if (_domains.TryGetValue((client, domain), out var asked)) return asked;
        if (_domains.Count >= MaxDomains)
        {
            // As with pairs: a flood of domains must not hide the one that comes after it.
            Refused++;
            _domains.Remove(_order.Dequeue());
        }

        _domains.Add((client, domain), asked = new(_numbered++));
        _order.Enqueue((client, domain));
        return asked;
    }

    private void TellContainers(in OtRecord record, RecordBody body, string domain, Asked asked)
    {
        string count = string.Create(CultureInfo.InvariantCulture, $"{asked.Containers.Count} container number{(asked.Containers.Count == 1 ? "" : "s")}");
        string live = asked.Live > 0 ? string.Create(CultureInfo.InvariantCulture, $", {asked.Live} of them of boxes that cranes are working on") : "";
        Tell(record, body, asked, "container-names", 85, 95, asked.Containers.Count,
            $"{body.Flow.Originator} asked for names under {domain} that carry {count}{live}",
            new("container numbers in names", count, "none", 1),
            new("texts that only look like numbers", "excluded", "their check digits are right"));
    }

    private void TellTunnel(in OtRecord record, RecordBody body, string domain, Asked asked)
    {
        string much = string.Create(CultureInfo.InvariantCulture, $"{asked.Names} different names of {asked.Characters:N0} characters within ten minutes");
        string usual = string.Create(CultureInfo.InvariantCulture, $"at most {Math.Max(LeastCharacters, Times * reference.MostNames(domain)):N0} characters");
        Tell(record, body, asked, "long-names", 65, 85, asked.Characters,
            $"{body.Flow.Originator} asked for {much} under {domain}", new("characters of different names", much, usual, 1),
            new("a service that puts numbers into its names", "possible", "some scanners of mail and of viruses do; what is learned is not told"));
    }

    private void Tell(
        in OtRecord record, RecordBody body, Asked asked, string detector, int severity, int confidence, double score, string title,
        Explanation reason, RuledOut ruledOut)
    {
        var sketch = new FindingSketch("exfiltration.dns", detector, new((ulong)'L' << 56 | 2UL << 48, (uint)asked.Number), severity, confidence, score);
        if (findings.Absorb(sketch, record, body, findings.PacketOffset)) return;
        findings.Report(new Finding
        {
            Sketch = sketch,
            Title = title,
            Asset = body.Flow.Originator.ToString(),
            Evidence = new(record, body) { FileOffset = findings.PacketOffset },
            IsRule = true,
            Explanations = [reason],
            RuledOut = [ruledOut],
        });
    }

    internal sealed class Asked(int number)
    {
        private readonly HashSet<string> _names = new(StringComparer.Ordinal);

        public int Number => number;

        public long FromNs { get; private set; } = long.MinValue / 2;

        public int Names => _names.Count;

        public int Characters { get; private set; }

        public int Live { get; private set; }

        public HashSet<ulong> Containers { get; } = [];

        public void Restart(long nowNs)
        {
            FromNs = nowNs;
            _names.Clear();
            Characters = 0;
        }

        public void Add(ReadOnlySpan<byte> labels)
        {
            if (_names.Count < MostNames && _names.Add(Encoding.ASCII.GetString(labels))) Characters += labels.Length;
        }

        /// <summary>Looks for container numbers; whether there was one that was not met before.</summary>
        public bool Find(ReadOnlySpan<byte> labels, LiveJobs jobs)
        {
            if (Containers.Count >= MostNames) return false;
            Span<byte> plain = stackalloc byte[NameText.MostBytes], decoded = stackalloc byte[NameText.MostBytes];
            plain = plain[..NameText.Plain(labels, plain)];
            return Take(plain, jobs) | Take(decoded[..NameText.Base32(plain, decoded)], jobs)
                | Take(decoded[..NameText.Hexadecimal(plain, decoded)], jobs);
        }

        private bool Take(ReadOnlySpan<byte> text, LiveJobs jobs)
        {
            bool isNew = false;
            Span<byte> number = stackalloc byte[ContainerNumbers.Length];
            for (int at = 0; ContainerNumbers.TryFind(text, ref at, number, asWords: false);)
            {
                ulong packed = LiveJobs.Pack(number);
                if (!Containers.Add(packed)) continue;
                isNew = true;
                if (jobs.Has(packed)) Live++;
            }

            return isNew;
        }
    }
}
