using System.Text;

namespace CraneAnomaly.Tests.Telemetry.Sparkplug;

/// <summary>Writes payloads of Sparkplug B, field by field.</summary>
internal static class SparkplugPayloads
{
    public static byte[] Payload(long time, int sequence, params byte[][] metrics) =>
        [.. Varint(1, (ulong)time), .. metrics.SelectMany(m => Bytes(2, m)), .. Varint(3, (ulong)sequence)];

    public static byte[] Metric(
        string? name = null, int? alias = null, long? time = null, int? type = null, bool isNull = false, byte[]? value = null) =>
        [
            .. name is null ? [] : Bytes(1, Encoding.UTF8.GetBytes(name)), .. alias is { } a ? Varint(2, (ulong)a) : [],
            .. time is { } t ? Varint(3, (ulong)t) : [], .. value ?? [], .. type is { } k ? Varint(4, (ulong)k) : [],
            .. isNull ? Varint(7, 1) : [],
        ];

    public static byte[] Float(float value) => [12 << 3 | 5, .. BitConverter.GetBytes(value)];

    public static byte[] Double(double value) => [13 << 3 | 1, .. BitConverter.GetBytes(value)];

    public static byte[] Bytes(int field, ReadOnlySpan<byte> bytes) => [.. Raw((ulong)field << 3 | 2), .. Raw((ulong)bytes.Length), .. bytes];

    public static byte[] Varint(int field, ulong value) => [.. Raw((ulong)field << 3), .. Raw(value)];

    private static List<byte> Raw(ulong value)
    {
        var bytes = new List<byte>();
        for (; value >= 0x80; value >>= 7) bytes.Add((byte)(value | 0x80));
        bytes.Add((byte)value);
        return bytes;
    }
}
