using CraneAnomaly.Features.Cranes;
using CraneAnomaly.Features.Sessions;
using CraneAnomaly.Records;
using CraneAnomaly.Records.Site;

namespace CraneAnomaly.Detectors.Sessions;

/// <summary>
/// Judges who is connected: everybody from outside who is on no list, remote sessions that are new, come at a rare hour,
/// without a permit or while a load hangs, logins that are tried again and again, and callers that call like a clock.
/// </summary>
internal sealed class SessionJudge
{
    private readonly SessionReference _reference;
    private readonly Perimeter _perimeter;
    private readonly RemoteList _remote;
    private readonly EndpointRules _endpoints;
    private readonly LoginRules _logins;
    private readonly BeaconRules _beacons;
    private readonly WorkRules _work;
    private readonly PermitRules _permits;
    private readonly ResidueRules _residue;
    private readonly TunnelRules _tunnels;
    private readonly SessionTable _open;
    private readonly bool _learns;

    public SessionJudge(
        SessionReference? reference, bool learns, SitePolicy policy, IReadOnlyList<Permit> permits, IReadOnlySet<string> signed,
        IFindingSink findings, int sessions)
    {
        _reference = reference ?? new();
        _learns = learns;
        _perimeter = new(policy);
        _remote = new(policy, permits);
        _open = new(sessions);
        var endpoints = Endpoints(signed);
        _endpoints = new(_reference, _perimeter, _remote, endpoints, findings);
        _logins = new(_reference, findings);
        _beacons = new(_perimeter, _remote, endpoints, signed, findings);
        _work = new(_open, findings);
        _permits = new(permits, findings);
        _residue = new(permits, findings);
        _tunnels = new(_perimeter, _remote, endpoints, findings);
    }

    /// <summary>What was learned.</summary>
    public SessionReference Reference => _reference;

    /// <summary>Callers that called like a clock, in words, by who calls whom.</summary>
    public IReadOnlyDictionary<string, string> Beacons => _beacons.Told;

    /// <summary>What was given up or not taken in because a table was full.</summary>
    public long Refused => _open.Evicted + _logins.Evicted + _beacons.Evicted + _endpoints.Refused + _reference.Refused;

    /// <summary>The addresses among what was signed off.</summary>
    public static HashSet<IpAddress> Endpoints(IReadOnlySet<string> signed)
    {
        var endpoints = new HashSet<IpAddress>();
        foreach (string subject in signed)
            if (IpAddress.TryParse(subject, out var address)) endpoints.Add(address);
        return endpoints;
    }

    /// <summary>Takes a record of the network.</summary>
    public void OnRecord(in OtRecord record, RecordBody body)
    {
        if (!_learns && record.Protocol.HasFacts() && record.Kind != RecordKind.Conversation) _tunnels.OnFacts(record, body);
        switch (record.Kind)
        {
            case RecordKind.Conversation:
                OnConversation(record, body);
                break;
            case RecordKind.Session when record.Protocol.IsRemoteAccess():
                OnSession(record, body);
                break;
            case RecordKind.Flow:
                _open.End(record.Flow);
                break;
            default:
                break;
        }
    }

    /// <summary>Takes a row of a crane: somebody may be connected while its load hangs, or do what no permit allows.</summary>
    public void OnRow(CraneState crane, in OtRecord record, RecordBody body)
    {
        if (_learns) return;
        if (_open.Count > 0) _work.OnRow(crane);
        _permits.OnRow(crane, record, body);
        _residue.OnRow(crane, record, body);
    }

    private void OnConversation(in OtRecord record, RecordBody body)
    {
        ref readonly var flow = ref body.Flow;
        _beacons.OnConversation(record, body);
        bool isSession = record.Protocol.IsRemoteAccess();
        if (isSession && !_learns && _perimeter.IsOutside(flow.Originator)) _open.Begin(record, body);
        if (_learns) Learn(record, flow, isSession);
        else _endpoints.OnConversation(record, body, isSession);
        if (isSession) _logins.OnOpening(record, body, _learns);
    }

    private void OnSession(in OtRecord record, RecordBody body)
    {
        _open.Describe(record, body);
        if (_learns) return;
        _endpoints.OnSession(record, body);
        _logins.OnOutcome(record, body);
    }

    private void Learn(in OtRecord record, in FlowIdentity flow, bool isSession)
    {
        _reference.AddConversation();
        if (_perimeter.IsOutside(flow.Originator) && _reference.Wants(flow.Originator))
            _reference.AddOutside(flow.Originator, $"came from outside to {flow.Responder}:{flow.ResponderPort} ({SessionWording.Name(record.Protocol, flow)})");
        if (_perimeter.IsOutside(flow.Responder) && _reference.Wants(flow.Responder))
            _reference.AddOutside(flow.Responder, $"was called from inside by {flow.Originator} at port {flow.ResponderPort} ({SessionWording.Name(record.Protocol, flow)})");
        if (isSession) _reference.AddSession(flow, record.Protocol, record.TimestampNs, _logins.AMinute(flow, record.Protocol, record.TimestampNs));
    }
}
