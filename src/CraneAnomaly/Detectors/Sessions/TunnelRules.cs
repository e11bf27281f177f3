using System.Text;
using CraneAnomaly.Features;
using CraneAnomaly.Records;
using CraneAnomaly.Records.Facts;
using CraneAnomaly.Records.Site;

namespace CraneAnomaly.Detectors.Sessions;

/// <summary>
/// Ways in that go by themselves: tunnels, known by their handshake, and tools of remote support and brokers of routers, known
/// by the names they ask for. Who is listed under <c>remote</c> may use them.
/// </summary>
internal sealed class TunnelRules(Perimeter perimeter, RemoteList remote, IReadOnlySet<IpAddress> signed, IFindingSink findings)
{
    private const int MaxTools = 4_096;

    private readonly AssetTable _hosts = new(100_000);
    private readonly SortedDictionary<string, int> _tools = new(StringComparer.Ordinal);

    /// <summary>Takes a record that says what a session or an exchange is.</summary>
    public void OnFacts(in OtRecord record, RecordBody body)
    {
        bool isTunnel = record.Protocol == OtProtocol.Vpn && record.Kind == RecordKind.Session;
        if (!FactReader.TryFind(body.Payload, Fact.RemoteTool, out var name) && !isTunnel) return;
        ref readonly var flow = ref body.Flow;
        var outside = perimeter.IsOutside(flow.Responder) ? flow.Responder : flow.Originator;
        bool crosses = perimeter.IsOutside(outside);
        if (crosses && (remote.Allows(outside, record.Protocol) || signed.Contains(outside))) return;
        string tool = name.IsEmpty ? Text(body, Fact.Service) is { Length: > 0 } service ? service : "tunnel" : Encoding.UTF8.GetString(name);
        Tell(record, body, tool, isTunnel, crosses);
    }

    private void Tell(in OtRecord record, RecordBody body, string tool, bool isTunnel, bool crosses)
    {
        ref readonly var flow = ref body.Flow;
        if (!_tools.TryGetValue(tool, out int number))
        {
            number = _tools.Count < MaxTools ? _tools.Count + 1 : 0;
            if (number > 0) _tools.Add(tool, number);
        }

        var scope = new FindingScope((ulong)'S' << 56 | 9UL << 48 | (uint)number, _hosts.ScopeOf(flow.Originator));
        var sketch = new FindingSketch("session.tunnel", isTunnel ? "tunnel-handshake" : "remote-tool", scope, crosses ? 70 : isTunnel ? 45 : 60, 85, 0);
        if (findings.Absorb(sketch, record, body, findings.PacketOffset)) return;
        string how = isTunnel ? $"opens a tunnel ({tool})" : $"asks for {tool} ({Text(body, Fact.RemoteToolKind)}, by {Text(body, Fact.RemoteToolMatch)})";
        findings.Report(new Finding
        {
            Sketch = sketch,
            Title = $"{flow.Originator} {how} {(isTunnel ? "to" : "of")} {SessionWording.Server(flow)}{(crosses ? ", which crosses the site's border" : "")}",
            Asset = SessionWording.Server(flow),
            Evidence = new(record, body) { FileOffset = findings.PacketOffset },
            IsRule = true,
            Explanations = [new(isTunnel ? "tunnel" : "remote tool", tool, "none that is not listed", 1)],
            RuledOut =
            [
                SessionWording.NoPermit,
                new("a remote service that was agreed and not listed", "possible", "add its endpoint to remote in policy.json if it was"),
            ],
        });
    }

    private static string Text(RecordBody body, Fact fact) =>
        FactReader.TryFind(body.Payload, fact, out var value) ? Encoding.UTF8.GetString(value) : "";
}
