using CraneAnomaly.Capture;
using CraneAnomaly.Records;

namespace CraneAnomaly.Protocols.Sessions.Mqtt;

/// <summary>Recognises MQTT on any port, and makes its readers.</summary>
internal sealed class MqttFactory<TSink>(SymbolTable symbols) : ProtocolFactory<TSink> where TSink : struct, IRecordSink
{
    private readonly int[] _types = [.. MqttPacket.Types.Select(symbols.Intern)];

    /// <inheritdoc/>
    public override OtProtocol Protocol => OtProtocol.Mqtt;

    /// <inheritdoc/>
    public override byte Transport => 6;

    /// <inheritdoc/>
    public override ProbeResult Probe(ReadOnlySpan<byte> payload, in StreamContext context) =>
        ControllerPort.Decide(MqttPacket.Recognise(payload), context);

    /// <inheritdoc/>
    public override ProtocolReader<TSink> Create() => new MqttReader<TSink>(_types);
}
