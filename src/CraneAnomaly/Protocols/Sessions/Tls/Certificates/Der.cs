namespace CraneAnomaly.Protocols.Sessions.Tls.Certificates;

/// <summary>Reads DER (X.690, 8.1 and 10.1) element by element; nothing calls itself.</summary>
internal static class Der
{
    public const byte Integer = 0x02;
    public const byte ObjectIdentifier = 0x06;
    public const byte OctetString = 0x04;
    public const byte Sequence = 0x30;
    public const byte Set = 0x31;

    /// <summary>Takes the next element, whatever its tag; tags of one byte alone.</summary>
    public static bool TryTake(scoped ref ReadOnlySpan<byte> source, out byte tag, out ReadOnlySpan<byte> value, out ReadOnlySpan<byte> whole)
    {
        tag = 0;
        value = whole = default;
        if (source.Length < 2 || (source[0] & 0x1F) == 0x1F) return false;
        int more = source[1] < 0x80 ? 0 : source[1] & 0x7F;

        // 10.1: lengths are definite; none of a message needs more than three bytes.
        if (source[1] == 0x80 || more > 3 || source.Length < 2 + more) return false;
        int length = more == 0 ? source[1] : 0;
        for (int i = 0; i < more; i++) length = length << 8 | source[2 + i];
        int head = 2 + more;
        if (length > source.Length - head) return false;
        tag = source[0];
        value = source.Slice(head, length);
        whole = source[..(head + length)];
        source = source[(head + length)..];
        return true;
    }

    /// <summary>Takes the next element when it has a tag.</summary>
    public static bool TryTake(scoped ref ReadOnlySpan<byte> source, byte tag, out ReadOnlySpan<byte> value)
    {
        var rest = source;
        if (!TryTake(ref rest, out byte found, out value, out _) || found != tag) return false;
        source = rest;
        return true;
    }
}
