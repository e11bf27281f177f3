using System.Buffers.Binary;
using System.Text;
using CraneAnomaly.Features;

namespace CraneAnomaly.Detectors;

/// <summary>
/// Reads what <see cref="StateWriter"/> wrote. State files can be damaged or hostile: every read is checked, and a
/// wrong one ends in <see cref="InvalidDataException"/> that names the section.
/// </summary>
public ref struct StateReader
{
    private readonly ReadOnlySpan<byte> _bytes;
    private int _at;
    private string _section = "";

    /// <summary>Reads from the start of <paramref name="bytes"/>.</summary>
    public StateReader(ReadOnlySpan<byte> bytes) => _bytes = bytes;

    /// <summary>Bytes not read yet.</summary>
    public readonly int Remaining => _bytes.Length - _at;

    /// <summary>Enters a section that must have this name, and returns its version, at most <paramref name="newest"/>.</summary>
    public int Section(string name, int newest)
    {
        string found = ReadString();
        _section = name;
        if (found != name) throw Damaged($"section '{found}' stands where '{name}' is expected");
        int version = ReadInt32();
        if (version < 1 || version > newest)
            throw Damaged($"version {version} is not known here (newest: {newest}); use a newer release or learn again");
        return version;
    }

    /// <summary>Reads an integer of 32 bits.</summary>
    public int ReadInt32() => BinaryPrimitives.ReadInt32LittleEndian(Take(4));

    /// <summary>Reads a count of things that each take at least <paramref name="minimumBytes"/>.</summary>
    public int ReadCount(int minimumBytes)
    {
        int count = ReadInt32();
        if (count < 0 || (long)count * minimumBytes > Remaining) throw Damaged($"a count of {count} does not fit");
        return count;
    }

    /// <summary>Reads an integer of 64 bits.</summary>
    public long ReadInt64() => BinaryPrimitives.ReadInt64LittleEndian(Take(8));

    /// <summary>Reads a double, which must be finite.</summary>
    public double ReadDouble()
    {
        double value = BitConverter.Int64BitsToDouble(ReadInt64());
        return double.IsFinite(value) ? value : throw Damaged("a number is not finite");
    }

    /// <summary>Reads so many doubles, all finite.</summary>
    internal double[] ReadDoubles(int count)
    {
        if ((long)count * sizeof(double) > Remaining) throw Damaged("it ends too early");
        double[] values = new double[count];
        foreach (ref double value in values.AsSpan()) value = ReadDouble();
        return values;
    }

    /// <summary>Reads a key.</summary>
    public ExactKey ReadKey() => new((ulong)ReadInt64(), (ulong)ReadInt64());

    /// <summary>Reads a length and bytes.</summary>
    public ReadOnlySpan<byte> ReadBytes() => Take(ReadCount(1));

    /// <summary>Reads text.</summary>
    public string ReadString() => Encoding.UTF8.GetString(ReadBytes());

    /// <summary>The exception for state that contradicts itself.</summary>
    public readonly InvalidDataException Damaged(string reason) =>
        new($"state is damaged at byte {_at} (section '{_section}'): {reason}");

    private ReadOnlySpan<byte> Take(int count)
    {
        if (count > Remaining) throw Damaged("it ends too early");
        var taken = _bytes.Slice(_at, count);
        _at += count;
        return taken;
    }
}
