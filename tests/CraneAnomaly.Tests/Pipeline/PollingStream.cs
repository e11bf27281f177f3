using System.Buffers.Binary;
using CraneAnomaly.Simulator.Wire;

namespace CraneAnomaly.Tests.Pipeline;

/// <summary>
/// A capture without end of masters that poll and write, as a stream: the same packets again and again, their times
/// and sequence numbers moved on. Of one flow each response comes in two segments, of another they are swapped.
/// </summary>
internal sealed class PollingStream : Stream
{
    private const int Flows = 64, Polls = 32;
    private const int Cut = 1, Swapped = 2;
    private const uint PollMicroseconds = 100_000;

    private readonly byte[] _header;
    private readonly byte[] _round;
    private readonly List<(int Record, int Flow, bool FromServer)> _packets = [];
    private readonly uint[,] _sent = new uint[Flows, 2];
    private int _roundsLeft;
    private int _at;
    private bool _headerRead;

    public PollingStream()
    {
        var writer = new PcapWriter();
        _header = writer.ToArray();
        for (int poll = 0; poll < Polls; poll++)
        {
            for (int flow = 0; flow < Flows; flow++) Write(writer, poll, flow);
        }

        _round = writer.ToArray()[_header.Length..];
    }

    public int PacketsPerRound => _packets.Count;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    /// <summary>What is read from now on: a file header, and this many rounds.</summary>
    public void Continue(int rounds)
    {
        _roundsLeft = rounds;
        _headerRead = false;
        _at = 0;
    }

    public override int Read(Span<byte> buffer)
    {
        if (!_headerRead)
        {
            _headerRead = true;
            _header.CopyTo(buffer);
            return _header.Length;
        }

        if (_roundsLeft == 0) return 0;
        int length = Math.Min(buffer.Length, _round.Length - _at);
        _round.AsSpan(_at, length).CopyTo(buffer);
        _at += length;
        if (_at == _round.Length)
        {
            _at = 0;
            _roundsLeft--;
            Advance();
        }

        return length;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private static (byte[] Request, byte[] Response) Exchange(int poll) => (poll % 16) switch
    {
        15 => (ModbusEncoder.WriteRegister(40, 7), ModbusEncoder.WriteRegister(40, 7)),
        7 => (ModbusEncoder.Read(1, 0, 12), ModbusEncoder.Bits(1, [.. Enumerable.Range(0, 12).Select(i => i % 3 == 0)])),
        var step => (ModbusEncoder.Read(3, 10 * step, 8), ModbusEncoder.Registers(3, [.. Enumerable.Range(step, 8)])),
    };

    private void Write(PcapWriter writer, int poll, int flow)
    {
        var (request, response) = Exchange(poll);
        uint time = (uint)((poll * PollMicroseconds) + (flow * (PollMicroseconds / Flows)));
        Write(writer, time, flow, false, ModbusEncoder.Adu(poll, 1, request), 0);
        byte[] answer = ModbusEncoder.Adu(poll, 1, response);
        if (flow is not (Cut or Swapped))
        {
            Write(writer, time + 500, flow, true, answer, 0);
        }
        else
        {
            var (first, second) = (answer[..5], answer[5..]);
            // A stream can be picked up in its middle only where its first segment seen is the first one sent.
            bool swapped = flow == Swapped && poll > 0;
            if (swapped) Write(writer, time + 500, flow, true, second, first.Length);
            Write(writer, time + 501, flow, true, first, swapped ? -second.Length : 0);
            if (!swapped) Write(writer, time + 502, flow, true, second, 0);
        }
    }

    // A shift moves the segment against what was sent so far.
    private void Write(PcapWriter writer, uint time, int flow, bool fromServer, byte[] data, int shift)
    {
        int side = fromServer ? 1 : 0;
        string client = $"10.0.0.{1 + (flow % 4)}", server = $"10.1.0.{1 + flow}";
        int clientPort = 50_000 + flow;
        var segment = PacketBuilder.TcpSegment(
            fromServer ? 502 : clientPort, fromServer ? clientPort : 502, data,
            sequence: (uint)(1 + _sent[flow, side] + shift), acknowledgement: 1 + _sent[flow, 1 - side]);
        var frame = PacketBuilder.Ethernet(PacketBuilder.Ipv4(fromServer ? server : client, fromServer ? client : server, segment));
        _sent[flow, side] += (uint)data.Length;
        _packets.Add((writer.Length - _header.Length, flow, fromServer));
        writer.Packet(1_700_000_000 + (time / 1_000_000), time % 1_000_000, frame.Bytes);
    }

    private void Advance()
    {
        foreach (var (at, flow, fromServer) in _packets)
        {
            var record = _round.AsSpan(at);
            ulong time = (BinaryPrimitives.ReadUInt32LittleEndian(record) * 1_000_000UL)
                + BinaryPrimitives.ReadUInt32LittleEndian(record[4..]) + (Polls * PollMicroseconds);
            BinaryPrimitives.WriteUInt32LittleEndian(record, (uint)(time / 1_000_000));
            BinaryPrimitives.WriteUInt32LittleEndian(record[4..], (uint)(time % 1_000_000));
            int side = fromServer ? 1 : 0;
            Add(record[(16 + 14 + 20 + 4)..], _sent[flow, side]);
            Add(record[(16 + 14 + 20 + 8)..], _sent[flow, 1 - side]);
        }
    }

    private static void Add(Span<byte> number, uint count) =>
        BinaryPrimitives.WriteUInt32BigEndian(number, BinaryPrimitives.ReadUInt32BigEndian(number) + count);
}
