using CraneAnomaly.Capture;
using CraneAnomaly.Records;

namespace CraneAnomaly.Protocols.Sessions.Vpn;

/// <summary>Recognises tunnels by their handshakes, and makes their readers.</summary>
/// <param name="transport">17 or 6.</param>
internal sealed class VpnFactory<TSink>(byte transport) : ProtocolFactory<TSink> where TSink : struct, IRecordSink
{
    private const byte Tcp = 6;

    /// <inheritdoc/>
    public override OtProtocol Protocol => OtProtocol.Vpn;

    /// <inheritdoc/>
    public override byte Transport => transport;

    /// <inheritdoc/>
    public override ProbeResult Probe(ReadOnlySpan<byte> payload, in StreamContext context)
    {
        ushort port = context.Identity.ResponderPort;
        if (transport != Tcp) return VpnHandshake.Recognise(payload, port).Found;
        if (payload.IsEmpty) return ProbeResult.Unsure;

        // PPTP and OpenVPN over streams begin with two bytes of length, which are small.
        if (payload[0] != 0) return ProbeResult.No;
        var pptp = PptpMessage.Recognise(payload);
        if (pptp is not ProbeResult.No) return ControllerPort.Decide(pptp, context);
        if (payload.Length < 3) return ProbeResult.Unsure;
        int length = payload[1];
        return payload.Length == 2 + length ? ControllerPort.Decide(VpnHandshake.OpenVpn(payload[2..], port), context) : ProbeResult.No;
    }

    /// <inheritdoc/>
    public override ProtocolReader<TSink> Create() => new VpnReader<TSink>(transport == Tcp);
}
