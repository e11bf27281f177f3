using System.Buffers;
using CraneAnomaly.Capture;
using CraneAnomaly.Records;

namespace CraneAnomaly.Protocols.Sessions.Ssh;

/// <summary>Recognises SSH on any port, and makes its readers.</summary>
internal sealed class SshFactory<TSink> : ProtocolFactory<TSink> where TSink : struct, IRecordSink
{
    /// <inheritdoc/>
    public override OtProtocol Protocol => OtProtocol.Ssh;

    /// <inheritdoc/>
    public override byte Transport => 6;

    /// <inheritdoc/>
    public override ProbeResult Probe(ReadOnlySpan<byte> payload, in StreamContext context) =>
        SshIdentification.TryRecognise(payload) switch
        {
            // RFC 4253, 4.2: both sides begin alike, and neither has to wait.
            OperationStatus.Done => ProbeResult.Yes,
            OperationStatus.NeedMoreData => ProbeResult.Unsure,
            _ => ProbeResult.No,
        };

    /// <inheritdoc/>
    public override ProtocolReader<TSink> Create() => new SshReader<TSink>();
}
