using CraneAnomaly.Protocols.Sessions;
using CraneAnomaly.Records;
using CraneAnomaly.Records.Facts;
using CraneAnomaly.Telemetry.Logs.Text;

namespace CraneAnomaly.Telemetry.Logs.Binding;

/// <summary>Reads the logs of Zeek in which a row is one session, or what was met on a host: its columns are facts.</summary>
internal sealed class SessionBinding
{
    private readonly Ends _ends;
    private readonly FactWriter _facts = new();
    private readonly FactTable _rdp, _ssh, _rfb, _tls, _notice, _software;
    private readonly int _clientMajor, _clientMinor, _serverMajor, _serverMinor, _serverName, _source, _destination, _port, _host;

    public SessionBinding(LogFields fields, Ends ends)
    {
        _ends = ends;
        _rdp = new(fields,
            ("cookie", Fact.Cookie), ("result", Fact.Result), ("security_protocol", Fact.SecurityProtocol), ("client_channels", Fact.ClientChannels),
            ("keyboard_layout", Fact.KeyboardLayout), ("client_build", Fact.ClientBuild), ("client_name", Fact.ClientName),
            ("client_dig_product_id", Fact.ClientProductId), ("desktop_width", Fact.DesktopWidth), ("desktop_height", Fact.DesktopHeight),
            ("requested_color_depth", Fact.ColorDepth), ("cert_type", Fact.CertificateType), ("cert_count", Fact.CertificateCount),
            ("cert_permanent", Fact.CertificatePermanent), ("encryption_level", Fact.EncryptionLevel), ("encryption_method", Fact.EncryptionMethod));
        _ssh = new(fields,
            ("client", Fact.Client), ("server", Fact.Server), ("version", Fact.Version), ("cipher_alg", Fact.Cipher), ("mac_alg", Fact.Mac),
            ("compression_alg", Fact.Compression), ("kex_alg", Fact.KeyExchange), ("host_key_alg", Fact.HostKeyAlgorithm),
            ("host_key_fingerprint", Fact.HostKeyFingerprint), ("host_key", Fact.HostKeyFingerprint), ("hassh", Fact.Hassh),
            ("hasshServer", Fact.HasshServer), ("auth_success", Fact.AuthenticationSuccess), ("auth_attempts", Fact.AuthenticationAttempts));
        _rfb = new(fields,
            ("authentication_method", Fact.AuthenticationMethod), ("auth", Fact.AuthenticationSuccess), ("share_flag", Fact.ShareFlag),
            ("desktop_name", Fact.DesktopName), ("width", Fact.Width), ("height", Fact.Height));
        _tls = new(fields,
            ("version", Fact.Version), ("cipher", Fact.Cipher), ("curve", Fact.Curve), ("server_name", Fact.ServerName), ("resumed", Fact.Resumed),
            ("last_alert", Fact.LastAlert), ("next_protocol", Fact.NextProtocol), ("established", Fact.Established),
            ("cert_chain_fps", Fact.CertificateChain), ("client_cert_chain_fps", Fact.ClientCertificateChain), ("subject", Fact.Subject),
            ("issuer", Fact.Issuer), ("ja3", Fact.Ja3), ("ja3s", Fact.Ja3Server), ("ja4", Fact.Ja4));
        _notice = new(fields, ("note", Fact.Note), ("msg", Fact.Message));
        _software = new(fields, ("software_type", Fact.Service), ("name", Fact.Software), ("unparsed_version", Fact.Version));
        _clientMajor = fields.Of("client_major_version");
        _clientMinor = fields.Of("client_minor_version");
        _serverMajor = fields.Of("server_major_version");
        _serverMinor = fields.Of("server_minor_version");
        _serverName = fields.Of("server_name");
        _source = fields.Of("src");
        _destination = fields.Of("dst");
        _port = fields.Of("p");
        _host = fields.Of("host");
    }

    /// <summary>Reads a row.</summary>
    public Violation Bind(LogKind log, LogRow row, LogOutput output)
    {
        var (table, protocol) = log switch
        {
            LogKind.Rdp => (_rdp, OtProtocol.Rdp),
            LogKind.Ssh => (_ssh, OtProtocol.Ssh),
            LogKind.Rfb => (_rfb, OtProtocol.Rfb),
            LogKind.Ssl => (_tls, OtProtocol.Tls),
            LogKind.Notice => (_notice, OtProtocol.Notice),
            _ => (_software, OtProtocol.Software),
        };
        bool isSession = protocol < OtProtocol.Notice;
        var envelope = new LogEnvelope { Log = log, Service = protocol, Marks = isSession ? LogMarks.Converses : LogMarks.None };
        var wrong = _ends.ReadTime(row, out envelope.BeganNs);
        if (wrong == Violation.None) wrong = _ends.Read(row, 6, ref envelope);
        if (wrong == Violation.None && !isSession) wrong = ReadHosts(log, row, ref envelope.Flow);
        _facts.Clear();
        if (log == LogKind.Rfb) TellVersions(row);
        if (wrong == Violation.None) wrong = table.Tell(row, _facts);
        if (wrong != Violation.None) return wrong;
        if (log == LogKind.Ssl && !RemoteAccess.Known.TellName(row[_serverName], _facts)) RemoteAccess.Known.TellPort(envelope.Flow.ResponderPort, _facts);
        var record = new OtRecord
        {
            TimestampNs = envelope.BeganNs,
            Protocol = protocol,
            Kind = isSession ? RecordKind.Session : RecordKind.Event,
        };
        output.WriteFacts(record, envelope, _facts.Payload);
        return Violation.None;
    }

    // A notice may be of hosts and no connection; a program is of one host.
    private Violation ReadHosts(LogKind log, LogRow row, ref FlowIdentity flow)
    {
        var source = log == LogKind.Software ? row[_host] : row[_source];
        if (flow.Originator.IsNone && !source.IsEmpty && !LogValues.TryAddress(source, out flow.Originator)) return Violation.UnreadableValue;
        if (flow.Responder.IsNone && row[_destination] is { IsEmpty: false } to && !LogValues.TryAddress(to, out flow.Responder)) return Violation.UnreadableValue;
        if (flow.ResponderPort == 0 && row[_port] is { IsEmpty: false } port && !LogValues.TryPort(port, out flow.ResponderPort)) return Violation.UnreadableValue;
        if (flow.Originator.IsNone) flow.IpProtocol = 0;
        return Violation.None;
    }

    private void TellVersions(LogRow row)
    {
        TellVersion(Fact.ServerVersion, row[_serverMajor], row[_serverMinor]);
        TellVersion(Fact.ClientVersion, row[_clientMajor], row[_clientMinor]);
    }

    private void TellVersion(Fact fact, ReadOnlySpan<byte> major, ReadOnlySpan<byte> minor)
    {
        if (major.IsEmpty || minor.IsEmpty) return;
        var text = new TextRoom(stackalloc byte[32]);
        text.Add(major);
        text.Add((byte)'.');
        text.Add(minor);
        _facts.Add(fact, text.Written);
    }
}
