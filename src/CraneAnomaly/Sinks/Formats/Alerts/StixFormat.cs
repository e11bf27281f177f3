using System.Buffers;
using System.Security.Cryptography;
using CraneAnomaly.Alerts;
using CraneAnomaly.Records;

namespace CraneAnomaly.Sinks.Formats.Alerts;

/// <summary>
/// STIX 2.1: a bundle with a sighting (5.2) of the alert's type as an attack pattern, with the MITRE techniques as
/// external references, sighted at the asset, and the traffic as observed data. All ids are UUIDs of version 5: those
/// of addresses and traffic by the rule of 2.9, so that the same end has the same id everywhere.
/// </summary>
internal sealed class StixFormat(AlertSource source) : AlertFormat(source)
{
    public const string FormatName = "stix";

    // 5.2: count is at most this.
    private const long MaxCount = 999_999_999;
    private const int MaxIdLength = 64;
    private const string Fixed = "2026-01-01T00:00:00.000Z";

    // 2.9: the name space of STIX for observables. Other objects have to have another: ours.
    private static readonly Guid ObservableSpace = new("00abedb4-aa42-466c-9c01-fed23315a9b7");
    private static readonly Guid OwnSpace = new("5f0c6c1e-8d0b-4d1c-9a53-2b7be1c5a8e4");

    private readonly JsonFields _out = new();
    private readonly TextBuffer _key = new();
    private readonly byte[] _sighting = new byte[MaxIdLength], _pattern = new byte[MaxIdLength], _place = new byte[MaxIdLength],
        _observed = new byte[MaxIdLength], _from = new byte[MaxIdLength], _to = new byte[MaxIdLength], _traffic = new byte[MaxIdLength],
        _bundle = new byte[MaxIdLength];

    public override string Name => FormatName;

    public override void Write(Alert alert, AlertLink link, IBufferWriter<byte> output)
    {
        var json = _out.Json;
        bool hasTraffic = !alert.Source.Ip.IsNone && !alert.Destination.Ip.IsNone;
        _out.Start();
        json.WriteString("type"u8, "bundle"u8);
        json.WriteString("id"u8, Own(_bundle, "bundle--"u8, alert.Id, alert.Revision));
        json.WriteStartArray("objects"u8);
        Pattern(alert.Type);
        Place(alert);
        if (hasTraffic) Observed(alert);
        Sighting(alert, link, hasTraffic);
        json.WriteEndArray();
        _out.End(output);
    }

