using CraneAnomaly.Records;

namespace CraneAnomaly.Capture.Files;

/// <summary>
/// Reads pcapng files (draft-ietf-opsawg-pcapng): any number of sections, each in its own byte order, and packets in
/// enhanced, simple and obsolete packet blocks. Other blocks are passed over by their length, whatever it is, and are
/// never held.
/// </summary>
internal sealed class PcapngReader<TSink> : CaptureFileReader<TSink> where TSink : struct, IPacketSink
{
    private const uint SectionHeader = 0x0A0D0D0A;
    private const uint InterfaceDescription = 1;
    private const uint ObsoletePacket = 2;
    private const uint SimplePacket = 3;
    private const uint InterfaceStatistics = 5;
    private const uint EnhancedPacket = 6;

    private const int SmallestBlock = 12;
    private const int PacketHeaderBytes = 28;

    private readonly uint _packetBytes;
    private readonly uint _pieceBytes;
    private readonly int _interfaceLimit;
    private PcapngInterface[] _interfaces = new PcapngInterface[4];
    private int _interfaceCount;
    private bool _interfacesReported;
    private bool _opened;
    private bool _bigEndian;

    // The block that is being passed over: bytes of it still to come, the trailing length included.
    private uint _rest;
    private uint _blockLength;
    private long _blockAt;

    public PcapngReader(TSink sink, Limits limits) : base(sink)
    {
        _packetBytes = (uint)Math.Clamp(limits.PacketBytes, 1, 1 << 28);

        // A packet of the largest size with options of a usual size; of a longer block the last options go unread.
        _pieceBytes = ((_packetBytes + 3) & ~3u) + (64 * 1024);
        _interfaceLimit = limits.PcapngInterfaces;
        Needed = SmallestBlock;
    }

    /// <inheritdoc/>
    public override int Read(ReadOnlySpan<byte> bytes, long offset)
    {
        int at = 0;

        // Once, but for sections that change the byte order.
        while (!Stopped && bytes.Length - at >= Needed)
            at += _bigEndian
                ? ReadBlocks<BigEndian>(bytes[at..], offset + at)
                : ReadBlocks<LittleEndian>(bytes[at..], offset + at);
        return at;
    }

    /// <inheritdoc/>
    public override void End(ReadOnlySpan<byte> tail, long offset)
    {
        if (_rest > 0) Cut(_blockAt, offset + tail.Length - _blockAt, "a block");
        else if (!tail.IsEmpty) Cut(offset, tail.Length, "a block");
    }

    private int ReadBlocks<TOrder>(ReadOnlySpan<byte> bytes, long offset) where TOrder : struct, IByteOrder
    {
        int at = 0;
        while (true)
        {
            if (_rest > 0)
            {
                at += PassOver<TOrder>(bytes[at..]);
                if (_rest > 0) return at;
            }

            ReadOnlySpan<byte> rest = bytes[at..];
            if (rest.Length < SmallestBlock)
            {
                Needed = SmallestBlock;
                return at;
            }

            uint type = TOrder.U32(rest);
            if ((type == SectionHeader || !_opened) && !IsSectionInOrder<TOrder>(rest, offset + at)) return at;

            // 3.1: at least the three words of an empty block, and always whole words.
            uint length = TOrder.U32(rest[4..]);
            if (length < SmallestBlock || (length & 3) != 0)
            {
                Stop(CaptureEnd.Damaged, offset + at, length, "a block claims a length of {0} bytes");
                return at;
            }

            uint piece = PieceOf(type, length);
            if (piece > rest.Length)
            {
                Needed = (int)piece;
                return at;
            }

            (_rest, _blockLength, _blockAt) = (length - piece, length, offset + at);
            ReadBlock<TOrder>(type, rest[..(int)piece]);
            if (Stopped) return at;
            at += (int)piece;
            if (_rest == 0 && TOrder.U32(rest[((int)piece - 4)..]) != length) FindLengthsDiffer();
        }
    }

    // How much of a block has to be there at once: all of it where it is read, else its header.
    private uint PieceOf(uint type, uint length) => type switch
    {
        EnhancedPacket or SimplePacket or ObsoletePacket or InterfaceDescription or InterfaceStatistics =>
            Math.Min(length, _pieceBytes),
        SectionHeader => Math.Min(length, 24),
        _ => 8,
    };

    private int PassOver<TOrder>(ReadOnlySpan<byte> bytes) where TOrder : struct, IByteOrder
    {
        int at = (int)Math.Min(_rest > 4 ? _rest - 4 : 0, (uint)bytes.Length);
        _rest -= (uint)at;
        Needed = _rest > 4 ? 1 : 4;
        if (_rest > 4 || bytes.Length - at < 4) return at;

        _rest = 0;
        if (TOrder.U32(bytes[at..]) != _blockLength) FindLengthsDiffer();
        return at + 4;
    }

