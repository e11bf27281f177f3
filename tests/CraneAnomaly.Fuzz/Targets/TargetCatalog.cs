namespace CraneAnomaly.Fuzz.Targets;

/// <summary>Every target. One line each.</summary>
internal static class TargetCatalog
{
    public static IReadOnlyList<IFuzzTarget> All { get; } =
    [
        new PcapTarget(),
        new PcapngTarget(),
        new PacketTarget(),
        new ModbusTarget(),
        new StateTarget(),
        new ModelTarget(),
        new BaselineTarget(),
        new AddressTarget(),
    ];

    /// <summary>The target of a name, the hidden canary included, or null.</summary>
    public static IFuzzTarget? Find(string name) =>
        name == CanaryTarget.TargetName ? new CanaryTarget() : All.FirstOrDefault(t => t.Name == name);
}
