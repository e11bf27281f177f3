using System.Buffers.Binary;

namespace CraneAnomaly.Records.Facts;

/// <summary>
/// Reads the facts of a record one after the other: each is its <see cref="Fact"/> (1 byte), the length of its value
/// (2 bytes, little-endian) and the value. Facts that are not known are not there.
/// </summary>
/// <param name="payload">The record's payload.</param>
public ref struct FactReader(ReadOnlySpan<byte> payload)
{
    internal const int HeadBytes = 3;

    private ReadOnlySpan<byte> _rest = payload;

    /// <summary>The fact that was read last.</summary>
    public Fact Fact { get; private set; }

    /// <summary>Its value, as its <see cref="FactType"/> says.</summary>
    public ReadOnlySpan<byte> Value { get; private set; }

    /// <summary>Its value, if it is a number or a flag.</summary>
    public readonly long Number => Value.Length == sizeof(long) ? BinaryPrimitives.ReadInt64LittleEndian(Value)
        : Value.Length == 1 ? Value[0] : 0;

    /// <summary>Reads the next fact; false after the last.</summary>
    public bool Read()
    {
        if (_rest.Length < HeadBytes) return false;
        int length = BinaryPrimitives.ReadUInt16LittleEndian(_rest[1..]);
        if (length > _rest.Length - HeadBytes) return false;
        Fact = (Fact)_rest[0];
        Value = _rest.Slice(HeadBytes, length);
        _rest = _rest[(HeadBytes + length)..];
        return true;
    }

    /// <summary>The value of a fact; false when it is not among those of a payload.</summary>
    public static bool TryFind(ReadOnlySpan<byte> payload, Fact fact, out ReadOnlySpan<byte> value)
    {
        var reader = new FactReader(payload);
        while (reader.Read())
        {
            if (reader.Fact != fact) continue;
            value = reader.Value;
            return true;
        }

        value = default;
        return false;
    }
}
