using System.Buffers.Binary;
using CraneAnomaly.Records.Facts;

namespace CraneAnomaly.Protocols.Sessions.Dhcp;

/// <summary>A message: fixed fields, a number that marks DHCP, and options (RFC 2131, 2; RFC 2132).</summary>
internal readonly ref struct DhcpMessage
{
    /// <summary>Names of the types of messages, in records (RFC 2132, 9.6; RFC 3203; RFC 4388); the last for all others.</summary>
    public static readonly string[] Types =
    [
        "bootp", "discover", "offer", "request", "decline", "ack", "nak", "release", "inform", "force_renew", "lease_query",
        "lease_unassigned", "lease_unknown", "lease_active", "unknown",
    ];

    private const int FixedBytes = 240;
    private const int AddressedBytes = 34;
    private const byte Padding = 0;
    private const byte End = 255;

    private readonly ReadOnlySpan<byte> _bytes;

    private DhcpMessage(ReadOnlySpan<byte> bytes) => _bytes = bytes;

    public bool IsReply => _bytes[0] == 2;

    public uint Transaction => BinaryPrimitives.ReadUInt32BigEndian(_bytes[4..]);

    // RFC 2131, 3
    private static ReadOnlySpan<byte> Mark => [99, 130, 83, 99];

    /// <summary>Reads the fixed fields.</summary>
    public static bool TryRead(ReadOnlySpan<byte> source, out DhcpMessage message)
    {
        message = default;
        if (source.Length < FixedBytes || source[0] is not (1 or 2) || source[2] > 16 || !source[236..FixedBytes].SequenceEqual(Mark)) return false;
        message = new(source);
        return true;
    }

    /// <summary>Reads as much of the fixed fields as the capture has kept: enough to know whom the message is of.</summary>
    public static bool TryReadCut(ReadOnlySpan<byte> source, out DhcpMessage message)
    {
        message = default;
        if (source.Length is < AddressedBytes or >= FixedBytes || source[0] is not (1 or 2) || source[1] != 1 || source[2] != 6) return false;
        message = new(source);
        return true;
    }

    /// <summary>Adds what it says.</summary>
    /// <returns>The type of the message, 0 for none.</returns>
    public byte Tell(FactWriter facts, out bool isWhole)
    {
        facts.Add(Fact.TransactionId, (long)Transaction);
        if (_bytes[1] == 1 && _bytes[2] == 6)
        {
            var text = new TextRoom(stackalloc byte[32]);
            text.AddHardware(_bytes[28..]);
            facts.Add(Fact.Hardware, text.Written);
        }

        TellAddress(Fact.ClientAddress, _bytes[12..], facts);
        TellAddress(Fact.AssignedAddress, _bytes[16..], facts);
        TellAddress(Fact.Relay, _bytes[24..], facts);
        byte type = 0;
        UInt128 told = 0;
        isWhole = true;
        if (_bytes.Length < FixedBytes) return type;
        for (var rest = _bytes[FixedBytes..]; !rest.IsEmpty && rest[0] != End;)
        {
            if (rest[0] == Padding)
            {
                rest = rest[1..];
                continue;
            }

            if (rest.Length < 2 || rest[1] > rest.Length - 2)
            {
                isWhole = false;
                break;
            }

            byte option = rest[0];
            var value = rest.Slice(2, rest[1]);
            rest = rest[(2 + rest[1])..];

            // What is too long for one goes on in another of the same number (RFC 3396); the first part is told.
            if (option >= 128 || (told >> option & 1) != 0) continue;
            told |= UInt128.One << option;
            if (option == 53 && value.Length == 1) type = value[0];
            else TellOption(option, value, facts);
        }

        return type;
    }

    private static void TellOption(byte option, ReadOnlySpan<byte> value, FactWriter facts)
    {
        switch (option)
        {
            case 1:
                TellAddresses(Fact.SubnetMask, value, facts);
                break;
            case 3:
                TellAddresses(Fact.Routers, value, facts);
                break;
            case 6:
                TellAddresses(Fact.NameServers, value, facts);
                break;
            case 12:
                facts.Add(Fact.HostName, value.TrimEnd((byte)0));
                break;
            case 15:
                facts.Add(Fact.Domain, value.TrimEnd((byte)0));
                break;
            case 50:
                TellAddresses(Fact.RequestedAddress, value, facts);
                break;
            case 51 when value.Length == 4:
                facts.Add(Fact.LeaseTime, (long)BinaryPrimitives.ReadUInt32BigEndian(value));
                break;
            case 54:
                TellAddresses(Fact.ServerAddress, value, facts);
                break;
            case 55:
                TellNumbers(value, facts);
                break;
            case 56:
                facts.Add(Fact.Message, value.TrimEnd((byte)0));
                break;
            case 60:
                facts.Add(Fact.VendorClass, value.TrimEnd((byte)0));
                break;
            case 61 when value.Length > 1:
                TellIdentifier(value, facts);
                break;
            case 77:
                facts.Add(Fact.UserClass, value);
                break;
            case 81 when value.Length > 3 && (value[0] & 4) == 0:
                // RFC 4702, 2: flags and two results, then the name as text unless a flag says that it is in labels.
                facts.Add(Fact.ClientDomainName, value[3..]);
                break;
        }
    }

    // 9.14: a type, 0 for no hardware address.
    private static void TellIdentifier(ReadOnlySpan<byte> value, FactWriter facts)
    {
        var text = new TextRoom(stackalloc byte[FactWriter.MostBytes]);
        if (value[0] == 0 && !value[1..].ContainsAnyExceptInRange((byte)' ', (byte)'~')) text.Add(value[1..]);
        else text.AddHex(value);
        facts.Add(Fact.ClientId, text.Written);
    }

    private static void TellNumbers(ReadOnlySpan<byte> value, FactWriter facts)
    {
        var text = new TextRoom(stackalloc byte[FactWriter.MostBytes]);
        foreach (byte number in value)
        {
            text.Separate();
            text.AddNumber(number);
        }

        facts.Add(Fact.ParameterList, text.Written);
    }

    private static void TellAddress(Fact fact, ReadOnlySpan<byte> address, FactWriter facts)
    {
        if (address[..4].ContainsAnyExcept((byte)0)) TellAddresses(fact, address[..4], facts);
    }

    private static void TellAddresses(Fact fact, ReadOnlySpan<byte> addresses, FactWriter facts)
    {
        var text = new TextRoom(stackalloc byte[FactWriter.MostBytes]);
        for (; addresses.Length >= 4; addresses = addresses[4..])
        {
            text.Separate();
            text.AddIpv4(addresses);
        }

        facts.Add(fact, text.Written);
    }
}
