using System.Buffers.Binary;
using CraneAnomaly.Records;
using CraneAnomaly.Records.Facts;

namespace CraneAnomaly.Protocols.Sessions.Dns;

/// <summary>Writes the data of a record as text (RFC 1035, 3.3, and the RFC of each type), as Zeek does.</summary>
internal static class DnsAnswer
{
    /// <summary>Writes it.</summary>
    /// <param name="message">The whole message.</param>
    /// <param name="type">The type.</param>
    /// <param name="at">Where the data begins.</param>
    /// <param name="length">Bytes of the data, all of which are there.</param>
    /// <param name="text">Where to.</param>
    /// <returns>False for data that contradict the type.</returns>
    public static bool TryWrite(ReadOnlySpan<byte> message, ushort type, int at, int length, ref TextRoom text)
    {
        var data = message.Slice(at, length);
        switch (type)
        {
            case 1:
                if (length != 4) return false;
                text.AddIpv4(data);
                return true;
            case 28:
                if (length != 16) return false;
                text.Add(IpAddress.ReadV6(data));
                return true;
            case 2 or 5 or 6 or 12 or 39:
                return TryAddName(message, at, at + length, ref text);
            case 15:
                return length > 2 && TryAddName(message, at + 2, at + length, ref text);
            case 33:
                return length > 6 && TryAddName(message, at + 6, at + length, ref text);
            case 16 or 99:
                return TryAddStrings(data, type == 16 ? "TXT " : "SPF ", ref text);
            case 43 when length >= 4:
                text.Add("DS ");
                text.AddNumber(data[2]);
                text.Add((byte)' ');
                text.AddNumber(data[3]);
                return true;
            case 44 when length > 2:
                text.Add("SSHFP: ");
                text.AddHex(data[2..]);
                return true;
            case 46 when length > 18:
                text.Add("RRSIG ");
                text.AddNumber(BinaryPrimitives.ReadUInt16BigEndian(data));
                text.Add((byte)' ');
                return TryAddName(message, at + 18, at + length, ref text);
            case 48 when length > 3:
                text.Add("DNSKEY ");
                text.AddNumber(data[3]);
                return true;
            case 50:
                text.Add("NSEC3");
                return true;
            case 51:
                text.Add("NSEC3PARAM");
                return true;
            default:
                text.Add(DnsNames.Type(type) ?? "type");
                text.Add((byte)' ');
                if (DnsNames.Type(type) is null)
                {
                    text.AddNumber(type);
                    text.Add((byte)' ');
                }

                text.AddNumber(length);
                return true;
        }
    }

    private static bool TryAddName(ReadOnlySpan<byte> message, int at, int end, ref TextRoom text)
    {
        Span<byte> name = stackalloc byte[DnsName.MostBytes];
        if (!DnsName.TryRead(message, ref at, name, out int length) || at > end) return false;
        text.Add(length == 0 ? "<Root>"u8 : name[..length]);
        return true;
    }

    // 3.3.14: strings with their lengths.
    private static bool TryAddStrings(ReadOnlySpan<byte> data, string name, ref TextRoom text)
    {
        bool first = true;
        while (!data.IsEmpty)
        {
            int length = data[0];
            if (length > data.Length - 1) return false;
            if (!first) text.Add((byte)' ');
            first = false;
            text.Add(name);
            text.AddNumber(length);
            text.Add((byte)' ');
            text.Add(data.Slice(1, length));
            data = data[(1 + length)..];
        }

        return true;
    }
}
