using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Text;
using CraneAnomaly.Records;

namespace CraneAnomaly.Sinks.Formats.Alerts;

/// <summary>What has to be escaped in a text format.</summary>
internal enum TextRule
{
    /// <summary>Implementing ArcSight CEF, v27, header: <c>|</c> and <c>\</c> escaped, no line end.</summary>
    CefHeader,

    /// <summary>The same, extension: <c>=</c> and <c>\</c> escaped, line ends as <c>\r</c> and <c>\n</c>.</summary>
    CefValue,

    /// <summary>LEEF 2.0 has no escapes: the tab that separates becomes a blank, as other controls do.</summary>
    Leef,

    /// <summary>RFC 5424, 6.3.3: <c>"</c>, <c>\</c> and <c>]</c> escaped.</summary>
    SyslogValue,
}

/// <summary>
/// Collects a line of UTF-8. Control characters, those of C1 and the separators of lines and paragraphs too, become
/// blanks where the format has no escape for them, and half surrogates U+FFFD: one alert is one line.
/// </summary>
internal sealed class TextBuffer
{
    private const string Printable =
        " !#$%&'()*+,-./0123456789:;<>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[^_`abcdefghijklmnopqrstuvwxyz{}~";

    private static readonly SearchValues<char>[] Plain =
    [
        SearchValues.Create(Printable + "=\"]"),
        SearchValues.Create(Printable + "|\"]"),
        SearchValues.Create(Printable + "=\"]\\|"),
        SearchValues.Create(Printable + "=|"),
    ];

    private byte[] _bytes = new byte[2048];
    private int _length;

    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, _length);

    public void Clear() => _length = 0;

    public void Raw(scoped ReadOnlySpan<byte> text)
    {
        text.CopyTo(Room(text.Length));
        _length += text.Length;
    }

    public void Prepend(scoped ReadOnlySpan<byte> bytes)
    {
        Room(bytes.Length);
        _bytes.AsSpan(0, _length).CopyTo(_bytes.AsSpan(bytes.Length));
        bytes.CopyTo(_bytes);
        _length += bytes.Length;
    }

    public void Number(long value)
    {
        Utf8Formatter.TryFormat(value, Room(20), out int written);
        _length += written;
    }

    public void Number(double value)
    {
        value.TryFormat(Room(32), out int written, "R", CultureInfo.InvariantCulture);
        _length += written;
    }

    /// <summary>A key with all that stands before its value, and the number.</summary>
    public void Pair(ReadOnlySpan<byte> key, long value)
    {
        Raw(key);
        Number(value);
    }

    /// <summary>The same; nothing for a number that is not known.</summary>
    public void Pair(ReadOnlySpan<byte> key, double? value)
    {
        if (value is not { } number || !double.IsFinite(number)) return;
        Raw(key);
        Number(number);
    }

    /// <summary>The same; nothing for an address that is not known.</summary>
    public void Pair(ReadOnlySpan<byte> key, MacAddress address)
    {
        if (address.IsNone) return;
        Raw(key);
        Address(address);
    }

    /// <summary>The same for several texts in one value; nothing for none.</summary>
    public void Pair(ReadOnlySpan<byte> key, IReadOnlyList<string> texts, ReadOnlySpan<byte> separator, int max, TextRule rule)
    {
        for (int i = 0; i < texts.Count; i++)
        {
            Raw(i == 0 ? key : separator);
            Text(texts[i], max, rule);
        }
    }

    public void Time(long timestampNs, string form)
    {
        UtcTime.TryFormat(timestampNs, Room(40), form, out int written);
        _length += written;
    }

    public void Address(IpAddress address) => _length += address.Format(Room(IpAddress.MaxTextLength));

    public void Address(MacAddress address) => _length += address.Format(Room(MacAddress.TextLength));

    /// <summary>Writes text, cut to <paramref name="max"/> UTF-16 units before it is escaped.</summary>
    public void Text(ReadOnlySpan<char> text, int max, TextRule rule)
    {
        text = Cut(text, max);
        if (rule is TextRule.CefValue or TextRule.CefHeader) text = Trim(text);
        while (!text.IsEmpty)
        {
            int plain = text.IndexOfAnyExcept(Plain[(int)rule]);
            if (plain < 0) plain = text.Length;
            _length += Encoding.ASCII.GetBytes(text[..plain], Room(plain));
            text = text[plain..];
            if (text.IsEmpty) return;
            Rune.DecodeFromUtf16(text, out var rune, out int consumed);
            Special(rune, rule);
            text = text[consumed..];
        }
    }

    /// <summary>Writes a header field of syslog: printable ASCII without blanks, a dash where there is nothing.</summary>
    public void SyslogName(ReadOnlySpan<char> text, int max)
    {
        if (text.IsEmpty) Raw("-"u8);
        var room = Room(max);
        int length = Math.Min(text.Length, max);
        for (int i = 0; i < length; i++) room[i] = text[i] is > ' ' and < (char)0x7F ? (byte)text[i] : (byte)'_';
        _length += length;
    }

    /// <summary>The start of a text that has at most that many UTF-16 units, cut between characters.</summary>
    public static ReadOnlySpan<char> Cut(ReadOnlySpan<char> text, int max)
    {
        if (text.Length <= max) return text;
        return char.IsHighSurrogate(text[max - 1]) && char.IsLowSurrogate(text[max]) ? text[..(max - 1)] : text[..max];
    }

    // What would be a blank at either end, too.
    private static ReadOnlySpan<char> Trim(ReadOnlySpan<char> text)
    {
        while (!text.IsEmpty && IsBlank(text[0])) text = text[1..];
        while (!text.IsEmpty && IsBlank(text[^1])) text = text[..^1];
        return text;
    }

    private static bool IsBlank(char c) => char.IsWhiteSpace(c) || char.IsControl(c);

    private void Special(Rune rune, TextRule rule)
    {
        switch (rune.Value)
        {
            case '\r' when rule == TextRule.CefValue: Raw("\\r"u8); return;
            case '\n' when rule == TextRule.CefValue: Raw("\\n"u8); return;
            case < 0x20 or (>= 0x7F and < 0xA0) or 0x2028 or 0x2029: Raw(" "u8); return;
            case < 0x7F:
                Raw("\\"u8);
                break;
        }

        _length += rune.EncodeToUtf8(Room(4));
    }

    private Span<byte> Room(int size)
    {
        if (_bytes.Length - _length < size) Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, _length + size));
        return _bytes.AsSpan(_length);
    }
}

/// <summary>Event time as text in the form a receiver asks for.</summary>
internal static class UtcTime
{
    /// <summary>RFC 3339 with milliseconds.</summary>
    public const string Iso = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";

    public static bool TryFormat(long timestampNs, Span<byte> to, string form, out int written) =>
        new DateTime(DateTime.UnixEpoch.Ticks + Math.DivRem(timestampNs, 100).Quotient, DateTimeKind.Utc)
            .TryFormat(to, out written, form, CultureInfo.InvariantCulture);

    /// <summary>Milliseconds since 1970, as OCSF, CEF and LEEF count.</summary>
    public static long Milliseconds(long timestampNs) => timestampNs / 1_000_000;
}
