using CraneAnomaly.Fuzz.Canary;

namespace CraneAnomaly.Fuzz.Targets;

/// <summary>The hidden target of <c>--canary</c>: no list names it. Its list of interesting bytes is empty on purpose.</summary>
internal sealed class CanaryTarget : IFuzzTarget
{
    public const string TargetName = "canary";

    public string Name => TargetName;

    public IReadOnlyList<byte[]> Seeds { get; } = [new byte[16]];

    public ReadOnlySpan<byte> InterestingBytes => [];

    public LengthField LengthField => new(2, BigEndian: true, 0);

    public void Execute(ReadOnlySpan<byte> input) => CanaryReader.Read(input);
}
