using System.Globalization;
using CraneAnomaly.Features;
using CraneAnomaly.Records;

namespace CraneAnomaly.Detectors.Devices;

/// <summary>An address that two devices claim within minutes of each other.</summary>
internal sealed class AddressRules(IFindingSink findings)
{
    private const int MaxAddresses = 65_536;

    // A device that was replaced is silent; one that is spoofed goes on speaking.
    private const long BesideNs = 300_000_000_000;

    // Routers stand behind many addresses, and their addresses may move between two of them.
    private const int RouterAddresses = 3;

    private readonly ExactTable<Claim> _claims = new(MaxAddresses, ExactTablePolicy.EvictOldest);
    private readonly ExactTable<int> _addressesOf = new(MaxAddresses, ExactTablePolicy.EvictOldest);

    /// <summary>Addresses and devices given up because too many were followed.</summary>
    public long Evicted => _claims.Evicted + _addressesOf.Evicted;

    /// <summary>A device speaks as somebody, or says in ARP that it is.</summary>
    /// <param name="mac">The device.</param>
    /// <param name="address">Who it says it is.</param>
    /// <param name="owner">To which device the list gives that address; none where it says nothing.</param>
    /// <param name="record">The record that shows it.</param>
    /// <param name="body">Its body.</param>
    public void OnAddress(MacAddress mac, IpAddress address, MacAddress owner, in OtRecord record, RecordBody body)
    {
        bool byArp = record.Protocol == OtProtocol.Arp;
        if (byArp && !owner.IsNone && owner != mac && !IsShared(mac))
        {
            Tell(record, body, address, mac, owner, $"which the device list gives to {owner}", 75, again: true);
            return;
        }

        int index = _claims.FindOrAdd(new(address.High, address.Low), out bool added);
        int device = _addressesOf.FindOrAdd(new(0, mac.Value), out _);
        if (index < 0 || device < 0) return;
        _claims.Touch(index);
        _addressesOf.Touch(device);
        ref var claim = ref _claims[index];
        if (added || claim.Mac == mac)
        {
            if (added) _addressesOf[device]++;
            (claim.Mac, claim.LastNs) = (mac, record.TimestampNs);
            return;
        }

        var before = claim;
        bool beside = record.TimestampNs - before.LastNs < BesideNs;
        bool again = before.OtherMac == mac && record.TimestampNs - before.OtherNs < BesideNs;
        claim = new() { Mac = mac, LastNs = record.TimestampNs, OtherMac = before.Mac, OtherNs = before.LastNs };
        if (!beside || IsShared(mac) || IsShared(before.Mac) || AddressesOf(mac) >= RouterAddresses || AddressesOf(before.Mac) >= RouterAddresses) return;

        // ARP is never routed: who claims an address there means it. Of packets a mirror on both sides of a router shows two.
        Tell(record, body, address, mac, before.Mac, string.Create(CultureInfo.InvariantCulture,
            $"which {before.Mac} had {(record.TimestampNs - before.LastNs) / 1e9:0} s before{(again ? ", by turns" : "")}"),
            byArp ? again ? 75 : 65 : 35, again);
    }

    private int AddressesOf(MacAddress mac) => _addressesOf.Find(new(0, mac.Value)) is >= 0 and var index ? _addressesOf[index] : 0;

    // Virtual routers share an address by design: VRRP (RFC 9568, 7.3), HSRP (RFC 2281, 4).
    private static bool IsShared(MacAddress mac) => mac.Value >> 8 is 0x00_005E_0001 or 0x00_005E_0002 or 0x00_000C_07AC;

    private void Tell(
        in OtRecord record, RecordBody body, IpAddress address, MacAddress mac, MacAddress owner, string basis, int severity, bool again)
    {
        ulong high = (ulong)'D' << 56 | 2UL << 48;
        var scope = address.IsV4 ? new FindingScope(high, address.Low) : new FindingScope(high ^ address.High >> 16, address.Low);
        var sketch = new FindingSketch("device.conflict", "address-claims", scope, severity, severity > 40 ? 90 : 60, 0);
        if (findings.Absorb(sketch, record, body, findings.PacketOffset)) return;
        findings.Report(new Finding
        {
            Sketch = sketch,
            Title = $"{mac} claims {address}, {basis}",
            Asset = address.ToString(),
            Evidence = new(record, body) { FileOffset = findings.PacketOffset },
            IsRule = true,
            Before = owner.ToString(),
            After = mac.ToString(),
            Explanations = [new("owner of the address", mac.ToString(), owner.ToString(), 1)],
            RuledOut =
            [
                new("a device that was replaced", again ? "excluded" : "possible", again ? "the owner is there as well, or the list would say otherwise" : "the old one may fall silent now"),
                new("two routers that share an address", "possible", "those of VRRP and HSRP are known by their hardware addresses and left out"),
            ],
        });
    }

    internal struct Claim
    {
        public MacAddress Mac;
        public MacAddress OtherMac;
        public long LastNs;
        public long OtherNs;
    }
}
