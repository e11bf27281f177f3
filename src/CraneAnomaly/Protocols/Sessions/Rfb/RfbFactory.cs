using System.Buffers;
using CraneAnomaly.Capture;
using CraneAnomaly.Records;

namespace CraneAnomaly.Protocols.Sessions.Rfb;

/// <summary>Recognises VNC on any port, and makes its readers.</summary>
internal sealed class RfbFactory<TSink> : ProtocolFactory<TSink> where TSink : struct, IRecordSink
{
    /// <inheritdoc/>
    public override OtProtocol Protocol => OtProtocol.Rfb;

    /// <inheritdoc/>
    public override byte Transport => 6;

    /// <inheritdoc/>
    public override ProbeResult Probe(ReadOnlySpan<byte> payload, in StreamContext context) =>
        RfbVersion.TryRead(payload, out _, out _) switch
        {
            // RFC 6143, 7.1.1: the server speaks first.
            OperationStatus.Done => ProbeResult.Server,
            OperationStatus.NeedMoreData => ProbeResult.Unsure,
            _ => ProbeResult.No,
        };

    /// <inheritdoc/>
    public override ProtocolReader<TSink> Create() => new RfbReader<TSink>();
}
