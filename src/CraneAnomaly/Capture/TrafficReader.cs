using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using CraneAnomaly.Capture.Flows;
using CraneAnomaly.Capture.Link;
using CraneAnomaly.Capture.Tcp;
using CraneAnomaly.Records;
using CraneAnomaly.Records.Signals;

namespace CraneAnomaly.Capture;

/// <summary>
/// Packets in, records out: decodes frames, follows flows, puts TCP streams together, finds out which protocol a flow
/// speaks, and lets that protocol read it. Deterministic: time is that of the packets. One thread at a time.
/// </summary>
/// <typeparam name="TSink">Where records go.</typeparam>
internal sealed partial class TrafficReader<TSink> where TSink : struct, IRecordSink
{
    private readonly Limits _limits;
    private readonly CaptureCounters _counters;
    private readonly PacketDecoder _decoder;
    private readonly FlowTable _table;
    private readonly DuplicateFilter _duplicates;
    private readonly HeldStore _held = new();
    private readonly Tally[] _tallies = new Tally[Violations.Count];
    private TSink _sink;
    private DecodedPacket _decoded;
    private long _lastNs;
    private long _evictedDatagrams;

    // Bytes of the datagram that is being read that were not captured.
    private int _cut;

    /// <summary>Makes a reader.</summary>
    /// <param name="limits">The caps.</param>
    /// <param name="counters">Where everything is counted.</param>
    /// <param name="protocols">The protocols to look for, in the order in which they are asked.</param>
    /// <param name="sink">Where records go.</param>
    /// <param name="hashSeed">Seed of the table's hash for tests; without one it is secret. No output depends on it.</param>
    public TrafficReader(
        Limits limits, CaptureCounters counters, IReadOnlyList<ProtocolFactory<TSink>> protocols, TSink sink,
        ulong? hashSeed = null)
    {
        _limits = limits;
        _counters = counters;
        _decoder = new(limits);
        _sink = sink;
        var hash = new KeyedHash(hashSeed);
        _table = new(limits.Flows, IdleTimes(limits), hash);
        _duplicates = new(Nanoseconds(limits.DuplicateWindow), new(hashSeed));
        _holeNs = Nanoseconds(limits.OutOfOrderTime);
        _acknowledgedHoleNs = _holeNs / 50;
        _streamProtocols = [.. protocols.Where(p => p.Transport == Tcp)];
        _datagramProtocols = [.. protocols.Where(p => p.Transport == Udp)];
        _sessions = new(protocols);
    }

    /// <summary>Ordinal of the input that packets come from.</summary>
    public ushort Input { get; set; }

    /// <summary>
    /// Number of the place that packets come from: equal addresses at different places are different flows.
    /// </summary>
    public int Place
    {
        set => _decoder.OuterPath = FlowPath.Place(value);
    }

    /// <summary>The sink, with what it has become.</summary>
    public ref TSink Sink => ref _sink;

    /// <summary>Bytes of buffers that hold stream bytes back.</summary>
    public long HeldBytes => _held.Bytes;

    /// <summary>Takes one captured frame; <paramref name="data"/> is not kept.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public void OnPacket(in CapturedPacket packet, ReadOnlySpan<byte> data)
    {
        _counters.Packets++;
        _counters.Bytes += data.Length;
        if (data.Length < packet.OriginalLength) _counters.Truncated++;
        Begin(packet.TimestampNs);
        if (Ipv4Segment.TryRead(packet, data, _decoder.OuterPath, out var segment)) OnSegment(packet, segment, data);
        else OnOther(packet, data);
    }

    // By itself, so that what it needs takes no room and no time in the method above.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void OnOther(in CapturedPacket packet, ReadOnlySpan<byte> data)
    {
        var outcome = _decoder.DecodeOther(packet, data, ref _decoded, out var bytes, out var violation);
        if (violation != Violation.None) OnViolation(violation, packet, data.Length);

        // Sliced, because a span that came out of a call would be handed on through memory, and wait for it.
        Take(outcome, packet, _decoded, bytes[..]);
    }

