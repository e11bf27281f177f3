using System.Text;
using CraneAnomaly.Records;
using CraneAnomaly.Records.Facts;
using CraneAnomaly.Records.Signals;
using CraneAnomaly.Records.Site;

namespace CraneAnomaly.Sinks.Formats.Inventory;

/// <summary>
/// Collects who is on a network: hosts with their hardware, what they serve and use, what they say of themselves, the links
/// between them, cranes with their firmware; and compares that with the devices that are approved. Of bounded size: hosts and
/// links past the cap are counted.
/// </summary>
/// <param name="symbols">Names that records carry as numbers.</param>
/// <param name="policy">What is approved.</param>
/// <param name="most">Most hosts, and most links, told apart.</param>
public sealed class SiteInventory(SymbolTable symbols, SitePolicy policy, int most = 65_536) : IRecordSink
{
    private static readonly Signal Firmware =
        SignalCatalog.TryFind("firmware", out var signal) ? signal : throw new InvalidOperationException("firmware is no signal");

    private readonly Dictionary<IpAddress, InventoryAsset> _assets = [];
    private readonly Dictionary<InventoryLink, long> _links = [];
    private readonly SortedDictionary<string, string> _firmware = new(StringComparer.Ordinal);
    private readonly Perimeter _perimeter = new(policy);

    /// <summary>To which country and network addresses belong; null where nobody said.</summary>
    public PrefixNames? Prefixes { get; init; }

    /// <summary>Hosts and links not told apart because there were too many.</summary>
    public long Refused { get; private set; }

    /// <inheritdoc/>
    public void OnRecord(in OtRecord record, RecordBody body)
    {
        switch (record.Kind)
        {
            case RecordKind.Conversation:
                OnConversation(record, body);
                break;
            case RecordKind.Request or RecordKind.Response when record.Protocol == OtProtocol.Modbus:
                OnCommand(record, body);
                break;
            case RecordKind.Measurement:
                OnRow(record, body);
                break;
            default:
                if (record.Protocol.HasFacts()) OnFacts(record, body);
                break;
        }
    }

    /// <summary>Prints it for a person.</summary>
    public void Print(TextWriter to) => InventoryText.Print(to, Content());

    /// <summary>Writes it as one JSON object.</summary>
    public void WriteJson(Stream to) => InventoryJson.Write(to, Content());

    private InventoryContent Content()
    {
        var assets = _assets.Values.OrderBy(asset => asset.Address.High).ThenBy(asset => asset.Address.Low).ToList();
        return new(
            assets, [.. _links.OrderByDescending(link => link.Value).ThenBy(link => link.Key.ToString(), StringComparer.Ordinal)], _firmware,
            InventoryDifference.Between(assets, policy, _perimeter), asset => _perimeter.IsOutside(asset.Address), asset => Prefixes?.Find(asset.Address), Refused);
    }

    private void OnConversation(in OtRecord record, RecordBody body)
    {
        ref readonly var flow = ref body.Flow;
        string service = Service(record.Protocol, flow);
        if (Find(flow.Originator, flow.OriginatorMac, record.TimestampNs) is { } client) InventoryAsset.Add(client.Uses, service);
        if (Find(flow.Responder, flow.ResponderMac, record.TimestampNs) is { } server) InventoryAsset.Add(server.Serves, service);
        var link = new InventoryLink(flow.Originator, flow.Responder, service);
        if (_links.TryGetValue(link, out long flows)) _links[link] = flows + 1;
        else if (_links.Count < most) _links.Add(link, 1);
        else Refused++;
    }

    private void OnCommand(in OtRecord record, RecordBody body)
    {
        ref readonly var flow = ref body.Flow;
        if (record.Kind == RecordKind.Request)
        {
            if (!_assets.TryGetValue(flow.Originator, out var master)) return;
            master.Commands = true;
            master.Writes |= (record.Flags & RecordFlags.Writes) != 0;
            return;
        }

        if (!_assets.TryGetValue(flow.Responder, out var controller)) return;
        controller.IsController = true;
        if (!body.Is<RegisterAccess>() || body.Registers.Values != ValueKind.Objects) return;
        for (var rest = body.Payload; rest.Length >= 2;)
        {
            int length = Math.Min(rest[1], rest.Length - 2);
            var name = DeviceObjects.Name(rest[0]);
            if (!name.IsEmpty) controller.Identity[Encoding.ASCII.GetString(name)] = Text(rest.Slice(2, length));
            rest = rest[(2 + length)..];
        }
    }

    private void OnRow(in OtRecord record, RecordBody body)
    {
        foreach (var value in body.Signals)
        {
            if (value.Signal == Firmware && !double.IsNaN(value.Number)) _firmware[symbols.Name(record.Crane)] = symbols.Name((int)value.Number);
        }
    }

    private void OnFacts(in OtRecord record, RecordBody body)
    {
        ref readonly var flow = ref body.Flow;
        var from = record.FromResponder ? flow.Responder : flow.Originator;
        if (record.Protocol == OtProtocol.Arp)
        {
            Find(from, flow.OriginatorMac, record.TimestampNs);
            return;
        }

        if (!_assets.TryGetValue(from, out var asset)) return;
        var facts = new FactReader(body.Payload);
        while (facts.Read())
        {
            if (facts.Fact is Fact.HostName or Fact.ClientName) InventoryAsset.Add(asset.Names, Text(facts.Value));
            else if (facts.Fact == Fact.VendorClass) asset.Identity["dhcp_vendor_class"] = Text(facts.Value);
        }
    }

    private InventoryAsset? Find(IpAddress address, MacAddress mac, long timestampNs)
    {
        if (address.IsNone || address.IsMulticast || address is { IsV4: true, Low: 0xFFFF_0000_0000 }) return null;
        if (!_assets.TryGetValue(address, out var asset))
        {
            if (_assets.Count >= most)
            {
                Refused++;
                return null;
            }

            _assets.Add(address, asset = new(address));
        }

        asset.See(timestampNs);

        // Who is outside is reached through a router: the hardware is the router's.
        if (!mac.IsNone && !mac.IsGroup && !_perimeter.IsOutside(address)) InventoryAsset.Add(asset.Macs, mac.ToString());
        return asset;
    }

    private static string Service(OtProtocol protocol, in FlowIdentity flow)
    {
        string transport = Encoding.ASCII.GetString(TransportNames.Name(flow.IpProtocol));
        string port = TransportNames.HasPorts(flow.IpProtocol) ? $"{transport}/{flow.ResponderPort}" : transport;
        return protocol == OtProtocol.Unknown ? port : $"{protocol.Name()} {port}";
    }

    private static string Text(ReadOnlySpan<byte> bytes) =>
        string.Concat(Encoding.UTF8.GetString(bytes[..Math.Min(bytes.Length, 256)]).Select(c => char.IsControl(c) ? '?' : c));
}
