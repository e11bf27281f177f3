using System.Buffers.Binary;
using System.Text;
using CraneAnomaly.Capture;
using CraneAnomaly.Capture.Link;
using CraneAnomaly.Records;

namespace CraneAnomaly.Tests.Capture;

/// <summary>Feeds a <see cref="TrafficReader{TSink}"/> with decoded packets, and keeps what it says as text.</summary>
internal sealed class TrafficRig
{
    public const byte Fin = 1, Syn = 2, Rst = 4, Psh = 8, Ack = 16;

    private readonly byte[] _frame = new byte[262_144];
    private ushort _ipId = 1;

    public TrafficRig(Limits? limits = null, ulong seed = 1, params ProtocolFactory<LineSink>[] protocols)
    {
        Limits = limits ?? Limits.Default;
        Reader = new(
            Limits, Counters, protocols.Length > 0 ? protocols : [new TestProtocol(6), new TestProtocol(17)],
            new LineSink { Lines = Lines, Flows = Flows }, seed);
    }

    public Limits Limits { get; }

    public CaptureCounters Counters { get; } = new();

    public TrafficReader<LineSink> Reader { get; }

    public List<string> Lines { get; } = [];

    public List<(FlowIdentity Identity, FlowSummary Summary, OtRecord Record)> Flows { get; } = [];

    public long NowNs { get; set; } = 1_000_000_000_000;

    public long Frame { get; set; }

    /// <summary>The lines of messages alone.</summary>
    public string[] Messages => [.. Lines.Where(l => l[0] is 'C' or 'S')];

    public static IpAddress Address(string text) =>
        IpAddress.TryParse(text, out var address) ? address : throw new ArgumentException(text);

    /// <summary>A message of the test protocol: its length in two bytes, then text.</summary>
    public static byte[] Message(string text)
    {
        byte[] body = Encoding.ASCII.GetBytes(text);
        byte[] message = new byte[body.Length + 2];
        BinaryPrimitives.WriteUInt16BigEndian(message, (ushort)body.Length);
        body.CopyTo(message, 2);
        return message;
    }

    public static string HistoryOf(in FlowSummary summary)
    {
        ReadOnlySpan<byte> letters = summary.History;
        return Encoding.ASCII.GetString(letters[..summary.HistoryLength]);
    }

    public void Send(DecodedPacket packet, ReadOnlySpan<byte> payload, DecodeOutcome outcome = DecodeOutcome.Tcp)
    {
        payload.CopyTo(_frame);
        Frame++;
        var captured = new CapturedPacket { TimestampNs = NowNs, Frame = Frame, LinkType = 1 };
        Reader.OnDecoded(outcome, captured, packet, _frame.AsSpan(0, payload.Length));
    }

    public ushort NextIpId() => _ipId++;

    /// <summary>Sends a UDP datagram.</summary>
    public void Udp(
        string source, ushort sourcePort, string destination, ushort destinationPort, ReadOnlySpan<byte> payload)
    {
        Send(
            new()
            {
                Source = Address(source),
                Destination = Address(destination),
                SourcePort = sourcePort,
                DestinationPort = destinationPort,
                IpProtocol = 17,
                PayloadLength = payload.Length,
                WirePayloadLength = payload.Length,
                IpLength = payload.Length + 28,
                IpId = NextIpId(),
                Checksum = 7,
                Vlan = -1,
            },
            payload, DecodeOutcome.Udp);
    }
}

/// <summary>
/// Keeps records as text: <c>C hello</c> for a message of the client, <c>S ...</c> of the server, others by kind.
/// </summary>
internal struct LineSink : IRecordSink
{
    public List<string> Lines;
    public List<(FlowIdentity, FlowSummary, OtRecord)> Flows;

    public readonly void OnRecord(in OtRecord record, RecordBody body)
    {
        string from = record.FromResponder ? "S" : "C";
        switch (record.Kind)
        {
            case RecordKind.Flow:
                Flows.Add((body.Flow, body.Summary, record));
                Lines.Add($"flow {record.Violation.Name()}");
                break;
            case RecordKind.Gap or RecordKind.Violation:
                string side = record.Flow < 0 ? "" : record.FromResponder ? " server" : " client";
                Lines.Add($"{record.Kind.Name()} {record.Violation.Name()}{side} {body.Gap.Bytes} x{body.Gap.Count}");
                break;
            case RecordKind.Conversation:
                Lines.Add($"conversation {record.Protocol.Name()}");
                break;
            case RecordKind.Burst:
                break;
            default:
                Lines.Add($"{from} {Encoding.ASCII.GetString(body.Payload)}");
                break;
        }
    }
}

/// <summary>
/// Length-prefixed text. A message of up to 999 bytes of printable text is one; the client's first one starts with a
/// question mark, the server's with an exclamation mark, others do not show who speaks.
/// </summary>
internal sealed class TestProtocol(byte transport) : ProtocolFactory<LineSink>
{
    public override OtProtocol Protocol => OtProtocol.Modbus;

    public override byte Transport => transport;

    public int Made { get; private set; }

    public override ProbeResult Probe(ReadOnlySpan<byte> payload, in StreamContext context)
    {
        if (payload.Length < 3) return ProbeResult.Unsure;
        int length = BinaryPrimitives.ReadUInt16BigEndian(payload);
        if (length is 0 or > 999 || payload[2] is < 0x20 or > 0x7E) return ProbeResult.No;
        return payload[2] switch
        {
            (byte)'?' => ProbeResult.Client,
            (byte)'!' => ProbeResult.Server,
            _ => ProbeResult.Yes,
        };
    }

    public override ProtocolReader<LineSink> Create()
    {
        Made++;
        return new TestReader();
    }
}

internal sealed class TestReader : ProtocolReader<LineSink>
{
    private readonly bool[] _lost = new bool[2];

    public override OtProtocol Protocol => OtProtocol.Modbus;

    public override int Read(ReadOnlySpan<byte> stream, in StreamContext context, ref LineSink sink)
    {
        int at = 0;
        ref bool lost = ref _lost[context.FromResponder ? 1 : 0];
        while (stream.Length - at >= 2)
        {
            int length = BinaryPrimitives.ReadUInt16BigEndian(stream[at..]);
            if (lost && (length is 0 or > 999 || (stream.Length - at > 2 && stream[at + 2] < 0x20)))
            {
                at++;
                continue;
            }

            if (length > stream.Length - at - 2) break;
            lost = false;
            var record = context.NewRecord(Protocol, context.FromResponder ? RecordKind.Response : RecordKind.Request);
            sink.OnRecord(record, new(in context.Identity, default, stream.Slice(at + 2, length)));
            Pdus++;
            at += 2 + length;
        }

        return at;
    }

    public override void OnGap(long bytes, in StreamContext context, ref LineSink sink) =>
        _lost[context.FromResponder ? 1 : 0] = true;

    public override void OnEnd(in StreamContext context, ref LineSink sink)
    {
    }

    public override void Reset()
    {
        Pdus = 0;
        _lost.AsSpan().Clear();
    }
}
