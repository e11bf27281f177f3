using System.Buffers.Binary;
using CraneAnomaly.Records.Facts;

namespace CraneAnomaly.Protocols.Sessions.Vpn;

/// <summary>A control message of L2TP, which is a list of values with their numbers (RFC 2661, 4.1 and 4.4).</summary>
internal static class L2tpMessage
{
    private const int HeaderBytes = 12;
    private const int ValueHeadBytes = 6;
    private const ushort Type = 0, HostName = 7, VendorName = 8;
    private const ushort Reply = 2;

    /// <summary>Whether it is the answer to the first message.</summary>
    public static bool IsReply(ReadOnlySpan<byte> message) => message.Length >= HeaderBytes + ValueHeadBytes + 2
        && BinaryPrimitives.ReadUInt16BigEndian(message[(HeaderBytes + ValueHeadBytes)..]) == Reply;

    /// <summary>Adds what the client says of itself.</summary>
    public static void Tell(ReadOnlySpan<byte> message, FactWriter facts)
    {
        bool host = false, vendor = false, exchange = false;
        for (var rest = message[Math.Min(HeaderBytes, message.Length)..]; rest.Length >= ValueHeadBytes;)
        {
            int length = BinaryPrimitives.ReadUInt16BigEndian(rest) & 0x3FF;
            if (length < ValueHeadBytes || length > rest.Length) return;
            var value = rest[ValueHeadBytes..length];
            bool isIetf = BinaryPrimitives.ReadUInt16BigEndian(rest[2..]) == 0;
            switch (isIetf ? BinaryPrimitives.ReadUInt16BigEndian(rest[4..]) : ushort.MaxValue)
            {
                case Type when value.Length == 2 && !exchange:
                    exchange = true;
                    facts.Add(Fact.Exchange, BinaryPrimitives.ReadUInt16BigEndian(value) switch { 1 => "start_request", 2 => "start_reply", _ => "control" });
                    break;
                case HostName when !host:
                    host = true;
                    facts.Add(Fact.HostName, value);
                    break;
                case VendorName when !vendor:
                    vendor = true;
                    facts.Add(Fact.Vendor, value);
                    break;
            }

            rest = rest[length..];
        }
    }
}
