using CraneAnomaly.Protocols.Sessions.Dhcp;
using CraneAnomaly.Protocols.Sessions.Dns;
using CraneAnomaly.Records;
using CraneAnomaly.Records.Facts;
using CraneAnomaly.Telemetry.Logs.Text;

namespace CraneAnomaly.Telemetry.Logs.Binding;

/// <summary>
/// Reads EVE's events of DNS, versions 2 and 3, and of DHCP (Suricata's user guide, Event type: DNS, DHCP): one message each.
/// </summary>
internal sealed class EveNameBinding
{
    private readonly Ends _ends;
    private readonly FactWriter _facts = new();
    private readonly FactTable _question, _answer, _lease;
    private readonly int _query, _type, _id, _code, _asked, _dhcpType, _dhcpMessage, _dhcpId, _mac;
    private readonly int[] _operations, _messages;

    public EveNameBinding(LogFields fields, Ends ends, SymbolTable symbols)
    {
        _ends = ends;
        _operations = [.. DnsNames.Operations.Select(symbols.Intern)];
        _messages = [.. DhcpMessage.Types.Select(symbols.Intern)];
        _type = fields.Of("dns.type");
        _id = fields.Of("dns.id");
        _code = fields.Of("dns.opcode");
        _query = fields.Of("dns.rrname");
        _asked = fields.Of("dns.queries.rrname");
        _question = new(fields, ("dns.rrtype", Fact.QueryType), ("dns.queries.rrtype", Fact.QueryType), ("dns.rd", Fact.RecursionDesired));
        _answer = new(fields,
            ("dns.rrtype", Fact.QueryType), ("dns.queries.rrtype", Fact.QueryType), ("dns.rcode", Fact.ResponseCode), ("dns.aa", Fact.Authoritative),
            ("dns.tc", Fact.Truncated), ("dns.rd", Fact.RecursionDesired), ("dns.ra", Fact.RecursionAvailable), ("dns.answers.rdata", Fact.Answers),
            ("dns.answers.ttl", Fact.TimesToLive));
        _dhcpType = fields.Of("dhcp.type");
        _dhcpMessage = fields.Of("dhcp.dhcp_type");
        _dhcpId = fields.Of("dhcp.id");
        _mac = fields.Of("dhcp.client_mac");
        _lease = new(fields,
            ("dhcp.id", Fact.TransactionId), ("dhcp.client_mac", Fact.Hardware), ("dhcp.client_ip", Fact.ClientAddress),
            ("dhcp.assigned_ip", Fact.AssignedAddress), ("dhcp.relay_ip", Fact.Relay), ("dhcp.subnet_mask", Fact.SubnetMask),
            ("dhcp.routers", Fact.Routers), ("dhcp.dns_servers", Fact.NameServers), ("dhcp.hostname", Fact.HostName),
            ("dhcp.requested_ip", Fact.RequestedAddress), ("dhcp.lease_time", Fact.LeaseTime), ("dhcp.vendor_class_identifier", Fact.VendorClass),
            ("dhcp.client_id", Fact.ClientId));
    }

    /// <summary>Reads an event.</summary>
    public Violation Bind(LogKind log, LogRow row, LogOutput output)
    {
        var envelope = new LogEnvelope
        {
            Log = log,
            Service = log == LogKind.EveDns ? OtProtocol.Dns : OtProtocol.Dhcp,
            Marks = LogMarks.Converses,
        };
        var wrong = _ends.ReadTime(row, out envelope.BeganNs);
        if (wrong == Violation.None) wrong = _ends.Read(row, 17, ref envelope);
        if (wrong != Violation.None) return wrong;
        _facts.Clear();
        var record = new OtRecord { TimestampNs = envelope.BeganNs, Protocol = envelope.Service };
        wrong = log == LogKind.EveDns ? ReadDns(row, envelope.Flow, ref record) : ReadDhcp(row, ref envelope.Flow, ref record);
        if (wrong != Violation.None) return wrong;
        if (record.Kind == RecordKind.Response) record.Flags |= RecordFlags.FromResponder;
        output.WriteFacts(record, envelope, _facts.Payload);
        return Violation.None;
    }

    private Violation ReadDns(LogRow row, in FlowIdentity flow, ref OtRecord record)
    {
        long id = 0, operation = 0;
        if (row[_id] is { IsEmpty: false } number && !(LogValues.TryNumber(number, out id) && id <= ushort.MaxValue)) return Violation.UnreadableValue;
        if (row[_code] is { IsEmpty: false } code && !(LogValues.TryNumber(code, out operation) && operation < _operations.Length)) return Violation.UnreadableValue;
        var type = row[_type];
        record.Kind = type.SequenceEqual("answer"u8) || type.SequenceEqual("response"u8) ? RecordKind.Response : RecordKind.Request;
        (record.Transaction, record.FunctionCode, record.FunctionSymbol) = ((uint)id, (ushort)operation, _operations[operation]);
        _facts.Add(Fact.Service, DnsService.Name(flow));
        if (!row[_id].IsEmpty) _facts.Add(Fact.TransactionId, id);
        var names = row[_query].IsEmpty ? row[_asked] : row[_query];
        LogValues.TryNext(ref names, out var name);
        DnsBinding.TellName(name, _facts);
        var wrong = (record.Kind == RecordKind.Response ? _answer : _question).Tell(row, _facts);
        DnsBinding.Judge(_facts);
        return wrong;
    }

    private Violation ReadDhcp(LogRow row, ref FlowIdentity flow, ref OtRecord record)
    {
        long id = 0;
        if (row[_dhcpId] is { IsEmpty: false } number && !(LogValues.TryNumber(number, out id) && id <= uint.MaxValue)) return Violation.UnreadableValue;
        int type = DhcpBinding.TypeOf(row[_dhcpMessage]);
        bool isReply = row[_dhcpType].SequenceEqual("reply"u8) || type is 2 or 5 or 6;
        record.Kind = isReply ? RecordKind.Response : RecordKind.Request;
        (record.Transaction, record.FunctionCode, record.FunctionSymbol) = ((uint)id, (ushort)type, _messages[type]);

        // The client is who has that port, whoever sent the message.
        if (flow.OriginatorPort == 67 && flow.ResponderPort != 67) Ends.Turn(ref flow);
        if (flow.OriginatorMac.IsNone) LogValues.TryHardware(row[_mac], out flow.OriginatorMac);
        return _lease.Tell(row, _facts);
    }
}
