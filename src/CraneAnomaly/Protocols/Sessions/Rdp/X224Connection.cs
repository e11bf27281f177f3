using System.Buffers;
using System.Buffers.Binary;
using CraneAnomaly.Capture;

namespace CraneAnomaly.Protocols.Sessions.Rdp;

/// <summary>
/// TPKT and X.224 class 0 around the messages (RFC 1006, 6; MS-RDPBCGR, 2.2.1.1 and 2.2.1.2). Controllers are reached
/// through both too, so neither of them makes a remote desktop.
/// </summary>
internal static class X224Connection
{
    /// <summary>Bytes of the header of TPKT.</summary>
    public const int HeaderBytes = 4;

    public const byte Request = 0xE0;
    public const byte Confirm = 0xD0;
    public const byte Data = 0xF0;

    /// <summary>Bytes from the X.224 length on that a request and its confirmation have before what is RDP's own.</summary>
    public const int FixedBytes = 7;

    public const byte NegotiationRequest = 1;
    public const byte NegotiationResponse = 2;
    public const byte NegotiationFailure = 3;
    private const int NegotiationBytes = 8;

    /// <summary>Prefix of the cookie that names the user.</summary>
    public static ReadOnlySpan<byte> UserCookie => "Cookie: mstshash="u8;

    /// <summary>Prefix of the cookie and of the token of a load balancer.</summary>
    private static ReadOnlySpan<byte> AnyCookie => "Cookie: msts"u8;

    /// <summary>Reads the TPKT at the start.</summary>
    /// <param name="source">Bytes of a stream.</param>
    /// <param name="most">Most bytes it may have.</param>
    /// <param name="body">What follows the header.</param>
    /// <param name="consumed">All its bytes.</param>
    public static OperationStatus TryRead(ReadOnlySpan<byte> source, int most, out ReadOnlySpan<byte> body, out int consumed)
    {
        body = default;
        consumed = 0;
        if (source.Length > 0 && source[0] != 3) return OperationStatus.InvalidData;
        if (source.Length > 1 && source[1] != 0) return OperationStatus.InvalidData;
        if (source.Length < HeaderBytes) return OperationStatus.NeedMoreData;
        int length = BinaryPrimitives.ReadUInt16BigEndian(source[2..]);
        if (length < HeaderBytes + 3 || length > most) return OperationStatus.InvalidData;
        if (source.Length < length) return OperationStatus.NeedMoreData;
        body = source[HeaderBytes..length];
        consumed = length;
        return OperationStatus.Done;
    }

    /// <summary>Whether a stream begins as one of the sides of a remote desktop does.</summary>
    public static ProbeResult Recognise(ReadOnlySpan<byte> source, bool onPort)
    {
        // A routing token may be long, but no first message is longer than this.
        var status = TryRead(source, 512, out var body, out _);
        if (status == OperationStatus.InvalidData) return ProbeResult.No;
        if (status == OperationStatus.NeedMoreData)
            return source.Length > 5 && source[5] is not (Request or Confirm) ? ProbeResult.No : ProbeResult.Unsure;
        if (body.Length < FixedBytes || body[0] != body.Length - 1 || body[6] != 0) return ProbeResult.No;
        var own = body[FixedBytes..];
        return body[1] switch
        {
            Request when own.StartsWith(AnyCookie) || IsNegotiation(own, NegotiationRequest) || (own.IsEmpty && onPort) => ProbeResult.Client,
            Confirm when IsNegotiation(own, NegotiationResponse) || IsNegotiation(own, NegotiationFailure) || (own.IsEmpty && onPort) =>
                ProbeResult.Server,
            _ => ProbeResult.No,
        };
    }

    /// <summary>Reads a negotiation: kind, flags, length, which is 8, and four bytes.</summary>
    public static bool TryReadNegotiation(ReadOnlySpan<byte> source, out byte kind, out uint value)
    {
        (kind, value) = (0, 0);
        if (source.Length < NegotiationBytes || BinaryPrimitives.ReadUInt16LittleEndian(source[2..]) != NegotiationBytes) return false;
        kind = source[0];
        value = BinaryPrimitives.ReadUInt32LittleEndian(source[4..]);
        return true;
    }

    private static bool IsNegotiation(ReadOnlySpan<byte> source, byte kind) =>
        TryReadNegotiation(source, out byte actual, out _) && actual == kind;
}
