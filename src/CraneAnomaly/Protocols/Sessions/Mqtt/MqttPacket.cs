using System.Buffers;
using System.Buffers.Binary;
using CraneAnomaly.Capture;

namespace CraneAnomaly.Protocols.Sessions.Mqtt;

/// <summary>The fixed header of a packet, and how strings stand in it (MQTT 5.0, 1.5 and 2.1).</summary>
internal static class MqttPacket
{
    public const int Connect = 1;
    public const int ConnectAcknowledge = 2;
    public const int Publish = 3;
    public const int Subscribe = 8;
    public const int Unsubscribe = 10;

    /// <summary>Names of the packets by type, in records.</summary>
    public static readonly string[] Types =
    [
        "reserved", "connect", "connack", "publish", "puback", "pubrec", "pubrel", "pubcomp", "subscribe", "suback", "unsubscribe",
        "unsuback", "pingreq", "pingresp", "disconnect", "auth",
    ];

    /// <summary>Reads the first byte and the length behind it.</summary>
    public static OperationStatus TryReadHead(ReadOnlySpan<byte> source, out int length, out int consumed)
    {
        (length, consumed) = (0, 0);
        if (source.Length < 2) return OperationStatus.NeedMoreData;
        var rest = source[1..];
        int before = rest.Length;
        var status = TryTakeNumber(ref rest, out length);
        consumed = 1 + before - rest.Length;
        return status;
    }

    /// <summary>Takes a number of one to four bytes, seven bits each, the lowest first (1.5.5).</summary>
    public static OperationStatus TryTakeNumber(scoped ref ReadOnlySpan<byte> source, out int value)
    {
        value = 0;
        for (int i = 0; i < 4; i++)
        {
            if (i >= source.Length) return OperationStatus.NeedMoreData;
            value |= (source[i] & 0x7F) << (7 * i);
            if ((source[i] & 0x80) != 0) continue;
            source = source[(i + 1)..];
            return OperationStatus.Done;
        }

        return OperationStatus.InvalidData;
    }

    /// <summary>Takes text, or bytes, behind their length in two bytes.</summary>
    public static bool TryTake(scoped ref ReadOnlySpan<byte> source, out ReadOnlySpan<byte> value)
    {
        value = default;
        if (!BinaryPrimitives.TryReadUInt16BigEndian(source, out ushort length) || length > source.Length - 2) return false;
        value = source.Slice(2, length);
        source = source[(2 + length)..];
        return true;
    }

    /// <summary>Passes over the properties of version 5.</summary>
    public static bool TrySkipProperties(scoped ref ReadOnlySpan<byte> source, int version)
    {
        if (version < 5) return true;
        if (TryTakeNumber(ref source, out int length) != OperationStatus.Done || length > source.Length) return false;
        source = source[length..];
        return true;
    }

    /// <summary>Whether a stream begins as a client's: a connect packet with the protocol's name.</summary>
    public static ProbeResult Recognise(ReadOnlySpan<byte> source)
    {
        if (source.IsEmpty) return ProbeResult.Unsure;
        if (source[0] != Connect << 4) return ProbeResult.No;
        var status = TryReadHead(source, out int length, out int consumed);
        if (status == OperationStatus.InvalidData || (status == OperationStatus.Done && length < 10)) return ProbeResult.No;
        if (status == OperationStatus.NeedMoreData) return ProbeResult.Unsure;
        var name = source[consumed..];
        if (Fits(name, [0, 4, .. "MQTT"u8]) || Fits(name, [0, 6, .. "MQIsdp"u8])) return name.Length < 8 ? ProbeResult.Unsure : ProbeResult.Client;
        return ProbeResult.No;
    }

    private static bool Fits(ReadOnlySpan<byte> source, ReadOnlySpan<byte> begin)
    {
        int known = Math.Min(source.Length, begin.Length);
        return source[..known].SequenceEqual(begin[..known]);
    }
}
