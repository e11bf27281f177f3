using System.Text;

namespace CraneAnomaly.Sinks.Formats.Zeek;

/// <summary>
/// Escapes strings as Zeek's ASCII writer does: separators and what cannot be printed as <c>\xNN</c>, a backslash
/// doubled, valid UTF-8 as it is, and a first character escaped where the whole would read as a reserved word.
/// </summary>
internal static class ZeekText
{
    /// <summary>Most bytes written for one byte of text.</summary>
    public const int MaxExpansion = 4;

    private static ReadOnlySpan<byte> Unset => "-"u8;

    private static ReadOnlySpan<byte> Empty => "(empty)"u8;

    /// <summary>Writes one string field.</summary>
    public static void Write(ref AsciiCursor to, scoped ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty)
        {
            to.Text(Empty);
            return;
        }

        if (text.SequenceEqual(Unset) || text.SequenceEqual(Empty))
        {
            Escape(ref to, text[0]);
            to.Text(text[1..]);
            return;
        }

        while (!text.IsEmpty)
        {
            int consumed = 1;
            byte first = text[0];
            if (first == (byte)'\\')
            {
                to.Text("\\\\"u8);
            }
            else if (first is >= 0x20 and < 0x7F)
            {
                to.Byte(first);
            }
            else if (first >= 0x80 && Rune.DecodeFromUtf8(text, out var rune, out consumed) ==
                     System.Buffers.OperationStatus.Done && !Rune.IsControl(rune))
            {
                to.Text(text[..consumed]);
            }
            else
            {
                foreach (byte b in text[..consumed]) Escape(ref to, b);
            }

            text = text[consumed..];
        }
    }

    private static void Escape(ref AsciiCursor to, byte value)
    {
        to.Text("\\x"u8);
        to.Hex([value]);
    }
}
