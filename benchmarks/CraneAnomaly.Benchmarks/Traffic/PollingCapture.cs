using System.Buffers.Binary;
using CraneAnomaly.Capture;

namespace CraneAnomaly.Benchmarks.Traffic;

/// <summary>
/// A capture in memory (draft-ietf-opsawg-pcap, nanoseconds) of masters that poll controllers by Modbus/TCP
/// (Messaging on TCP/IP Implementation Guide V1.0b, 3.1.3; Application Protocol V1.1b3, 6): every flow is a connection
/// of its own, polls every 100 ms through a cycle of reads, and writes a set point once in a cycle. All packets are in
/// order. <see cref="Advance"/> makes the same packets continue where they ended, so that the capture never ends.
/// </summary>
internal sealed class PollingCapture
{
    /// <summary>Requests after which a flow begins its cycle again.</summary>
    public const int Cycle = 32;

    private const int FileHeader = 24;
    private const int RecordHeader = 16;
    private const int EthernetIpTcp = 14 + 20 + 20;
    private const long PollNs = 100_000_000;

    private static readonly (byte Function, ushort Address, ushort Quantity)[] Reads =
        [(3, 0, 16), (3, 100, 16), (4, 0, 10), (1, 0, 32), (2, 0, 16), (3, 200, 24), (4, 50, 8), (3, 16, 16)];

    private static readonly (byte Function, ushort Address, ushort Quantity)[] WideReads =
        [(3, 0, 32), (3, 100, 32), (4, 0, 20), (1, 0, 128), (2, 0, 64), (3, 200, 48), (4, 50, 24), (3, 32, 32)];

    private readonly MemoryStream _file = new();
    private readonly int _polls;
    private readonly int[] _frames;
    private readonly int[] _lengths;
    private readonly uint[] _sentByMaster;
    private readonly uint[] _sentByController;

    /// <summary>Makes a capture of 2 x <paramref name="flows"/> x <paramref name="polls"/> packets.</summary>
    /// <param name="flows">Connections.</param>
    /// <param name="polls">Polls of each.</param>
    /// <param name="wide">Whether about twice as much is read at once.</param>
    public PollingCapture(int flows, int polls, bool wide = false)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(polls % Cycle, 0);
        _polls = polls;
        _frames = new int[2 * flows * polls];
        _lengths = new int[_frames.Length];
        _sentByMaster = new uint[flows];
        _sentByController = new uint[flows];
        WriteFileHeader();
        int packet = 0;
        for (int poll = 0; poll < polls; poll++)
        {
            for (int flow = 0; flow < flows; flow++)
            {
                long ns = StartNs + (poll * PollNs) + (flow * (PollNs / flows));
                var (request, response) = Exchange(poll, wide);
                Write(packet++, ns, flow, fromMaster: true, request, poll);
                Write(packet++, ns + (PollNs / flows / 2), flow, fromMaster: false, response, poll);
            }
        }

