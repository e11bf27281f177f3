namespace CraneAnomaly.Capture.Formats;

/// <summary>Tells the logs of sensors from messages of cranes, by the first lines of an input.</summary>
internal static class LogHead
{
    // What stands in every row of a Zeek log beside its time, by log: a connection, what a file or a host is, or a notice.
    private static readonly byte[][] ZeekKeys =
    [
        "\"uid\""u8.ToArray(), "\"uids\""u8.ToArray(), "\"_path\""u8.ToArray(), "\"id.orig_h\""u8.ToArray(), "\"note\""u8.ToArray(),
        "\"software_type\""u8.ToArray(), "\"fuid\""u8.ToArray(),
    ];

    /// <summary>Whether it begins as Zeek's ASCII logs do: comments that say how it is written.</summary>
    public static bool IsZeek(ReadOnlySpan<byte> head)
    {
        while (head.StartsWith("#"u8))
        {
            if (head.StartsWith("#separator "u8) || head.StartsWith("#fields"u8)) return true;
            int end = head.IndexOf((byte)'\n');
            if (end < 0) return false;
            head = head[(end + 1)..];
        }

        return false;
    }

    /// <summary>What lines of JSON are, by the keys of the first.</summary>
    public static InputFormat OfJson(ReadOnlySpan<byte> head)
    {
        int end = head.IndexOf((byte)'\n');
        var line = end < 0 ? head : head[..end];
        if (HasKey(line, "\"event_type\""u8) && HasKey(line, "\"timestamp\""u8)) return InputFormat.Eve;
        if (!HasKey(line, "\"ts\""u8) && !HasKey(line, "\"_path\""u8)) return InputFormat.Json;
        foreach (byte[] key in ZeekKeys)
            if (HasKey(line, key)) return InputFormat.Zeek;
        return InputFormat.Json;
    }

    // Not inside of a text: behind a key stands a colon.
    private static bool HasKey(ReadOnlySpan<byte> line, ReadOnlySpan<byte> key)
    {
        for (int at; (at = line.IndexOf(key)) >= 0; line = line[(at + key.Length)..])
        {
            var rest = line[(at + key.Length)..].TrimStart(" \t"u8);
            if (rest.StartsWith(":"u8)) return true;
        }

        return false;
    }
}
