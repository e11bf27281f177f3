using System.Buffers;

namespace CraneAnomaly.Protocols.Sessions.Rfb;

/// <summary>The message with which both sides begin: <c>RFB xxx.yyy</c> and a line feed (RFC 6143, 7.1.1).</summary>
internal static class RfbVersion
{
    /// <summary>Bytes of the message.</summary>
    public const int Length = 12;

    private static ReadOnlySpan<byte> Prefix => "RFB "u8;

    /// <summary>Reads it.</summary>
    /// <param name="source">The start of a side's stream.</param>
    /// <param name="version">The version as sent, such as <c>003.008</c>.</param>
    /// <param name="minor">3, 7, 8; makers have numbers of their own, such as 889.</param>
    public static OperationStatus TryRead(ReadOnlySpan<byte> source, out ReadOnlySpan<byte> version, out int minor)
    {
        version = default;
        minor = 0;
        int length = Math.Min(source.Length, Length);
        for (int i = 0; i < length; i++)
        {
            bool fits = i switch
            {
                < 4 => source[i] == Prefix[i],
                7 => source[i] == (byte)'.',
                11 => source[i] == (byte)'\n',
                _ => source[i] is >= (byte)'0' and <= (byte)'9',
            };
            if (!fits) return OperationStatus.InvalidData;
        }

        if (length < Length) return OperationStatus.NeedMoreData;
        version = source[4..11];
        minor = ((source[8] - '0') * 100) + ((source[9] - '0') * 10) + (source[10] - '0');
        return OperationStatus.Done;
    }
}
