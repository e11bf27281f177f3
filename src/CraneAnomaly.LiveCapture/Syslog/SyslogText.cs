using System.Buffers;

namespace CraneAnomaly.LiveCapture.Syslog;

/// <summary>What syslog puts around a message, and where one ends in a stream. Nothing of the header is kept.</summary>
internal static class SyslogText
{
    /// <summary>Longest message taken: that of a line.</summary>
    public const int MostBytes = 1 << 20;

    // RFC 5424, 6.1: MSG-LEN has no leading zero; with more digits than this it is longer than any message.
    private const int MostDigits = 8;

    // RFC 3164, 4.1.2: "Mmm dd hh:mm:ss ".
    private const int OldTimeLength = 16;

    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    /// <summary>
    /// The next message of a stream. RFC 6587, 3.4: an octet count begins with a digit, a message that a line end ends with its
    /// priority; which it is, is seen from each message anew.
    /// </summary>
    /// <param name="stream">From the end of the message before it.</param>
    /// <param name="message">The message, without count and line end; empty for what stands between messages.</param>
    /// <param name="consumed">Bytes of it and of its frame.</param>
    /// <returns>Invalid: longer than a message may be, or a count that is none; the stream cannot be followed any further.</returns>
    public static OperationStatus TryRead(ReadOnlySpan<byte> stream, out ReadOnlySpan<byte> message, out int consumed)
    {
        message = [];
        consumed = 0;
        if (stream.IsEmpty) return OperationStatus.NeedMoreData;
        if (stream[0] is >= (byte)'1' and <= (byte)'9') return TryReadCounted(stream, out message, out consumed);
        int end = stream.IndexOf((byte)'\n');
        if (end < 0) return stream.Length > MostBytes ? OperationStatus.InvalidData : OperationStatus.NeedMoreData;
        consumed = end + 1;
        message = stream[..end];
        return OperationStatus.Done;
    }

    /// <summary>What a message says, behind the header of RFC 5424 or RFC 3164 and without the line end; a message without a header is itself.</summary>
    public static ReadOnlySpan<byte> Body(ReadOnlySpan<byte> message)
    {
        message = message.TrimEnd("\r\n\0 "u8);
        int end = message is [(byte)'<', ..] ? message[..Math.Min(5, message.Length)].IndexOf((byte)'>') : -1;
        if (end < 0) return message;
        var rest = message[(end + 1)..];
        var body = rest is [(byte)'1', (byte)' ', ..] ? BehindStructure(rest[2..]) : BehindTag(rest);
        if (body.StartsWith(ByteOrderMark)) body = body[ByteOrderMark.Length..];

        // The cookie of lumberjack says that JSON follows.
        if (body.StartsWith("@cee:"u8)) body = body["@cee:"u8.Length..];
        return body.TrimStart((byte)' ');
    }

    private static OperationStatus TryReadCounted(ReadOnlySpan<byte> stream, out ReadOnlySpan<byte> message, out int consumed)
    {
        message = [];
        consumed = 0;
        int length = 0, at = 0;
        for (; at < stream.Length && at <= MostDigits && char.IsAsciiDigit((char)stream[at]); at++) length = 10 * length + stream[at] - '0';
        if (at > MostDigits || length > MostBytes) return OperationStatus.InvalidData;
        if (at == stream.Length) return OperationStatus.NeedMoreData;
        if (stream[at] != ' ') return OperationStatus.InvalidData;
        if (stream.Length - at - 1 < length) return OperationStatus.NeedMoreData;
        message = stream.Slice(at + 1, length);
        consumed = at + 1 + length;
        return OperationStatus.Done;
    }

    // RFC 5424, 6: time, host, application, process, message id, then "-" or elements in brackets, whose values are quoted.
    private static ReadOnlySpan<byte> BehindStructure(ReadOnlySpan<byte> header)
    {
        for (int field = 0; field < 5; field++)
        {
            int space = header.IndexOf((byte)' ');
            if (space < 0) return [];
            header = header[(space + 1)..];
        }

        if (header is [(byte)'-', ..]) return header[1..].TrimStart((byte)' ');
        bool isQuoted = false;
        int at = 0;
        for (bool isInside = false; at < header.Length && (isInside || header[at] == '['); at++)
        {
            switch (header[at])
            {
                case (byte)'\\' when isQuoted:
                    at++;
                    break;
                case (byte)'"':
                    isQuoted = !isQuoted;
                    break;
                case (byte)'[' when !isQuoted:
                    isInside = true;
                    break;
                case (byte)']' when !isQuoted:
                    isInside = false;
                    break;
            }
        }

        return header[Math.Min(at, header.Length)..].TrimStart((byte)' ');
    }

    // RFC 3164, 4.1: time, host, tag, and a colon; each of them is left out by somebody. JSON says itself where it begins.
    private static ReadOnlySpan<byte> BehindTag(ReadOnlySpan<byte> header)
    {
        int json = header.IndexOf((byte)'{');
        var words = json < 0 ? header : header[..json];
        bool hasTime = words.Length >= OldTimeLength && words[3] == ' ' && words[9] == ':' && words[12] == ':' && words[15] == ' ';
        int from = hasTime ? OldTimeLength : 0, colon = words[from..].IndexOf(": "u8);
        if (colon >= 0) return header[(from + colon + 2)..];
        return json >= 0 ? header[json..] : header[from..];
    }
}
