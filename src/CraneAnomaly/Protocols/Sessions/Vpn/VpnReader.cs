using System.Buffers;
using CraneAnomaly.Capture;
using CraneAnomaly.Records;
using CraneAnomaly.Records.Facts;

namespace CraneAnomaly.Protocols.Sessions.Vpn;

/// <summary>Reads the first message of a tunnel, and whether it is answered; what is inside is passed over.</summary>
internal sealed class VpnReader<TSink>(bool isStream) : SessionReader<TSink> where TSink : struct, IRecordSink
{
    private bool _begun;
    private bool _fromResponder;
    private bool _answered;

    /// <inheritdoc/>
    public override OtProtocol Protocol => OtProtocol.Vpn;

    /// <inheritdoc/>
    protected override int MostHeldBytes => isStream ? PptpMessage.Bytes : 0;

    /// <inheritdoc/>
    protected override void Forget() => (_begun, _fromResponder, _answered) = (false, false, false);

    /// <inheritdoc/>
    protected override OperationStatus ReadMessage(ReadOnlySpan<byte> bytes, in StreamContext context, out int consumed)
    {
        consumed = bytes.Length;
        if (_begun)
        {
            if (context.FromResponder == _fromResponder) return OperationStatus.Done;
            _answered = true;
            Finish();
            return OperationStatus.Done;
        }

        if (!isStream)
        {
            Begin(context);
            TellDatagram(bytes, context.Identity.ResponderPort);
            return OperationStatus.Done;
        }

        if (PptpMessage.Recognise(bytes) != ProbeResult.No)
        {
            var status = PptpMessage.TryTell(bytes, Facts, out consumed);
            if (status != OperationStatus.Done) return status;
            Facts.Add(Fact.Service, "pptp");
        }
        else
        {
            Facts.Add(Fact.Service, "openvpn");
        }

        Begin(context);
        return OperationStatus.Done;
    }

    /// <inheritdoc/>
    protected override void Conclude() => Facts.Add(Fact.Answered, _answered);

    private void Begin(in StreamContext context) => (_begun, _fromResponder) = (true, context.FromResponder);

    private void TellDatagram(ReadOnlySpan<byte> bytes, ushort port)
    {
        var kind = VpnHandshake.Recognise(bytes, port).Kind;
        Facts.Add(Fact.Service, kind switch
        {
            VpnKind.Ike or VpnKind.IkeBehindNat => "ike",
            VpnKind.EspBehindNat => "esp-in-udp",
            VpnKind.WireGuard => "wireguard",
            VpnKind.OpenVpn => "openvpn",
            VpnKind.L2tp => "l2tp",
            _ => "unknown",
        });
        if (kind == VpnKind.IkeBehindNat) bytes = bytes[4..];
        if (kind is VpnKind.Ike or VpnKind.IkeBehindNat && IkeMessage.TryRead(bytes, out var ike)) ike.Tell(Facts);
        if (kind == VpnKind.L2tp) L2tpMessage.Tell(bytes, Facts);
    }
}
