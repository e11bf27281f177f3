using CraneAnomaly.Records;
using CraneAnomaly.Telemetry.Logs.Text;

namespace CraneAnomaly.Telemetry.Logs.Binding;

/// <summary>When a row was written of what, and who speaks with whom in it: the columns that nearly every log has.</summary>
internal sealed class Ends
{
    private readonly int _time, _uid, _client, _clientPort, _server, _serverPort, _protocol, _vlan, _innerVlan, _clientMac, _serverMac;

    private Ends(LogFields fields, params ReadOnlySpan<string> names)
    {
        _time = fields.Of(names[0]);
        _uid = fields.Of(names[1]);
        _client = fields.Of(names[2]);
        _clientPort = fields.Of(names[3]);
        _server = fields.Of(names[4]);
        _serverPort = fields.Of(names[5]);
        _protocol = fields.Of(names[6]);
        _vlan = fields.Of(names[7]);
        _innerVlan = fields.Of(names[8]);
        _clientMac = fields.Of(names[9]);
        _serverMac = fields.Of(names[10]);
    }

    /// <summary>Those of Zeek (base/protocols/conn/main.zeek; vlan and hardware addresses by its policies of that name).</summary>
    public static Ends OfZeek(LogFields fields) => new(
        fields, "ts", "uid", "id.orig_h", "id.orig_p", "id.resp_h", "id.resp_p", "proto", "vlan", "inner_vlan", "orig_l2_addr",
        "resp_l2_addr");

    /// <summary>Those of EVE (Suricata's user guide, Eve JSON format).</summary>
    public static Ends OfEve(LogFields fields) => new(
        fields, "timestamp", "flow_id", "src_ip", "src_port", "dest_ip", "dest_port", "proto", "vlan", "vlan", "ether.src_mac",
        "ether.dest_mac");

    /// <summary>Reads the time of a row.</summary>
    public Violation ReadTime(LogRow row, out long timestampNs) =>
        LogValues.TryTime(row[_time], out timestampNs) ? Violation.None : Violation.InvalidTimestamp;

    /// <summary>Reads who speaks with whom; a row without addresses is of no flow.</summary>
    /// <param name="row">The row.</param>
    /// <param name="usual">The transport where the row does not say it.</param>
    /// <param name="envelope">Takes it.</param>
    public Violation Read(LogRow row, byte usual, ref LogEnvelope envelope)
    {
        ref var flow = ref envelope.Flow;
        flow = FlowIdentity.None;
        if (row[_client] is { IsEmpty: false } client && !LogValues.TryAddress(client, out flow.Originator)) return Violation.UnreadableValue;
        if (row[_server] is { IsEmpty: false } server && !LogValues.TryAddress(server, out flow.Responder)) return Violation.UnreadableValue;
        if (row[_clientPort] is { IsEmpty: false } from && !LogValues.TryPort(from, out flow.OriginatorPort)) return Violation.UnreadableValue;
        if (row[_serverPort] is { IsEmpty: false } to && !LogValues.TryPort(to, out flow.ResponderPort)) return Violation.UnreadableValue;
        flow.IpProtocol = TransportOf(row[_protocol], usual, flow.Originator.IsV4);
        var tags = row[_innerVlan].IsEmpty ? row[_vlan] : row[_innerVlan];
        if (tags[(tags.LastIndexOf((byte)',') + 1)..] is { IsEmpty: false } vlan)
        {
            if (!LogValues.TryPort(vlan, out ushort id) || id > 4095) return Violation.UnreadableValue;
            flow.Vlan = (short)id;
        }

        LogValues.TryHardware(row[_clientMac], out flow.OriginatorMac);
        LogValues.TryHardware(row[_serverMac], out flow.ResponderMac);
        Name(row[_uid], ref envelope);
        return Violation.None;
    }

    /// <summary>Folds the sensor's name of a flow; without one the ends name it.</summary>
    public static void Name(ReadOnlySpan<byte> uid, ref LogEnvelope envelope)
    {
        ref readonly var flow = ref envelope.Flow;
        if (!uid.IsEmpty)
        {
            (envelope.UidHigh, envelope.UidLow) = Fold(uid, 1);
        }
        else if (!flow.Originator.IsNone && !flow.Responder.IsNone)
        {
            Span<byte> ends = stackalloc byte[CommunityId.TextLength];
            (envelope.UidHigh, envelope.UidLow) = Fold(ends[..CommunityId.Format(in flow, ends)], 2);
        }
    }

    /// <summary>Exchanges the sides.</summary>
    public static void Turn(ref FlowIdentity flow)
    {
        (flow.Originator, flow.Responder) = (flow.Responder, flow.Originator);
        (flow.OriginatorPort, flow.ResponderPort) = (flow.ResponderPort, flow.OriginatorPort);
        (flow.OriginatorMac, flow.ResponderMac) = (flow.ResponderMac, flow.OriginatorMac);
    }

    // Two runs of FNV-1a, 64 bits each: names are random already, and a sensor is trusted not to make them up.
    private static (ulong, ulong) Fold(ReadOnlySpan<byte> text, byte kind)
    {
        ulong high = 14695981039346656037 ^ kind, low = 9650029242287828579 ^ kind;
        foreach (byte b in text)
        {
            high = (high ^ b) * 1099511628211;
            low = (low ^ b) * 0x9E3779B97F4A7C15;
            low ^= low >> 29;
        }

        return (high, low | 1);
    }

    private static byte TransportOf(ReadOnlySpan<byte> name, byte usual, bool isV4)
    {
        if (name.IsEmpty) return usual;
        if (System.Text.Ascii.EqualsIgnoreCase(name, "tcp"u8)) return 6;
        if (System.Text.Ascii.EqualsIgnoreCase(name, "udp"u8)) return 17;
        if (System.Text.Ascii.EqualsIgnoreCase(name, "icmp"u8)) return isV4 ? (byte)1 : (byte)58;
        if (System.Text.Ascii.EqualsIgnoreCase(name, "ipv6-icmp"u8)) return 58;
        if (System.Text.Ascii.EqualsIgnoreCase(name, "sctp"u8)) return 132;
        return LogValues.TryNumber(name, out long number) && number <= 255 ? (byte)number : (byte)0;
    }
}
