using System.Buffers.Binary;
using System.Text;

namespace CraneAnomaly.Capture.Formats;

/// <summary>Finds the format of an input from its first bytes, never from its name.</summary>
internal static class InputFormatDetector
{
    /// <summary>How many first bytes show a capture for what it is: a live one may send no more for long.</summary>
    public const int MagicBytes = 12;

    /// <summary>How many first bytes are looked at when those do not suffice.</summary>
    public const int HeadBytes = 512;

    /// <summary>How many first bytes are looked at for the header of a table.</summary>
    public const int TableHeadBytes = 16 * 1024;

    private static readonly (byte[] Magic, string Name)[] Foreign =
    [
        ([0x28, 0xB5, 0x2F, 0xFD], "zstd-compressed data: unpack it first"),
        ([0xFD, (byte)'7', (byte)'z', (byte)'X', (byte)'Z', 0], "xz-compressed data: unpack it first"),
        ([(byte)'B', (byte)'Z', (byte)'h'], "bzip2-compressed data: unpack it first"),
        ([0x04, 0x22, 0x4D, 0x18], "lz4-compressed data: unpack it first"),
        ([(byte)'P', (byte)'K', 3, 4], "a ZIP archive: unpack it first"),
        ([(byte)'7', (byte)'z', 0xBC, 0xAF], "a 7z archive: unpack it first"),
        (Encoding.ASCII.GetBytes("snoop\0\0\0"), "a snoop capture: convert it with 'editcap -F pcapng'"),
        (Encoding.ASCII.GetBytes("GMBU"), "a Network Monitor capture: convert it with 'editcap -F pcapng'"),
        (Encoding.ASCII.GetBytes("RTSS"), "a Network Monitor capture: convert it with 'editcap -F pcapng'"),
        ([0x7F, (byte)'E', (byte)'L', (byte)'F'], "a program"),
        (Encoding.ASCII.GetBytes("%PDF"), "a PDF document"),
    ];

    /// <summary>Whether this is the start of a gzip member (RFC 1952, 2.3.1: ID1, ID2, CM = deflate).</summary>
    public static bool IsGzip(ReadOnlySpan<byte> head) => head.StartsWith((ReadOnlySpan<byte>)[0x1F, 0x8B, 8]);

    /// <summary>The format, or <see cref="InputFormat.Auto"/> when it is none that is read here.</summary>
    public static InputFormat Detect(ReadOnlySpan<byte> head)
    {
        if (!BinaryPrimitives.TryReadUInt32LittleEndian(head, out uint magic)) return DetectText(head);

        // draft-ietf-opsawg-pcap, 4; the last is the "modified" form of Linux 2.2 and some sniffers.
        if (IsPcapMagic(magic) || IsPcapMagic(BinaryPrimitives.ReverseEndianness(magic))) return InputFormat.Pcap;

        // draft-ietf-opsawg-pcapng, 4.1: the block type is the same in both orders, which stand behind the length.
        if (magic != 0x0A0D0D0A) return DetectText(head);
        if (head.Length < 12) return InputFormat.Pcapng;
        uint order = BinaryPrimitives.ReadUInt32LittleEndian(head[8..]);
        return order is 0x1A2B3C4D or 0x4D3C2B1A ? InputFormat.Pcapng : InputFormat.Auto;
    }

    /// <summary>Whether these may be the first bytes of a table, of whose header more has to be seen.</summary>
    public static bool MayBeTable(ReadOnlySpan<byte> head)
    {
        head = WithoutMark(head);
        return !head.IsEmpty && (head[0] is (byte)'"' or (byte)'_' || char.IsAsciiLetter((char)head[0])) && IsText(head);
    }

    /// <summary>Whether these may be the first bytes of lines whose first one has to be seen to its end: what messages are, or logs.</summary>
    public static bool MayBeLines(ReadOnlySpan<byte> head)
    {
        head = WithoutMark(head).TrimStart(" \t\r\n"u8);
        return !head.IsEmpty && head[0] is (byte)'{' or (byte)'#';
    }

    /// <summary>Whether a column of this name holds the time of a row.</summary>
    public static bool IsTimeColumn(ReadOnlySpan<byte> name) =>
        Ascii.EqualsIgnoreCase(name, "timestamp"u8) || Ascii.EqualsIgnoreCase(name, "time"u8)
        || Ascii.EqualsIgnoreCase(name, "ts"u8);

    private static InputFormat DetectText(ReadOnlySpan<byte> head)
    {
        head = WithoutMark(head).TrimStart(" \t\r\n"u8);
        if (head.StartsWith("{"u8)) return LogHead.OfJson(head);
        if (head.StartsWith("spBv1.0/"u8)) return InputFormat.Sparkplug;
        if (head.StartsWith("#"u8)) return LogHead.IsZeek(head) ? InputFormat.Zeek : InputFormat.Auto;
        int end = head.IndexOfAny((byte)'\r', (byte)'\n');
        var header = end < 0 ? head : head[..end];
        foreach (var cell in header.SplitAny(",;\t"u8))
        {
            var name = header[cell].Trim("\" "u8);

            // A unit may stand behind the name.
            int space = name.IndexOf((byte)' ');
            if (header.Length > name.Length + 2 && IsTimeColumn(space < 0 ? name : name[..space])) return InputFormat.Csv;
        }

        return InputFormat.Auto;
    }

    // RFC 3629, 6: some editors put a byte order mark in front.
    private static ReadOnlySpan<byte> WithoutMark(ReadOnlySpan<byte> head) =>
        head.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]) ? head[3..] : head;

    /// <summary>Says in words what the bytes are, for an input that is not read.</summary>
    public static string Describe(ReadOnlySpan<byte> head)
    {
        if (head.IsEmpty) return "nothing";
        if (IsGzip(head)) return "gzip-compressed data inside of gzip-compressed data: unpack it first";
        foreach (var (magic, name) in Foreign)
            if (head.StartsWith(magic)) return name;

        return IsText(head)
            ? $"text that begins '{Excerpt(head)}'"
            : $"unknown data that begins {Convert.ToHexString(head[..Math.Min(8, head.Length)])} (hexadecimal)";
    }

    private static bool IsPcapMagic(uint magic) => magic is 0xA1B2C3D4 or 0xA1B23C4D or 0xA1B2CD34;

    private static bool IsText(ReadOnlySpan<byte> head)
    {
        foreach (byte b in head)
            if (b < 0x20 && b is not ((byte)'\t' or (byte)'\n' or (byte)'\r')) return false;
        return true;
    }

    // Printable ASCII alone: what is found may stand on somebody's terminal.
    private static string Excerpt(ReadOnlySpan<byte> head)
    {
        var text = new StringBuilder(40);
        foreach (byte b in head[..Math.Min(40, head.Length)])
        {
            if (b is (byte)'\n' or (byte)'\r') break;
            text.Append(b is >= 0x20 and < 0x7F ? (char)b : '?');
        }

        return text.ToString();
    }
}
