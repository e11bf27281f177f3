using System.Buffers.Text;
using CraneAnomaly.Records;
using CraneAnomaly.Telemetry.Text;

namespace CraneAnomaly.Telemetry.Logs.Text;

/// <summary>Reads what stands in a cell. Nothing here throws, and nothing takes a part of a cell for the whole.</summary>
internal static class LogValues
{
    private const double MostSeconds = 4e9;

    /// <summary>
    /// Reads a time: seconds since 1970 or RFC 3339, and Suricata's form of it, whose zone has no colon.
    /// </summary>
    public static bool TryTime(ReadOnlySpan<byte> text, out long timestampNs)
    {
        if (text.Length >= 24 && text[^5] is (byte)'+' or (byte)'-' && text[4] == '-' && text.Length < 60)
        {
            Span<byte> zoned = stackalloc byte[64];
            text[..^2].CopyTo(zoned);
            zoned[text.Length - 2] = (byte)':';
            text[^2..].CopyTo(zoned[(text.Length - 1)..]);
            return TimeText.TryRead(zoned[..(text.Length + 1)], out timestampNs);
        }

        return TimeText.TryRead(text, out timestampNs);
    }

    /// <summary>Reads seconds as nanoseconds; not less than none.</summary>
    public static bool TryInterval(ReadOnlySpan<byte> text, out long ns)
    {
        ns = 0;
        if (!DecimalText.TryReadWhole(text, out double seconds) || !(seconds is >= 0 and < MostSeconds)) return false;
        ns = (long)Math.Round(seconds * 1e9);
        return true;
    }

    /// <summary>Reads a whole number, not below zero.</summary>
    public static bool TryNumber(ReadOnlySpan<byte> text, out long value) =>
        Utf8Parser.TryParse(text, out value, out int used) && used == text.Length && value >= 0;

    /// <summary>Reads a number of 16 bits.</summary>
    public static bool TryPort(ReadOnlySpan<byte> text, out ushort port) => Utf8Parser.TryParse(text, out port, out int used) && used == text.Length;

    /// <summary>Reads yes or no, as Zeek and as JSON have it.</summary>
    public static bool TryFlag(ReadOnlySpan<byte> text, out bool value)
    {
        value = text is [(byte)'T'] || text.SequenceEqual("true"u8);
        return value || text is [(byte)'F'] || text.SequenceEqual("false"u8);
    }

    /// <summary>Reads an IPv4 or IPv6 address (RFC 4291, 2.2).</summary>
    public static bool TryAddress(ReadOnlySpan<byte> text, out IpAddress address)
    {
        address = default;
        if (!text.Contains((byte)':'))
        {
            if (!TryV4(text, out uint v4)) return false;
            address = IpAddress.FromV4(v4);
            return true;
        }

        Span<byte> bytes = stackalloc byte[16];
        bytes.Clear();
        if (!TryV6(text, bytes)) return false;
        address = IpAddress.ReadV6(bytes);
        return true;
    }

    /// <summary>Reads a hardware address with colons.</summary>
    public static bool TryHardware(ReadOnlySpan<byte> text, out MacAddress address)
    {
        address = default;
        if (text.Length != MacAddress.TextLength) return false;
        Span<char> characters = stackalloc char[MacAddress.TextLength];
        for (int i = 0; i < text.Length; i++) characters[i] = (char)text[i];
        return MacAddress.TryParse(characters, out address);
    }

    /// <summary>Takes the next entry off a list.</summary>
    public static bool TryNext(ref ReadOnlySpan<byte> list, out ReadOnlySpan<byte> entry)
    {
        entry = default;
        if (list.IsEmpty) return false;
        int end = list.IndexOf((byte)',');
        entry = end < 0 ? list : list[..end];
        list = end < 0 ? default : list[(end + 1)..];
        return true;
    }

    private static bool TryV4(ReadOnlySpan<byte> text, out uint value)
    {
        value = 0;
        int parts = 0;
        for (; parts < 4; parts++)
        {
            int end = parts < 3 ? text.IndexOf((byte)'.') : text.Length;
            if (end is < 1 or > 3 || !Utf8Parser.TryParse(text[..end], out byte part, out int used) || used != end) return false;
            value = value << 8 | part;
            text = parts < 3 ? text[(end + 1)..] : default;
        }

        return true;
    }

    private static bool TryV6(ReadOnlySpan<byte> text, Span<byte> bytes)
    {
        int at = 0, gap = -1;
        if (text.StartsWith("::"u8))
        {
            gap = 0;
            text = text[2..];
        }

        while (!text.IsEmpty)
        {
            int end = text.IndexOf((byte)':');
            var part = end < 0 ? text : text[..end];
            if (end < 0 && part.Contains((byte)'.'))
            {
                if (at > 12 || !TryV4(part, out uint v4)) return false;
                System.Buffers.Binary.BinaryPrimitives.WriteUInt32BigEndian(bytes[at..], v4);
                at += 4;
                break;
            }

            if (at == 16 || part.Length is 0 or > 4 || !Utf8Parser.TryParse(part, out ushort group, out int used, 'x') || used != part.Length) return false;
            System.Buffers.Binary.BinaryPrimitives.WriteUInt16BigEndian(bytes[at..], group);
            at += 2;
            if (end < 0) break;
            text = text[(end + 1)..];
            if (text.IsEmpty) return false;
            if (text[0] != ':') continue;
            if (gap >= 0) return false;
            gap = at;
            text = text[1..];
        }

        if (gap < 0) return at == 16;
        if (at == 16) return false;
        int behind = at - gap;
        bytes.Slice(gap, behind).CopyTo(bytes[(16 - behind)..]);
        bytes[gap..(16 - behind)].Clear();
        return true;
    }
}
