using System.Buffers.Binary;
using System.Text;
using CraneAnomaly.Records.Facts;

namespace CraneAnomaly.Protocols.Sessions.Tls.Certificates;

/// <summary>
/// Writes whom a certificate is of as RFC 4514 has it: the last part first, commas between parts, plus signs inside of
/// one. What is no ASCII is written in hexadecimal digits behind a backslash, as OpenSSL and so Zeek do.
/// </summary>
internal static class DistinguishedName
{
    private const int MostParts = 32;

    private const byte Utf8String = 12;
    private const byte T61String = 20;
    private const byte UniversalString = 28;
    private const byte BmpString = 30;

    /// <summary>Writes the sequence of parts; what does not fit is left out.</summary>
    public static ReadOnlySpan<byte> Write(ReadOnlySpan<byte> name, Span<byte> room)
    {
        Span<Range> parts = stackalloc Range[MostParts];
        int count = 0;
        var rest = name;
        while (count < MostParts && Der.TryTake(ref rest, Der.Set, out var part))
        {
            int end = name.Length - rest.Length;
            parts[count++] = (end - part.Length)..end;
        }

        var text = new TextRoom(room);
        for (int i = count - 1; i >= 0; i--)
        {
            text.Separate();
            var part = name[parts[i]];
            for (bool first = true; Der.TryTake(ref part, Der.Sequence, out var attribute); first = false)
            {
                if (!first) text.Add((byte)'+');
                Write(attribute, ref text);
            }
        }

        return text.Written;
    }

    private static void Write(ReadOnlySpan<byte> attribute, ref TextRoom text)
    {
        if (!Der.TryTake(ref attribute, Der.ObjectIdentifier, out var id) || !Der.TryTake(ref attribute, out byte tag, out var value, out var whole))
            return;
        string? name = Name(id);
        if (name is not null) text.Add(name);
        else WriteIdentifier(id, ref text);
        text.Add((byte)'=');
        if (name is null || !IsText(tag))
        {
            text.Add((byte)'#');
            text.AddHex(whole, upper: true);
            return;
        }

        int width = tag switch { BmpString => 2, UniversalString => 4, _ => 1 };
        Span<byte> utf8 = stackalloc byte[4];
        for (int at = 0; at + width <= value.Length; at += width)
        {
            bool isFirst = at == 0, isLast = at + (2 * width) > value.Length;
            if (width == 1 && tag != T61String)
            {
                Escape(value[at], isFirst, isLast, ref text);
                continue;
            }

            uint code = width switch { 1 => value[at], 2 => BinaryPrimitives.ReadUInt16BigEndian(value[at..]), _ => BinaryPrimitives.ReadUInt32BigEndian(value[at..]) };
            int length = (Rune.TryCreate(code, out var rune) ? rune : Rune.ReplacementChar).EncodeToUtf8(utf8);
            for (int i = 0; i < length; i++) Escape(utf8[i], isFirst, isLast, ref text);
        }
    }

    // RFC 4514, 2.4
    private static void Escape(byte value, bool isFirst, bool isLast, ref TextRoom text)
    {
        if (value is < 0x20 or >= 0x7F)
        {
            text.Add((byte)'\\');
            text.AddHex([value], upper: true);
            return;
        }

        bool special = value is (byte)',' or (byte)'+' or (byte)'"' or (byte)'\\' or (byte)'<' or (byte)'>' or (byte)';'
            || (value == (byte)'#' && isFirst) || (value == (byte)' ' && (isFirst || isLast));
        if (special) text.Add((byte)'\\');
        text.Add(value);
    }

    // UTF8, Numeric, Printable, T61, IA5, Visible, Universal, BMP.
    private static bool IsText(byte tag) => tag is Utf8String or 18 or 19 or T61String or 22 or 26 or UniversalString or BmpString;

    // X.690, 8.19
    private static void WriteIdentifier(ReadOnlySpan<byte> id, ref TextRoom text)
    {
        long value = 0;
        bool isFirst = true;
        foreach (byte part in id[..Math.Min(id.Length, 32)])
        {
            value = (value & 0x00FF_FFFF_FFFF_FFFF) << 7 | (uint)(part & 0x7F);
            if ((part & 0x80) != 0) continue;
            if (isFirst)
            {
                long first = Math.Min(value / 40, 2);
                text.AddNumber(first);
                value -= first * 40;
            }

            text.Add((byte)'.');
            text.AddNumber(value);
            (value, isFirst) = (0, false);
        }
    }

    // Names as OpenSSL has them; those of X.520 are 2.5.4.
    private static string? Name(ReadOnlySpan<byte> id)
    {
        if (id.Length == 3 && id[0] == 0x55 && id[1] == 4) return AttributeName(id[2]);
        if (id.SequenceEqual(Email)) return "emailAddress";
        if (id.SequenceEqual(UnstructuredName)) return "unstructuredName";
        if (id.SequenceEqual(DomainComponent)) return "DC";
        if (id.SequenceEqual(UserId)) return "UID";
        if (id.Length == Jurisdiction.Length + 1 && id.StartsWith(Jurisdiction))
            return id[^1] switch { 1 => "jurisdictionL", 2 => "jurisdictionST", 3 => "jurisdictionC", _ => null };
        return null;
    }

    private static ReadOnlySpan<byte> Email => [0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 1, 9, 1];

    private static ReadOnlySpan<byte> UnstructuredName => [0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 1, 9, 2];

    private static ReadOnlySpan<byte> DomainComponent => [0x09, 0x92, 0x26, 0x89, 0x93, 0xF2, 0x2C, 0x64, 1, 25];

    private static ReadOnlySpan<byte> UserId => [0x09, 0x92, 0x26, 0x89, 0x93, 0xF2, 0x2C, 0x64, 1, 1];

    private static ReadOnlySpan<byte> Jurisdiction => [0x2B, 6, 1, 4, 1, 0x82, 0x37, 60, 2, 1];

    private static string? AttributeName(byte number) => number switch
    {
        3 => "CN",
        4 => "SN",
        5 => "serialNumber",
        6 => "C",
        7 => "L",
        8 => "ST",
        9 => "street",
        10 => "O",
        11 => "OU",
        12 => "title",
        13 => "description",
        15 => "businessCategory",
        16 => "postalAddress",
        17 => "postalCode",
        18 => "postOfficeBox",
        20 => "telephoneNumber",
        41 => "name",
        42 => "GN",
        43 => "initials",
        44 => "generationQualifier",
        46 => "dnQualifier",
        65 => "pseudonym",
        97 => "organizationIdentifier",
        _ => null,
    };
}
