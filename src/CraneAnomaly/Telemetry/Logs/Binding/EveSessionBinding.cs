using CraneAnomaly.Protocols.Sessions;
using CraneAnomaly.Protocols.Sessions.Mqtt;
using CraneAnomaly.Records;
using CraneAnomaly.Records.Facts;
using CraneAnomaly.Telemetry.Logs.Text;

namespace CraneAnomaly.Telemetry.Logs.Binding;

/// <summary>
/// Reads EVE's events of sessions, of MQTT and of SMB, and its alerts (Suricata's user guide, Eve JSON format). RDP tells a
/// session in several events: each is a record with what it says.
/// </summary>
internal sealed class EveSessionBinding
{
    private readonly Ends _ends;
    private readonly FactWriter _facts = new();
    private readonly FactTable _rdp, _ssh, _rfb, _tls, _mqtt, _smb, _alert;
    private readonly int _clientProtocol, _clientSoftware, _serverProtocol, _serverSoftware;
    private readonly int _serverMajor, _serverMinor, _clientMajor, _clientMinor, _version, _serverName, _mqttVersion, _command;
    private readonly (int Mark, int Symbol, int Code)[] _packets;
    private readonly int _other;

    public EveSessionBinding(LogFields fields, Ends ends, SymbolTable symbols)
    {
        _ends = ends;
        _rdp = new(fields,
            ("rdp.cookie", Fact.Cookie), ("rdp.client.version", Fact.Version), ("rdp.client.desktop_width", Fact.DesktopWidth),
            ("rdp.client.desktop_height", Fact.DesktopHeight), ("rdp.client.color_depth", Fact.ColorDepth),
            ("rdp.client.keyboard_layout", Fact.KeyboardLayout), ("rdp.client.build", Fact.ClientBuild), ("rdp.client.client_name", Fact.ClientName),
            ("rdp.client.product_id", Fact.ClientProductId), ("rdp.channels", Fact.ClientChannels), ("rdp.protocol", Fact.SecurityProtocol),
            ("rdp.reason", Fact.Result));
        _ssh = new(fields, ("ssh.client.hassh.hash", Fact.Hassh), ("ssh.server.hassh.hash", Fact.HasshServer));
        _rfb = new(fields,
            ("rfb.authentication.security_type", Fact.AuthenticationMethod), ("rfb.screen_shared", Fact.ShareFlag), ("rfb.framebuffer.name", Fact.DesktopName),
            ("rfb.framebuffer.width", Fact.Width), ("rfb.framebuffer.height", Fact.Height));
        _tls = new(fields,
            ("tls.sni", Fact.ServerName), ("tls.subject", Fact.Subject), ("tls.issuerdn", Fact.Issuer), ("tls.serial", Fact.Serial),
            ("tls.session_resumed", Fact.Resumed), ("tls.ja3.hash", Fact.Ja3), ("tls.ja3s.hash", Fact.Ja3Server), ("tls.ja4", Fact.Ja4),
            ("tls.client_alpns", Fact.Alpn), ("tls.server_alpns", Fact.NextProtocol), ("tls.subjectaltname", Fact.AlternativeNames));
        _mqtt = new(fields,
            ("mqtt.connect.client_id", Fact.ClientId), ("mqtt.connect.username", Fact.Username), ("mqtt.connect.will.topic", Fact.WillTopic),
            ("mqtt.connack.return_code", Fact.ReturnCode), ("mqtt.publish.topic", Fact.Topic), ("mqtt.publish.qos", Fact.QualityOfService),
            ("mqtt.publish.retain", Fact.Retained), ("mqtt.subscribe.topics.topic", Fact.Topics), ("mqtt.unsubscribe.topics", Fact.Topics));
        _smb = new(fields,
            ("smb.dialect", Fact.Dialect), ("smb.share", Fact.SharePath), ("smb.filename", Fact.FileName), ("smb.status_code", Fact.Status),
            ("smb.ntlmssp.user", Fact.Username), ("smb.ntlmssp.domain", Fact.Domain), ("smb.ntlmssp.host", Fact.HostName));
        _alert = new(fields, ("alert.signature", Fact.Note), ("alert.category", Fact.Message), ("alert.severity", Fact.Priority));
        _clientProtocol = fields.Of("ssh.client.proto_version");
        _clientSoftware = fields.Of("ssh.client.software_version");
        _serverProtocol = fields.Of("ssh.server.proto_version");
        _serverSoftware = fields.Of("ssh.server.software_version");
        _serverMajor = fields.Of("rfb.server_protocol_version.major");
        _serverMinor = fields.Of("rfb.server_protocol_version.minor");
        _clientMajor = fields.Of("rfb.client_protocol_version.major");
        _clientMinor = fields.Of("rfb.client_protocol_version.minor");
        _version = fields.Of("tls.version");
        _serverName = fields.Of("tls.sni");
        _mqttVersion = fields.Of("mqtt.connect.protocol_version");
        _command = fields.Of("smb.command");
        _packets =
        [
            .. MqttPacket.Types.Select((name, code) => (fields.Of($"mqtt.{name}.{(name is "connect" ? "protocol_version" : name is "subscribe" or "unsubscribe" ? "message_id" : "qos")}"), symbols.Intern(name), code)),
        ];
        _other = symbols.Intern("other");
    }

