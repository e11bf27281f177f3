using System.Buffers;
using System.Text;

namespace CraneAnomaly.Sinks.Formats;

/// <summary>
/// Escapes text for JSON (RFC 8259, 7). Text from traffic is hostile: control characters, those of C1 too, are
/// escaped, and bytes that are not UTF-8 become U+FFFD, as a decoder would have it.
/// </summary>
internal static class JsonText
{
    /// <summary>Most bytes of text taken into one field; what is beyond is left out.</summary>
    public const int MaxLength = 4096;

    /// <summary>Most bytes written for one byte of text.</summary>
    public const int MaxExpansion = 6;

    private static readonly SearchValues<byte> Plain = SearchValues.Create(PlainBytes());

    /// <summary>Writes <paramref name="text"/> without the quotes around it.</summary>
    public static void Write(ref AsciiCursor to, scoped ReadOnlySpan<byte> text)
    {
        text = Clip(text);
        while (!text.IsEmpty)
        {
            int plain = text.IndexOfAnyExcept(Plain);
            if (plain < 0)
            {
                to.Text(text);
                return;
            }

            to.Text(text[..plain]);
            text = text[plain..];
            Rune.DecodeFromUtf8(text, out var rune, out int consumed);
            WriteRune(ref to, rune);
            text = text[consumed..];
        }
    }

    /// <summary>
    /// JSON without the separators of lines and paragraphs of Unicode: legal, but some programs end a line at them
    /// (Unicode, 5.8). They stand nowhere but in text, where they can be escaped.
    /// </summary>
    public static ReadOnlySpan<byte> WithoutSeparators(ReadOnlySpan<byte> json)
    {
        if (json.IndexOf("\u2028"u8) < 0 && json.IndexOf("\u2029"u8) < 0) return json;
        string text = Encoding.UTF8.GetString(json);
        return Encoding.UTF8.GetBytes(text.Replace("\u2028", "\\u2028").Replace("\u2029", "\\u2029"));
    }

    /// <summary>Whether <paramref name="text"/> needs no escaping.</summary>
    public static bool IsPlain(ReadOnlySpan<byte> text) => !text.ContainsAnyExcept(Plain);

    /// <summary>The start of <paramref name="text"/> that fits into a field, cut between characters.</summary>
    public static ReadOnlySpan<byte> Clip(ReadOnlySpan<byte> text)
    {
        if (text.Length <= MaxLength) return text;
        int length = MaxLength;
        // A UTF-8 character has at most three continuation bytes (RFC 3629, 3).
        while (length > MaxLength - 3 && (text[length] & 0xC0) == 0x80) length--;
        return text[..length];
    }

    private static void WriteRune(ref AsciiCursor to, Rune rune)
    {
        switch (rune.Value)
        {
            case '"': to.Text("\\\""u8); return;
            case '\\': to.Text("\\\\"u8); return;
            case '\n': to.Text("\\n"u8); return;
            case '\r': to.Text("\\r"u8); return;
            case '\t': to.Text("\\t"u8); return;
            // DEL and C1 are legal in JSON, but a terminal acts on them.
            case < 0x20 or (>= 0x7F and < 0xA0):
                to.Text("\\u00"u8);
                to.Hex([(byte)rune.Value]);
                return;
            // As in WithoutSeparators.
            case 0x2028: to.Text("\\u2028"u8); return;
            case 0x2029: to.Text("\\u2029"u8); return;
            default:
                to.Advance(rune.EncodeToUtf8(to.Rest));
                return;
        }
    }

    private static byte[] PlainBytes()
    {
        var bytes = new List<byte>();
        for (byte b = 0x20; b < 0x7F; b++)
        {
            if (b is not ((byte)'"' or (byte)'\\')) bytes.Add(b);
        }

        return [.. bytes];
    }
}
