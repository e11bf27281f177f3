using CraneAnomaly.Protocols.Sessions;
using CraneAnomaly.Protocols.Sessions.Dns;
using CraneAnomaly.Records;
using CraneAnomaly.Records.Facts;
using CraneAnomaly.Telemetry.Logs.Text;

namespace CraneAnomaly.Telemetry.Logs.Binding;

/// <summary>
/// Reads Zeek's dns.log (base/protocols/dns/main.zeek): a row is a request, and the response after its round trip if there
/// was one.
/// </summary>
internal sealed class DnsBinding(LogFields fields, Ends ends, SymbolTable symbols)
{
    private readonly int[] _operations = [.. DnsNames.Operations.Select(symbols.Intern)];
    private readonly int _transaction = fields.Of("trans_id"), _trip = fields.Of("rtt"), _query = fields.Of("query"), _operation = fields.Of("opcode");
    private readonly int _result = fields.Of("rcode"), _times = fields.Of("TTLs");
    private readonly FactTable _question = new(fields, ("qtype_name", Fact.QueryType), ("qclass_name", Fact.QueryClass), ("RD", Fact.RecursionDesired));
    private readonly FactTable _answer = new(fields,
        ("qtype_name", Fact.QueryType), ("qclass_name", Fact.QueryClass), ("rcode_name", Fact.ResponseCode), ("AA", Fact.Authoritative),
        ("TC", Fact.Truncated), ("RD", Fact.RecursionDesired), ("RA", Fact.RecursionAvailable), ("answers", Fact.Answers));

    private readonly FactWriter _facts = new();

    /// <summary>Reads a row.</summary>
    public Violation Bind(LogRow row, LogOutput output)
    {
        var envelope = new LogEnvelope { Log = LogKind.Dns, Service = OtProtocol.Dns, Marks = LogMarks.Converses };
        var wrong = ends.ReadTime(row, out envelope.BeganNs);
        if (wrong == Violation.None) wrong = ends.Read(row, 17, ref envelope);
        if (wrong != Violation.None) return wrong;
        long tripNs = 0, operation = 0, transaction = 0;
        if (row[_trip] is { IsEmpty: false } trip && !LogValues.TryInterval(trip, out tripNs)) return Violation.UnreadableValue;
        if (row[_operation] is { IsEmpty: false } code && !(LogValues.TryNumber(code, out operation) && operation < _operations.Length)) return Violation.UnreadableValue;
        if (row[_transaction] is { IsEmpty: false } id && !(LogValues.TryNumber(id, out transaction) && transaction <= ushort.MaxValue)) return Violation.UnreadableValue;
        var record = new OtRecord
        {
            TimestampNs = envelope.BeganNs,
            Protocol = OtProtocol.Dns,
            Kind = RecordKind.Request,
            Transaction = (uint)transaction,
            FunctionCode = (ushort)operation,
            FunctionSymbol = _operations[operation],
        };
        bool answered = !row[_result].IsEmpty;

        // A response alone: Zeek puts neither a type nor a round trip to it.
        bool asked = !answered || !row[_trip].IsEmpty;
        if (asked)
        {
            Begin(envelope.Flow, row, transaction);
            wrong = _question.Tell(row, _facts);
            if (wrong != Violation.None) return wrong;
            Judge();
            output.WriteFacts(record, envelope, _facts.Payload);
        }

        if (!answered) return Violation.None;
        record.Kind = RecordKind.Response;
        record.TimestampNs += tripNs;
        record.Flags = RecordFlags.FromResponder;
        if (asked)
        {
            record.Flags |= RecordFlags.Matched | RecordFlags.HasLatency;
            record.LatencyMicroseconds = (uint)Math.Min(tripNs / 1_000, uint.MaxValue);
        }

        Begin(envelope.Flow, row, transaction);
        wrong = _answer.Tell(row, _facts);
        if (wrong != Violation.None) return wrong;
        TellTimes(row[_times]);
        Judge();
        output.WriteFacts(record, envelope, _facts.Payload);
        return Violation.None;
    }

    private void Begin(in FlowIdentity flow, LogRow row, long transaction)
    {
        _facts.Clear();
        _facts.Add(Fact.Service, DnsService.Name(flow));
        if (!row[_transaction].IsEmpty) _facts.Add(Fact.TransactionId, transaction);
        TellName(row[_query], _facts);
    }

    /// <summary>Adds the name that is asked for, in lower case.</summary>
    public static void TellName(ReadOnlySpan<byte> name, FactWriter facts)
    {
        name = name[..Math.Min(name.Length, FactWriter.MostBytes)];
        if (name.IsEmpty) return;
        var room = facts.Room(Fact.Query, name.Length);
        for (int i = 0; i < room.Length; i++) room[i] = name[i] is >= (byte)'A' and <= (byte)'Z' ? (byte)(name[i] | 0x20) : name[i];
    }

    private void Judge() => Judge(_facts);

    /// <summary>Adds what the name that is asked for looks like, and the tool that it belongs to.</summary>
    public static void Judge(FactWriter facts)
    {
        if (!FactReader.TryFind(facts.Payload, Fact.Query, out var query)) return;
        Span<byte> name = stackalloc byte[FactWriter.MostBytes];
        query.CopyTo(name);
        DnsShape.Tell(name[..query.Length], facts);
        RemoteAccess.Known.TellName(name[..query.Length], facts);
    }

    // Zeek's intervals have a fraction, which these never have.
    private void TellTimes(ReadOnlySpan<byte> list)
    {
        var text = new TextRoom(stackalloc byte[FactWriter.MostBytes]);
        while (LogValues.TryNext(ref list, out var time))
        {
            text.Separate();
            int dot = time.IndexOf((byte)'.');
            text.Add(dot < 0 ? time : time[..dot]);
        }

        _facts.Add(Fact.TimesToLive, text.Written);
    }
}
