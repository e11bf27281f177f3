using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using CraneAnomaly.Features;

namespace CraneAnomaly.Detectors;

/// <summary>
/// Writes detector state: little-endian, sections with a name and a version. Tables are written sorted by key, so
/// that equal state gives equal bytes.
/// </summary>
public sealed class StateWriter(IBufferWriter<byte> output)
{
    /// <summary>Begins a section.</summary>
    public void Section(string name, int version)
    {
        WriteString(name);
        WriteInt32(version);
    }

    /// <summary>Writes an integer of 32 bits.</summary>
    public void WriteInt32(int value)
    {
        BinaryPrimitives.WriteInt32LittleEndian(output.GetSpan(4), value);
        output.Advance(4);
    }

    /// <summary>Writes an integer of 64 bits.</summary>
    public void WriteInt64(long value)
    {
        BinaryPrimitives.WriteInt64LittleEndian(output.GetSpan(8), value);
        output.Advance(8);
    }

    /// <summary>Writes a double by its bits.</summary>
    public void WriteDouble(double value) => WriteInt64(BitConverter.DoubleToInt64Bits(value));

    /// <summary>Writes a key.</summary>
    public void WriteKey(ExactKey key)
    {
        WriteInt64((long)key.High);
        WriteInt64((long)key.Low);
    }

    /// <summary>Writes a length and bytes.</summary>
    public void WriteBytes(ReadOnlySpan<byte> bytes)
    {
        WriteInt32(bytes.Length);
        output.Write(bytes);
    }

    /// <summary>Writes text as UTF-8.</summary>
    public void WriteString(string text) => WriteBytes(Encoding.UTF8.GetBytes(text));
}
