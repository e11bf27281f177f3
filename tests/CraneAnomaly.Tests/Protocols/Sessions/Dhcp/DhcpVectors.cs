using CraneAnomaly.Records;

namespace CraneAnomaly.Tests.Protocols.Sessions.Dhcp;

/// <summary>A lease, as RFC 2131, 3.1 and RFC 2132 have it.</summary>
public sealed class DhcpVectors : SessionVectors
{
    public override string Folder => "Dhcp";

    public override OtProtocol Protocol => OtProtocol.Dhcp;

    public override ushort ServerPort => 67;

    public override int MostHeldBytes => 0;

    public override bool IsDatagram => true;

    public override IReadOnlyList<ProtocolMessage> Dialogue { get; } =
    [
        new(false,
        [
            .. Fixed(1, 0x11223344, [0, 0, 0, 0], [0, 0, 0, 0]), .. Option(53, 3), .. Option(50, 10, 0, 0, 9), .. Option(12, [.. "modem-3"u8]),
            .. Option(60, [.. "udhcp 1.36"u8]), .. Option(61, 1, 0xAA, 0xBB, 0xCC, 1, 2, 3), .. Option(55, 1, 3, 6, 42),
            .. Option(81, [0, 0, 0, .. "modem-3.port"u8]), 0, 0, .. Option(77, [.. "lte"u8]), 255,
        ]),
        new(true,
        [
            .. Fixed(2, 0x11223344, [0, 0, 0, 0], [10, 0, 0, 9]), .. Option(53, 5), .. Option(54, 10, 0, 0, 1), .. Option(51, 0, 0, 0x0E, 0x10),
            .. Option(1, 255, 255, 255, 0), .. Option(3, 10, 0, 0, 1, 10, 0, 0, 2), .. Option(6, 192, 0, 2, 53), .. Option(15, [.. "port.example"u8]), 255,
        ]),
        new(true, [.. Fixed(2, 5, [10, 0, 0, 7], [0, 0, 0, 0]), .. Option(53, 6), .. Option(56, [.. "no"u8]), 12, 200, 1]), // an option beyond the end
    ];

    public override IReadOnlyList<string> Records { get; } =
    [
        "request trans_id=287454020 mac=aa:bb:cc:01:02:03 requested_addr=10.0.0.9 host_name=modem-3 vendor_class=udhcp 1.36 client_id=01aabbcc010203 "
            + "param_list=1,3,6,42 client_fqdn=modem-3.port user_class=lte",
        "response trans_id=287454020 mac=aa:bb:cc:01:02:03 assigned_addr=10.0.0.9 server_addr=10.0.0.1 lease_time=3600 subnet_mask=255.255.255.0 "
            + "routers=10.0.0.1,10.0.0.2 dns_servers=192.0.2.53 domain=port.example",
        "response trans_id=5 mac=aa:bb:cc:01:02:03 client_addr=10.0.0.7 message=no",
    ];

    private static byte[] Fixed(byte operation, uint transaction, byte[] client, byte[] assigned) =>
    [
        operation, 1, 6, 0, (byte)(transaction >> 24), (byte)(transaction >> 16), (byte)(transaction >> 8), (byte)transaction,
        0, 0, 0, 0, .. client, .. assigned, 0, 0, 0, 0, 0, 0, 0, 0, 0xAA, 0xBB, 0xCC, 1, 2, 3, .. new byte[10], .. new byte[192], 99, 130, 83, 99,
    ];

    private static byte[] Option(byte number, params byte[] value) => [number, (byte)value.Length, .. value];
}