    private void Pattern(AlertType type)
    {
        var json = _out.Json;
        Common("attack-pattern"u8, Own(_pattern, "attack-pattern--"u8, type.Name, 0));
        Dates();
        json.WriteString("name"u8, type.Name);
        json.WriteString("description"u8, Names.Plain(type));
        if (type.Techniques.Count > 0)
        {
            json.WriteStartArray("external_references"u8);
            for (int i = 0; i < type.Techniques.Count; i++)
            {
                json.WriteStartObject();
                json.WriteString("source_name"u8, "mitre-attack"u8);
                json.WriteString("external_id"u8, type.Techniques[i]);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    private void Place(Alert alert)
    {
        Common("identity"u8, Own(_place, "identity--"u8, alert.Asset, 0));
        Dates();
        _out.Required("name"u8, alert.Asset);
        _out.Text("description"u8, alert.Crane);
        _out.Json.WriteString("identity_class"u8, "system"u8);
        _out.Json.WriteEndObject();
    }

    private void Observed(Alert alert)
    {
        var json = _out.Json;
        var from = Address(_from, alert.Source.Ip);
        var to = Address(_to, alert.Destination.Ip);
        if (!from.SequenceEqual(to)) AddressObject(to, alert.Destination.Ip);
        AddressObject(from, alert.Source.Ip);

        string transport = Names.Transport(alert.Finding.Evidence) ?? "ip";
        var traffic = Traffic(alert, transport, from, to);
        Common("network-traffic"u8, traffic);
        json.WriteString("src_ref"u8, from);
        json.WriteString("dst_ref"u8, to);
        if (alert.Source.Port > 0) json.WriteNumber("src_port"u8, alert.Source.Port);
        if (alert.Destination.Port > 0) json.WriteNumber("dst_port"u8, alert.Destination.Port);
        json.WriteStartArray("protocols"u8);
        json.WriteStringValue(transport);
        json.WriteEndArray();
        json.WriteEndObject();

        Common("observed-data"u8, Own(_observed, "observed-data--"u8, alert.Id, alert.Revision));
        Dates(alert);
        _out.Time("first_observed"u8, alert.FirstSeenNs);
        _out.Time("last_observed"u8, alert.LastSeenNs);
        json.WriteNumber("number_observed"u8, Math.Clamp(alert.Count, 1, MaxCount));
        json.WriteStartArray("object_refs"u8);
        json.WriteStringValue(traffic);
        json.WriteStringValue(from);
        if (!from.SequenceEqual(to)) json.WriteStringValue(to);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private void Sighting(Alert alert, AlertLink link, bool hasTraffic)
    {
        var json = _out.Json;
        Common("sighting"u8, Own(_sighting, "sighting--"u8, alert.Id, 0));
        Dates(alert);
        _out.Text("description"u8, alert.Title);
        json.WriteNumber("confidence"u8, alert.Confidence);
        _out.Time("first_seen"u8, alert.FirstSeenNs);
        _out.Time("last_seen"u8, alert.LastSeenNs);
        json.WriteNumber("count"u8, Math.Clamp(alert.Count, 1, MaxCount));
        json.WriteString("sighting_of_ref"u8, IdOf(_pattern));
        if (hasTraffic) Reference("observed_data_refs"u8, _observed);
        Reference("where_sighted_refs"u8, _place);
        json.WriteStartArray("external_references"u8);
        json.WriteStartObject();
        json.WriteString("source_name"u8, AlertSource.Product);
        _out.Text("external_id"u8, alert.Id);
        if (link.Hash is not null) _out.Compose().With("chain ").With(link.Sequence).With(" ").With(link.Hash).As("description"u8);
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
    }

    // Opens an object.
    private void Common(ReadOnlySpan<byte> type, ReadOnlySpan<byte> id)
    {
        _out.Json.WriteStartObject();
        _out.Json.WriteString("type"u8, type);
        _out.Json.WriteString("spec_version"u8, "2.1"u8);
        _out.Json.WriteString("id"u8, id);
    }

    private void Dates()
    {
        _out.Json.WriteString("created"u8, Fixed);
        _out.Json.WriteString("modified"u8, Fixed);
    }

    private void Dates(Alert alert)
    {
        _out.Time("created"u8, Math.Min(alert.FirstSeenNs, alert.CreatedNs));
        _out.Time("modified"u8, alert.CreatedNs);
    }

    private void Reference(ReadOnlySpan<byte> name, byte[] id)
    {
        _out.Json.WriteStartArray(name);
        _out.Json.WriteStringValue(IdOf(id));
        _out.Json.WriteEndArray();
    }

    private void AddressObject(ReadOnlySpan<byte> id, IpAddress address)
    {
        Common(address.IsV4 ? "ipv4-addr"u8 : "ipv6-addr"u8, id);
        _out.Address("value"u8, address);
        _out.Json.WriteEndObject();
    }

    private ReadOnlySpan<byte> Address(byte[] id, IpAddress address)
    {
        _key.Clear();
        _key.Raw("{\"value\":\""u8);
        _key.Address(address);
        _key.Raw("\"}"u8);
        return Hash(id, address.IsV4 ? "ipv4-addr--"u8 : "ipv6-addr--"u8, ObservableSpace);
    }

    // 6.12: what contributes to the id, as canonical JSON (RFC 8785).
    private ReadOnlySpan<byte> Traffic(Alert alert, string transport, ReadOnlySpan<byte> from, ReadOnlySpan<byte> to)
    {
        _key.Clear();
        _key.Raw("{"u8);
        if (alert.Destination.Port > 0)
        {
            _key.Raw("\"dst_port\":"u8);
            _key.Number((long)alert.Destination.Port);
            _key.Raw(","u8);
        }

        _key.Raw("\"dst_ref\":\""u8);
        _key.Raw(to);
        _key.Raw("\",\"protocols\":[\""u8);
        _key.Text(transport, MaxIdLength, TextRule.Leef);
        _key.Raw("\"],"u8);
        if (alert.Source.Port > 0)
        {
            _key.Raw("\"src_port\":"u8);
            _key.Number((long)alert.Source.Port);
            _key.Raw(","u8);
        }

        _key.Raw("\"src_ref\":\""u8);
        _key.Raw(from);
        _key.Raw("\"}"u8);
        return Hash(_traffic, "network-traffic--"u8, ObservableSpace);
    }

    private ReadOnlySpan<byte> Own(byte[] id, ReadOnlySpan<byte> prefix, string name, int revision)
    {
        _key.Clear();
        _key.Raw(prefix);
        _key.Number((long)revision);
        _key.Raw("/"u8);
        _key.Text(name, AlertJsonWriter.MaxText, TextRule.Leef);
        return Hash(id, prefix, OwnSpace);
    }

    // RFC 9562, 5.5, which has no other hash: SHA-1 of name space and name, marked as version 5. A name, no protection.
    private ReadOnlySpan<byte> Hash(byte[] id, ReadOnlySpan<byte> prefix, Guid space)
    {
        Span<byte> spaceBytes = stackalloc byte[16], hash = stackalloc byte[SHA1.HashSizeInBytes];
        space.TryWriteBytes(spaceBytes, bigEndian: true, out _);
        _key.Prepend(spaceBytes);
        SHA1.HashData(_key.Written, hash);
        hash[6] = (byte)(hash[6] & 0x0F | 0x50);
        hash[8] = (byte)(hash[8] & 0x3F | 0x80);
        id.AsSpan().Clear();
        prefix.CopyTo(id);
        new Guid(hash[..16], bigEndian: true).TryFormat(id.AsSpan(prefix.Length), out int written);
        return id.AsSpan(0, prefix.Length + written);
    }

    private static ReadOnlySpan<byte> IdOf(byte[] id) => id.AsSpan().TrimEnd((byte)0);
}
