using System.Text;
using CraneAnomaly.Fuzz.Engine;
using CraneAnomaly.Records;

namespace CraneAnomaly.Fuzz.Targets;

/// <summary>Addresses: from text and from 16 bytes, and back to text (RFC 4291, 2.2; RFC 5952, 4).</summary>
internal sealed class AddressTarget : IFuzzTarget
{
    public string Name => "address";

    public IReadOnlyList<byte[]> Seeds { get; } =
    [
        [.. "192.0.2.1"u8],
        [.. "2001:db8::8:800:200c:417a"u8],
        [.. "::ffff:192.0.2.128"u8],
        [.. "fe80::1%2"u8],
        [.. "::"u8],
        [0x20, 0x01, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1],
    ];

    public ReadOnlySpan<byte> InterestingBytes => "0123456789abcdefABCDEFx.:%[]/ "u8;

    public LengthField LengthField => new(2, BigEndian: true, 0);

    public void Execute(ReadOnlySpan<byte> input)
    {
        if (input.Length >= 16) RoundTrip(IpAddress.ReadV6(input));

        Span<char> text = stackalloc char[256];
        if (input.Length > text.Length) return;
        // Latin-1 maps every byte to one character, so that no input is rejected before it reaches the parser.
        int length = Encoding.Latin1.GetChars(input, text);
        if (IpAddress.TryParse(text[..length], out var address)) RoundTrip(address);
    }

    private static void RoundTrip(IpAddress address)
    {
        Span<byte> text = stackalloc byte[IpAddress.MaxTextLength];
        int length = address.Format(text);
        Oracle.Require(length > 0, "an address has a text");

        Span<char> again = stackalloc char[IpAddress.MaxTextLength];
        Encoding.ASCII.GetChars(text[..length], again);
        Oracle.Require(IpAddress.TryParse(again[..length], out var parsed), "O7: a formatted address parses");
        Oracle.Require(parsed == address, "O7: an address survives its text");

        Span<byte> bytes = stackalloc byte[16];
        int width = address.WriteBytes(bytes);
        Oracle.Require(width == (address.IsV4 ? 4 : 16), "an address is 4 or 16 bytes");
    }
}
