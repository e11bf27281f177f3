using CraneAnomaly.Detectors;
using CraneAnomaly.Records;
using CraneAnomaly.Tests.Pipeline;

namespace CraneAnomaly.Tests.Alerts;

/// <summary>Findings made by hand.</summary>
internal static class SampleFindings
{
    public const string Controller = "10.1.0.11 unit 1";

    public static Finding At(
        double seconds, string name = "command.first-seen", ulong scope = 1, int severity = 60, int confidence = 80,
        string detector = "first-seen", double score = 1, string asset = Controller, long? frame = null,
        ushort input = 0) => new()
        {
            Sketch = new(name, detector, new(1, scope), severity, confidence, score),
            Title = $"{name} of {severity}",
            Asset = asset,
            Evidence = Copy(seconds, frame ?? (long)(seconds * 10) + 1, input),
            Explanations = [new("client", "10.1.0.66", "10.1.0.5", 1)],
        };

    public static RecordCopy Copy(double seconds, long frame, ushort input = 0)
    {
        var flow = FlowIdentity.None;
        (flow.Originator, flow.OriginatorPort) = (IpAddress.FromV4(0x0A010042), 50_000);
        (flow.Responder, flow.ResponderPort) = (IpAddress.FromV4(0x0A01000B), 502);
        flow.IpProtocol = 6;
        var access = RegisterAccess.Empty;
        (access.Address, access.Quantity, access.Table) = (7, 1, RegisterTable.HoldingRegisters);
        (access.Values, access.ValueCount) = (ValueKind.Registers, 1);
        var record = new OtRecord
        {
            TimestampNs = CraneTraffic.StartNs + (long)(seconds * 1e9),
            Frame = frame,
            Input = input,
            Transaction = (uint)frame,
            Protocol = OtProtocol.Modbus,
            Kind = RecordKind.Request,
            FunctionCode = 6,
            Unit = 1,
            Flags = RecordFlags.Writes,
        };
        return new(record, new(in flow, RecordBody.HeadOf(in access), [1, 2]));
    }
}
