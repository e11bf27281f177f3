using System.Buffers.Binary;
using System.Security.Cryptography;

namespace CraneAnomaly.Features;

/// <summary>
/// The secret of the exact tables' hash, drawn once a process, so that nobody outside can choose keys that collide.
/// No result depends on it: nothing enumerates a table by slot.
/// </summary>
internal readonly record struct ExactTableSeed(ulong First, ulong Second)
{
    public static ExactTableSeed OfProcess { get; } = Draw();

    private static ExactTableSeed Draw()
    {
        Span<byte> bytes = stackalloc byte[16];
        RandomNumberGenerator.Fill(bytes);
        return new(BinaryPrimitives.ReadUInt64LittleEndian(bytes), BinaryPrimitives.ReadUInt64LittleEndian(bytes[8..]));
    }
}
