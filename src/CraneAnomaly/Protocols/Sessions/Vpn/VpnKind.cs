namespace CraneAnomaly.Protocols.Sessions.Vpn;

/// <summary>Kinds of tunnels.</summary>
internal enum VpnKind : byte
{
    None,
    Ike,
    IkeBehindNat,
    EspBehindNat,
    WireGuard,
    OpenVpn,
    L2tp,
}
