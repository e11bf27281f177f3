using System.Buffers.Binary;
using CraneAnomaly.Capture;

namespace CraneAnomaly.Protocols.Sessions.Vpn;

/// <summary>How the datagrams of tunnels begin.</summary>
internal static class VpnHandshake
{
    private const ushort IkeNatPort = 4500;
    private const ushort WireGuardPort = 51820;
    private const ushort OpenVpnPort = 1194;

    /// <summary>Which tunnel a datagram is of, and who sends it.</summary>
    public static (VpnKind Kind, ProbeResult Found) Recognise(ReadOnlySpan<byte> source, ushort port)
    {
        if (source.Length < 14) return (VpnKind.None, ProbeResult.No);
        if (IkeMessage.TryRead(source, out var ike)) return (VpnKind.Ike, ike.Sender);

        // RFC 3948, 2.2: four zeros tell IKE from ESP where both use one port.
        if (BinaryPrimitives.ReadUInt32BigEndian(source) == 0 && IkeMessage.TryRead(source[4..], out ike)) return (VpnKind.IkeBehindNat, ike.Sender);
        if (port == IkeNatPort && IsEsp(source)) return (VpnKind.EspBehindNat, ProbeResult.Yes);
        var found = WireGuard(source, port);
        if (found != ProbeResult.No) return (VpnKind.WireGuard, found);
        found = L2tp(source);
        if (found != ProbeResult.No) return (VpnKind.L2tp, found);
        found = OpenVpn(source, port);
        return found != ProbeResult.No ? (VpnKind.OpenVpn, found) : (VpnKind.None, ProbeResult.No);
    }

    /// <summary>
    /// The reset with which OpenVPN begins (its protocol, "network protocol"): operation and key, session, with or without a
    /// code and a time for protection, nothing acknowledged, and packet 0.
    /// </summary>
    public static ProbeResult OpenVpn(ReadOnlySpan<byte> source, ushort port)
    {
        const int Plain = 14, Client2 = 7, Server2 = 8, Client3 = 10;
        if (source.Length < Plain || (source[0] & 7) != 0) return ProbeResult.No;
        int operation = source[0] >> 3;
        if (operation is not (Client2 or Server2 or Client3)) return ProbeResult.No;
        bool isClient = operation != Server2;

        // Codes of MD5, SHA-1, SHA-256 and SHA-512, and eight bytes of number and time.
        bool isSized = source.Length is Plain or Plain + 24 or Plain + 28 or Plain + 40 or Plain + 72;
        bool begins = isClient && isSized && !source[^5..].ContainsAnyExcept((byte)0) && source[1..9].ContainsAnyExcept((byte)0);
        if (begins) return ProbeResult.Client;
        return port == OpenVpnPort ? Side(!isClient) : ProbeResult.No;
    }

    private static ProbeResult Side(bool isServer) => isServer ? ProbeResult.Server : ProbeResult.Client;

    // RFC 4303, 2: an index above those that are reserved, and a number that begins at 1.
    private static bool IsEsp(ReadOnlySpan<byte> source) =>
        source.Length >= 32 && BinaryPrimitives.ReadUInt32BigEndian(source) > 255 && source[4] == 0;

    // The protocol's paper, 5.4: the first two messages have fixed lengths; what follows has a multiple of 16.
    private static ProbeResult WireGuard(ReadOnlySpan<byte> source, ushort port)
    {
        if (source[1] != 0 || source[2] != 0 || source[3] != 0) return ProbeResult.No;
        return (source[0], source.Length) switch
        {
            (1, 148) => ProbeResult.Client,
            (2, 92) => ProbeResult.Server,
            (4, >= 32) when port == WireGuardPort && source.Length % 16 == 0 => ProbeResult.Yes,
            _ => ProbeResult.No,
        };
    }

    // RFC 2661, 3.1: a control message of version 2 with length and numbers.
    private static ProbeResult L2tp(ReadOnlySpan<byte> source) =>
        source[0] == 0xC8 && source[1] == 2 && BinaryPrimitives.ReadUInt16BigEndian(source[2..]) == source.Length
            ? L2tpMessage.IsReply(source) ? ProbeResult.Server : ProbeResult.Client
            : ProbeResult.No;
}
