using System.Buffers.Text;

namespace CraneAnomaly.Records.Facts;

/// <summary>Puts the text of a fact together in a span of fixed size; what does not fit is left out.</summary>
internal ref struct TextRoom(Span<byte> room)
{
    private readonly Span<byte> _room = room;

    /// <summary>Bytes written.</summary>
    public int Length { get; private set; }

    /// <summary>What was written.</summary>
    public readonly ReadOnlySpan<byte> Written => _room[..Length];

    /// <summary>Whether something did not fit; from then on nothing is taken.</summary>
    public bool IsFull { get; private set; }

    /// <summary>Adds text, whole or not at all.</summary>
    public void Add(scoped ReadOnlySpan<byte> text)
    {
        if (IsFull || text.Length > _room.Length - Length)
        {
            IsFull = true;
            return;
        }

        text.CopyTo(_room[Length..]);
        Length += text.Length;
    }

    /// <summary>Adds text that stands in the program.</summary>
    public void Add(string text)
    {
        if (IsFull || text.Length > _room.Length - Length)
        {
            IsFull = true;
            return;
        }

        Length += System.Text.Encoding.ASCII.GetBytes(text, _room[Length..]);
    }

    /// <summary>Adds one byte.</summary>
    public void Add(byte value) => Add([value]);

    /// <summary>Adds a decimal number.</summary>
    public void AddNumber(long value)
    {
        Span<byte> digits = stackalloc byte[20];
        Utf8Formatter.TryFormat(value, digits, out int length);
        Add(digits[..length]);
    }

    /// <summary>Adds a decimal number with leading zeros.</summary>
    public void AddNumber(int value, int digits)
    {
        Span<byte> text = stackalloc byte[10];
        for (int i = digits - 1; i >= 0; i--)
        {
            text[i] = (byte)('0' + (value % 10));
            value /= 10;
        }

        Add(text[..digits]);
    }

    /// <summary>Adds bytes as hexadecimal digits.</summary>
    public void AddHex(scoped ReadOnlySpan<byte> bytes, bool upper = false)
    {
        foreach (byte value in bytes)
        {
            var digits = upper ? "0123456789ABCDEF"u8 : "0123456789abcdef"u8;
            Add([digits[value >> 4], digits[value & 15]]);
        }
    }

    /// <summary>Adds what stands between the entries of a list, unless this is the first.</summary>
    public void Separate(byte separator = (byte)',')
    {
        if (Length != 0) Add(separator);
    }
}
