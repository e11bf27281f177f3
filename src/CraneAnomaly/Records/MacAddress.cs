using System.Buffers.Binary;

namespace CraneAnomaly.Records;

/// <summary>A 48-bit hardware address (IEEE 802).</summary>
public readonly record struct MacAddress(ulong Value)
{
    /// <summary>Length of <c>aa:bb:cc:dd:ee:ff</c>.</summary>
    public const int TextLength = 17;

    /// <summary>Whether it is unknown (all zero).</summary>
    public bool IsNone => Value == 0;

    /// <summary>Whether it is a group address: broadcast or multicast.</summary>
    public bool IsGroup => (Value >> 40 & 1) != 0;

    /// <summary>Reads six bytes in network order; the span must hold them.</summary>
    public static MacAddress Read(ReadOnlySpan<byte> bytes) =>
        new((ulong)BinaryPrimitives.ReadUInt16BigEndian(bytes) << 32 | BinaryPrimitives.ReadUInt32BigEndian(bytes[2..]));

    /// <summary>Parses six pairs of hexadecimal digits with colons or dashes between them.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out MacAddress address)
    {
        address = default;
        if (text.Length != TextLength) return false;
        ulong value = 0;
        for (int i = 0; i < text.Length; i++)
        {
            if (i % 3 == 2)
            {
                if (text[i] is not (':' or '-')) return false;
                continue;
            }

            if (!char.IsAsciiHexDigit(text[i])) return false;
            value = value << 4 | (uint)(char.IsAsciiDigit(text[i]) ? text[i] - '0' : (text[i] | 0x20) - 'a' + 10);
        }

        address = new(value);
        return true;
    }

    /// <summary>Writes lower-case text with colons; <paramref name="destination"/> needs <see cref="TextLength"/> bytes.</summary>
    public int Format(Span<byte> destination)
    {
        ReadOnlySpan<byte> digits = "0123456789abcdef"u8;
        int at = 0;
        for (int shift = 40; shift >= 0; shift -= 8)
        {
            byte part = (byte)(Value >> shift);
            destination[at++] = digits[part >> 4];
            destination[at++] = digits[part & 15];
            if (shift != 0) destination[at++] = (byte)':';
        }

        return at;
    }

    /// <inheritdoc/>
    public override string ToString()
    {
        Span<byte> text = stackalloc byte[TextLength];
        return System.Text.Encoding.ASCII.GetString(text[..Format(text)]);
    }
}
