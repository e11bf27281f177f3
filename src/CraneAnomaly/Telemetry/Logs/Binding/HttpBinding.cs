using CraneAnomaly.Protocols.Sessions;
using CraneAnomaly.Records;
using CraneAnomaly.Records.Facts;
using CraneAnomaly.Telemetry.Logs.Text;

namespace CraneAnomaly.Telemetry.Logs.Binding;

/// <summary>Reads Zeek's http.log and EVE's events of http: a row is a request, and its response if there was one.</summary>
internal sealed class HttpBinding
{
    private readonly LogKind _log;
    private readonly Ends _ends;
    private readonly FactWriter _facts = new();
    private readonly FactTable _request, _response;
    private readonly int[] _methods;
    private readonly int _method, _host, _uri, _agent, _status, _version;

    private HttpBinding(LogKind log, LogFields fields, Ends ends, SymbolTable symbols, string prefix, params ReadOnlySpan<string> names)
    {
        (_log, _ends) = (log, ends);
        _methods = [.. TextProtocol.Methods.Select(symbols.Intern)];
        _method = fields.Of(prefix + names[0]);
        _host = fields.Of(prefix + names[1]);
        _uri = fields.Of(prefix + names[2]);
        _agent = fields.Of(prefix + names[3]);
        _status = fields.Of(prefix + names[4]);
        _version = fields.Of(prefix + names[5]);
        _request = new(fields,
            (prefix + names[0], Fact.Method), (prefix + names[1], Fact.Host), (prefix + names[3], Fact.UserAgent), (prefix + names[6], Fact.Referrer),
            (prefix + names[7], Fact.Username), (prefix + names[8], Fact.ContentLength));
        _response = new(fields,
            (prefix + names[4], Fact.StatusCode), (prefix + names[9], Fact.StatusMessage), (prefix + names[10], Fact.ContentType),
            (prefix + names[11], Fact.ContentLength));
    }

    /// <summary>That of Zeek (base/protocols/http/main.zeek). It does not log what type a server states, only what it finds.</summary>
    public static HttpBinding OfZeek(LogFields fields, Ends ends, SymbolTable symbols) => new(
        LogKind.Http, fields, ends, symbols, "", "method", "host", "uri", "user_agent", "status_code", "version", "referrer", "username",
        "request_body_len", "status_msg", "content_type", "response_body_len");

    /// <summary>That of EVE (Suricata's user guide, Event type: HTTP).</summary>
    public static HttpBinding OfEve(LogFields fields, Ends ends, SymbolTable symbols) => new(
        LogKind.EveHttp, fields, ends, symbols, "http.", "http_method", "hostname", "url", "http_user_agent", "status", "protocol", "http_refer",
        "username", "request_length", "status_msg", "http_content_type", "length");

    /// <summary>Reads a row.</summary>
    public Violation Bind(LogRow row, LogOutput output)
    {
        var envelope = new LogEnvelope { Log = _log, Service = OtProtocol.Http, Marks = LogMarks.Converses };
        var wrong = _ends.ReadTime(row, out envelope.BeganNs);
        if (wrong == Violation.None) wrong = _ends.Read(row, 6, ref envelope);
        if (wrong != Violation.None) return wrong;
        long status = 0;
        if (row[_status] is { IsEmpty: false } code && !(LogValues.TryNumber(code, out status) && status <= ushort.MaxValue)) return Violation.UnreadableValue;
        var record = new OtRecord { TimestampNs = envelope.BeganNs, Protocol = OtProtocol.Http, Kind = RecordKind.Request };
        bool asked = !row[_method].IsEmpty;
        if (asked)
        {
            _facts.Clear();
            record.FunctionSymbol = _methods[TextProtocol.IndexOf(row[_method])];
            wrong = _request.Tell(row, _facts);
            if (wrong != Violation.None) return wrong;
            if (!row[_uri].IsEmpty) TextCredentials.TellUri(row[_uri], _facts);
            TellVersion(row);
            if (!RemoteAccess.Known.TellName(NameOf(row[_host]), _facts)) RemoteAccess.Known.TellProgram(row[_agent], _facts);
            output.WriteFacts(record, envelope, _facts.Payload);
        }

        if (status == 0) return Violation.None;
        _facts.Clear();
        wrong = _response.Tell(row, _facts);
        if (wrong != Violation.None) return wrong;
        TellVersion(row);
        record.Kind = RecordKind.Response;
        record.FunctionCode = (ushort)status;
        record.FunctionSymbol = SymbolTable.None;
        record.Flags = asked ? RecordFlags.FromResponder | RecordFlags.Matched : RecordFlags.FromResponder;
        output.WriteFacts(record, envelope, _facts.Payload);
        return Violation.None;
    }

    private void TellVersion(LogRow row)
    {
        var version = row[_version];
        _facts.Add(Fact.Version, version[(version.IndexOf((byte)'/') + 1)..]);
    }

    private static ReadOnlySpan<byte> NameOf(ReadOnlySpan<byte> host)
    {
        int colon = host.IndexOf((byte)':');
        return colon < 0 ? host : host[..colon];
    }
}