        Bytes = _file.ToArray();
    }

    /// <summary>Event time of the first packet.</summary>
    public static long StartNs => 1_700_000_000_000_000_000;

    /// <summary>The whole file.</summary>
    public byte[] Bytes { get; }

    /// <summary>Number of packets.</summary>
    public int Packets => _frames.Length;

    /// <summary>One packet, from the Ethernet header on.</summary>
    public ReadOnlySpan<byte> Frame(int packet) => Bytes.AsSpan(_frames[packet], _lengths[packet]);

    /// <summary>What a capture file says of one packet.</summary>
    public CapturedPacket Describe(int packet) => new()
    {
        TimestampNs = TimeOf(packet),
        Frame = packet + 1,
        LinkType = 1,
        OriginalLength = _lengths[packet],
    };

    /// <summary>
    /// Moves times and sequence numbers on by the length of the capture: what the packets say next is what would have
    /// been said next.
    /// </summary>
    public void Advance()
    {
        for (int packet = 0; packet < _frames.Length; packet++)
        {
            long ns = TimeOf(packet) + (_polls * PollNs);
            var record = Bytes.AsSpan(_frames[packet] - RecordHeader);
            BinaryPrimitives.WriteUInt32LittleEndian(record, (uint)(ns / 1_000_000_000));
            BinaryPrimitives.WriteUInt32LittleEndian(record[4..], (uint)(ns % 1_000_000_000));

            int flow = packet / 2 % _sentByMaster.Length;
            uint sent = _sentByMaster[flow], received = _sentByController[flow];
            if (packet % 2 != 0) (sent, received) = (received, sent);
            var numbers = Bytes.AsSpan(_frames[packet] + 14 + 20 + 4);
            BinaryPrimitives.WriteUInt32BigEndian(numbers, BinaryPrimitives.ReadUInt32BigEndian(numbers) + sent);
            numbers = numbers[4..];
            BinaryPrimitives.WriteUInt32BigEndian(numbers, BinaryPrimitives.ReadUInt32BigEndian(numbers) + received);
        }
    }

    /// <summary>The PDUs of one poll.</summary>
    public static (byte[] Request, byte[] Response) Exchange(int poll, bool wide = false)
    {
        int step = poll % Cycle;
        if (step == Cycle - 1)
        {
            // Write Single Register (6.6): the response repeats the request.
            byte[] write = [6, .. Word(300), .. Word(100 + (poll / Cycle % 5))];
            return (write, write);
        }

        var (function, address, quantity) = (wide ? WideReads : Reads)[step % Reads.Length];
        int bytes = function <= 2 ? (quantity + 7) / 8 : 2 * quantity;
        byte[] response = [function, (byte)bytes, .. new byte[bytes]];
        for (int i = 2; i < response.Length; i++) response[i] = (byte)((7 * i) + poll);
        return ([function, .. Word(address), .. Word(quantity)], response);
    }

    /// <summary>A PDU behind its header.</summary>
    public static byte[] Adu(int transaction, byte[] pdu) =>
        [.. Word(transaction), 0, 0, .. Word(pdu.Length + 1), 1, .. pdu];

    private static byte[] Word(int value) => [(byte)(value >> 8), (byte)value];

    private long TimeOf(int packet)
    {
        var record = Bytes.AsSpan(_frames[packet] - RecordHeader);
        return (BinaryPrimitives.ReadUInt32LittleEndian(record) * 1_000_000_000L)
            + BinaryPrimitives.ReadUInt32LittleEndian(record[4..]);
    }

    private void WriteFileHeader()
    {
        Span<byte> header = stackalloc byte[FileHeader];
        header.Clear();
        BinaryPrimitives.WriteUInt32LittleEndian(header, 0xA1B2_3C4D);
        BinaryPrimitives.WriteUInt16LittleEndian(header[4..], 2);
        BinaryPrimitives.WriteUInt16LittleEndian(header[6..], 4);
        BinaryPrimitives.WriteUInt32LittleEndian(header[16..], 262_144);
        BinaryPrimitives.WriteUInt32LittleEndian(header[20..], 1);
        _file.Write(header);
    }

    private void Write(int packet, long ns, int flow, bool fromMaster, byte[] pdu, int poll)
    {
        byte[] adu = Adu(poll & 0xFFFF, pdu);
        byte[] frame = new byte[EthernetIpTcp + adu.Length];
        ref uint sent = ref fromMaster ? ref _sentByMaster[flow] : ref _sentByController[flow];
        uint received = fromMaster ? _sentByController[flow] : _sentByMaster[flow];
        WriteHeaders(frame, flow, fromMaster, 1 + sent, 1 + received, (ushort)packet);
        adu.CopyTo(frame, EthernetIpTcp);
        sent += (uint)adu.Length;

        PollingFrames.WriteRecord(_file, ns, frame);
        _frames[packet] = (int)_file.Position - frame.Length;
        _lengths[packet] = frame.Length;
    }

    private static void WriteHeaders(Span<byte> frame, int flow, bool fromMaster, uint sequence, uint acknowledged, ushort id)
    {
        (uint, ushort) master = (0x0A00_0001 + (uint)(flow % 8), (ushort)(49_152 + (flow % 16_000)));
        (uint, ushort) controller = (0x0A01_0001 + (uint)flow, 502);
        PollingFrames.WriteTcp(
            frame, fromMaster ? master : controller, fromMaster ? controller : master, sequence, acknowledged, id);
    }
}
