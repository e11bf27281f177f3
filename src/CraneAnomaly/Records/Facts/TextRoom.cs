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

    /// <summary>Adds an address.</summary>
    public void Add(IpAddress address)
    {
        Span<byte> text = stackalloc byte[IpAddress.MaxTextLength];
        Add(text[..address.Format(text)]);
    }

    /// <summary>Adds an IPv4 address; the span must hold its four bytes.</summary>
    public void AddIpv4(scoped ReadOnlySpan<byte> address) =>
        Add(IpAddress.FromV4(System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(address)));

    /// <summary>Adds a hardware address; the span must hold its six bytes.</summary>
    public void AddHardware(scoped ReadOnlySpan<byte> address)
    {
        Span<byte> text = stackalloc byte[MacAddress.TextLength];
        Add(text[..MacAddress.Read(address).Format(text)]);
    }

    /// <summary>Adds a time, nanoseconds since 1970, as RFC 3339 has it with nine digits.</summary>
    public void AddTime(long timestampNs)
    {
        long seconds = timestampNs / 1_000_000_000, rest = timestampNs % 1_000_000_000;
        if (rest < 0) (seconds, rest) = (seconds - 1, rest + 1_000_000_000);
        var time = DateTime.UnixEpoch.AddSeconds(seconds);
        AddNumber(time.Year, 4);
        Add((byte)'-');
        AddNumber(time.Month, 2);
        Add((byte)'-');
        AddNumber(time.Day, 2);
        Add((byte)'T');
        AddNumber(time.Hour, 2);
        Add((byte)':');
        AddNumber(time.Minute, 2);
        Add((byte)':');
        AddNumber(time.Second, 2);
        Add((byte)'.');
        AddNumber((int)rest, 9);
        Add((byte)'Z');
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
