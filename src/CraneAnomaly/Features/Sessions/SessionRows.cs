using CraneAnomaly.Records;

namespace CraneAnomaly.Features.Sessions;

/// <summary>
/// A finished session as a row of numbers: how long, how much each way, when, by which protocol, across which border, and
/// what was written to controllers by its two hosts while it lasted. A session is a conversation in which both sides spoke and
/// that works on a machine from afar or crosses the site's border.
/// </summary>
internal sealed class SessionRows(int capacity)
{
    /// <summary>Name of the model of how the columns move together.</summary>
    public const string Model = "session";

    /// <summary>Name of the model of which kinds of sessions there are.</summary>
    public const string KindModel = "session-kind";

    /// <summary>The first column that says a protocol; one of them is 1.</summary>
    public const int FirstProtocol = 12;

    private static readonly OtProtocol[] s_protocols =
    [
        OtProtocol.Rdp, OtProtocol.Rfb, OtProtocol.Ssh, OtProtocol.Telnet, OtProtocol.Vpn, OtProtocol.Tls, OtProtocol.Http,
        OtProtocol.Mqtt, OtProtocol.Smb, OtProtocol.Modbus,
    ];

    private readonly ExactTable<Opened> _open = new(capacity, ExactTablePolicy.EvictOldest);
    private readonly ExactTable<Written> _written = new(capacity, ExactTablePolicy.EvictOldest);

    /// <summary>Names of the columns.</summary>
    public static IReadOnlyList<string> Columns { get; } =
    [
        "log_duration_s", "log_client_bytes", "log_server_bytes", "log_client_packets", "log_server_packets", "hour_cos",
        "hour_sin", "weekend", "from_outside", "to_outside", "log_writes", "log_critical",
        .. s_protocols.Select(protocol => "is_" + protocol.Name()), "is_other",
    ];

    /// <summary>The smallest step that means something: a quarter of a size, half an hour, one write in three.</summary>
    public static IReadOnlyList<float> Resolutions { get; } =
        [0.25f, 0.25f, 0.25f, 0.25f, 0.25f, 0.15f, 0.15f, 0.5f, 0.25f, 0.25f, 0.3f, 0.15f, .. Enumerable.Repeat(0.25f, s_protocols.Length + 1)];

    /// <summary>Sessions and hosts given up because too many were open.</summary>
    public long Evicted => _open.Evicted + _written.Evicted;

    /// <summary>A conversation begins: what its hosts have written so far is no part of it.</summary>
    public void OnConversation(in OtRecord record, RecordBody body, bool crosses)
    {
        if (!crosses && !record.Protocol.IsRemoteAccess()) return;
        int index = _open.FindOrAdd(KeyOf(record), out _);
        _open.Touch(index);
        _open[index] = new() { Before = Sum(body.Flow) };
    }

    /// <summary>A command: it counts for whoever sends it.</summary>
    public void OnRequest(in OtRecord record, RecordBody body)
    {
        if ((record.Flags & (RecordFlags.Writes | RecordFlags.Critical)) == 0) return;
        var client = body.Flow.Originator;
        int index = _written.FindOrAdd(new(client.High, client.Low), out _);
        _written.Touch(index);
        ref var written = ref _written[index];
        written.Writes++;
        if ((record.Flags & RecordFlags.Critical) != 0) written.Critical++;
    }

    /// <summary>
    /// A flow has ended. Where it was a session whose beginning was seen, its row is written to <paramref name="row"/> and
    /// true is returned.
    /// </summary>
    public bool OnFlow(in OtRecord record, RecordBody body, bool fromOutside, bool toOutside, Span<double> row)
    {
        int index = _open.Find(KeyOf(record));
        if (index < 0 || _open[index].IsOver) return false;
        var before = _open[index].Before;
        _open[index].IsOver = true;
        if (!body.Is<FlowSummary>() || (record.Flags & RecordFlags.Midstream) != 0) return false;
        ref readonly var summary = ref body.Summary;
        if (summary.OriginatorBytes <= 0 || summary.ResponderBytes <= 0 || IsName(summary.Service)) return false;
        var after = Sum(body.Flow);
        row.Clear();
        row[0] = Math.Log(1 + Math.Max(0, summary.LastNs - summary.FirstNs) / 1e9);
        row[1] = Math.Log(1 + summary.OriginatorBytes);
        row[2] = Math.Log(1 + summary.ResponderBytes);
        row[3] = Math.Log(1 + summary.OriginatorPackets);
        row[4] = Math.Log(1 + summary.ResponderPackets);
        double hours = summary.FirstNs / 3.6e12;
        (row[6], row[5]) = Math.SinCos(hours / 24 * 2 * Math.PI);

        // 1970-01-01 was a Thursday.
        row[7] = ((long)Math.Floor(hours / 24) + 3) % 7 is 5 or 6 ? 1 : 0;
        row[8] = fromOutside ? 1 : 0;
        row[9] = toOutside ? 1 : 0;
        row[10] = Math.Log(1 + Math.Max(0, after.Writes - before.Writes));
        row[11] = Math.Log(1 + Math.Max(0, after.Critical - before.Critical));
        int protocol = Array.IndexOf(s_protocols, summary.Service == OtProtocol.DceRpc ? OtProtocol.Smb : summary.Service);
        row[FirstProtocol + (protocol < 0 ? s_protocols.Length : protocol)] = 1;
        return true;
    }

    // Asking for a name, an address or the time is no session.
    private static bool IsName(OtProtocol service) => service is OtProtocol.Dns or OtProtocol.Dhcp or OtProtocol.Ntp;

    private static ExactKey KeyOf(in OtRecord record) => new(record.Input, (uint)record.Flow);

    private Written Sum(in FlowIdentity flow)
    {
        var sum = Of(flow.Originator);
        if (flow.Responder == flow.Originator) return sum;
        var other = Of(flow.Responder);
        return new() { Writes = sum.Writes + other.Writes, Critical = sum.Critical + other.Critical };
    }

    private Written Of(IpAddress host) => _written.Find(new(host.High, host.Low)) is >= 0 and var index ? _written[index] : default;

    internal struct Opened
    {
        public Written Before;

        // A flow that ended is told once; its number may come again only for another flow.
        public bool IsOver;
    }

    internal struct Written
    {
        public long Writes;
        public long Critical;
    }
}
