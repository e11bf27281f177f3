using CraneAnomaly.Capture;
using CraneAnomaly.Records;

namespace CraneAnomaly.Protocols.Sessions.Dtls;

/// <summary>Recognises DTLS on any port, and makes its readers.</summary>
internal sealed class DtlsFactory<TSink> : ProtocolFactory<TSink> where TSink : struct, IRecordSink
{
    /// <inheritdoc/>
    public override OtProtocol Protocol => OtProtocol.Dtls;

    /// <inheritdoc/>
    public override byte Transport => 17;

    /// <inheritdoc/>
    public override ProbeResult Probe(ReadOnlySpan<byte> payload, in StreamContext context) =>
        !DtlsHello.TryRead(payload, out var hello) ? ProbeResult.No : hello.IsClient ? ProbeResult.Client : ProbeResult.Server;

    /// <inheritdoc/>
    public override ProtocolReader<TSink> Create() => new DtlsReader<TSink>();
}
