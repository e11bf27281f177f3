using CraneAnomaly.Fuzz.Targets.Baselines;
using CraneAnomaly.Fuzz.Targets.Captures;
using CraneAnomaly.Fuzz.Targets.Telemetry;

namespace CraneAnomaly.Fuzz.Targets;

/// <summary>Every target. One line each.</summary>
internal static class TargetCatalog
{
    public static IReadOnlyList<IFuzzTarget> All { get; } =
    [
        new PcapTarget(),
        new PcapngTarget(),
        new GzipTarget(),
        new PacketTarget(),
        new ModbusTarget(),
        new ModbusReaderTarget(),
        new RecoveryTarget(),
        new RecordJsonTarget(),
        new AlertJsonTarget(),
        new StateTarget(),
        new ReferenceTarget(),
        new ModelTarget(),
        new BaselineTarget(),
        new AddressTarget(),
        new CsvTarget(),
        new JsonTarget(),
        new SparkplugTarget(),
    ];

    /// <summary>The target of a name, the hidden canary included, or null.</summary>
    public static IFuzzTarget? Find(string name) =>
        name == CanaryTarget.TargetName ? new CanaryTarget() : All.FirstOrDefault(t => t.Name == name);
}
