using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using CraneAnomaly.Capture.Ip;

namespace CraneAnomaly.Capture.Link;

/// <summary>
/// The headers of a TCP segment in IPv4 without options (RFC 791, 3.1; RFC 9293, 3.1), read where they lie in the frame: one test
/// of the length is for all of it, and what is only compared takes no register.
/// </summary>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
internal readonly struct SegmentHeaders
{
    /// <summary>Bytes of both, without options.</summary>
    public const int Length = Ipv4Header.MinLength + TransportHeader.TcpMinLength;

    // More fragments, and the offset of this one, as they lie in the header.
    private static readonly ushort s_fragment = Host((ushort)0x3FFF);

    private readonly byte _versionAndLength;
    private readonly byte _typeOfService;
    private readonly uint _lengthAndId;
    private readonly ushort _fragment;
    private readonly byte _timeToLive;
    private readonly byte _protocol;
    private readonly ushort _headerChecksum;
    private readonly uint _source;
    private readonly uint _destination;
    private readonly ushort _sourcePort;
    private readonly ushort _destinationPort;
    private readonly uint _sequence;
    private readonly uint _acknowledgement;
    private readonly byte _dataOffset;
    private readonly byte _flags;
    private readonly ushort _window;
    private readonly ushort _checksum;
    private readonly ushort _urgent;

    /// <summary>Version 4, header of 20 bytes, not a fragment, protocol TCP; then a header of 20 bytes or more.</summary>
    public bool AreUsual
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _versionAndLength == 0x45 && (_fragment & s_fragment) == 0 && _protocol == IpProtocols.Tcp && HeaderLength >= Length;
    }

    /// <summary>Total length of the IP packet.</summary>
    public int IpLength => (int)(Host(_lengthAndId) >> 16);

    /// <summary>IPv4 identification.</summary>
    public ushort IpId => (ushort)Host(_lengthAndId);

    public uint Source => Host(_source);

    public uint Destination => Host(_destination);

    public ushort SourcePort => Host(_sourcePort);

    public ushort DestinationPort => Host(_destinationPort);

    public uint Sequence => Host(_sequence);

    public uint Acknowledgement => Host(_acknowledgement);

    public byte Flags => _flags;

    public ushort Window => Host(_window);

    public bool HasWindow => _window != 0;

    public ushort Checksum => Host(_checksum);

    /// <summary>Bytes of both headers, options of the second too.</summary>
    public int HeaderLength
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Ipv4Header.MinLength + ((_dataOffset >> 2) & ~3);
    }

    /// <summary>Below zero where the headers do not fit into the packet.</summary>
    public int PayloadLength
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => IpLength - HeaderLength;
    }

    /// <summary>Sequence and acknowledgement number.</summary>
    public ulong Numbers
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => (ulong)Sequence << 32 | Acknowledgement;
    }

    /// <summary>Total length and identification of the IP packet, checksum of the segment: 16 bits each.</summary>
    public ulong LengthIdChecksum
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => (ulong)Host(_lengthAndId) << 16 | Checksum;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Host(uint value) => BitConverter.IsLittleEndian ? BinaryPrimitives.ReverseEndianness(value) : value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ushort Host(ushort value) => BitConverter.IsLittleEndian ? BinaryPrimitives.ReverseEndianness(value) : value;
}
