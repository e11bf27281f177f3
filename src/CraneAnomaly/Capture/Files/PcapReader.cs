using CraneAnomaly.Records;

namespace CraneAnomaly.Capture.Files;

/// <summary>
/// Reads pcap files (draft-ietf-opsawg-pcap): seconds with microseconds or nanoseconds, both byte orders, and the
/// modified form whose record headers are 24 bytes long.
/// </summary>
internal sealed class PcapReader<TSink> : CaptureFileReader<TSink> where TSink : struct, IPacketSink
{
    private const int FileHeaderBytes = 24;
    private const int ResynchronizeBytes = 1 << 20;
    private const int SecondsOfDay = 86_400;

    private readonly uint _packetBytes;
    private bool _opened;
    private bool _bigEndian;
    private int _headerBytes = 16;
    private uint _nanosecondsPerFraction = 1000;
    private int _linkType;
    private int _fcsLength;
    private uint _lastSeconds;
    private bool _lost;
    private long _lostAt;

    public PcapReader(TSink sink, Limits limits) : base(sink)
    {
        _packetBytes = (uint)Math.Clamp(limits.PacketBytes, 1, 1 << 28);
        Needed = FileHeaderBytes;
    }

    /// <inheritdoc/>
    public override int Read(ReadOnlySpan<byte> bytes, long offset)
    {
        int at = 0;
        if (!_opened)
        {
            at = Open(bytes);
            if (Stopped) return 0;
        }

        return at + Read(bytes[at..], offset + at, final: false);
    }

    /// <inheritdoc/>
    public override void End(ReadOnlySpan<byte> tail, long offset)
    {
        if (!_opened)
        {
            Cut(offset, tail.Length, "the file header");
            return;
        }

        int used = Read(tail, offset, final: true);
        if (_lost) GiveUp(offset + used);
        else if (used < tail.Length && !Stopped) Cut(offset + used, tail.Length - used, "a packet record");
    }

    private int Open(ReadOnlySpan<byte> header)
    {
        _bigEndian = BigEndian.U32(header) is 0xA1B2C3D4 or 0xA1B23C4D or 0xA1B2CD34;
        uint magic = _bigEndian ? BigEndian.U32(header) : LittleEndian.U32(header);
        if (magic == 0xA1B23C4D) _nanosecondsPerFraction = 1;
        else if (magic == 0xA1B2CD34) _headerBytes = 24;
        else if (magic != 0xA1B2C3D4) Stop(CaptureEnd.Foreign, 0, 0, "it is not a pcap file");

        // Before 2.3 the two lengths of a record stood in the other order; no writer of this century does so.
        int major = _bigEndian ? BigEndian.U16(header[4..]) : LittleEndian.U16(header[4..]);
        if (!Stopped && major != 2)
            Stop(CaptureEnd.Foreign, 4, major, "it is a pcap file of version {0}; 2 is read here");

        // 4: the link type is in the low bits; if bit 26 (P) is set, the upper four say how many 16-bit words of
        // frame check sequence end each packet. Without P they mean nothing, and are not always zero.
        uint network = _bigEndian ? BigEndian.U32(header[20..]) : LittleEndian.U32(header[20..]);
        _linkType = (int)(network & 0x03FF_FFFF);
        _fcsLength = (network & 0x0400_0000) != 0 ? (int)(network >> 28) * 2 : 0;
        _opened = true;
        return FileHeaderBytes;
    }

    private int Read(ReadOnlySpan<byte> bytes, long offset, bool final)
    {
        int at = 0;
        while (true)
        {
            if (_lost)
            {
                at += _bigEndian
                    ? Resynchronize<BigEndian>(bytes[at..], offset + at, final)
                    : Resynchronize<LittleEndian>(bytes[at..], offset + at, final);
                if (_lost) return at;
            }

            at += _bigEndian
                ? ReadRecords<BigEndian>(bytes[at..], offset + at)
                : ReadRecords<LittleEndian>(bytes[at..], offset + at);
            if (!_lost) return at;
        }
    }

