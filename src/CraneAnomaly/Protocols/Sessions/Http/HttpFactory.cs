using CraneAnomaly.Capture;
using CraneAnomaly.Records;

namespace CraneAnomaly.Protocols.Sessions.Http;

/// <summary>Recognises HTTP/1 on any port, and makes its readers.</summary>
internal sealed class HttpFactory<TSink>(SymbolTable symbols) : ProtocolFactory<TSink> where TSink : struct, IRecordSink
{
    private readonly int[] _methods = [.. TextProtocol.Methods.Select(symbols.Intern)];

    /// <inheritdoc/>
    public override OtProtocol Protocol => OtProtocol.Http;

    /// <inheritdoc/>
    public override byte Transport => 6;

    /// <inheritdoc/>
    public override ProbeResult Probe(ReadOnlySpan<byte> payload, in StreamContext context) =>
        ControllerPort.Decide(TextProtocol.Recognise(payload, "HTTP/1."u8), context);

    /// <inheritdoc/>
    public override ProtocolReader<TSink> Create() => new HttpReader<TSink>(_methods);
}
