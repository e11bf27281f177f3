using CraneAnomaly.Fuzz.Engine;

namespace CraneAnomaly.Fuzz.Targets;

/// <summary>
/// Baseline files. Nearly every change breaks a checksum, so that this shows how damage is met, not how a crafted file
/// is. Damage ends in <see cref="InvalidDataException"/>.
/// </summary>
internal sealed class BaselineTarget : IFuzzTarget
{
    public string Name => "baseline";

    // Written by the product: its archive must be equal to the byte to what it would write itself.
    public IReadOnlyList<byte[]> Seeds { get; } = [Written([]), Written([1, 2, 3, 4])];

    public ReadOnlySpan<byte> InterestingBytes => "PK\u0003\u0005{}[]\":,"u8;

    public LengthField LengthField => new(4, BigEndian: false, 30);

    public void Execute(ReadOnlySpan<byte> input)
    {
        Baseline baseline;
        try
        {
            baseline = Baseline.Load(new MemoryStream(input.ToArray()));
        }
        catch (InvalidDataException)
        {
            return;
        }

        using var again = new MemoryStream();
        baseline.Save(again);
        Oracle.Require(again.ToArray().AsSpan().SequenceEqual(input), "O7: a baseline is written alike");
    }

    private static byte[] Written(byte[] state)
    {
        using var stream = new MemoryStream();
        Baseline.Create(new BaselineManifest(), state, []).Save(stream);
        return stream.ToArray();
    }
}
