using CraneAnomaly.Records;

namespace CraneAnomaly.Tests.Protocols.Sessions.Vpn;

/// <summary>The begin of IKE version 2 behind NAT, as RFC 7296, 3.1 and RFC 3948, 2.2 have it.</summary>
public sealed class VpnVectors : SessionVectors
{
    public override string Folder => "Vpn";

    public override OtProtocol Protocol => OtProtocol.Vpn;

    public override ushort ServerPort => 4500;

    public override int MostHeldBytes => 0;

    public override bool IsDatagram => true;

    public override IReadOnlyList<ProtocolMessage> Dialogue { get; } =
    [
        new(false, [0, 0, 0, 0, .. VpnTests.Ike(0x20, 34, 0x08, [43, 0, 0, 8, 1, 2, 3, 4, 43, 0, 0, 7, 0xAB, 0xCD, 0xEF, 0, 0, 0, 6, 9, 9])]),
        new(true, [0, 0, 0, 0, .. VpnTests.Ike(0x20, 34, 0x20, [0, 0, 0, 8, 1, 2, 3, 4])]),
    ];

    public override IReadOnlyList<string> Records { get; } =
        ["session service=ike version=2 exchange=sa_init vendor_ids=abcdef,0909 answered=T"];
}
