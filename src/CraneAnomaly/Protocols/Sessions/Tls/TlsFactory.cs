using CraneAnomaly.Capture;
using CraneAnomaly.Records;

namespace CraneAnomaly.Protocols.Sessions.Tls;

/// <summary>Recognises TLS on any port, and makes its readers.</summary>
internal sealed class TlsFactory<TSink> : ProtocolFactory<TSink> where TSink : struct, IRecordSink
{
    private readonly TlsFragments _fragments = new();

    /// <inheritdoc/>
    public override OtProtocol Protocol => OtProtocol.Tls;

    /// <inheritdoc/>
    public override byte Transport => 6;

    /// <inheritdoc/>
    public override ProbeResult Probe(ReadOnlySpan<byte> payload, in StreamContext context) =>
        ControllerPort.Decide(TlsRecord.Recognise(payload), context);

    /// <inheritdoc/>
    public override ProtocolReader<TSink> Create() => new TlsReader<TSink>(_fragments);
}