    private int ReadRecords<TOrder>(ReadOnlySpan<byte> bytes, long offset) where TOrder : struct, IByteOrder
    {
        int headerBytes = _headerBytes;
        uint perFraction = _nanosecondsPerFraction;
        uint seconds = _lastSeconds;
        long frame = Packets;
        int at = 0;
        int needed = headerBytes;
        while (bytes.Length - at >= headerBytes)
        {
            ReadOnlySpan<byte> header = bytes.Slice(at, 16);
            uint captured = TOrder.U32(header[8..]);
            if (captured > _packetBytes)
            {
                (Packets, _lastSeconds) = (frame, seconds);
                (_lost, _lostAt) = (true, offset + at);
                FindDamage(Violation.OversizedRecord, _lostAt, captured,
                    "a packet record claims {0} captured bytes, which is more than any packet has");
                return at;
            }

            int size = headerBytes + (int)captured;
            if (size > bytes.Length - at)
            {
                needed = size;
                break;
            }

            seconds = TOrder.U32(header);
            var packet = new CapturedPacket
            {
                TimestampNs = seconds * 1_000_000_000L + TOrder.U32(header[4..]) * (long)perFraction,
                Frame = ++frame,
                LinkType = _linkType,
                OriginalLength = (int)Math.Min(TOrder.U32(header[12..]), int.MaxValue),
                FcsLength = _fcsLength,
                Offset = offset + at,
            };
            Sink.OnPacket(in packet, bytes.Slice(at + headerBytes, (int)captured));
            at += size;
        }

        (Packets, _lastSeconds, Needed) = (frame, seconds, needed);
        return at;
    }

    // Looks for the next record header behind one that cannot be true: byte by byte, for there is no alignment. A
    // candidate has to be plausible, and so has what follows it; whether it is does not depend on the chunks.
    private int Resynchronize<TOrder>(ReadOnlySpan<byte> bytes, long offset, bool final)
        where TOrder : struct, IByteOrder
    {
        int at = offset == _lostAt ? Math.Min(1, bytes.Length) : 0;
        for (; offset + at - _lostAt <= ResynchronizeBytes; at++)
        {
            ReadOnlySpan<byte> rest = bytes[at..];
            if (rest.Length < _headerBytes)
            {
                Needed = _headerBytes;
                return at;
            }

            uint seconds = TOrder.U32(rest);
            if (!IsPlausible<TOrder>(rest) || (Packets > 0 && !AreNear(seconds, _lastSeconds))) continue;

            int next = _headerBytes + (int)TOrder.U32(rest[8..]);
            bool last = final && next == rest.Length;
            if (!last && next + _headerBytes > rest.Length)
            {
                if (final) continue;
                Needed = next + _headerBytes;
                return at;
            }

            if (!last && !(IsPlausible<TOrder>(rest[next..]) && AreNear(seconds, TOrder.U32(rest[next..])))) continue;

            _lost = false;
            Needed = _headerBytes;
            Sink.OnFileEvent(Violation.DamagedFile, Packets, _lostAt, offset + at - _lostAt);
            return at;
        }

        GiveUp(offset + at);
        return at;
    }

    private void GiveUp(long offset)
    {
        if (Stopped) return;
        Stop(CaptureEnd.Damaged, _lostAt, offset - _lostAt, "no packet record was found behind it");
    }

    private bool IsPlausible<TOrder>(ReadOnlySpan<byte> header) where TOrder : struct, IByteOrder
    {
        uint captured = TOrder.U32(header[8..]);
        uint original = TOrder.U32(header[12..]);
        return captured - 1 < _packetBytes && original >= captured && original <= _packetBytes
            && TOrder.U32(header[4..]) < 1_000_000_000 / _nanosecondsPerFraction;
    }

    private static bool AreNear(uint a, uint b) => Math.Abs((long)a - b) <= SecondsOfDay;
}
