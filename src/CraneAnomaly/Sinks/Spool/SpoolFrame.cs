using System.Buffers;
using System.Buffers.Binary;
using System.Numerics;
using System.Text;

namespace CraneAnomaly.Sinks.Spool;

/// <summary>What a frame of a spool file holds.</summary>
internal enum FrameKind : byte
{
    /// <summary>The number and hash of the last alert before this file.</summary>
    Head = 1,

    /// <summary>An alert.</summary>
    Alert = 2,

    /// <summary>Numbers of alerts that were given up, and the hash of the last: the chain goes on over them.</summary>
    Gone = 3,
}

/// <summary>The part of a frame that is known without its renderings.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="First">Number of the first alert.</param>
/// <param name="Last">Number of the last alert; of one alert, the same.</param>
/// <param name="Severity">0 to 100.</param>
/// <param name="DurableBefore">Number of the last alert that was safe when this was written.</param>
internal readonly record struct FrameHead(FrameKind Kind, long First, long Last, byte Severity, long DurableBefore);

/// <summary>
/// Frames of a spool file: magic, length, number that was safe before, CRC-32C of all that follows the magic, payload.
/// All numbers are little endian. The magic lets the reader find the next frame behind a damaged one.
/// </summary>
internal static class SpoolFrame
{
    public const int HeaderLength = 20;
    public const int HashLength = 32;

    // Kind, first, last, severity, hash.
    private const int FixedLength = 1 + 8 + 8 + 1 + HashLength;
    private const int LongestPayload = 64 * 1024 * 1024;

    public static ReadOnlySpan<byte> Magic => "CrA\u0001"u8;

    /// <summary>The payload of an alert.</summary>
    public static byte[] Payload(SpooledAlert alert)
    {
        var output = new ArrayBufferWriter<byte>(1024);
        Fixed(output, FrameKind.Alert, alert.Sequence, alert.Sequence, (byte)alert.Severity, alert.Hash);
        Number(output, alert.CreatedNs);
        Number(output, alert.Revision);
        Bytes(output, Encoding.UTF8.GetBytes(alert.Id));
        Bytes(output, Encoding.UTF8.GetBytes(alert.Crane));
        Number(output, alert.Renderings.Count);
        foreach (var (key, bytes) in alert.Renderings)
        {
            Bytes(output, Encoding.UTF8.GetBytes(key));
            Bytes(output, bytes.Span);
        }

        return output.WrittenSpan.ToArray();
    }

    /// <summary>The payload of a head, or of alerts that are gone.</summary>
    public static byte[] Payload(FrameKind kind, long first, long last, byte severity, string hash)
    {
        var output = new ArrayBufferWriter<byte>(FixedLength);
        Fixed(output, kind, first, last, severity, hash);
        return output.WrittenSpan.ToArray();
    }

    /// <summary>Writes a frame.</summary>
    public static void Write(IBufferWriter<byte> output, ReadOnlySpan<byte> payload, long durableBefore)
    {
        var header = output.GetSpan(HeaderLength);
        Magic.CopyTo(header);
        BinaryPrimitives.WriteInt32LittleEndian(header[4..], payload.Length);
        BinaryPrimitives.WriteInt64LittleEndian(header[8..], durableBefore);
        BinaryPrimitives.WriteUInt32LittleEndian(header[16..], Checksum(header[4..16], payload));
        output.Advance(HeaderLength);
        output.Write(payload);
    }

    /// <summary>Reads the frame at the start of the bytes; false when there is no whole and unchanged one.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out FrameHead head, out ReadOnlySpan<byte> payload)
    {
        head = default;
        payload = default;
        if (bytes.Length < HeaderLength || !bytes.StartsWith(Magic)) return false;
        int length = BinaryPrimitives.ReadInt32LittleEndian(bytes[4..]);
        if (length is < FixedLength or > LongestPayload || length > bytes.Length - HeaderLength) return false;
        payload = bytes.Slice(HeaderLength, length);
        if (BinaryPrimitives.ReadUInt32LittleEndian(bytes[16..]) != Checksum(bytes[4..16], payload)) return false;
        head = new((FrameKind)payload[0], BinaryPrimitives.ReadInt64LittleEndian(payload[1..]),
            BinaryPrimitives.ReadInt64LittleEndian(payload[9..]), payload[17], BinaryPrimitives.ReadInt64LittleEndian(bytes[8..]));
        return true;
    }

    /// <summary>The hash in a payload, lower-case hex.</summary>
    public static string HashOf(ReadOnlySpan<byte> payload) => Convert.ToHexStringLower(payload.Slice(18, HashLength));

    /// <summary>The alert in a payload that <see cref="TryRead"/> gave.</summary>
    /// <exception cref="InvalidDataException">The bytes are whole, but no alert of this version.</exception>
    public static SpooledAlert ToAlert(ReadOnlySpan<byte> payload)
    {
        var at = payload[FixedLength..];
        long created = Number(ref at);
        long revision = Number(ref at);
        string id = Encoding.UTF8.GetString(Bytes(ref at));
        string crane = Encoding.UTF8.GetString(Bytes(ref at));
        var renderings = new (string, ReadOnlyMemory<byte>)[Math.Clamp(Number(ref at), 0, 256)];
        for (int i = 0; i < renderings.Length; i++)
            renderings[i] = (Encoding.UTF8.GetString(Bytes(ref at)), Bytes(ref at).ToArray());
        if (renderings.Length == 0) throw Broken();
        return new(BinaryPrimitives.ReadInt64LittleEndian(payload[1..]), id, renderings)
        {
            Revision = (int)revision,
            Severity = payload[17],
            Crane = crane,
            CreatedNs = created,
            Hash = HashOf(payload),
        };
    }

    private static uint Checksum(ReadOnlySpan<byte> header, ReadOnlySpan<byte> payload) => Add(Add(~0u, header), payload);

    private static uint Add(uint crc, ReadOnlySpan<byte> bytes)
    {
        for (; bytes.Length >= 8; bytes = bytes[8..]) crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        foreach (byte b in bytes) crc = BitOperations.Crc32C(crc, b);
        return crc;
    }

    private static void Fixed(ArrayBufferWriter<byte> output, FrameKind kind, long first, long last, byte severity, string hash)
    {
        var start = output.GetSpan(FixedLength);
        start[0] = (byte)kind;
        BinaryPrimitives.WriteInt64LittleEndian(start[1..], first);
        BinaryPrimitives.WriteInt64LittleEndian(start[9..], last);
        start[17] = severity;
        Convert.FromHexString(hash, start[18..], out _, out _);
        output.Advance(FixedLength);
    }

    private static void Number(ArrayBufferWriter<byte> output, long value)
    {
        BinaryPrimitives.WriteInt64LittleEndian(output.GetSpan(8), value);
        output.Advance(8);
    }

    private static void Bytes(ArrayBufferWriter<byte> output, ReadOnlySpan<byte> bytes)
    {
        Number(output, bytes.Length);
        output.Write(bytes);
    }

    private static long Number(ref ReadOnlySpan<byte> at)
    {
        if (at.Length < 8) throw Broken();
        long value = BinaryPrimitives.ReadInt64LittleEndian(at);
        at = at[8..];
        return value;
    }

    private static ReadOnlySpan<byte> Bytes(ref ReadOnlySpan<byte> at)
    {
        long length = Number(ref at);
        if (length < 0 || length > at.Length) throw Broken();
        var bytes = at[..(int)length];
        at = at[(int)length..];
        return bytes;
    }

    private static InvalidDataException Broken() => new("A frame of the spool is whole but holds no alert of this version.");
}
