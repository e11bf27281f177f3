using CraneAnomaly.Capture;
using CraneAnomaly.Protocols.Modbus;
using CraneAnomaly.Protocols.Sessions.DceRpc;
using CraneAnomaly.Protocols.Sessions.Dhcp;
using CraneAnomaly.Protocols.Sessions.Dns;
using CraneAnomaly.Protocols.Sessions.Dtls;
using CraneAnomaly.Protocols.Sessions.Http;
using CraneAnomaly.Protocols.Sessions.Mqtt;
using CraneAnomaly.Protocols.Sessions.Ntp;
using CraneAnomaly.Protocols.Sessions.Quic;
using CraneAnomaly.Protocols.Sessions.Rdp;
using CraneAnomaly.Protocols.Sessions.Rfb;
using CraneAnomaly.Protocols.Sessions.Rtsp;
using CraneAnomaly.Protocols.Sessions.Smb;
using CraneAnomaly.Protocols.Sessions.Ssh;
using CraneAnomaly.Protocols.Sessions.Telnet;
using CraneAnomaly.Protocols.Sessions.Tls;
using CraneAnomaly.Protocols.Sessions.Vpn;
using CraneAnomaly.Records;

namespace CraneAnomaly.Protocols;

/// <summary>The protocols that are read: a list that survives trimming; tests compare it with the folders.</summary>
internal static class ProtocolCatalog
{
    /// <summary>One factory a protocol and transport, in the order in which they are asked.</summary>
    public static ProtocolFactory<TSink>[] Create<TSink>(Limits limits, SymbolTable symbols)
        where TSink : struct, IRecordSink =>
    [
        new ModbusFactory<TSink>(limits, symbols),
        new RdpFactory<TSink>(),
        new RfbFactory<TSink>(),
        new SshFactory<TSink>(),
        new TlsFactory<TSink>(),
        new DnsFactory<TSink>(symbols, 17),
        new DnsFactory<TSink>(symbols, 6),
        new HttpFactory<TSink>(symbols),
        new RtspFactory<TSink>(symbols),
        new TelnetFactory<TSink>(),
        new MqttFactory<TSink>(symbols),
        new SmbFactory<TSink>(symbols),
        new DceRpcFactory<TSink>(symbols),
        new DhcpFactory<TSink>(symbols),
        new NtpFactory<TSink>(symbols),
        new VpnFactory<TSink>(17),
        new VpnFactory<TSink>(6),
        new QuicFactory<TSink>(),
        new DtlsFactory<TSink>(),
    ];
}
