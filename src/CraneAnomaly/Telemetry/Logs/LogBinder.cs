using CraneAnomaly.Records;
using CraneAnomaly.Telemetry.Logs.Binding;

namespace CraneAnomaly.Telemetry.Logs;

/// <summary>Knows which log a row is of, and what reads it.</summary>
internal sealed class LogBinder
{
    // By what Zeek calls a log (its path), and by the field that only it has: JSON does not always say the path.
    private static readonly (string Path, LogKind Log, string[] Marks)[] ZeekLogs =
    [
        ("conn", LogKind.Conn, ["conn_state"]),
        ("modbus_mask_write_register", LogKind.ModbusMaskWrite, ["and_mask", "or_mask"]),
        ("modbus_read_write_multiple_registers", LogKind.ModbusReadWrite, ["write_start_address", "read_registers"]),
        ("modbus_detailed", LogKind.ModbusDetailed, ["matched", "modbus_detailed_link_id", "request_response"]),
        ("modbus", LogKind.Modbus, ["func"]),
        ("rdp", LogKind.Rdp, ["security_protocol", "cookie"]),
        ("ssh", LogKind.Ssh, ["auth_attempts", "kex_alg"]),
        ("rfb", LogKind.Rfb, ["client_major_version", "server_major_version", "authentication_method"]),
        ("dns", LogKind.Dns, ["trans_id"]),
        ("dhcp", LogKind.Dhcp, ["msg_types"]),
        ("http", LogKind.Http, ["trans_depth"]),
        ("ssl", LogKind.Ssl, ["established", "cert_chain_fps"]),
        ("notice", LogKind.Notice, ["note"]),
        ("software", LogKind.Software, ["software_type"]),
    ];

    private static readonly (string Type, LogKind Log)[] EveEvents =
    [
        ("flow", LogKind.EveFlow), ("modbus", LogKind.EveModbus), ("rdp", LogKind.EveRdp), ("ssh", LogKind.EveSsh), ("rfb", LogKind.EveRfb),
        ("tls", LogKind.EveTls), ("dns", LogKind.EveDns), ("mdns", LogKind.EveDns), ("dhcp", LogKind.EveDhcp), ("http", LogKind.EveHttp),
        ("mqtt", LogKind.EveMqtt), ("smb", LogKind.EveSmb), ("alert", LogKind.EveAlert),
    ];

    private readonly (byte[] Path, LogKind Log, int[] Marks)[] _zeek;
    private readonly (byte[] Type, LogKind Log)[] _eve = [.. EveEvents.Select(known => (System.Text.Encoding.ASCII.GetBytes(known.Type), known.Log))];
    private readonly ConnBinding _conn;
    private readonly ModbusBinding _modbus;
    private readonly SessionBinding _sessions;
    private readonly DnsBinding _dns;
    private readonly DhcpBinding _dhcp;
    private readonly HttpBinding _http, _eveHttp;
    private readonly EveFlowBinding _eveFlow;
    private readonly EveModbusBinding _eveModbus;
    private readonly EveSessionBinding _eveSessions;
    private readonly EveNameBinding _eveNames;

    public LogBinder(SymbolTable symbols)
    {
        Path = Fields.Of("_path");
        EventType = Fields.Of("event_type");
        _zeek = [.. ZeekLogs.Select(log => (System.Text.Encoding.ASCII.GetBytes(log.Path), log.Log, log.Marks.Select(Fields.Of).ToArray()))];
        Ends zeek = Ends.OfZeek(Fields), eve = Ends.OfEve(Fields);
        var pdus = new ModbusPdus(symbols);
        _conn = new(Fields, zeek);
        _modbus = new(Fields, zeek, pdus);
        _sessions = new(Fields, zeek);
        _dns = new(Fields, zeek, symbols);
        _dhcp = new(Fields, zeek, symbols);
        _http = HttpBinding.OfZeek(Fields, zeek, symbols);
        _eveHttp = HttpBinding.OfEve(Fields, eve, symbols);
        _eveFlow = new(Fields, eve);
        _eveModbus = new(Fields, eve, pdus);
        _eveSessions = new(Fields, eve, symbols);
        _eveNames = new(Fields, eve, symbols);
    }

    /// <summary>The fields that are read by name.</summary>
    public LogFields Fields { get; } = new();

    /// <summary>The field in which JSON may say which log of Zeek a row is of.</summary>
    public int Path { get; }

    /// <summary>The field in which EVE says what an event is.</summary>
    public int EventType { get; }

    /// <summary>The log of Zeek that a path names.</summary>
    public LogKind OfPath(ReadOnlySpan<byte> path)
    {
        foreach (var (known, log, _) in _zeek)
            if (path.SequenceEqual(known)) return log;
        return LogKind.Other;
    }

    /// <summary>The name of a log of Zeek.</summary>
    public ReadOnlySpan<byte> NameOf(LogKind kind)
    {
        foreach (var (known, log, _) in _zeek)
            if (log == kind) return known;
        return default;
    }

    /// <summary>The log of Zeek whose columns these are.</summary>
    public LogKind OfColumns(ReadOnlySpan<int> columns)
    {
        foreach (var (_, log, marks) in _zeek)
            if (columns.ContainsAny(marks)) return log;
        return LogKind.Other;
    }

    /// <summary>The log of Zeek that a row is of which does not name it.</summary>
    public LogKind OfRow(LogRow row)
    {
        foreach (var (_, log, marks) in _zeek)
        {
            foreach (int mark in marks)
                if (row.Has(mark)) return log;
        }

        return LogKind.Other;
    }

    /// <summary>What an event of EVE is.</summary>
    public LogKind OfEvent(ReadOnlySpan<byte> type)
    {
        foreach (var (known, log) in _eve)
            if (type.SequenceEqual(known)) return log;
        return LogKind.Other;
    }

    /// <summary>Makes records of a row.</summary>
    /// <returns>What is wrong with it.</returns>
    public Violation Bind(LogKind log, LogRow row, LogOutput output) => log switch
    {
        LogKind.Conn => _conn.Bind(row, output),
        LogKind.Modbus or LogKind.ModbusDetailed or LogKind.ModbusMaskWrite or LogKind.ModbusReadWrite => _modbus.Bind(log, row, output),
        LogKind.Dns => _dns.Bind(row, output),
        LogKind.Dhcp => _dhcp.Bind(row, output),
        LogKind.Http => _http.Bind(row, output),
        LogKind.EveHttp => _eveHttp.Bind(row, output),
        LogKind.EveFlow => _eveFlow.Bind(row, output),
        LogKind.EveModbus => _eveModbus.Bind(row, output),
        LogKind.EveDns or LogKind.EveDhcp => _eveNames.Bind(log, row, output),
        LogKind.EveRdp or LogKind.EveSsh or LogKind.EveRfb or LogKind.EveTls or LogKind.EveMqtt or LogKind.EveSmb or LogKind.EveAlert
            => _eveSessions.Bind(log, row, output),
        _ => _sessions.Bind(log, row, output),
    };
}
