using System.Buffers.Binary;

namespace CraneAnomaly.Telemetry.Sparkplug;

/// <summary>One field of a protocol buffer message (Protocol Buffers, Encoding): its number, and what stands there.</summary>
internal readonly ref struct ProtoField
{
    private ProtoField(int number, ulong value, ReadOnlySpan<byte> bytes, bool isBytes)
    {
        Number = number;
        Value = value;
        Bytes = bytes;
        IsBytes = isBytes;
    }

    /// <summary>Number of the field.</summary>
    public int Number { get; }

    /// <summary>The value of wire types 0, 1 and 5.</summary>
    public ulong Value { get; }

    /// <summary>The value of wire type 2.</summary>
    public ReadOnlySpan<byte> Bytes { get; }

    /// <summary>Whether it has wire type 2.</summary>
    public bool IsBytes { get; }

    /// <summary>Takes the next field off a message.</summary>
    /// <returns>False when what stands there is no field; an empty message has none either.</returns>
    public static bool TryRead(scoped ref ReadOnlySpan<byte> message, out ProtoField field)
    {
        field = default;
        if (!TryReadVarint(ref message, out ulong tag) || tag >> 3 is 0 or > 0x1FFF_FFFF) return false;
        int number = (int)(tag >> 3);
        ulong value = 0;
        switch (tag & 7)
        {
            case 0:
                if (!TryReadVarint(ref message, out value)) return false;
                break;
            case 1:
                if (!BinaryPrimitives.TryReadUInt64LittleEndian(message, out value)) return false;
                message = message[8..];
                break;
            case 2:
                if (!TryReadVarint(ref message, out ulong length) || length > (ulong)message.Length) return false;
                field = new(number, 0, message[..(int)length], isBytes: true);
                message = message[(int)length..];
                return true;
            case 5:
                if (!BinaryPrimitives.TryReadUInt32LittleEndian(message, out uint word)) return false;
                value = word;
                message = message[4..];
                break;
            default:
                // Groups (3 and 4) are deprecated, and Sparkplug has none.
                return false;
        }

        field = new(number, value, default, isBytes: false);
        return true;
    }

    private static bool TryReadVarint(scoped ref ReadOnlySpan<byte> message, out ulong value)
    {
        value = 0;
        for (int i = 0; i < Math.Min(10, message.Length); i++)
        {
            byte part = message[i];
            value |= (ulong)(part & 0x7F) << (7 * i);
            if (part >= 0x80) continue;
            message = message[(i + 1)..];
            return i < 9 || part <= 1;
        }

        return false;
    }
}
