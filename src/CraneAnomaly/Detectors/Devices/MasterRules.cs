using System.Globalization;
using CraneAnomaly.Features;
using CraneAnomaly.Records;

namespace CraneAnomaly.Detectors.Devices;

/// <summary>
/// A controller that is commanded by somebody besides those who always did. One command is for those who judge commands,
/// and so are many different ones; here it is somebody who asks for the same again and again, as a master does.
/// </summary>
internal sealed class MasterRules(
    DeviceReference reference, DeviceList list, bool hasBaseline, IReadOnlyDictionary<(IpAddress Client, IpAddress Server), IpAddress> seconds,
    IReadOnlySet<string> signed, IFindingSink findings, int capacity)
{
    private const int Repeats = 8;
    private const long LastingNs = 5_000_000_000, EstablishedNs = 60_000_000_000;
    private const int MaxServers = 65_536;

    private readonly Dictionary<int, Pending> _pending = [];

    // Those watched, and some that were told since.
    private readonly Queue<int> _order = new();
    private readonly AssetTable _hosts = new(100_000);

    // Without a baseline the first to command a controller is its master.
    private readonly ExactTable<First> _first = new(MaxServers);

    /// <summary>Conversations given up because too many were watched, and controllers not told apart.</summary>
    public long Refused { get; private set; }

    /// <summary>Whether somebody is watched.</summary>
    public bool HasPending => _pending.Count > 0;

    /// <summary>Somebody opens a conversation with a controller.</summary>
    public void OnConversation(in OtRecord record, RecordBody body)
    {
        ref readonly var flow = ref body.Flow;

        // A controller that nobody was seen to command has no first master either; those on the lists may be the first.
        bool isSecond = hasBaseline ? reference.Masters > 0 && (!reference.KnowsMaster(flow) || IsUnsigned(flow)) : IsSecond(record, flow);
        if (!isSecond || list.LetsCommand(flow.Originator, flow.Responder)) return;
        if (!_pending.TryAdd(record.Flow, new(record.TimestampNs))) return;
        _order.Enqueue(record.Flow);
        while (_pending.Count > capacity || _order.Count > 2 * capacity)
            if (_pending.Remove(_order.Dequeue())) Refused++;
    }

    /// <summary>A command; asked for only while somebody is watched.</summary>
    public void OnRequest(in OtRecord record, RecordBody body)
    {
        if (!_pending.TryGetValue(record.Flow, out var pending)) return;
        var access = body.Is<RegisterAccess>() ? body.Registers : default;
        pending.Add((record.FunctionCode, record.Unit, access.Address));
        if (pending.Repeats < Repeats || record.TimestampNs - pending.FirstNs < LastingNs) return;
        _pending.Remove(record.Flow);
        Tell(record, body, pending);
    }

    // A crane may have been delivered with him: having commanded while learning is no approval.
    private bool IsUnsigned(in FlowIdentity flow) =>
        seconds.ContainsKey((flow.Originator, flow.Responder)) && !signed.Contains(SubjectOf(flow.Originator, flow.Responder));

    /// <summary>What is signed off of a second master.</summary>
    public static string SubjectOf(IpAddress client, IpAddress server) => $"{client} -> {server}";

    private bool IsSecond(in OtRecord record, in FlowIdentity flow)
    {
        int index = _first.FindOrAdd(new(flow.ResponderPort, _hosts.ScopeOf(flow.Responder)), out bool added);
        if (index < 0)
        {
            Refused++;
            return false;
        }

        ref var first = ref _first[index];
        if (added) (first.Client, first.FromNs) = (flow.Originator, record.TimestampNs);
        return first.Client != flow.Originator && record.TimestampNs - first.FromNs >= EstablishedNs;
    }

    private void Tell(in OtRecord record, RecordBody body, Pending pending)
    {
        ref readonly var flow = ref body.Flow;
        var scope = new FindingScope(
            (ulong)'D' << 56 | 1UL << 48 | flow.ResponderPort,
            (ulong)_hosts.ScopeOf(flow.Originator) << 32 | _hosts.ScopeOf(flow.Responder));
        bool learned = hasBaseline && reference.KnowsMaster(flow);
        var sketch = new FindingSketch(
            "device.second-master", "masters", scope, learned ? 35 : hasBaseline ? 65 : 35, hasBaseline ? 90 : 60, pending.Commands);
        if (findings.Absorb(sketch, record, body, findings.PacketOffset)) return;
        findings.Report(new Finding
        {
            Sketch = sketch,
            Title = string.Create(CultureInfo.InvariantCulture,
                $"{flow.Originator} commands {flow.Responder}:{flow.ResponderPort} besides its known master{(hasBaseline ? "s" : "")}: {pending.Commands} commands in {(record.TimestampNs - pending.FirstNs) / 1e9:0} s{(learned ? $"; it did while learning, besides {seconds[(flow.Originator, flow.Responder)]}, which nobody has signed off" : "")}"),
            Asset = $"{flow.Responder}:{flow.ResponderPort}",
            Evidence = new(record, body) { FileOffset = findings.PacketOffset },
            IsRule = true,
            OnsetNs = pending.FirstNs,
            Observed = pending.Commands,
            Explanations = [new("master", flow.Originator.ToString(), learned ? $"{seconds[(flow.Originator, flow.Responder)]}, one that was signed off or one on a list" : hasBaseline ? "one that commanded this controller while learning, or is on a list" : "the first one seen", 1)],
            RuledOut = [new("a new device that was announced", "possible", "a second station that was agreed is one until it is listed")],
        });
    }

    internal sealed class Pending(long firstNs)
    {
        // Who asks for more different things than this is no master yet.
        private const int Most = 256;

        private readonly HashSet<(int, int, int)> _asked = [];

        public long FirstNs => firstNs;

        public int Commands { get; private set; }

        public int Repeats { get; private set; }

        public void Add((int Function, int Unit, int Address) what)
        {
            Commands++;
            if (_asked.Contains(what)) Repeats++;
            else if (_asked.Count < Most) _asked.Add(what);
        }
    }

    internal struct First
    {
        public IpAddress Client;
        public long FromNs;
    }
}
