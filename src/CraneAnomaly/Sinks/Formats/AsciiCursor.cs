using System.Buffers.Binary;
using System.Buffers.Text;
using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace CraneAnomaly.Sinks.Formats;

/// <summary>
/// Writes text forward into a span that the caller made large enough. Every write is checked by the span: a bound
/// computed too small throws, it never overruns.
/// </summary>
internal ref struct AsciiCursor(Span<byte> destination)
{
    private readonly Span<byte> _destination = destination;

    /// <summary>Two decimal digits for each of 0 to 99.</summary>
    private static ReadOnlySpan<byte> Pairs =>
        "00010203040506070809"u8 + "10111213141516171819"u8 + "20212223242526272829"u8 + "30313233343536373839"u8 +
        "40414243444546474849"u8 + "50515253545556575859"u8 + "60616263646566676869"u8 + "70717273747576777879"u8 +
        "80818283848586878889"u8 + "90919293949596979899"u8;

    /// <summary>Bytes written.</summary>
    public int Length { get; private set; }

    /// <summary>What has been written.</summary>
    public readonly ReadOnlySpan<byte> Written => _destination[..Length];

    /// <summary>What can still be written to; see <see cref="Advance"/>.</summary>
    public readonly Span<byte> Rest => _destination[Length..];

    /// <summary>Takes over bytes that were put into <see cref="Rest"/>.</summary>
    public void Advance(int count)
    {
        Debug.Assert((uint)count <= (uint)(_destination.Length - Length));
        Length += count;
    }

    /// <summary>Goes back to an earlier length.</summary>
    public void Rewind(int length) => Length = length;

    /// <summary>Copies text.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Text(scoped ReadOnlySpan<byte> text)
    {
        text.CopyTo(_destination[Length..]);
        Length += text.Length;
    }

    /// <summary>Writes one byte.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Byte(byte value) => _destination[Length++] = value;

    /// <summary>Writes a decimal number.</summary>
    public void Number(uint value)
    {
        var to = _destination[Length..];
        if (value < 10)
        {
            to[0] = (byte)('0' + value);
            Length++;
        }
        else if (value < 100)
        {
            Pair(to, value);
            Length += 2;
        }
        else if (value < 1_000)
        {
            Pair(to[1..], value % 100);
            to[0] = (byte)('0' + value / 100);
            Length += 3;
        }
        else if (value < 10_000)
        {
            Pair(to[2..], value % 100);
            Pair(to, value / 100);
            Length += 4;
        }
        else if (value < 100_000)
        {
            uint upper = value / 100;
            Pair(to[3..], value % 100);
            Pair(to[1..], upper % 100);
            to[0] = (byte)('0' + upper / 100);
            Length += 5;
        }
        else
        {
            LongNumber(value);
        }
    }

    /// <summary>Writes a decimal number, with a sign when it is negative.</summary>
    public void Number(long value)
    {
        if ((ulong)value < 100_000) Number((uint)value);
        else LongNumber(value);
    }

    /// <summary>Writes exactly two digits; <paramref name="value"/> is below 100.</summary>
    public void Two(uint value)
    {
        Pair(_destination[Length..], value);
        Length += 2;
    }

    /// <summary>Writes exactly six digits; <paramref name="value"/> is below a million.</summary>
    public void Six(uint value)
    {
        Two(value / 10_000);
        Two(value / 100 % 100);
        Two(value % 100);
    }

    /// <summary>Writes exactly nine digits; <paramref name="value"/> is below a thousand million.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Nine(uint value)
    {
        var to = _destination.Slice(Length, 9);
        uint upper = value / 10_000, lower = value - upper * 10_000;
        Pair(to[7..], lower % 100);
        Pair(to[5..], lower / 100);
        uint top = upper / 10_000, middle = upper - top * 10_000;
        Pair(to[3..], middle % 100);
        Pair(to[1..], middle / 100);
        to[0] = (byte)('0' + top);
        Length += 9;
    }

    /// <summary>Writes lower-case hexadecimal digits, two for each byte.</summary>
    public void Hex(scoped ReadOnlySpan<byte> bytes)
    {
        bool fits = Convert.TryToHexStringLower(bytes, _destination[Length..], out int written);
        Debug.Assert(fits);
        Length += written;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Pair(Span<byte> to, uint value) => BinaryPrimitives.WriteUInt16LittleEndian(
        to, BinaryPrimitives.ReadUInt16LittleEndian(Pairs.Slice((int)(value * 2), 2)));

    private void LongNumber(long value)
    {
        bool fits = Utf8Formatter.TryFormat(value, _destination[Length..], out int written);
        Debug.Assert(fits);
        Length += written;
    }
}
