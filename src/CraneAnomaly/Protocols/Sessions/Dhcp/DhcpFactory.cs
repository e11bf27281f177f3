using CraneAnomaly.Capture;
using CraneAnomaly.Records;

namespace CraneAnomaly.Protocols.Sessions.Dhcp;

/// <summary>Recognises DHCP on any port, and makes its readers.</summary>
internal sealed class DhcpFactory<TSink>(SymbolTable symbols) : ProtocolFactory<TSink> where TSink : struct, IRecordSink
{
    private const ushort ServerPort = 67;

    private readonly int[] _types = [.. DhcpMessage.Types.Select(symbols.Intern)];

    /// <inheritdoc/>
    public override OtProtocol Protocol => OtProtocol.Dhcp;

    /// <inheritdoc/>
    public override byte Transport => 17;

    /// <inheritdoc/>
    public override ProbeResult Probe(ReadOnlySpan<byte> payload, in StreamContext context)
    {
        bool onPort = context.Identity.ResponderPort == ServerPort || context.Identity.OriginatorPort == ServerPort;
        if (!DhcpMessage.TryRead(payload, out var message)
            && !(onPort && context.CutBytes > 0 && DhcpMessage.TryReadCut(payload, out message)))
            return ProbeResult.No;
        return message.IsReply ? ProbeResult.Server : ProbeResult.Client;
    }

    /// <inheritdoc/>
    public override ProtocolReader<TSink> Create() => new DhcpReader<TSink>(_types);
}
