using System.Buffers;
using System.Buffers.Binary;
using CraneAnomaly.Capture;

namespace CraneAnomaly.Protocols.Sessions.Tls;

/// <summary>The records in which everything is sent: type, version, length (RFC 8446, 5.1).</summary>
internal static class TlsRecord
{
    public const int HeaderBytes = 5;

    /// <summary>Most bytes of a record: RFC 5246, 6.2.3 lets encryption add 2,048 to 16,384.</summary>
    public const int MostBytes = HeaderBytes + 16_384 + 2_048;

    public const byte ChangeCipherSpec = 20;
    public const byte Alert = 21;
    public const byte Handshake = 22;
    public const byte ApplicationData = 23;
    public const byte Heartbeat = 24;

    private const int KnownBytes = 11;

    /// <summary>Reads the record at the start.</summary>
    public static OperationStatus TryRead(ReadOnlySpan<byte> source, out byte type, out ReadOnlySpan<byte> body, out int consumed)
    {
        (type, consumed) = (0, 0);
        body = default;
        if (source[0] is < ChangeCipherSpec or > Heartbeat) return OperationStatus.InvalidData;
        if (source.Length > 1 && source[1] != 3) return OperationStatus.InvalidData;
        if (source.Length < HeaderBytes) return OperationStatus.NeedMoreData;
        int total = HeaderBytes + BinaryPrimitives.ReadUInt16BigEndian(source[3..]);
        if (source[2] > 4 || total > MostBytes) return OperationStatus.InvalidData;
        if (source.Length < total) return OperationStatus.NeedMoreData;
        (type, consumed) = (source[0], total);
        body = source[HeaderBytes..total];
        return OperationStatus.Done;
    }

    /// <summary>Whether a stream begins with the hello of a client or a server.</summary>
    public static ProbeResult Recognise(ReadOnlySpan<byte> source)
    {
        if (source.IsEmpty) return ProbeResult.Unsure;
        if (source[0] >= 0x80) return RecogniseOld(source);

        // The record, the message's number, its length (below 64 KiB) and its version.
        for (int i = 0; i < Math.Min(source.Length, KnownBytes); i++)
        {
            bool fits = i switch
            {
                0 => source[0] == Handshake,
                1 => source[1] == 3,
                2 => source[2] <= 4,
                5 => source[5] is TlsHandshake.ClientHello or TlsHandshake.ServerHello,
                6 => source[6] == 0,
                9 => source[9] == 3 || (source[5] == TlsHandshake.ServerHello && source[9] is 0x7E or 0x7F),
                _ => true,
            };
            if (!fits) return ProbeResult.No;
        }

        if (source.Length < KnownBytes) return ProbeResult.Unsure;
        if (BinaryPrimitives.ReadUInt16BigEndian(source[3..]) is < 4 or > MostBytes - HeaderBytes) return ProbeResult.No;
        return source[5] == TlsHandshake.ClientHello ? ProbeResult.Client : ProbeResult.Server;
    }

    /// <summary>
    /// Reads the hello with which clients that still know SSL 2 begin (RFC 5246, E.2): two bytes of length, number, version,
    /// three lengths, and behind them the ciphers in three bytes each.
    /// </summary>
    public static OperationStatus TryReadOldHello(
        ReadOnlySpan<byte> source, out ushort version, out ReadOnlySpan<byte> ciphers, out int consumed)
    {
        (version, consumed) = (0, 0);
        ciphers = default;
        if (source.Length < KnownBytes) return OperationStatus.NeedMoreData;
        int total = 2 + (BinaryPrimitives.ReadUInt16BigEndian(source) & 0x7FFF);
        version = BinaryPrimitives.ReadUInt16BigEndian(source[3..]);
        int cipherBytes = BinaryPrimitives.ReadUInt16BigEndian(source[5..]);
        int session = BinaryPrimitives.ReadUInt16BigEndian(source[7..]), challenge = BinaryPrimitives.ReadUInt16BigEndian(source[9..]);
        if (source[2] != TlsHandshake.ClientHello || version is < 0x0300 or > 0x0303 || cipherBytes == 0 || cipherBytes % 3 != 0
            || session > 32 || challenge is < 16 or > 32 || KnownBytes + cipherBytes + session + challenge != total)
            return OperationStatus.InvalidData;
        if (source.Length < total) return OperationStatus.NeedMoreData;
        ciphers = source.Slice(KnownBytes, cipherBytes);
        consumed = total;
        return OperationStatus.Done;
    }

    private static ProbeResult RecogniseOld(ReadOnlySpan<byte> source)
    {
        if (source.Length > 2 && source[2] != TlsHandshake.ClientHello) return ProbeResult.No;
        if (source.Length > 3 && source[3] != 3) return ProbeResult.No;
        if (source.Length < KnownBytes) return ProbeResult.Unsure;
        return TryReadOldHello(source, out _, out _, out _) == OperationStatus.InvalidData ? ProbeResult.No : ProbeResult.Client;
    }
}
