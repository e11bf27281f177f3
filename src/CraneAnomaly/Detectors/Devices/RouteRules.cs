using System.Text;
using CraneAnomaly.Records;
using CraneAnomaly.Records.Facts;

namespace CraneAnomaly.Detectors.Devices;

/// <summary>
/// A second way out: a router that is handed out by DHCP, or advertises itself in IPv6, and that was none while learning and
/// is none by the device list. Whoever is the router reads and changes all that leaves. That one claims the gateway's address
/// is told by <see cref="AddressRules"/>.
/// </summary>
internal sealed class RouteRules(DeviceReference reference, DeviceList list, bool hasBaseline, IFindingSink findings)
{
    // RFC 2132, 9.6: offers and acknowledgements say which routers there are; RFC 4861, 4.2: type 134 of ICMPv6.
    private const ushort Offer = 2, Acknowledgement = 5, Advertisement = 134;
    private const byte IcmpV6 = 58;

    // Without a baseline the routers that are met first are those of the site, as many as stand in one message.
    private readonly HashSet<IpAddress> _first = [], _advertised = [];

    /// <summary>A message of DHCP.</summary>
    public void OnFacts(in OtRecord record, RecordBody body, bool learns)
    {
        if (record.Protocol != OtProtocol.Dhcp || record.Kind != RecordKind.Response || record.FunctionCode is not (Offer or Acknowledgement)) return;
        if (!FactReader.TryFind(body.Payload, Fact.Routers, out var routers)) return;
        bool isFirst = _first.Count == 0;
        foreach (string text in Encoding.ASCII.GetString(routers).Split(','))
        {
            if (!IpAddress.TryParse(text, out var router) || router.IsNone) continue;
            if (learns) reference.AddRouter(router);
            else if (isFirst && reference.Routers == 0) _first.Add(router);
            else if (!IsKnown(router, _first)) TellOffer(record, body, router);
        }
    }

    /// <summary>A conversation: it may be the advertisement of a router.</summary>
    public void OnConversation(in OtRecord record, RecordBody body, bool learns)
    {
        ref readonly var flow = ref body.Flow;
        if (flow.IpProtocol != IcmpV6 || flow.OriginatorPort != Advertisement) return;
        if (learns)
        {
            reference.AddRouter(flow.Originator);
            return;
        }

        if (!hasBaseline && (_advertised.Count == 0 || _advertised.Contains(flow.Originator))) _advertised.Add(flow.Originator);
        else if (!IsKnown(flow.Originator, _advertised)) TellAdvertisement(record, body);
    }

    private bool IsKnown(IpAddress router, HashSet<IpAddress> first) => reference.KnowsRouter(router) || list.IsRouter(router) || first.Contains(router);

    private void TellOffer(in OtRecord record, RecordBody body, IpAddress router)
    {
        ref readonly var flow = ref body.Flow;
        var server = record.FromResponder ? flow.Responder : flow.Originator;
        string known = reference.Routers > 0 ? $"{reference.RoutersText()} while learning" : $"{string.Join(", ", _first)} before";
        Tell(record, body, router, "router-offers", reference.Routers > 0 ? 75 : 45,
            $"{server} hands out {router} as the router by DHCP: a second way out, where it was {known}", known);
    }

    private void TellAdvertisement(in OtRecord record, RecordBody body)
    {
        ref readonly var flow = ref body.Flow;
        string known = hasBaseline ? reference.Routers > 0 ? $"{reference.RoutersText()} while learning" : "nobody while learning" : $"{string.Join(", ", _advertised)} before";
        Tell(record, body, flow.Originator, "router-advertisements", hasBaseline ? 65 : 45,
            $"{flow.Originator} ({flow.OriginatorMac}) advertises itself as a router of IPv6: a second way out, where it was {known}", known);
    }

    private void Tell(in OtRecord record, RecordBody body, IpAddress router, string detector, int severity, string title, string known)
    {
        var scope = new FindingScope((ulong)'D' << 56 | 3UL << 48 ^ router.High >> 16, router.Low);
        var sketch = new FindingSketch("device.conflict", detector, scope, severity, hasBaseline ? 85 : 60, 0);
        if (findings.Absorb(sketch, record, body, findings.PacketOffset)) return;
        findings.Report(new Finding
        {
            Sketch = sketch,
            Title = title,
            Asset = router.ToString(),
            Evidence = new(record, body) { FileOffset = findings.PacketOffset },
            IsRule = true,
            Before = known,
            After = router.ToString(),
            Explanations = [new("router", router.ToString(), known, 1)],
            RuledOut =
            [
                new("a router that was replaced or added", "possible", "add it to devices in policy.json with the role of a router if it was"),
                new("a spare router that took over", "possible", "one that never was handed out while learning is not known"),
            ],
        });
    }
}
