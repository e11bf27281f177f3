using CraneAnomaly.Features.Cranes;
using CraneAnomaly.Records;
using CraneAnomaly.Records.Site;

namespace CraneAnomaly.Detectors.Leaks;

/// <summary>Judges what leaves: container numbers and manifests where none went, names that carry something, and more bytes
/// than ever.</summary>
internal sealed class LeakJudge
{
    private readonly LeakReference _reference;
    private readonly LiveJobs _jobs;
    private readonly ContainerRules _containers;
    private readonly VolumeRules _volume;
    private readonly NameRules _names;
    private readonly FollowRules _follows;
    private readonly Perimeter _perimeter;
    private readonly bool _learns;

    public LeakJudge(LeakReference? reference, bool learns, SitePolicy policy, IReadOnlySet<IpAddress> signed, SymbolTable symbols, IFindingSink findings)
    {
        _reference = reference ?? new();
        _learns = learns;
        _perimeter = new(policy);
        _jobs = new(symbols);
        _containers = new(_reference, _jobs, _perimeter, findings);
        _volume = new(_reference, _perimeter, findings);
        _names = new(_reference, _jobs, findings);
        _follows = new(_perimeter, signed, findings);
    }

    /// <summary>What was learned.</summary>
    public LeakReference Reference => _reference;

    /// <summary>What was given up or not taken in because a table was full.</summary>
    public long Refused => _containers.Refused + _names.Refused + _volume.Evicted + _follows.Evicted + _reference.Refused;

    /// <summary>Takes a record of the network.</summary>
    public void OnRecord(in OtRecord record, RecordBody body)
    {
        switch (record.Kind)
        {
            case RecordKind.Conversation when _learns:
                _reference.AddConversation();
                break;
            case RecordKind.Conversation or RecordKind.Burst when !_learns:
                _follows.OnSpeech(record, body);
                break;
            case RecordKind.Content when _learns:
                Learn(record, body);
                break;
            case RecordKind.Content:
                _containers.OnContent(record, body);
                break;
            case RecordKind.Request when record.Protocol == OtProtocol.Dns:
                _names.OnRequest(record, body, _learns);
                break;
            case RecordKind.Flow:
                _volume.OnFlow(record, body, _learns);
                break;
            default:
                break;
        }
    }

    /// <summary>Takes a row of a crane: it tells which container it works on.</summary>
    public void OnRow(CraneState crane, in OtRecord record)
    {
        if (_learns) return;
        _jobs.OnRow(crane);
        _follows.OnRow(crane, record);
    }

    // Outside nobody is known by having been there.
    private void Learn(in OtRecord record, RecordBody body)
    {
        ref readonly var flow = ref body.Flow;
        bool back = record.FromResponder;
        IpAddress from = back ? flow.Responder : flow.Originator, to = back ? flow.Originator : flow.Responder;
        if (!_perimeter.IsOutside(to)) _reference.Add(from, to);
    }
}
