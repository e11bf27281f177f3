using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using System.Security.Cryptography;

namespace CraneAnomaly.Capture.Flows;

/// <summary>
/// Hash of flow keys under a secret: who does not know it cannot choose keys that collide. Multiplies to 128 bits and
/// folds, so that every bit of the key reaches every bit of the hash. No output may depend on it.
/// </summary>
internal readonly struct KeyedHash
{
    private readonly ulong _s0, _s1, _s2, _s3;

    /// <summary>A hash with a fresh secret, or for tests one made of <paramref name="seed"/>.</summary>
    public KeyedHash(ulong? seed)
    {
        Span<ulong> secret = stackalloc ulong[4];
        if (seed is { } fixedSeed)
        {
            // splitmix64, by its published constants.
            for (int i = 0; i < secret.Length; i++)
            {
                ulong z = fixedSeed += 0x9E37_79B9_7F4A_7C15;
                z = (z ^ z >> 30) * 0xBF58_476D_1CE4_E5B9;
                z = (z ^ z >> 27) * 0x94D0_49BB_1331_11EB;
                secret[i] = z ^ z >> 31;
            }
        }
        else
        {
            RandomNumberGenerator.Fill(MemoryMarshal.AsBytes(secret));
        }

        (_s0, _s1, _s2, _s3) = (secret[0], secret[1], secret[2], secret[3]);
    }

    /// <summary>The hash of a key.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public uint Of(in FlowKey key)
    {
        if (!key.IsShort)
        {
            // Of a copy, so that the key itself can stay in registers.
            FlowKey copy = key;
            return OfLong(copy);
        }

        return OfEnds(key.First, key.Second, key.Rest, key.Path);
    }

    /// <summary>The hash of a short key by its end points, whichever is named first.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public uint OfEnds(ulong one, ulong other, ulong rest, ulong path)
    {
        // A product is the same either way round. After one fold keys that count up still follow each other for some
        // secrets; another one beside it, which the first need not wait for, scatters them.
        ulong secret = _s1 ^ rest ^ path;
        return Narrow(Fold(one ^ _s0, other ^ _s0) ^ Fold(one ^ secret, other ^ secret));
    }

    /// <summary>The hash of bytes.</summary>
    public ulong Of(ReadOnlySpan<byte> bytes)
    {
        ulong hash = Fold((ulong)bytes.Length ^ _s0, _s1);
        while (bytes.Length >= 8)
        {
            hash = Fold(hash ^ BinaryPrimitives.ReadUInt64LittleEndian(bytes), _s2);
            bytes = bytes[8..];
        }

        ulong rest = 0;
        foreach (byte value in bytes) rest = rest << 8 | value;
        return Fold(hash ^ rest, _s3);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private uint OfLong(in FlowKey key)
    {
        var (firstHigh, secondHigh) = key.Highs;
        ulong first = Fold(firstHigh ^ _s0, key.First ^ _s1);
        ulong second = Fold(secondHigh ^ _s2, key.Second ^ _s3);
        ulong ends = Fold(first ^ _s1, second ^ _s2);
        return Narrow(Fold(Fold(Fold(ends ^ key.Rest, _s3) ^ key.Path, _s0) ^ _s1, _s2));
    }

    // The halves are asked for apart, because BigMul hands the low one back through memory.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Fold(ulong x, ulong y) =>
        (Bmi2.X64.IsSupported ? Bmi2.X64.MultiplyNoFlags(x, y) : Math.BigMul(x, y, out _)) ^ (x * y);

    private static uint Narrow(ulong hash) => (uint)(hash ^ hash >> 32);
}
