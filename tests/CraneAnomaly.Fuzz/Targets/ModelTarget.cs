using CraneAnomaly.Detectors;
using CraneAnomaly.Detectors.Subspace;
using CraneAnomaly.Fuzz.Engine;

namespace CraneAnomaly.Fuzz.Targets;

/// <summary>What a baseline holds for each model: the kernel, or the probe. Damage ends in <see cref="InvalidDataException"/>.</summary>
internal sealed class ModelTarget : IFuzzTarget
{
    public string Name => "model";

    public IReadOnlyList<byte[]> Seeds { get; } =
    [
        // Kernel of two features and one component: offset, scale and mean of each, one axis, eigenvalue, two limits.
        [
            15, 0, 0, 0, .. "subspace-kernel"u8, 1, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0,
            0, 0, 0, 0, 0, 0, 0x80, 0x3f, 0, 0, 0, 0, 0, 0, 0, 0,
            0, 0, 0, 0, 0, 0, 0x80, 0x3f, 0, 0, 0, 0, 0, 0, 0, 0,
            0, 0, 0, 0, 0, 0, 0xf0, 0x3f, 0, 0, 0, 0, 0, 0, 0, 0,
            0, 0, 0, 0, 0, 0, 0xf0, 0x3f,
            0, 0, 0, 0, 0, 0, 0xf0, 0x3f, 0, 0, 0, 0, 0, 0, 0xf0, 0x3f,
        ],
        // Probe of one row of two columns.
        [
            11, 0, 0, 0, .. "model-probe"u8, 1, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0,
            0, 0, 0x80, 0x3f, 0, 0, 0x80, 0x3f, 0, 0, 0x80, 0x3f,
        ],
    ];

    public ReadOnlySpan<byte> InterestingBytes => [0x3f, 0xf0, 0x7f, 0xff, 0xc0, 64];

    public LengthField LengthField => new(4, BigEndian: false, 0);

    public void Execute(ReadOnlySpan<byte> input)
    {
        try
        {
            Oracle.Require(SubspaceKernel.FromBytes(input).ToBytes().AsSpan().SequenceEqual(input), "O7: a kernel is written alike");
        }
        catch (InvalidDataException)
        {
        }

        try
        {
            Oracle.Require(ModelProbe.FromBytes(input).ToBytes().AsSpan().SequenceEqual(input), "O7: a probe is written alike");
        }
        catch (InvalidDataException)
        {
        }
    }
}