    /// <summary>Reads an event.</summary>
    public Violation Bind(LogKind log, LogRow row, LogOutput output)
    {
        var (table, protocol, kind) = log switch
        {
            LogKind.EveRdp => (_rdp, OtProtocol.Rdp, RecordKind.Session),
            LogKind.EveSsh => (_ssh, OtProtocol.Ssh, RecordKind.Session),
            LogKind.EveRfb => (_rfb, OtProtocol.Rfb, RecordKind.Session),
            LogKind.EveTls => (_tls, OtProtocol.Tls, RecordKind.Session),
            LogKind.EveMqtt => (_mqtt, OtProtocol.Mqtt, RecordKind.Event),
            LogKind.EveSmb => (_smb, OtProtocol.Smb, RecordKind.Event),
            _ => (_alert, OtProtocol.Notice, RecordKind.Event),
        };
        var envelope = new LogEnvelope { Log = log, Service = protocol, Marks = protocol == OtProtocol.Notice ? LogMarks.None : LogMarks.Converses };
        var wrong = _ends.ReadTime(row, out envelope.BeganNs);
        if (wrong == Violation.None) wrong = _ends.Read(row, 6, ref envelope);
        _facts.Clear();
        if (wrong == Violation.None) wrong = table.Tell(row, _facts);
        if (wrong != Violation.None) return wrong;
        var record = new OtRecord { TimestampNs = envelope.BeganNs, Protocol = protocol, Kind = kind };
        TellMore(log, row, envelope.Flow, ref record);
        output.WriteFacts(record, envelope, _facts.Payload);
        return Violation.None;
    }

    private void TellMore(LogKind log, LogRow row, in FlowIdentity flow, ref OtRecord record)
    {
        switch (log)
        {
            case LogKind.EveSsh:
                TellIdentification(Fact.Client, row[_clientProtocol], row[_clientSoftware]);
                TellIdentification(Fact.Server, row[_serverProtocol], row[_serverSoftware]);
                if (!row[_clientProtocol].IsEmpty) _facts.Add(Fact.Version, row[_clientProtocol].StartsWith("1."u8) ? "1" : "2");
                break;
            case LogKind.EveRfb:
                TellVersion(Fact.ServerVersion, row[_serverMajor], row[_serverMinor]);
                TellVersion(Fact.ClientVersion, row[_clientMajor], row[_clientMinor]);
                break;
            case LogKind.EveTls:
                TellTlsVersion(row[_version]);
                if (!RemoteAccess.Known.TellName(row[_serverName], _facts)) RemoteAccess.Known.TellPort(flow.ResponderPort, _facts);
                break;
            case LogKind.EveMqtt:
                TellPacket(row, ref record);
                break;
            case LogKind.EveSmb:
                record.FunctionSymbol = row[_command].IsEmpty ? SymbolTable.None : _other;
                break;
        }
    }

    private void TellPacket(LogRow row, ref OtRecord record)
    {
        if (row[_mqttVersion] is { IsEmpty: false } version)
            _facts.Add(Fact.Version, version switch { [(byte)'3'] => "3.1", [(byte)'4'] => "3.1.1", [(byte)'5'] => "5.0", _ => "unknown" });
        foreach (var (mark, symbol, code) in _packets)
        {
            if (!row.Has(mark)) continue;
            (record.FunctionSymbol, record.FunctionCode) = (symbol, (ushort)code);
            return;
        }
    }

    private void TellIdentification(Fact fact, ReadOnlySpan<byte> protocol, ReadOnlySpan<byte> software)
    {
        if (protocol.IsEmpty) return;
        var text = new TextRoom(stackalloc byte[FactWriter.MostBytes]);
        text.Add("SSH-"u8);
        text.Add(protocol);
        text.Add((byte)'-');
        text.Add(software);
        _facts.Add(fact, text.Written);
    }

    // Three digits each, as on the wire (RFC 6143, 7.1.1).
    private void TellVersion(Fact fact, ReadOnlySpan<byte> major, ReadOnlySpan<byte> minor)
    {
        if (!LogValues.TryNumber(major, out long first) || !LogValues.TryNumber(minor, out long second) || first > 999 || second > 999) return;
        var text = new TextRoom(stackalloc byte[16]);
        text.AddNumber((int)first, 3);
        text.Add((byte)'.');
        text.AddNumber((int)second, 3);
        _facts.Add(fact, text.Written);
    }

    // "TLS 1.2" is what Zeek calls TLSv12, and "SSLv3" the same in both.
    private void TellTlsVersion(ReadOnlySpan<byte> name)
    {
        if (!name.StartsWith("TLS 1."u8) || name.Length != 7)
        {
            _facts.Add(Fact.Version, name);
            return;
        }

        ReadOnlySpan<byte> version = [(byte)'T', (byte)'L', (byte)'S', (byte)'v', (byte)'1', name[6]];
        _facts.Add(Fact.Version, version);
    }
}
