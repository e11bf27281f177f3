using CraneAnomaly.Records;
using CraneAnomaly.Telemetry.Logs.Text;

namespace CraneAnomaly.Telemetry.Logs.Binding;

/// <summary>
/// Reads EVE's events of flows (Suricata's user guide, Event type: Flow): a flow record at the time of its last packet. EVE
/// counts the bytes of whole packets; what of them was payload is estimated from the least that headers take.
/// </summary>
internal sealed class EveFlowBinding(LogFields fields, Ends ends)
{
    // Ethernet; IPv4 and TCP, or UDP, without options. What is left is the most that the payload can have been.
    private const int LinkBytes = 14, StreamBytes = 40, DatagramBytes = 28;

    private readonly int _start = fields.Of("flow.start"), _end = fields.Of("flow.end"), _service = fields.Of("app_proto"), _state = fields.Of("flow.state");
    private readonly int _toServer = fields.Of("flow.bytes_toserver"), _toClient = fields.Of("flow.bytes_toclient");
    private readonly int _packetsToServer = fields.Of("flow.pkts_toserver"), _packetsToClient = fields.Of("flow.pkts_toclient");
    private readonly int _flags = fields.Of("tcp.tcp_flags"), _flagsToClient = fields.Of("tcp.tcp_flags_tc"), _flagsToServer = fields.Of("tcp.tcp_flags_ts");
    private readonly int _type = fields.Of("icmp_type"), _code = fields.Of("icmp_code");

    /// <summary>Reads an event.</summary>
    public Violation Bind(LogRow row, LogOutput output)
    {
        var envelope = new LogEnvelope { Log = LogKind.EveFlow };
        var wrong = ends.ReadTime(row, out long writtenNs);
        if (wrong == Violation.None) wrong = ends.Read(row, 0, ref envelope);
        if (wrong != Violation.None) return wrong;
        var summary = new FlowSummary { FirstNs = writtenNs, LastNs = writtenNs, Service = Services.Of(row[_service]) };
        if (row[_end] is { IsEmpty: false } end && !LogValues.TryTime(end, out summary.LastNs)) return Violation.InvalidTimestamp;
        summary.FirstNs = summary.LastNs;
        if (row[_start] is { IsEmpty: false } start && !LogValues.TryTime(start, out summary.FirstNs)) return Violation.InvalidTimestamp;
        if (summary.LastNs < summary.FirstNs) return Violation.InvalidTimestamp;
        bool tcp = envelope.Flow.IpProtocol == 6;
        if (!(TryCount(row[_packetsToServer], out summary.OriginatorPackets) && TryCount(row[_packetsToClient], out summary.ResponderPackets)
            && TryBytes(row[_toServer], summary.OriginatorPackets, tcp, out summary.OriginatorIpBytes, out summary.OriginatorBytes)
            && TryBytes(row[_toClient], summary.ResponderPackets, tcp, out summary.ResponderIpBytes, out summary.ResponderBytes)))
        {
            return Violation.UnreadableValue;
        }

        ref var flow = ref envelope.Flow;
        if (row[_type] is { IsEmpty: false } type && !LogValues.TryPort(type, out flow.OriginatorPort)) return Violation.UnreadableValue;
        if (row[_code] is { IsEmpty: false } code && !LogValues.TryPort(code, out flow.ResponderPort)) return Violation.UnreadableValue;
        summary.State = tcp ? StateOf(row) : (summary.OriginatorPackets > 0, summary.ResponderPackets > 0) switch
        {
            _ when flow.IpProtocol != 17 => FlowState.OTH,
            (true, true) => FlowState.SF,
            (true, false) => FlowState.S0,
            (false, true) => FlowState.SHR,
            _ => FlowState.OTH,
        };
        envelope.Service = summary.Service;
        envelope.BeganNs = summary.FirstNs;
        if (summary.OriginatorBytes > 0 || summary.ResponderBytes > 0) envelope.Marks = LogMarks.Converses;
        var record = new OtRecord { TimestampNs = summary.LastNs, Protocol = OtProtocol.Flow, Kind = RecordKind.Flow };
        if (tcp && FlagsOf(row[_flags]) is > 0 and var seen && (seen & 2) == 0) record.Flags = RecordFlags.Midstream;
        output.Write(record, envelope, summary, default);
        return Violation.None;
    }

    // The flags of all packets of a side, as Zeek would have seen the ends.
    private FlowState StateOf(LogRow row)
    {
        int client = FlagsOf(row[_flagsToServer]), server = FlagsOf(row[_flagsToClient]);
        const int Fin = 1, Syn = 2, Reset = 4;
        if ((client & Syn) == 0) return FlowState.OTH;
        if ((server & Syn) == 0) return (server & Reset) != 0 ? FlowState.REJ : (client & Reset) != 0 ? FlowState.RSTOS0 : FlowState.S0;
        if ((client & Reset) != 0) return FlowState.RSTO;
        if ((server & Reset) != 0) return FlowState.RSTR;
        return ((client & Fin) != 0, (server & Fin) != 0) switch
        {
            (true, true) => FlowState.SF,
            (true, false) => FlowState.S2,
            (false, true) => FlowState.S3,
            _ => row[_state].SequenceEqual("closed"u8) ? FlowState.SF : FlowState.S1,
        };
    }

    private static int FlagsOf(ReadOnlySpan<byte> text) =>
        System.Buffers.Text.Utf8Parser.TryParse(text, out byte flags, out int used, 'x') && used == text.Length ? flags : 0;

    private static bool TryCount(ReadOnlySpan<byte> text, out long count)
    {
        count = 0;
        return text.IsEmpty || LogValues.TryNumber(text, out count);
    }

    private static bool TryBytes(ReadOnlySpan<byte> text, long packets, bool tcp, out long ip, out long payload)
    {
        ip = payload = 0;
        if (!TryCount(text, out long bytes)) return false;
        if (packets > long.MaxValue / 64) return false;
        ip = Math.Max(bytes - packets * LinkBytes, 0);
        payload = Math.Max(ip - packets * (tcp ? StreamBytes : DatagramBytes), 0);
        return true;
    }
}
