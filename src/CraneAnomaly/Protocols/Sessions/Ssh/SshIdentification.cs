using System.Buffers;

namespace CraneAnomaly.Protocols.Sessions.Ssh;

/// <summary>Versions of the protocol that a side says it speaks.</summary>
[Flags]
internal enum SshVersions : byte
{
    /// <summary>Not known.</summary>
    None = 0,

    /// <summary>SSH 1.</summary>
    One = 1,

    /// <summary>SSH 2.</summary>
    Two = 2,
}

/// <summary>The line with which both sides begin: <c>SSH-version-program comments</c> (RFC 4253, 4.2).</summary>
internal static class SshIdentification
{
    /// <summary>Most bytes of a line, its end among them.</summary>
    public const int MostBytes = 255;

    private static ReadOnlySpan<byte> Prefix => "SSH-"u8;

    /// <summary>Whether a stream begins with it.</summary>
    public static OperationStatus TryRecognise(ReadOnlySpan<byte> source)
    {
        int known = Math.Min(source.Length, Prefix.Length);
        if (!source[..known].SequenceEqual(Prefix[..known])) return OperationStatus.InvalidData;
        if (source.Length > 4 && source[4] is not ((byte)'1' or (byte)'2')) return OperationStatus.InvalidData;
        if (source.Length > 5) return source[5] == (byte)'.' ? OperationStatus.Done : OperationStatus.InvalidData;
        return OperationStatus.NeedMoreData;
    }

    /// <summary>Reads a line, which need not be the identification.</summary>
    /// <param name="source">The start of a line.</param>
    /// <param name="line">The line without its end.</param>
    /// <param name="consumed">Bytes of the line with its end.</param>
    public static OperationStatus TryReadLine(ReadOnlySpan<byte> source, out ReadOnlySpan<byte> line, out int consumed)
    {
        line = default;
        consumed = 0;
        int end = source[..Math.Min(source.Length, MostBytes)].IndexOf((byte)'\n');
        if (end < 0) return source.Length < MostBytes ? OperationStatus.NeedMoreData : OperationStatus.InvalidData;
        consumed = end + 1;
        line = source[..end];

        // Carriage return and line feed; old programs send the line feed alone (5.1).
        if (!line.IsEmpty && line[^1] == (byte)'\r') line = line[..^1];
        return OperationStatus.Done;
    }

    /// <summary>What a line says is spoken; nothing when it is no identification.</summary>
    public static SshVersions Versions(ReadOnlySpan<byte> line)
    {
        if (TryRecognise(line) != OperationStatus.Done) return SshVersions.None;
        if (line[4] == (byte)'2') return SshVersions.Two;

        // 5.1: 1.99 stands for both.
        return line[4..].StartsWith("1.99"u8) ? SshVersions.One | SshVersions.Two : SshVersions.One;
    }
}
