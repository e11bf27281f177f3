using System.Buffers.Binary;

namespace CraneAnomaly.Benchmarks.Traffic;

/// <summary>
/// Writes segments as a plant's network brings them (RFC 9293, 3.8): of a hundred PDUs one is cut over two segments, of a
/// thousand two are cut and their halves change places, of a thousand two are sent again, and one response in three is
/// acknowledged by a segment of its own.
/// </summary>
internal sealed class UntidySegments(Stream file)
{
    private const double Cut = 0.01, Swapped = 0.002, SentAgain = 0.002, Acknowledged = 1 / 3.0;
    private const int Ip = 14, Tcp = Ip + 20, Headers = Tcp + 20;

    // IEEE 802.3, 4.2.3.3: shorter frames are padded.
    private const int LeastFrame = 60;
    private const byte Ack = 0x10;

    // The same capture for the same arguments.
    private readonly Random _random = new(1);

    // What is cut or sent again is a packet of its own (RFC 791, 3.1), not a copy by a mirror.
    private ushort _id;

    /// <summary>Segments written.</summary>
    public long Packets { get; private set; }

    /// <summary>Writes what becomes of one segment with a PDU.</summary>
    public void Write(long ns, ReadOnlySpan<byte> frame, bool isResponse)
    {
        double draw = _random.NextDouble();
        if (draw < Cut + Swapped) WriteHalves(ns, frame, swapped: draw >= Cut);
        else WriteRecord(ns, frame);
        if (draw is >= Cut + Swapped and < Cut + Swapped + SentAgain) WriteRecord(ns, Segment(frame, frame[Headers..], after: 0));
        if (isResponse && _random.NextDouble() < Acknowledged) WriteAcknowledgement(ns, frame);
    }

    private void WriteHalves(long ns, ReadOnlySpan<byte> frame, bool swapped)
    {
        int first = _random.Next(1, frame.Length - Headers);
        byte[] head = Segment(frame, frame[Headers..(Headers + first)], after: 0);
        byte[] tail = Segment(frame, frame[(Headers + first)..], after: (uint)first);
        WriteRecord(ns, swapped ? tail : head);
        WriteRecord(ns, swapped ? head : tail);
    }

    private void WriteAcknowledgement(long ns, ReadOnlySpan<byte> response)
    {
        byte[] frame = new byte[LeastFrame];
        uint next = Number(response, Tcp + 4) + (uint)(response.Length - Headers);
        PollingFrames.WriteTcp(
            frame.AsSpan(0, Headers), Receiver(response), Sender(response), Number(response, Tcp + 8), next, id: 0, Ack);
        WriteRecord(ns, frame);
    }

    private byte[] Segment(ReadOnlySpan<byte> of, ReadOnlySpan<byte> payload, uint after)
    {
        byte[] frame = new byte[Headers + payload.Length];
        PollingFrames.WriteTcp(
            frame, Sender(of), Receiver(of), Number(of, Tcp + 4) + after, Number(of, Tcp + 8), _id++);
        payload.CopyTo(frame.AsSpan(Headers));
        return frame;
    }

    private static (uint Address, ushort Port) Sender(ReadOnlySpan<byte> frame) =>
        (Number(frame, Ip + 12), BinaryPrimitives.ReadUInt16BigEndian(frame[Tcp..]));

    private static (uint Address, ushort Port) Receiver(ReadOnlySpan<byte> frame) =>
        (Number(frame, Ip + 16), BinaryPrimitives.ReadUInt16BigEndian(frame[(Tcp + 2)..]));

    private static uint Number(ReadOnlySpan<byte> frame, int at) => BinaryPrimitives.ReadUInt32BigEndian(frame[at..]);

    private void WriteRecord(long ns, ReadOnlySpan<byte> frame)
    {
        PollingFrames.WriteRecord(file, ns, frame);
        Packets++;
    }
}
