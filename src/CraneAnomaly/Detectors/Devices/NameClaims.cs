using System.Globalization;
using System.Text;
using CraneAnomaly.Records;
using CraneAnomaly.Records.Facts;

namespace CraneAnomaly.Detectors.Devices;

/// <summary>
/// One name that two hosts of a network say is theirs, by turns: in DHCP (the client's name), and in answers of mDNS and LLMNR.
/// A device that takes another's place says its name from then on, and a spare takes over and gives back: only when both have
/// come back is it two that say so at one time.
/// </summary>
internal sealed class NameClaims(IFindingSink findings)
{
    private const int MostNames = 16_384, MostCharacters = 255;
    private const int Enough = 2;

    // Leases are renewed by the hour.
    private const long BesideNs = 4L * 3_600 * 1_000_000_000;

    // Both go on saying so: once a day is enough.
    private const long AgainNs = 24L * 3_600 * 1_000_000_000;

    private readonly Dictionary<string, Claim> _claims = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Names not followed because too many were.</summary>
    public long Refused { get; private set; }

    /// <summary>A message of DHCP or DNS.</summary>
    public void OnFacts(in OtRecord record, RecordBody body)
    {
        if (record.Protocol == OtProtocol.Dhcp) OnDhcp(record, body);
        else if (record.Kind == RecordKind.Response) OnAnswer(record, body);
    }

    private void OnDhcp(in OtRecord record, RecordBody body)
    {
        if (record.Kind != RecordKind.Request || !FactReader.TryFind(body.Payload, Fact.HostName, out var name)) return;
        Span<char> characters = stackalloc char[MacAddress.TextLength];
        if (!FactReader.TryFind(body.Payload, Fact.Hardware, out var text) || text.Length > MacAddress.TextLength
            || !MacAddress.TryParse(characters[..Encoding.ASCII.GetChars(text, characters)], out var mac)) return;
        OnClaim(record, body, name, mac, 0, "dhcp");
    }

    // A host answers for itself: what it says of others (a proxy, a server) is no claim.
    private void OnAnswer(in OtRecord record, RecordBody body)
    {
        ref readonly var flow = ref body.Flow;
        bool isMulticast = flow.ResponderPort is 5353 or 5355 || flow.OriginatorPort is 5353 or 5355;
        if (!isMulticast) return;
        var sender = record.FromResponder ? flow.Responder : flow.Originator;
        var mac = record.FromResponder ? flow.ResponderMac : flow.OriginatorMac;
        if (!FactReader.TryFind(body.Payload, Fact.AnswerName, out var name) || !FactReader.TryFind(body.Payload, Fact.AnswerAddress, out var address))
        {
            if (!FactReader.TryFind(body.Payload, Fact.Query, out name) || !FactReader.TryFind(body.Payload, Fact.Answers, out address)) return;
        }

        Span<char> text = stackalloc char[IpAddress.MaxTextLength];
        if (address.Length > text.Length || !IpAddress.TryParse(text[..Encoding.ASCII.GetChars(address, text)], out var claimed) || claimed != sender) return;
        OnClaim(record, body, name, mac, NetworkOf(sender), "multicast names");
    }

    private void OnClaim(in OtRecord record, RecordBody body, ReadOnlySpan<byte> name, MacAddress mac, ulong network, string how)
    {
        if (name.IsEmpty || name.Length > MostCharacters || mac.IsNone || mac.IsGroup) return;

        // The name, and where: a host on two networks says its name on both.
        Span<char> key = stackalloc char[MostCharacters + 40];
        int length = Encoding.Latin1.GetChars(name, key);
        key[length..].TryWrite(CultureInfo.InvariantCulture, $" {body.Flow.Vlan} {network}", out int written);
        var known = _claims.GetAlternateLookup<ReadOnlySpan<char>>();
        if (!known.TryGetValue(key[..(length + written)], out var claim))
        {
            if (_claims.Count < MostNames) _claims.Add(key[..(length + written)].ToString(), new() { Mac = mac, LastNs = record.TimestampNs });
            else Refused++;
            return;
        }

        if (claim.Mac == mac)
        {
            claim.LastNs = record.TimestampNs;
            return;
        }

        bool back = claim.Other == mac && record.TimestampNs - claim.OtherNs < BesideNs;
        claim.Returns = back ? claim.Returns + 1 : 0;
        (claim.Other, claim.OtherNs, claim.Mac, claim.LastNs) = (claim.Mac, claim.LastNs, mac, record.TimestampNs);
        if (claim.Returns < Enough || (claim.ToldNs != 0 && record.TimestampNs - claim.ToldNs < AgainNs)) return;
        claim.ToldNs = record.TimestampNs;
        Tell(record, body, Encoding.Latin1.GetString(name), claim, how);
    }

    private void Tell(in OtRecord record, RecordBody body, string name, Claim claim, string how)
    {
        // Of a pair of devices one alert, whatever names they share.
        ulong low = Math.Min(claim.Mac.Value, claim.Other.Value), high = Math.Max(claim.Mac.Value, claim.Other.Value);
        var sketch = new FindingSketch("device.conflict", "name-claims", new((ulong)'D' << 56 | 4UL << 48 ^ low, high), 45, 80, claim.Returns);
        if (findings.Absorb(sketch, record, body, findings.PacketOffset)) return;
        string shown = string.Concat(name.Select(c => char.IsControl(c) ? '?' : c));
        findings.Report(new Finding
        {
            Sketch = sketch,
            Title = $"{claim.Mac} and {claim.Other} both say by turns that they are called {shown} ({how})",
            Asset = shown,
            Evidence = new(record, body) { FileOffset = findings.PacketOffset },
            IsRule = true,
            Before = claim.Other.ToString(),
            After = claim.Mac.ToString(),
            Explanations = [new("owner of the name", claim.Mac.ToString(), claim.Other.ToString(), 1)],
            RuledOut =
            [
                new("a device that was replaced", "excluded", "the one before it goes on saying so"),
                new("one machine with two connections to a network", "possible", "a computer with a cable and a radio has two hardware addresses and one name"),
            ],
        });
    }

    // /24 of IPv4, /64 of IPv6.
    private static ulong NetworkOf(IpAddress address) => address.IsV4 ? address.Low & ~0xFFUL : address.High;

    internal sealed class Claim
    {
        public MacAddress Mac { get; set; }

        public long LastNs { get; set; }

        public MacAddress Other { get; set; }

        public long OtherNs { get; set; }

        public int Returns { get; set; }

        public long ToldNs { get; set; }
    }
}
