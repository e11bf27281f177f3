using System.Buffers.Binary;

namespace CraneAnomaly.Records.Facts;

/// <summary>
/// Puts the facts of a record together, in a buffer that is kept and never grows beyond what one record may carry.
/// </summary>
internal sealed class FactWriter
{
    /// <summary>Most bytes of one value; what is beyond is left out.</summary>
    public const int MostBytes = 1024;

    private const int Capacity = 16 * 1024;

    private byte[] _bytes = new byte[512];
    private int _length;

    /// <summary>The payload so far.</summary>
    public ReadOnlySpan<byte> Payload => _bytes.AsSpan(0, _length);

    /// <summary>Whether nothing is known.</summary>
    public bool IsEmpty => _length == 0;

    /// <summary>Forgets all facts.</summary>
    public void Clear() => _length = 0;

    /// <summary>Adds text, or bytes, as they were sent; nothing for an empty value.</summary>
    public void Add(Fact fact, ReadOnlySpan<byte> value)
    {
        if (value.IsEmpty) return;
        value = value[..Math.Min(value.Length, MostBytes)];
        var room = Room(fact, value.Length);
        if (!room.IsEmpty) value.CopyTo(room);
    }

    /// <summary>Adds text that stands in the program.</summary>
    public void Add(Fact fact, string value)
    {
        if (value.Length == 0) return;
        var room = Room(fact, value.Length);
        if (!room.IsEmpty) System.Text.Encoding.ASCII.GetBytes(value, room);
    }

    /// <summary>Adds a number.</summary>
    public void Add(Fact fact, long value)
    {
        var room = Room(fact, sizeof(long));
        if (!room.IsEmpty) BinaryPrimitives.WriteInt64LittleEndian(room, value);
    }

    /// <summary>Adds a flag.</summary>
    public void Add(Fact fact, bool value)
    {
        var room = Room(fact, 1);
        if (!room.IsEmpty) room[0] = value ? (byte)1 : (byte)0;
    }

    /// <summary>
    /// Room for a value of a known length, to be filled; empty, and the fact left out, when the record is full.
    /// </summary>
    public Span<byte> Room(Fact fact, int length)
    {
        int end = _length + FactReader.HeadBytes + length;
        if (end > Capacity) return default;
        if (end > _bytes.Length) Array.Resize(ref _bytes, Math.Min(Capacity, Math.Max(end, _bytes.Length * 2)));
        _bytes[_length] = (byte)fact;
        BinaryPrimitives.WriteUInt16LittleEndian(_bytes.AsSpan(_length + 1), (ushort)length);
        var room = _bytes.AsSpan(_length + FactReader.HeadBytes, length);
        _length = end;
        return room;
    }
}
