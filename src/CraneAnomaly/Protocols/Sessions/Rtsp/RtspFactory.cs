using CraneAnomaly.Capture;
using CraneAnomaly.Records;

namespace CraneAnomaly.Protocols.Sessions.Rtsp;

/// <summary>Recognises RTSP on any port, and makes its readers.</summary>
internal sealed class RtspFactory<TSink>(SymbolTable symbols) : ProtocolFactory<TSink> where TSink : struct, IRecordSink
{
    private readonly int[] _methods = [.. TextProtocol.Methods.Select(symbols.Intern)];

    /// <inheritdoc/>
    public override OtProtocol Protocol => OtProtocol.Rtsp;

    /// <inheritdoc/>
    public override byte Transport => 6;

    /// <inheritdoc/>
    public override ProbeResult Probe(ReadOnlySpan<byte> payload, in StreamContext context) =>
        ControllerPort.Decide(TextProtocol.Recognise(payload, "RTSP/"u8), context);

    /// <inheritdoc/>
    public override ProtocolReader<TSink> Create() => new RtspReader<TSink>(_methods);
}
