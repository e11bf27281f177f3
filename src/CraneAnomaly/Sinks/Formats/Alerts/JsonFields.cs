using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using CraneAnomaly.Records;

namespace CraneAnomaly.Sinks.Formats.Alerts;

/// <summary>
/// A JSON writer that is kept from alert to alert, and writes only what is there. Controls and the separators of
/// lines are escaped, half surrogates become U+FFFD.
/// </summary>
internal sealed class JsonFields
{
    private static readonly JsonWriterOptions Options = new()
    {
        Encoder = JavaScriptEncoder.Create(UnicodeRanges.All),
        SkipValidation = true,
    };

    private readonly ArrayBufferWriter<byte> _line = new(8192);
    private readonly Utf8JsonWriter _json;
    private char[] _chars = new char[512];
    private int _count;

    public JsonFields() => _json = new(_line, Options);

    public Utf8JsonWriter Json => _json;

    public void Start()
    {
        _line.ResetWrittenCount();
        _json.Reset(_line);
        _json.WriteStartObject();
    }

    /// <summary>Closes the object and hands it on as a line.</summary>
    public void End(IBufferWriter<byte> output)
    {
        _json.WriteEndObject();
        _json.Flush();
        output.Write(_line.WrittenSpan);
        output.Write("\n"u8);
    }

    public void Text(ReadOnlySpan<byte> name, string? value)
    {
        if (!string.IsNullOrEmpty(value)) _json.WriteString(name, Cut(value));
    }

    /// <summary>Writes a text that the receiver asks for, be it empty.</summary>
    public void Required(ReadOnlySpan<byte> name, string value) => _json.WriteString(name, Cut(value));

    public void List(ReadOnlySpan<byte> name, IReadOnlyList<string> values)
    {
        if (values.Count == 0) return;
        _json.WriteStartArray(name);
        for (int i = 0; i < values.Count; i++) _json.WriteStringValue(Cut(values[i]));
        _json.WriteEndArray();
    }

    public void Number(ReadOnlySpan<byte> name, double? value)
    {
        // JSON has no numbers that are none.
        if (value is { } number && double.IsFinite(number)) _json.WriteNumber(name, number);
    }

    public void Time(ReadOnlySpan<byte> name, long timestampNs, string form = UtcTime.Iso)
    {
        Span<byte> text = stackalloc byte[40];
        UtcTime.TryFormat(timestampNs, text, form, out int written);
        _json.WriteString(name, text[..written]);
    }

    public void Address(ReadOnlySpan<byte> name, IpAddress address)
    {
        if (address.IsNone) return;
        Span<byte> text = stackalloc byte[IpAddress.MaxTextLength];
        _json.WriteString(name, text[..address.Format(text)]);
    }

    public void Address(ReadOnlySpan<byte> name, MacAddress address, bool dashed = false)
    {
        if (address.IsNone) return;
        Span<byte> text = stackalloc byte[MacAddress.TextLength];
        address.Format(text);
        if (dashed)
        {
            for (int i = 0; i < text.Length; i++) text[i] = text[i] == ':' ? (byte)'-' : ToUpper(text[i]);
        }

        _json.WriteString(name, text);
    }

    public void AddressValue(IpAddress address)
    {
        if (address.IsNone) return;
        Span<byte> text = stackalloc byte[IpAddress.MaxTextLength];
        _json.WriteStringValue(text[..address.Format(text)]);
    }

    /// <summary>Starts a text that is put together of parts.</summary>
    public JsonFields Compose()
    {
        _count = 0;
        return this;
    }

    public JsonFields With(ReadOnlySpan<char> part)
    {
        if (_chars.Length - _count < part.Length) Array.Resize(ref _chars, Math.Max(_chars.Length * 2, _count + part.Length));
        part.CopyTo(_chars.AsSpan(_count));
        _count += part.Length;
        return this;
    }

    public JsonFields With(double value)
    {
        Span<char> text = stackalloc char[32];
        value.TryFormat(text, out int written, "R", CultureInfo.InvariantCulture);
        return With(text[..written]);
    }

    public JsonFields With(IReadOnlyList<string> parts, ReadOnlySpan<char> separator)
    {
        for (int i = 0; i < parts.Count; i++)
        {
            if (i > 0) With(separator);
            With(parts[i]);
        }

        return this;
    }

    /// <summary>Writes what was put together.</summary>
    public void As(ReadOnlySpan<byte> name) => _json.WriteString(name, Cut(_chars.AsSpan(0, _count)));

    /// <summary>As <see cref="AlertJsonWriter.MaxText"/> has it: so many bytes of UTF-8, cut between characters.</summary>
    private static ReadOnlySpan<char> Cut(ReadOnlySpan<char> text)
    {
        const int Max = AlertJsonWriter.MaxText;
        if (text.Length <= Max / 3 || (text.Length <= Max && Encoding.UTF8.GetByteCount(text) <= Max)) return text;
        int bytes = 0, end = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            bytes += rune.Utf8SequenceLength;
            if (bytes > Max) break;
            end += rune.Utf16SequenceLength;
        }

        return text[..end];
    }

    private static byte ToUpper(byte digit) => digit is >= (byte)'a' and <= (byte)'f' ? (byte)(digit - 32) : digit;
}