    /// <summary>Takes one decoded packet; its payload lies in <paramref name="bytes"/>.</summary>
    internal void OnDecoded(
        DecodeOutcome outcome, in CapturedPacket packet, in DecodedPacket decoded, ReadOnlySpan<byte> bytes)
    {
        _counters.Packets++;
        Begin(packet.TimestampNs);
        Take(outcome, packet, decoded, bytes);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Begin(long nowNs)
    {
        _lastNs = nowNs;

        // A little behind the clock there is nothing to do, however often packets of several sources go back.
        if ((ulong)(nowNs - _clockNs + LargeStep) >= (ulong)(Tick + LargeStep)) OnTick(nowNs);
    }

    private void Take(DecodeOutcome outcome, in CapturedPacket packet, in DecodedPacket decoded, ReadOnlySpan<byte> bytes)
    {
        switch (outcome)
        {
            case DecodeOutcome.Tcp:
                _counters.Tcp++;
                OnTcp(packet, decoded, bytes);
                break;
            case DecodeOutcome.Udp:
                _counters.Udp++;
                OnUdp(packet, decoded, bytes);
                break;
            case DecodeOutcome.Icmp:
                _counters.Icmp++;
                OnIcmp(packet, decoded, bytes);
                break;
            case DecodeOutcome.OtherIp:
                _counters.OtherIp++;
                break;
            case DecodeOutcome.NotIp:
                _counters.NotIp++;
                if (decoded.EtherType == EtherTypes.Arp) OnArp(packet, decoded, bytes);
                break;
            case DecodeOutcome.FragmentHeld:
                _counters.FragmentsHeld++;
                TellEvictedDatagrams(packet.TimestampNs, packet.Frame);
                break;
            default:
                _counters.Rejected++;
                break;
        }
    }

    /// <summary>Takes what is wrong with a file, or what it says was lost.</summary>
    public void OnFileEvent(Violation violation, long frame, long offset, long amount)
    {
        _counters.Add(violation);
        if (violation == Violation.CaptureLoss) _counters.Lost += amount;
        ref Tally tally = ref _tallies[(int)violation];
        bool due = tally.Add(amount);

        // Every loss is told: what was not seen matters each time.
        if (due || violation == Violation.CaptureLoss) TellViolation(violation, _lastNs, frame, offset, ref tally);
    }

    /// <summary>Takes a row of telemetry, which is a record already, or what is told of a line that is none.</summary>
    public void OnRow(in OtRecord row, ReadOnlySpan<SignalValue> values, long offset)
    {
        _lastNs = row.TimestampNs;
        var record = row;
        record.Input = Input;
        var none = FlowIdentity.None;
        if (row.Kind == RecordKind.Measurement)
        {
            _sink.OnRecord(record, new(in none, default, MemoryMarshal.AsBytes(values)));
            return;
        }

        _counters.Add(row.Violation);
        var body = row.Violation == Violation.ClockOff
            ? new GapBody { Offset = offset, Count = row.Unit, ShiftNs = (int)row.Transaction * 1_000_000L }
            : new GapBody { Bytes = row.Transaction, Offset = offset, Count = 1 };
        record.Unit = 0;
        var head = RecordBody.HeadOf(in body);
        (record.Transaction, record.HeadLength) = (0, (ushort)head.Length);
        _sink.OnRecord(record, new(in none, head, default));
    }

    /// <summary>A number for a flow that is known from elsewhere than from packets.</summary>
    public int NumberFlow() => _table.NextOrdinal();

    /// <summary>Ends all flows, in the order of their first packets; what was not whole by then is given up.</summary>
    public void EndInput()
    {
        _decoder.EvictFragments();
        TellEvictedDatagrams(_lastNs, 0);
        foreach (int place in _table.InOrder()) End(place, Violation.None);
    }

    // Given up while other fragments came, and so by no packet of their own.
    private void TellEvictedDatagrams(long timestampNs, long frame)
    {
        long times = _decoder.EvictedDatagrams - _evictedDatagrams;
        if (times == 0) return;
        _evictedDatagrams += times;
        _counters.Add(Violation.FragmentEvicted, times);
        ref Tally tally = ref _tallies[(int)Violation.FragmentEvicted];
        if (tally.Add(0, times)) TellViolation(Violation.FragmentEvicted, timestampNs, frame, -1, ref tally);
    }

    private void OnViolation(Violation violation, in CapturedPacket packet, int length)
    {
        _counters.Add(violation);
        ref Tally tally = ref _tallies[(int)violation];
        if (tally.Add(length)) TellViolation(violation, packet.TimestampNs, packet.Frame, -1, ref tally);
    }

    private void TellViolation(Violation violation, long timestampNs, long frame, long offset, ref Tally tally)
    {
        var body = new GapBody { Bytes = tally.UntoldBytes, Offset = offset, Count = tally.Untold };
        tally.Told();
        var none = FlowIdentity.None;
        var head = RecordBody.HeadOf(in body);
        var record = new OtRecord
        {
            TimestampNs = timestampNs,
            Frame = frame,
            Flow = -1,
            Input = Input,
            Kind = RecordKind.Violation,
            Violation = violation,
            HeadLength = (ushort)head.Length,
        };
        _sink.OnRecord(record, new(in none, head, default));
    }

    private static long Nanoseconds(TimeSpan time) =>
        time.Ticks > long.MaxValue / 400 ? long.MaxValue / 4 : time.Ticks * 100;
}
