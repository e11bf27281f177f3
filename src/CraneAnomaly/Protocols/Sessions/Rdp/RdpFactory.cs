using CraneAnomaly.Capture;
using CraneAnomaly.Records;

namespace CraneAnomaly.Protocols.Sessions.Rdp;

/// <summary>Recognises remote desktop on any port, and makes its readers.</summary>
internal sealed class RdpFactory<TSink> : ProtocolFactory<TSink> where TSink : struct, IRecordSink
{
    private const ushort RegisteredPort = 3389;

    /// <inheritdoc/>
    public override OtProtocol Protocol => OtProtocol.Rdp;

    /// <inheritdoc/>
    public override byte Transport => 6;

    /// <inheritdoc/>
    public override ProbeResult Probe(ReadOnlySpan<byte> payload, in StreamContext context) =>
        ControllerPort.Decide(X224Connection.Recognise(payload, context.Identity.ResponderPort == RegisteredPort), context);

    /// <inheritdoc/>
    public override ProtocolReader<TSink> Create() => new RdpReader<TSink>();
}
