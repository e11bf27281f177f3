using System.Buffers.Binary;
using CraneAnomaly.Capture;
using CraneAnomaly.Records.Facts;

namespace CraneAnomaly.Protocols.Sessions.Vpn;

/// <summary>A message of IKE, version 1 (RFC 2408, 3.1) or 2 (RFC 7296, 3.1): both have one header.</summary>
internal readonly ref struct IkeMessage
{
    private const int HeaderBytes = 28;
    private const int MostPayloads = 32;

    private readonly ReadOnlySpan<byte> _bytes;

    private IkeMessage(ReadOnlySpan<byte> bytes) => _bytes = bytes;

    /// <summary>Who sends it; once both cookies are there, version 1 does not say so.</summary>
    public ProbeResult Sender => (IsTwo, IsTwo ? (_bytes[19] & 0x20) != 0 : _bytes[8..16].ContainsAnyExcept((byte)0)) switch
    {
        (_, false) => ProbeResult.Client,
        (true, true) => ProbeResult.Server,
        _ => ProbeResult.Yes,
    };

    private bool IsTwo => _bytes[17] >> 4 == 2;

    /// <summary>Reads the header; the length in it is that of the datagram.</summary>
    public static bool TryRead(ReadOnlySpan<byte> source, out IkeMessage message)
    {
        message = default;
        if (source.Length < HeaderBytes || source[17] is not (0x10 or 0x20) || BinaryPrimitives.ReadUInt32BigEndian(source[24..]) != source.Length
            || !source[..8].ContainsAnyExcept((byte)0))
            return false;
        message = new(source);
        return message.Exchange is not null;
    }

    private string? Exchange => (IsTwo, _bytes[18]) switch
    {
        (false, 2) => "main",
        (false, 4) => "aggressive",
        (false, 5) => "informational",
        (false, 32) => "quick",
        (true, 34) => "sa_init",
        (true, 35) => "auth",
        (true, 36) => "create_child_sa",
        (true, 37) => "informational",
        _ => null,
    };

    /// <summary>Adds what it says.</summary>
    public void Tell(FactWriter facts)
    {
        facts.Add(Fact.Version, IsTwo ? "2" : "1");
        facts.Add(Fact.Exchange, Exchange!);

        // 3.2: each payload names the next, and has its length; what identifies programs stands in the clear.
        int vendor = IsTwo ? 43 : 13, next = _bytes[16];
        bool isEncrypted = !IsTwo && (_bytes[19] & 1) != 0;
        var text = new TextRoom(stackalloc byte[FactWriter.MostBytes]);
        var rest = _bytes[HeaderBytes..];
        for (int i = 0; i < MostPayloads && next != 0 && !isEncrypted && rest.Length >= 4; i++)
        {
            int length = BinaryPrimitives.ReadUInt16BigEndian(rest[2..]);
            if (length < 4 || length > rest.Length) break;
            if (next == vendor)
            {
                text.Separate();
                text.AddHex(rest[4..Math.Min(length, 24)]);
            }

            next = rest[0];
            rest = rest[length..];
        }

        facts.Add(Fact.VendorIds, text.Written);
    }
}