    // 3.1: the length stands at both ends. Which one is wrong cannot be known; the first one led to here.
    private void FindLengthsDiffer() => FindDamage(Violation.DamagedFile, _blockAt, _blockLength,
        "a block of {0} bytes says another length at its end");

    // 4.1: the byte-order magic stands behind the length, which can only be read when the order is known.
    private bool IsSectionInOrder<TOrder>(ReadOnlySpan<byte> block, long offset) where TOrder : struct, IByteOrder
    {
        uint magic = LittleEndian.U32(block[8..]);
        if (TOrder.U32(block) != SectionHeader || magic is not (0x1A2B3C4D or 0x4D3C2B1A))
        {
            if (_opened)
                Stop(CaptureEnd.Damaged, offset, 0, "a section header has no byte-order magic");
            else
                Stop(CaptureEnd.Foreign, offset, 0, "it is not a pcapng file");
            return false;
        }

        Needed = SmallestBlock;
        _bigEndian = magic == 0x4D3C2B1A;
        return _bigEndian == (typeof(TOrder) == typeof(BigEndian));
    }

    private void ReadBlock<TOrder>(uint type, ReadOnlySpan<byte> block) where TOrder : struct, IByteOrder
    {
        switch (type)
        {
            case EnhancedPacket when IsLongEnough(32):
                ReadPacket<TOrder>(block, TOrder.U32(block[8..]), drops: 0);
                break;
            case SimplePacket when IsLongEnough(16):
                ReadSimplePacket<TOrder>(block);
                break;
            case ObsoletePacket when IsLongEnough(32):
                // A.: 16 bits each of interface and packets lost before this one; all ones when that is not known.
                uint drops = TOrder.U16(block[10..]);
                ReadPacket<TOrder>(block, TOrder.U16(block[8..]), drops == ushort.MaxValue ? 0 : drops);
                break;
            case InterfaceDescription when IsLongEnough(20):
                AddInterface<TOrder>(block);
                break;
            case InterfaceStatistics when IsLongEnough(24):
                ReadStatistics<TOrder>(block);
                break;
            case SectionHeader when IsLongEnough(28):
                OpenSection<TOrder>(block);
                break;
        }
    }

    private bool IsLongEnough(uint length)
    {
        if (_blockLength >= length) return true;
        FindDamage(Violation.DamagedFile, _blockAt, _blockLength, "a block of {0} bytes is too short for its type");
        return false;
    }

    private void OpenSection<TOrder>(ReadOnlySpan<byte> block) where TOrder : struct, IByteOrder
    {
        uint major = TOrder.U16(block[12..]);
        if (major != 1)
        {
            Stop(_opened ? CaptureEnd.Damaged : CaptureEnd.Foreign, _blockAt, major,
                "a section is of pcapng version {0}; 1 is read here");
            return;
        }

        _opened = true;
        _interfaceCount = 0;
        _interfacesReported = false;
    }

    private void AddInterface<TOrder>(ReadOnlySpan<byte> block) where TOrder : struct, IByteOrder
    {
        if (_interfaceCount >= _interfaceLimit)
        {
            if (!_interfacesReported)
                FindDamage(Violation.UnknownInterface, _blockAt, _interfaceCount,
                    "a section describes more than {0} interfaces");
            _interfacesReported = true;
            return;
        }

        if (_interfaceCount == _interfaces.Length) Array.Resize(ref _interfaces, 2 * _interfaceCount);
        PcapngOptions<TOrder> options = OptionsAt<TOrder>(block, 16);
        _interfaces[_interfaceCount++] = PcapngInterface.Read(block[8..], ref options);
        CheckOptions(in options);
    }

    private void ReadPacket<TOrder>(ReadOnlySpan<byte> block, uint index, uint drops) where TOrder : struct, IByteOrder
    {
        uint captured = TOrder.U32(block[20..]);
        if (!IsPacketSound(captured, _blockLength - PacketHeaderBytes - 4, index)) return;

        ref PcapngInterface described = ref _interfaces[index];
        int fcsLength = described.FcsLength;
        int optionsAt = PacketHeaderBytes + (int)((captured + 3) & ~3u);
        if (optionsAt + 4 < block.Length) ReadPacketOptions<TOrder>(block, optionsAt, ref fcsLength);
        if (drops != 0) Lost(drops);

        ulong ticks = ((ulong)TOrder.U32(block[12..]) << 32) | TOrder.U32(block[16..]);
        if (!described.TryGetTime(ticks, out long time)) ReportClock(ref described);
        ReadOnlySpan<byte> data = block.Slice(PacketHeaderBytes, (int)captured);
        Deliver(data, time, described.LinkType, TOrder.U32(block[24..]), fcsLength);
    }

