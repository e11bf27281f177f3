using System.Buffers.Binary;
using CraneAnomaly.Fuzz.Targets;

namespace CraneAnomaly.Fuzz.Engine;

/// <summary>Makes a new input out of one or two of the pool.</summary>
internal sealed class Mutator(IFuzzTarget target, InputPool pool, long seed)
{
    /// <summary>Longest input made here.</summary>
    public const int MaxLength = 4096;

    private const int Operators = 9;

    private readonly byte[] _input = new byte[64 * 1024];
    private readonly byte[] _interesting =
        [0, 1, 2, 4, 6, 8, 0x7f, 0x80, 0xfe, 0xff, .. target.InterestingBytes];

    private XorShift _random = new(seed);
    private int _length;

    /// <summary>The next input; valid until the next call.</summary>
    public ReadOnlySpan<byte> Next()
    {
        var parent = pool[_random.Below(pool.Count)];
        _length = Math.Min(parent.Length, MaxLength);
        parent.AsSpan(0, _length).CopyTo(_input);

        int stack = 1 << _random.Below(5);
        for (int i = 0; i < stack; i++)
        {
            if (_length == 0) _input[_length++] = _random.Byte();
            Apply(_random.Below(Operators), _random.Below(_length));
        }

        return _input.AsSpan(0, _length);
    }

    private void Apply(int operation, int at)
    {
        switch (operation)
        {
            case 0: _input[at] ^= (byte)(1 << _random.Below(8)); break;
            case 1: _input[at] = _random.Byte(); break;
            case 2: _input[at] = _interesting[_random.Below(_interesting.Length)]; break;
            case 3: _input[at] += (byte)(1 + _random.Below(16)); break;
            case 4: _input[at] -= (byte)(1 + _random.Below(16)); break;
            case 5: _length = at; break;
            case 6: Insert(at); break;
            case 7: Splice(at); break;
            default: WriteLength(at); break;
        }
    }

    private void Insert(int at)
    {
        int count = Math.Min(1 + _random.Below(16), MaxLength - _length);
        _input.AsSpan(at, _length - at).CopyTo(_input.AsSpan(at + count));
        for (int i = 0; i < count; i++) _input[at + i] = _random.Byte();
        _length += count;
    }

    private void Splice(int at)
    {
        var other = pool[_random.Below(pool.Count)];
        if (other.Length == 0) return;
        var tail = other.AsSpan(_random.Below(other.Length));
        tail = tail[..Math.Min(tail.Length, MaxLength - at)];
        tail.CopyTo(_input.AsSpan(at));
        _length = at + tail.Length;
    }

    private void WriteLength(int at)
    {
        var field = target.LengthField;
        if (at + field.Bytes > _length) return;
        uint value = _random.Below(5) switch
        {
            0 => 0,
            1 => uint.MaxValue,
            2 => (uint)_length,
            3 => (uint)Math.Max(0, _length - field.Overhead),
            _ => (uint)_random.Next(),
        };
        var to = _input.AsSpan(at);
        switch (field.Bytes, field.BigEndian)
        {
            case (2, true): BinaryPrimitives.WriteUInt16BigEndian(to, (ushort)value); break;
            case (2, false): BinaryPrimitives.WriteUInt16LittleEndian(to, (ushort)value); break;
            case (4, true): BinaryPrimitives.WriteUInt32BigEndian(to, value); break;
            case (4, false): BinaryPrimitives.WriteUInt32LittleEndian(to, value); break;
            default: throw new InvalidOperationException($"A length of {field.Bytes} bytes is not supported.");
        }
    }
}
