using System.Globalization;
using System.Text;
using CraneAnomaly.Features;
using CraneAnomaly.Records;
using CraneAnomaly.Records.Facts;
using CraneAnomaly.Records.Hardware;
using CraneAnomaly.Records.Site;

namespace CraneAnomaly.Detectors.Devices;

/// <summary>
/// Judges what is on the network: devices that are on no list and were not learned, cellular hardware whoever knew of it,
/// a second master of a controller, and an address that two devices claim.
/// </summary>
internal sealed class DeviceJudge
{
    private const int MaxDevices = 65_536, MaxPending = 256;

    // A wrong cable makes a device new too; fewer than these were learned from a capture of one link.
    private const int FewestLearned = 3;

    private readonly DeviceReference _reference;
    private readonly DeviceList _list;
    private readonly Perimeter _perimeter;
    private readonly IReadOnlySet<string> _signed;
    private readonly IFindingSink _findings;
    private readonly MasterRules _masters;
    private readonly AddressRules _addresses;
    private readonly RouteRules _routes;
    private readonly NameClaims _names;
    private readonly ExactTable<byte> _seen = new(MaxDevices, ExactTablePolicy.EvictOldest);
    private readonly bool _learns;

    public DeviceJudge(
        DeviceReference? reference, IReadOnlyDictionary<(IpAddress Client, IpAddress Server), IpAddress> seconds, bool learns, SitePolicy policy,
        IReadOnlySet<string> signed, IFindingSink findings)
    {
        _reference = reference ?? new();
        _learns = learns;
        _list = new(policy);
        _perimeter = new(policy);
        _signed = signed;
        _findings = findings;
        _masters = new(_reference, _list, reference is not null, seconds, signed, findings, MaxPending);
        _addresses = new(findings);
        _routes = new(_reference, _list, reference is not null, findings);
        _names = new(findings);
    }

    /// <summary>What was learned.</summary>
    public DeviceReference Reference => _reference;

    /// <summary>What was given up or not taken in because a table was full.</summary>
    public long Refused => _seen.Evicted + _masters.Refused + _addresses.Evicted + _names.Refused + _reference.Refused;

    /// <summary>Takes a record of the network.</summary>
    public void OnRecord(in OtRecord record, RecordBody body)
    {
        if (record.Protocol == OtProtocol.Arp)
        {
            OnArp(record, body);
            return;
        }

        if (record.Protocol == OtProtocol.Dhcp || record.Protocol == OtProtocol.Dns)
        {
            _routes.OnFacts(record, body, _learns);
            if (!_learns) _names.OnFacts(record, body);
        }

        if (record.Kind == RecordKind.Request)
        {
            if (_masters.HasPending) _masters.OnRequest(record, body);
            return;
        }

        if (record.Kind == RecordKind.Conversation) OnConversation(record, body);
    }

    private void OnConversation(in OtRecord record, RecordBody body)
    {
        ref readonly var flow = ref body.Flow;
        Meet(flow.OriginatorMac, flow.Originator, record, body);
        Meet(flow.ResponderMac, flow.Responder, record, body);
        _routes.OnConversation(record, body, _learns);
        if (!record.Protocol.IsCommands()) return;
        if (_learns) _reference.AddMaster(flow);
        else _masters.OnConversation(record, body);
    }

    // ARP is of one network: who claims an address there means it (RFC 826). A probe claims none yet (RFC 5227, 2.1.1).
    private void OnArp(in OtRecord record, RecordBody body)
    {
        if (!FactReader.TryFind(body.Payload, Fact.SenderHardware, out var text) || text.Length > MacAddress.TextLength) return;
        Span<char> characters = stackalloc char[MacAddress.TextLength];
        if (!MacAddress.TryParse(characters[..Encoding.ASCII.GetChars(text, characters)], out var mac)) return;
        Meet(mac, body.Flow.Originator, record, body);
    }

    private void Meet(MacAddress mac, IpAddress address, in OtRecord record, RecordBody body)
    {
        if (mac.IsNone || mac.IsGroup) return;
        bool isLocal = !address.IsNone && !address.IsMulticast && !_perimeter.IsOutside(address);
        if (_learns)
        {
            _reference.Add(mac, isLocal ? address : default);
            return;
        }

        if (isLocal) _addresses.OnAddress(mac, address, _list.OwnerOf(address), record, body);
        int index = _seen.FindOrAdd(new(0, mac.Value), out bool added);
        if (index < 0) return;
        _seen.Touch(index);
        if (added || _seen[index] != 0) Judge(mac, address, record, body, ref _seen[index]);
    }

    // A device that is told goes on being told as long as it is there: its episode lasts, and its evidence with it.
    private void Judge(MacAddress mac, IpAddress address, in OtRecord record, RecordBody body, ref byte told)
    {
        if (_list.Has(mac) || _signed.Contains(mac.ToString())) return;
        string? maker = CellularMakers.Find(mac);
        bool learned = _reference.Knows(mac);
        if (maker is not null)
        {
            told = 1;
            Tell("device.modem", "cellular-maker", 75, 85, mac, record, body,
                $"{mac}, a device of {maker}, a maker of cellular routers and modems, speaks {As(address)}{Whether(learned)}",
                new("maker", maker, "no cellular hardware, but what is on the device list", 1));
        }
        else if (_list.IsGiven)
        {
            told = 1;
            Tell("device.new", "device-list", 55, 90, mac, record, body,
                $"{mac} speaks {As(address)} and is not on the list of devices{Whether(learned)}",
                new("device", $"{mac}", $"one of {_list.Count} devices on the list", 1));
        }
        else if (!learned && _reference.Count >= FewestLearned)
        {
            told = 1;
            Tell("device.new", "first-seen-device", 35, 75, mac, record, body,
                string.Create(CultureInfo.InvariantCulture, $"{mac} speaks {As(address)}: it was not among the {_reference.Count} devices learned"),
                new("device", $"{mac}", string.Create(CultureInfo.InvariantCulture, $"one of {_reference.Count} devices learned"), 1));
        }
    }

    private static string As(IpAddress address) => address is { IsV4: true, Low: 0xFFFF_0000_0000 } || address.IsNone ? "without an address yet" : $"as {address}";

    private static string Whether(bool learned) => learned ? "; it was there while learning, which nobody has signed off" : "";

    private void Tell(
        string name, string detector, int severity, int confidence, MacAddress mac, in OtRecord record, RecordBody body, string title,
        Explanation reason)
    {
        var sketch = new FindingSketch(name, detector, new((ulong)'D' << 56, mac.Value), severity, confidence, 0);
        if (_findings.Absorb(sketch, record, body, _findings.PacketOffset)) return;
        _findings.Report(new Finding
        {
            Sketch = sketch,
            Title = title,
            Asset = mac.ToString(),
            Evidence = new(record, body) { FileOffset = _findings.PacketOffset },
            IsRule = true,
            Explanations = [reason],
            RuledOut =
            [
                new("a new device that was announced", "possible", "a device that was replaced or added is new until it is on the list"),
                new("an address that was made up", "possible", "a hardware address can be set to any value"),
            ],
        });
    }
}
