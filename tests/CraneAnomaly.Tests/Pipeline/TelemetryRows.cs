using System.Runtime.InteropServices;
using CraneAnomaly.Records;
using CraneAnomaly.Records.Signals;

namespace CraneAnomaly.Tests.Pipeline;

/// <summary>Rows of telemetry, or of registers, made by hand.</summary>
internal static class TelemetryRows
{
    public static void Give(
        DetectionPipeline pipeline, long ns, ushort input, OtProtocol protocol, string crane, params (string Name, double Value)[] values) =>
        Give(pipeline, ns, input, protocol, crane, SignalQuality.Good, values);

    public static void Give(
        DetectionPipeline pipeline, long ns, ushort input, OtProtocol protocol, string crane, SignalQuality quality,
        params ReadOnlySpan<(string Name, double Value)> values)
    {
        Span<SignalValue> signals = stackalloc SignalValue[values.Length];
        for (int i = 0; i < values.Length; i++)
        {
            Assert.True(SignalCatalog.TryFind(values[i].Name, out var signal));
            signals[i] = new() { Signal = signal, Number = values[i].Value, Quality = quality, Type = SignalCatalog.Type(signal) };
        }

        var payload = MemoryMarshal.AsBytes(signals);
        var flow = FlowIdentity.None;
        if (protocol != OtProtocol.Telemetry) (flow.Originator, flow.Responder) = (IpAddress.FromV4(0x0A010005), IpAddress.FromV4(0x0A01000B));
        var record = new OtRecord
        {
            TimestampNs = ns,
            Flow = -1,
            Input = input,
            Kind = RecordKind.Measurement,
            Protocol = protocol,
            Crane = pipeline.Symbols.Intern(crane),
            PayloadLength = (ushort)payload.Length,
        };
        pipeline.Process(record, new RecordBody(in flow, default, payload));
    }
}
