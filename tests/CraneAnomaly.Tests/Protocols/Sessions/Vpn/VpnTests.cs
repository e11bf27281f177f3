using System.Buffers.Binary;
using System.Text;
using CraneAnomaly.Capture;
using CraneAnomaly.Protocols;
using CraneAnomaly.Records;

namespace CraneAnomaly.Tests.Protocols.Sessions.Vpn;

/// <summary>How each tunnel begins, from its own specification.</summary>
public class VpnTests
{
    private static readonly byte[] Session = [1, 2, 3, 4, 5, 6, 7, 8];

    public static TheoryData<string, byte, ushort, byte[], string> Begins => new()
    {
        { "IKEv1 main mode", 17, 500, Ike(0x10, 2, 0, [0, 0, 0, 8, 1, 2, 3, 4], next: 13), "service=ike version=1 exchange=main vendor_ids=01020304 answered=F" },
        { "IKE on another port", 17, 9999, Ike(0x20, 34, 8, [0, 0, 0, 4], next: 0), "service=ike version=2 exchange=sa_init answered=F" },
        { "ESP in UDP", 17, 4500, [1, 2, 3, 4, 0, 0, 0, 9, .. new byte[40]], "service=esp-in-udp answered=F" },
        { "WireGuard", 17, 51820, [1, 0, 0, 0, .. new byte[144]], "service=wireguard answered=F" },
        { "OpenVPN", 17, 1194, [0x38, .. Session, 0, 0, 0, 0, 0], "service=openvpn answered=F" },
        { "OpenVPN with a code, elsewhere", 17, 7000, [0x38, .. Session, .. Enumerable.Repeat((byte)0x55, 20), 0, 0, 0, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0], "service=openvpn answered=F" },
        { "OpenVPN over TCP", 6, 443, [0, 14, 0x38, .. Session, 0, 0, 0, 0, 0], "service=openvpn answered=F" },
        { "L2TP", 17, 1701, L2tp(), "service=l2tp exchange=start_request host_name=modem vendor=Router Inc answered=F" },
        { "PPTP", 6, 1723, Pptp(), "host_name=modem vendor=Router Inc service=pptp answered=F" },
    };

    [Theory, MemberData(nameof(Begins))]
    public void Begin_IsRecognised_AndNoOtherProtocolTakesIt(string name, byte transport, ushort port, byte[] bytes, string facts)
    {
        Assert.NotEmpty(name);
        var identity = FlowIdentity.None;
        (identity.OriginatorPort, identity.ResponderPort) = (49_152, port);
        var found = ProtocolCatalog.Create<FactText.Sink>(Limits.Default, new()).Where(f => f.Transport == transport
            && f.Probe(bytes, new(ref identity)) is not (ProbeResult.No or ProbeResult.Unsure)).ToList();
        Assert.Equal(OtProtocol.Vpn, Assert.Single(found).Protocol);

        var lines = new List<string>();
        var driver = new StreamDriver<FactText.Sink>(found[0].Create()) { Sink = new(lines), ResponderPort = port };
        driver.Send(false, bytes);
        driver.End();
        Assert.Equal(["session " + facts], lines);
    }

    [Theory, MemberData(nameof(Begins))]
    public void Prefixes_AreNotTaken(string name, byte transport, ushort port, byte[] bytes, string facts)
    {
        // On their own ports, some are known by less than all.
        Assert.NotEmpty(name + facts);
        if (port is 4500 or 1194) return;
        var identity = FlowIdentity.None;
        (identity.OriginatorPort, identity.ResponderPort) = (49_152, port);
        foreach (var factory in ProtocolCatalog.Create<FactText.Sink>(Limits.Default, new()).Where(f => f.Transport == transport && f.Protocol == OtProtocol.Vpn))
        {
            int enough = name == "PPTP" ? 10 : bytes.Length;
            for (int length = 0; length < enough; length++)
                Assert.True(factory.Probe(bytes.AsSpan(0, length), new(ref identity)) is ProbeResult.No or ProbeResult.Unsure, $"{name} {length}");
        }
    }

    internal static byte[] Ike(byte version, byte exchange, byte flags, byte[] payloads, byte next = 33)
    {
        byte[] message = [.. Session, 0, 0, 0, 0, 0, 0, 0, 0, next, version, exchange, flags, 0, 0, 0, 0, 0, 0, 0, 0, .. payloads];
        BinaryPrimitives.WriteInt32BigEndian(message.AsSpan(24), message.Length);
        return message;
    }

    private static byte[] L2tp()
    {
        byte[] message =
        [
            0xC8, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x80, 8, 0, 0, 0, 0, 0, 1, 0x80, 11, 0, 0, 0, 7, .. "modem"u8, 0, 16, 0, 0, 0, 8, .. "Router Inc"u8,
        ];
        message[3] = (byte)message.Length;
        return message;
    }

    private static byte[] Pptp()
    {
        byte[] message = [0, 156, 0, 1, 0x1A, 0x2B, 0x3C, 0x4D, 0, 1, .. new byte[146]];
        Encoding.ASCII.GetBytes("modem").CopyTo(message, 28);
        Encoding.ASCII.GetBytes("Router Inc").CopyTo(message, 92);
        return message;
    }
}
