using System.Globalization;
using CraneAnomaly.Features;
using CraneAnomaly.Records;
using CraneAnomaly.Records.Site;

namespace CraneAnomaly.Detectors.Leaks;

/// <summary>More than ever leaves a host within an hour. A flow counts when it ends: one that lasts is told late.</summary>
internal sealed class VolumeRules(LeakReference reference, Perimeter perimeter, IFindingSink findings)
{
    private const long HourNs = 3_600_000_000_000;

    // A page or a certificate is no leak; what is four times the most that was learned is no growth.
    private const long Least = 1_000_000;
    private const long LeastOfScreens = 100_000_000;
    private const ulong ScreensBit = 1UL << 63;
    private const int Times = 4;
    private const int MaxHosts = 16_384;

    private readonly ExactTable<Hour> _hours = new(MaxHosts, ExactTablePolicy.EvictOldest);

    /// <summary>Hosts given up because too many were followed.</summary>
    public long Evicted => _hours.Evicted;

    /// <summary>A flow has ended.</summary>
    public void OnFlow(in OtRecord record, RecordBody body, bool learns)
    {
        if (!body.Is<FlowSummary>()) return;
        ref readonly var flow = ref body.Flow;
        ref readonly var summary = ref body.Summary;
        bool called = perimeter.IsOutside(flow.Responder), came = perimeter.IsOutside(flow.Originator);
        if (called == came) return;
        var host = called ? flow.Originator : flow.Responder;
        long bytes = called ? summary.OriginatorBytes : summary.ResponderBytes;
        if (bytes <= 0) return;

        // What somebody sees of a screen is much by itself, and that he is there is told or allowed: it is counted apart.
        bool screens = !called && summary.Service.IsRemoteAccess();
        int index = _hours.FindOrAdd(new(screens ? host.High ^ ScreensBit : host.High, host.Low), out _);
        if (index < 0) return;
        _hours.Touch(index);
        ref var hour = ref _hours[index];
        if (record.TimestampNs - hour.FromNs >= HourNs) hour = new() { FromNs = record.TimestampNs };
        hour.Bytes += bytes;
        if (learns)
        {
            if (!screens) reference.AddHour(host, hour.Bytes);
            return;
        }

        long usual = screens ? 0 : reference.MostAnHour(host);
        long least = screens ? LeastOfScreens : Least;
        if (hour.Bytes < Math.Max(Math.Max(least, Times * usual), 2 * hour.ToldBytes)) return;
        hour.ToldBytes = hour.Bytes;
        Tell(record, body, host, hour.Bytes, usual);
    }

    private void Tell(in OtRecord record, RecordBody body, IpAddress host, long bytes, long usual)
    {
        var scope = new FindingScope((ulong)'L' << 56 | 1UL << 48 | host.High >> 16, host.Low);
        var sketch = new FindingSketch("exfiltration.volume", "volume-an-hour", scope, 55, reference.Conversations > 0 ? 80 : 50, bytes);
        if (findings.Absorb(sketch, record, body, findings.PacketOffset)) return;
        string most = usual > 0 ? string.Create(CultureInfo.InvariantCulture, $"at most {usual / 1e6:0.00} MB while learning")
            : reference.Conversations > 0 ? "nothing while learning" : "not known without a baseline";
        findings.Report(new Finding
        {
            Sketch = sketch,
            Title = string.Create(CultureInfo.InvariantCulture, $"{host} sent {bytes / 1e6:0.0} MB outside within an hour ({most})"),
            Asset = host.ToString(),
            Evidence = new(record, body) { FileOffset = findings.PacketOffset },
            IsRule = true,
            Observed = bytes,
            Unit = "B",
            Expected = new(0, Math.Max(Least, Times * usual), most),
            Explanations = [new("bytes sent outside within an hour", string.Create(CultureInfo.InvariantCulture, $"{bytes:N0}"), most, 1)],
            RuledOut = [new("an update or a backup that was agreed", "possible", "what is in an encrypted flow is not seen")],
        });
    }

    internal struct Hour
    {
        public long FromNs;
        public long Bytes;

        // What comes after a leak in its hour is no further leak, unless it is as large.
        public long ToldBytes;
    }
}
