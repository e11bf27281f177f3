using CraneAnomaly.Records;
using CraneAnomaly.Records.Site;

namespace CraneAnomaly.Detectors.Clocks;

/// <summary>
/// From whom the machines of a site take their time. Whoever tells a controller the time can move everything that it writes
/// down; a new source is told, whether or not the time that it tells is right.
/// </summary>
internal sealed class TimeSources(TimeReference reference, bool learns, SitePolicy policy, IFindingSink findings)
{
    private readonly IpAddress[] _listed =
    [
        .. policy.Devices.Where(device => device is { Ip: not null, Role: not null } && device.Role.Contains("time", StringComparison.OrdinalIgnoreCase))
            .Select(device => device.Ip!.Value),
    ];

    /// <summary>What was learned.</summary>
    public TimeReference Reference => reference;

    /// <summary>A conversation is opened.</summary>
    public void OnConversation(in OtRecord record, RecordBody body)
    {
        if (record.Protocol != OtProtocol.Ntp) return;
        ref readonly var flow = ref body.Flow;
        if (flow.Responder.IsMulticast || flow.Originator == flow.Responder) return;
        if (learns) reference.Add(flow.Responder);
        else if (reference.Count > 0 && !reference.Knows(flow.Responder) && !Array.Exists(_listed, flow.Responder.Equals) && !IsAllowed(flow.Responder)) Tell(record, body);
    }

    private bool IsAllowed(IpAddress source)
    {
        foreach (var entry in policy.Remote)
            if (entry.Network.Contains(source) && (entry.Protocols.Count == 0 || entry.Protocols.Contains("ntp", StringComparer.OrdinalIgnoreCase))) return true;
        return false;
    }

    private void Tell(in OtRecord record, RecordBody body)
    {
        ref readonly var flow = ref body.Flow;
        ulong high = (ulong)'C' << 56 | 1UL << 48;
        var scope = flow.Responder.IsV4 ? new FindingScope(high, flow.Responder.Low) : new FindingScope(high ^ flow.Responder.High >> 16, flow.Responder.Low);
        var sketch = new FindingSketch("clock.suspect", "time-sources", scope, 50, 80, 0);
        if (findings.Absorb(sketch, record, body, findings.PacketOffset)) return;
        string usual = string.Join(", ", reference.All.Take(4));
        findings.Report(new Finding
        {
            Sketch = sketch,
            Title = $"{flow.Originator} takes its time from {flow.Responder}; while learning everybody took it from {usual}",
            Asset = flow.Originator.ToString(),
            Evidence = new(record, body) { FileOffset = findings.PacketOffset },
            IsRule = true,
            Before = usual,
            After = flow.Responder.ToString(),
            Explanations = [new("source of the time", flow.Responder.ToString(), usual, 1)],
            RuledOut = [new("a new time server that was announced", "possible", "give it a role with the word time in the list of devices, or approve it for ntp")],
        });
    }
}
