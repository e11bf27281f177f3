using CraneAnomaly.Records;
using CraneAnomaly.Telemetry.Logs.Text;

namespace CraneAnomaly.Telemetry.Logs.Binding;

/// <summary>
/// Reads Zeek's conn.log (base/protocols/conn/main.zeek): a row is written when a connection is over, and is a flow record at
/// the time of its last packet, which is its start and its duration.
/// </summary>
internal sealed class ConnBinding(LogFields fields, Ends ends)
{
    private static readonly byte[][] States = [.. Enum.GetNames<FlowState>().Select(System.Text.Encoding.ASCII.GetBytes)];

    private readonly int _duration = fields.Of("duration"), _service = fields.Of("service"), _state = fields.Of("conn_state");
    private readonly int _history = fields.Of("history"), _missed = fields.Of("missed_bytes");
    private readonly int _fromClient = fields.Of("orig_bytes"), _fromServer = fields.Of("resp_bytes");
    private readonly int _packetsFromClient = fields.Of("orig_pkts"), _packetsFromServer = fields.Of("resp_pkts");
    private readonly int _ipFromClient = fields.Of("orig_ip_bytes"), _ipFromServer = fields.Of("resp_ip_bytes");
    private readonly int _tunnels = fields.Of("tunnel_parents");

    /// <summary>Reads a row.</summary>
    public Violation Bind(LogRow row, LogOutput output)
    {
        var envelope = new LogEnvelope { Log = LogKind.Conn };
        var wrong = ends.ReadTime(row, out long startNs);
        if (wrong == Violation.None) wrong = ends.Read(row, 0, ref envelope);
        if (wrong != Violation.None) return wrong;
        long durationNs = 0;
        if (row[_duration] is { IsEmpty: false } duration && !LogValues.TryInterval(duration, out durationNs)) return Violation.UnreadableValue;
        if (durationNs > long.MaxValue - startNs) return Violation.InvalidTimestamp;
        var summary = new FlowSummary
        {
            FirstNs = startNs,
            LastNs = startNs + durationNs,
            State = StateOf(row[_state]),
            Service = Services.Of(row[_service]),
        };
        if (!(TryCount(row, _fromClient, ref summary.OriginatorBytes) && TryCount(row, _fromServer, ref summary.ResponderBytes)
            && TryCount(row, _packetsFromClient, ref summary.OriginatorPackets) && TryCount(row, _packetsFromServer, ref summary.ResponderPackets)
            && TryCount(row, _ipFromClient, ref summary.OriginatorIpBytes) && TryCount(row, _ipFromServer, ref summary.ResponderIpBytes)
            && TryCount(row, _missed, ref summary.MissedBytes)))
        {
            return Violation.UnreadableValue;
        }

        var history = row[_history];
        if (history.Length > FlowHistory.Capacity) history = history[..FlowHistory.Capacity];
        history.CopyTo(summary.History);
        summary.HistoryLength = (byte)history.Length;
        if (!row[_tunnels].IsEmpty) envelope.Flow.TunnelDepth = (byte)Math.Min(1 + row[_tunnels].Count((byte)','), 255);
        envelope.Service = summary.Service;
        envelope.BeganNs = startNs;
        if (summary.OriginatorBytes > 0 || summary.ResponderBytes > 0 || history.IndexOfAny("Dd"u8) >= 0) envelope.Marks = LogMarks.Converses;
        var record = new OtRecord { TimestampNs = summary.LastNs, Protocol = OtProtocol.Flow, Kind = RecordKind.Flow };

        // Without the opening's letter its packets were not seen (S, and h for the answer).
        if (envelope.Flow.IpProtocol == 6 && !history.IsEmpty && history.IndexOfAny("Ss"u8) < 0) record.Flags = RecordFlags.Midstream;
        output.Write(record, envelope, summary, default);
        return Violation.None;
    }

    private static bool TryCount(LogRow row, int field, ref long count) => row[field] is not { IsEmpty: false } text || LogValues.TryNumber(text, out count);

    private static FlowState StateOf(ReadOnlySpan<byte> name)
    {
        for (int i = 0; i < States.Length; i++)
            if (name.SequenceEqual(States[i])) return (FlowState)i;
        return FlowState.OTH;
    }
}
