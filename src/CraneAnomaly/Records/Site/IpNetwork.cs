using System.Globalization;

namespace CraneAnomaly.Records.Site;

/// <summary>A network: the addresses that begin with the same bits (RFC 4632, 3.1; one address is one of all its bits).</summary>
/// <param name="Address">An address of it.</param>
/// <param name="Bits">How many bits count, of 128: those of IPv4 count 96 more.</param>
public readonly record struct IpNetwork(IpAddress Address, int Bits)
{
    /// <summary>Whether an address belongs to it.</summary>
    public bool Contains(IpAddress address)
    {
        ulong high = Mask(Bits), low = Mask(Bits - 64);
        return ((address.High ^ Address.High) & high) == 0 && ((address.Low ^ Address.Low) & low) == 0;
    }

    /// <summary>Reads <c>10.1.0.0/16</c>, <c>2001:db8::/32</c>, or one address.</summary>
    public static bool TryParse(string text, out IpNetwork network)
    {
        network = default;
        int slash = text.IndexOf('/');
        if (!IpAddress.TryParse(slash < 0 ? text : text.AsSpan(0, slash), out var address)) return false;
        int most = address.IsV4 ? 32 : 128, bits = most;
        if (slash >= 0 && (!int.TryParse(text.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out bits) || bits > most))
            return false;
        network = new(address, bits + 128 - most);
        return true;
    }

    internal static IpNetwork Read(SiteNode node) =>
        TryParse(node.String, out var network) ? network : throw node.Error("it is no network such as 10.1.0.0/16");

    private static ulong Mask(int bits) => bits <= 0 ? 0 : bits >= 64 ? ulong.MaxValue : ~(ulong.MaxValue >> bits);
}
