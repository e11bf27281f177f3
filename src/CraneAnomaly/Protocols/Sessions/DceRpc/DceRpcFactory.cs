using CraneAnomaly.Capture;
using CraneAnomaly.Records;

namespace CraneAnomaly.Protocols.Sessions.DceRpc;

/// <summary>Recognises DCE/RPC on any port by a bind or its answer, and makes its readers.</summary>
internal sealed class DceRpcFactory<TSink>(SymbolTable symbols) : ProtocolFactory<TSink> where TSink : struct, IRecordSink
{
    private readonly int[] _names = [symbols.Intern("bind"), symbols.Intern("bind_ack"), symbols.Intern("alter_context"), symbols.Intern("auth")];

    /// <inheritdoc/>
    public override OtProtocol Protocol => OtProtocol.DceRpc;

    /// <inheritdoc/>
    public override byte Transport => 6;

    /// <inheritdoc/>
    public override ProbeResult Probe(ReadOnlySpan<byte> payload, in StreamContext context)
    {
        if (payload.IsEmpty) return ProbeResult.Unsure;
        if (payload[0] != 5 || (payload.Length > 1 && payload[1] > 1)) return ProbeResult.No;
        if (payload.Length > 2 && payload[2] is not (RpcInterfaces.Bind or RpcInterfaces.BindAcknowledge)) return ProbeResult.No;
        if (payload.Length < RpcInterfaces.HeaderBytes) return ProbeResult.Unsure;
        if (!RpcInterfaces.IsPdu(payload) || RpcInterfaces.Length(payload) is < 26 or > DceRpcReader.MostPdu) return ProbeResult.No;
        return payload[2] == RpcInterfaces.Bind ? ControllerPort.Decide(ProbeResult.Client, context) : ProbeResult.Server;
    }

    /// <inheritdoc/>
    public override ProtocolReader<TSink> Create() => new DceRpcReader<TSink>(_names);
}
