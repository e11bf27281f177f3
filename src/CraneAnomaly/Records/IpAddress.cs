using System.Buffers.Binary;
using System.Buffers.Text;
using System.Net;
using System.Runtime.CompilerServices;

namespace CraneAnomaly.Records;

/// <summary>
/// An IPv4 or IPv6 address as a value of 16 bytes, without a reference. IPv4 is held IPv4-mapped (RFC 4291, 2.5.5.2).
/// </summary>
public readonly record struct IpAddress(ulong High, ulong Low)
{
    private const ulong MappedPrefix = 0x0000_FFFF_0000_0000;
    private const int Groups = 8;

    /// <summary>Longest text, as for IPv6.</summary>
    public const int MaxTextLength = 45;

    /// <summary>Whether no address is known.</summary>
    public bool IsNone => High == 0 && Low == 0;

    /// <summary>Whether it is IPv4.</summary>
    public bool IsV4 => High == 0 && (Low & 0xFFFF_FFFF_0000_0000) == MappedPrefix;

    /// <summary>Whether it is multicast or the IPv4 limited broadcast.</summary>
    public bool IsMulticast => IsV4
        ? (uint)Low >> 28 == 14 || (uint)Low == uint.MaxValue
        : High >> 56 == 0xFF;

    /// <summary>Whether it is of a private, link-local or loopback range (RFC 1918, 3927, 4193, 4291).</summary>
    public bool IsPrivate
    {
        get
        {
            if (!IsV4) return High >> 57 == 0x7E || High >> 54 == 0x3FA || (High == 0 && Low == 1);
            uint v4 = (uint)Low;
            return v4 >> 24 is 10 or 127 || v4 >> 20 == 0xAC1 || v4 >> 16 is 0xC0A8 or 0xA9FE;
        }
    }

    /// <summary>From an IPv4 address in host order.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static IpAddress FromV4(uint value) => new(0, MappedPrefix | value);

    /// <summary>From 16 bytes in network order; the span must hold them.</summary>
    public static IpAddress ReadV6(ReadOnlySpan<byte> bytes) =>
        new(BinaryPrimitives.ReadUInt64BigEndian(bytes), BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]));

    /// <summary>Parses text such as <c>192.0.2.1</c> or <c>2001:db8::1</c>.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out IpAddress address)
    {
        address = default;
        if (!IPAddress.TryParse(text, out var parsed)) return false;
        Span<byte> bytes = stackalloc byte[16];
        if (!parsed.TryWriteBytes(bytes, out int written)) return false;
        address = written == 4 ? FromV4(BinaryPrimitives.ReadUInt32BigEndian(bytes)) : ReadV6(bytes);
        return true;
    }

    /// <summary>Writes the bytes in network order: 4 for IPv4, 16 for IPv6.</summary>
    public int WriteBytes(Span<byte> destination)
    {
        if (IsV4)
        {
            BinaryPrimitives.WriteUInt32BigEndian(destination, (uint)Low);
            return 4;
        }

        BinaryPrimitives.WriteUInt64BigEndian(destination, High);
        BinaryPrimitives.WriteUInt64BigEndian(destination[8..], Low);
        return 16;
    }

    /// <summary>Writes text (RFC 5952 for IPv6); needs <see cref="MaxTextLength"/> bytes.</summary>
    public int Format(Span<byte> destination)
    {
        if (!IsV4)
        {
            return FormatV6(destination);
        }

        int at = 0;
        for (int shift = 24; shift >= 0; shift -= 8)
        {
            uint part = (uint)Low >> shift & 0xFF;
            if (part >= 100) destination[at++] = (byte)('0' + part / 100);
            if (part >= 10) destination[at++] = (byte)('0' + part / 10 % 10);
            destination[at++] = (byte)('0' + part % 10);
            if (shift != 0) destination[at++] = (byte)'.';
        }

        return at;
    }

    // RFC 5952, 4: no leading zeros, lower case, and "::" for the first of the longest runs of two zeros or more.
    private int FormatV6(Span<byte> destination)
    {
        // 5: those that hold an IPv4 address end as it does.
        if ((High == 0 && (ushort)(Low >> 16) != 0 && (Low >> 32 is 0 or 0xFFFF or 0xFFFF_0000)) || (uint)(Low >> 32) == 0x5EFE)
        {
            Span<byte> bytes = stackalloc byte[16];
            WriteBytes(bytes);
            return new IPAddress(bytes).TryFormat(destination, out int written) ? written : 0;
        }

        int begin = -1, length = 1;
        for (int i = 0, run = 0; i < Groups; i++)
        {
            run = Group(i) == 0 ? run + 1 : 0;
            if (run > length) (begin, length) = (i - run + 1, run);
        }

        int at = 0;
        for (int i = 0; i < Groups; i++)
        {
            if (i == begin)
            {
                destination[at++] = (byte)':';
                if (i == 0) destination[at++] = (byte)':';
                i += length - 1;
                continue;
            }

            ushort group = Group(i);
            Utf8Formatter.TryFormat(group, destination[at..], out int digits, new('x'));
            at += digits;
            if (i < Groups - 1) destination[at++] = (byte)':';
        }

        return at;
    }

    private ushort Group(int index) => (ushort)((index < 4 ? High : Low) >> (48 - (16 * (index & 3))));

    /// <inheritdoc/>
    public override string ToString()
    {
        Span<byte> text = stackalloc byte[MaxTextLength];
        return System.Text.Encoding.ASCII.GetString(text[..Format(text)]);
    }
}
