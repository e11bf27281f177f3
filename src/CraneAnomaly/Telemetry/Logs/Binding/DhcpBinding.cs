using CraneAnomaly.Protocols.Sessions.Dhcp;
using CraneAnomaly.Records;
using CraneAnomaly.Records.Facts;
using CraneAnomaly.Telemetry.Logs.Text;

namespace CraneAnomaly.Telemetry.Logs.Binding;

/// <summary>
/// Reads Zeek's dhcp.log (base/protocols/dhcp/main.zeek): a row is a whole exchange, and becomes a record for each of its
/// messages, with what the row says of all of them.
/// </summary>
internal sealed class DhcpBinding(LogFields fields, Ends ends, SymbolTable symbols)
{
    private const ushort ClientPort = 68, ServerPort = 67;

    private static readonly byte[][] Names = [.. DhcpMessage.Types.Select(name => System.Text.Encoding.ASCII.GetBytes(name.Replace("_", "", StringComparison.Ordinal)))];

    private readonly int[] _types = [.. DhcpMessage.Types.Select(symbols.Intern)];
    private readonly int _uids = fields.Of("uids"), _messages = fields.Of("msg_types"), _mac = fields.Of("mac");
    private readonly int _client = fields.Of("client_addr"), _server = fields.Of("server_addr"), _lease = fields.Of("lease_time");
    private readonly FactTable _table = new(fields,
        ("mac", Fact.Hardware), ("client_addr", Fact.ClientAddress), ("assigned_addr", Fact.AssignedAddress), ("host_name", Fact.HostName),
        ("client_fqdn", Fact.ClientDomainName), ("domain", Fact.Domain), ("requested_addr", Fact.RequestedAddress),
        ("server_addr", Fact.ServerAddress), ("client_message", Fact.Message), ("server_message", Fact.Message));

    private readonly FactWriter _facts = new();

    /// <summary>Reads a row.</summary>
    public Violation Bind(LogRow row, LogOutput output)
    {
        var envelope = new LogEnvelope { Log = LogKind.Dhcp, Service = OtProtocol.Dhcp, Marks = LogMarks.Converses };
        ref var flow = ref envelope.Flow;
        flow = FlowIdentity.None;
        var wrong = ends.ReadTime(row, out envelope.BeganNs);
        if (wrong != Violation.None) return wrong;

        // Who has no address yet asks everybody (RFC 2131, 4.1).
        (flow.Originator, flow.Responder) = (IpAddress.FromV4(0), IpAddress.FromV4(uint.MaxValue));
        (flow.OriginatorPort, flow.ResponderPort, flow.IpProtocol) = (ClientPort, ServerPort, 17);
        if (row[_client] is { IsEmpty: false } client && !LogValues.TryAddress(client, out flow.Originator)) return Violation.UnreadableValue;
        if (row[_server] is { IsEmpty: false } server && !LogValues.TryAddress(server, out flow.Responder)) return Violation.UnreadableValue;
        if (row[_mac] is { IsEmpty: false } mac && !LogValues.TryHardware(mac, out flow.OriginatorMac)) return Violation.UnreadableValue;
        var uids = row[_uids];
        LogValues.TryNext(ref uids, out var uid);
        Ends.Name(uid, ref envelope);
        _facts.Clear();
        wrong = _table.Tell(row, _facts);
        if (wrong != Violation.None) return wrong;
        if (row[_lease] is { IsEmpty: false } lease)
        {
            if (!LogValues.TryInterval(lease, out long ns)) return Violation.UnreadableValue;
            _facts.Add(Fact.LeaseTime, ns / 1_000_000_000);
        }

        var messages = row[_messages];
        while (LogValues.TryNext(ref messages, out var message))
        {
            int type = TypeOf(message);
            bool isReply = type is 2 or 5 or 6;
            output.WriteFacts(new OtRecord
            {
                TimestampNs = envelope.BeganNs,
                Protocol = OtProtocol.Dhcp,
                Kind = isReply ? RecordKind.Response : RecordKind.Request,
                Flags = isReply ? RecordFlags.FromResponder | RecordFlags.Matched : RecordFlags.None,
                FunctionCode = (ushort)type,
                FunctionSymbol = _types[type],
            }, envelope, _facts.Payload);
        }

        return Violation.None;
    }

    /// <summary>The type of a message by its name (RFC 2132, 9.6); the last for any other.</summary>
    public static int TypeOf(ReadOnlySpan<byte> name)
    {
        for (int type = 0; type < Names.Length - 1; type++)
            if (System.Text.Ascii.EqualsIgnoreCase(name, Names[type])) return type;
        return Names.Length - 1;
    }
}