    // 4.4: no time and no interface (it is the first); its length is the least of what the block, the packet and the
    // interface allow.
    private void ReadSimplePacket<TOrder>(ReadOnlySpan<byte> block) where TOrder : struct, IByteOrder
    {
        uint original = TOrder.U32(block[8..]);
        uint snapLength = _interfaceCount > 0 ? _interfaces[0].SnapLength : 0;
        uint captured = Math.Min(original, _blockLength - 16);
        if (snapLength != 0) captured = Math.Min(captured, snapLength);
        if (IsPacketSound(captured, _blockLength - 16, index: 0))
            Deliver(block.Slice(12, (int)captured), 0, _interfaces[0].LinkType, original, _interfaces[0].FcsLength);
    }

    private void Deliver(ReadOnlySpan<byte> data, long time, int linkType, uint original, int fcsLength)
    {
        var packet = new CapturedPacket
        {
            TimestampNs = time,
            Frame = ++Packets,
            LinkType = linkType,
            OriginalLength = (int)Math.Min(original, int.MaxValue),
            FcsLength = fcsLength,
            Offset = _blockAt,
        };
        Sink.OnPacket(in packet, data);
    }

    // A packet that cannot be handed on keeps its ordinal, so that those behind it keep theirs.
    private bool IsPacketSound(uint captured, uint room, uint index)
    {
        if (captured > _packetBytes)
            FindDamage(Violation.OversizedRecord, _blockAt, captured,
                "a packet block claims {0} captured bytes, which is more than any packet has");
        else if (captured > room)
            FindDamage(Violation.DamagedFile, _blockAt, captured,
                "a packet block claims {0} captured bytes, which is more than it holds");
        else if (index >= (uint)_interfaceCount)
            FindDamage(Violation.UnknownInterface, _blockAt, index,
                "a packet is of interface {0}, which was not described");
        else
            return true;
        Packets++;
        return false;
    }

    private void ReadPacketOptions<TOrder>(ReadOnlySpan<byte> block, int at, ref int fcsLength)
        where TOrder : struct, IByteOrder
    {
        PcapngOptions<TOrder> options = OptionsAt<TOrder>(block, at);
        while (options.MoveNext())
        {
            if (options is { Code: 2, Value.Length: 4 }) // epb_flags, bits 5 to 8
            {
                int length = (int)(TOrder.U32(options.Value) >> 5) & 0xF;
                if (length != 0) fcsLength = length;
            }
            else if (options is { Code: 4, Value.Length: 8 }) // epb_dropcount
            {
                Lost(TOrder.U64(options.Value));
            }
        }

        CheckOptions(in options);
    }

    private void ReadStatistics<TOrder>(ReadOnlySpan<byte> block) where TOrder : struct, IByteOrder
    {
        uint index = TOrder.U32(block[8..]);
        if (index >= (uint)_interfaceCount)
        {
            FindDamage(Violation.UnknownInterface, _blockAt, index,
                "statistics are of interface {0}, which was not described");
            return;
        }

        PcapngOptions<TOrder> options = OptionsAt<TOrder>(block, 20);
        while (options.MoveNext())
        {
            if (options is { Code: 5, Value.Length: 8 }) // isb_ifdrop
                LostSince(ref _interfaces[index].Dropped, TOrder.U64(options.Value));
            else if (options is { Code: 7, Value.Length: 8 }) // isb_osdrop
                LostSince(ref _interfaces[index].DroppedBySystem, TOrder.U64(options.Value));
        }

        CheckOptions(in options);
    }

    // The counts run from the start of the capture; all ones stand for "not known".
    private void LostSince(ref ulong before, ulong now)
    {
        if (now == ulong.MaxValue) return;
        if (now > before) Lost(now - before);
        before = now;
    }

    private void Lost(ulong packets)
    {
        if (packets is not (0 or ulong.MaxValue))
            Sink.OnFileEvent(Violation.CaptureLoss, Packets, _blockAt, (long)Math.Min(packets, long.MaxValue));
    }

    private void ReportClock(ref PcapngInterface described)
    {
        if (!described.ClockReported) Sink.OnFileEvent(Violation.ClockSuspect, Packets, _blockAt, 0);
        described.ClockReported = true;
    }

    private PcapngOptions<TOrder> OptionsAt<TOrder>(ReadOnlySpan<byte> block, int at)
        where TOrder : struct, IByteOrder =>
        new(block[at..(_rest == 0 ? block.Length - 4 : block.Length)]);

    private void CheckOptions<TOrder>(ref readonly PcapngOptions<TOrder> options) where TOrder : struct, IByteOrder
    {
        // Of a block that is read in part, the last option is cut by the reader, not by the file.
        if (options.Overran && _rest == 0)
            FindDamage(Violation.DamagedFile, _blockAt, options.Code, "option {0} runs past its block");
    }
}
