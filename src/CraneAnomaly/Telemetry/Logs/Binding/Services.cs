using CraneAnomaly.Records;
using CraneAnomaly.Telemetry.Logs.Text;

namespace CraneAnomaly.Telemetry.Logs.Binding;

/// <summary>What sensors call the protocols of a flow.</summary>
internal static class Services
{
    /// <summary>The protocol that a list of services comes to: what is carried inside of another says more than the other.</summary>
    public static OtProtocol Of(ReadOnlySpan<byte> list)
    {
        var best = OtProtocol.Unknown;
        while (LogValues.TryNext(ref list, out var name))
        {
            var found = One(name);
            if (Rank(found) > Rank(best)) best = found;
        }

        return best;
    }

    private static int Rank(OtProtocol protocol) => protocol switch
    {
        OtProtocol.Unknown => 0,
        OtProtocol.Tls => 1,
        OtProtocol.Modbus => 5,
        _ when protocol.IsRemoteAccess() => 4,
        OtProtocol.Http => 2,
        _ => 3,
    };

    private static OtProtocol One(ReadOnlySpan<byte> name) => name switch
    {
        _ when name.SequenceEqual("modbus"u8) => OtProtocol.Modbus,
        _ when name.SequenceEqual("ssl"u8) || name.SequenceEqual("tls"u8) || name.SequenceEqual("quic"u8) => OtProtocol.Tls,
        _ when name.SequenceEqual("dns"u8) || name.SequenceEqual("mdns"u8) => OtProtocol.Dns,
        _ when name.SequenceEqual("ssh"u8) => OtProtocol.Ssh,
        _ when name.SequenceEqual("rdp"u8) || name.SequenceEqual("rdpeudp"u8) => OtProtocol.Rdp,
        _ when name.SequenceEqual("rfb"u8) => OtProtocol.Rfb,
        _ when name.SequenceEqual("telnet"u8) => OtProtocol.Telnet,
        _ when name.SequenceEqual("dhcp"u8) => OtProtocol.Dhcp,
        _ when name.SequenceEqual("http"u8) || name.SequenceEqual("websocket"u8) => OtProtocol.Http,
        _ when name.SequenceEqual("mqtt"u8) => OtProtocol.Mqtt,
        _ when name.SequenceEqual("smb"u8) => OtProtocol.Smb,
        _ when name.SequenceEqual("dce_rpc"u8) || name.SequenceEqual("dcerpc"u8) => OtProtocol.DceRpc,
        _ when name.SequenceEqual("ntp"u8) => OtProtocol.Ntp,
        _ when name.SequenceEqual("ike"u8) || name.SequenceEqual("ipsec"u8) || name.SequenceEqual("openvpn"u8)
            || name.SequenceEqual("wireguard"u8) || name.StartsWith("spicy_ipsec"u8) || name.StartsWith("spicy_openvpn"u8)
            || name.StartsWith("spicy_wireguard"u8) => OtProtocol.Vpn,
        _ => OtProtocol.Unknown,
    };
}
