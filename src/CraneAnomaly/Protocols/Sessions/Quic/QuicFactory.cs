using CraneAnomaly.Capture;
using CraneAnomaly.Records;

namespace CraneAnomaly.Protocols.Sessions.Quic;

/// <summary>Recognises QUIC by its long header on any port, and makes its readers.</summary>
internal sealed class QuicFactory<TSink> : ProtocolFactory<TSink> where TSink : struct, IRecordSink
{
    /// <inheritdoc/>
    public override OtProtocol Protocol => OtProtocol.Quic;

    /// <inheritdoc/>
    public override byte Transport => 17;

    /// <inheritdoc/>
    public override ProbeResult Probe(ReadOnlySpan<byte> payload, in StreamContext context) =>
        !QuicHeader.TryRead(payload, out var header) ? ProbeResult.No : header.Version == 0 ? ProbeResult.Server : ProbeResult.Yes;

    /// <inheritdoc/>
    public override ProtocolReader<TSink> Create() => new QuicReader<TSink>();
}
