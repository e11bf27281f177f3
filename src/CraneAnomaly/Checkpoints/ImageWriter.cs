using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace CraneAnomaly.Checkpoints;

/// <summary>
/// Writes an object and what it leads to: each object once, at its first mention, and by its number from then on. Numbers follow
/// the order of mention, so that equal state gives equal bytes.
/// </summary>
internal sealed class ImageWriter(IBufferWriter<byte> output)
{
    /// <summary>Codes of a mention; objects that were mentioned follow.</summary>
    internal const int Nothing = 0, New = 1, Known = 2;

    /// <summary>Tag of an object that is not ours, and has to be there when the image is read.</summary>
    internal const int Given = 0;

    // A list that is linked by hand goes this deep, and no further: the stack of a thread has an end.
    internal const int Deepest = 4_000;

    private readonly Dictionary<object, int> _numbers = new(ReferenceEqualityComparer.Instance);
    private readonly HashSet<object> _given = new(ReferenceEqualityComparer.Instance);
    private int _depth;

    /// <summary>Mentions an object; true where it is new, and has to be written now.</summary>
    public bool Begin(object? value)
    {
        if (value is null)
        {
            WriteCount(Nothing);
            return false;
        }

        ref int number = ref CollectionsMarshal.GetValueRefOrAddDefault(_numbers, value, out bool isKnown);
        if (isKnown)
        {
            if (_given.Contains(value)) throw new InvalidOperationException($"a {value.GetType()} is given to the pipeline, and is state of it, too");
            WriteCount(Known + number);
            return false;
        }

        number = _numbers.Count - 1;
        WriteCount(New);
        return true;
    }

    /// <summary>Mentions an object that is given: it is never written.</summary>
    public void BeginGiven(object? value)
    {
        if (value is not null && _numbers.TryGetValue(value, out int number)) WriteCount(Known + number);
        else if (Begin(value)) _given.Add(value!);
    }

    /// <summary>Writes an array of no elements, which is nobody's own: there may be one for all, or not.</summary>
    public bool IsEmpty(Array? array)
    {
        if (array is not { Length: 0 }) return false;
        WriteCount(New);
        WriteCount(0);
        return true;
    }

    /// <summary>Goes one object deeper.</summary>
    public void Enter()
    {
        if (++_depth > Deepest) throw new InvalidOperationException("state is nested too deeply to be written");
    }

    /// <summary>Comes back.</summary>
    public void Leave() => _depth--;

    /// <summary>Writes a value without references, as it lies in memory.</summary>
    public void Write<T>(T value) where T : unmanaged
    {
        int size = Unsafe.SizeOf<T>();
        MemoryMarshal.Write(output.GetSpan(size), in value);
        output.Advance(size);
    }

    /// <summary>Writes values without references and without gaps, as they lie in memory.</summary>
    public void WriteBlock<T>(ReadOnlySpan<T> values) where T : unmanaged => output.Write(MemoryMarshal.AsBytes(values));

    /// <summary>Writes a count or a number, short where it is small.</summary>
    public void WriteCount(int value)
    {
        var span = output.GetSpan(5);
        int at = 0;
        uint rest = (uint)value;
        for (; rest >= 0x80; rest >>= 7) span[at++] = (byte)(rest | 0x80);
        span[at++] = (byte)rest;
        output.Advance(at);
    }

    /// <summary>Writes text; as UTF-16, because what came from a wire need not be anything else.</summary>
    public void WriteText(string? value)
    {
        if (value is null)
        {
            WriteCount(0);
            return;
        }

        WriteCount(value.Length + 1);
        output.Write(MemoryMarshal.AsBytes(value.AsSpan()));
    }

    /// <summary>
    /// Keys in an order that follows from themselves: that of a table depends on what was in it once, so that equal tables would
    /// give different bytes.
    /// </summary>
    public static T[] InOrder<T>(IReadOnlyCollection<T> keys, Action<ImageWriter, T> write)
    {
        T[] ordered = [.. keys];
        if (ordered is string[] texts)
        {
            Array.Sort(texts, StringComparer.Ordinal);
        }
        else if (typeof(T).IsPrimitive)
        {
            Array.Sort(ordered);
        }
        else if (ordered.Length > 1)
        {
            var bytes = new byte[ordered.Length][];
            var buffer = new ArrayBufferWriter<byte>();
            for (int i = 0; i < bytes.Length; i++)
            {
                buffer.ResetWrittenCount();
                write(new(buffer), ordered[i]);
                bytes[i] = buffer.WrittenSpan.ToArray();
            }

            Array.Sort(bytes, ordered, Comparer<byte[]>.Create(static (x, y) => x.AsSpan().SequenceCompareTo(y)));
        }

        return ordered;
    }

    /// <summary>Says which comparer a collection has: it is not written, and has to be known.</summary>
    public void WriteComparer<T>(IEqualityComparer<T>? comparer) =>
        WriteCount(Comparers.KindOf(comparer));

    /// <summary>Says in which order a collection is.</summary>
    public void WriteOrder<T>(IComparer<T> order) => WriteCount(Comparers.KindOf(order));

    /// <summary>The exception for an object that the generated code does not know.</summary>
    public static Exception Unknown(object value) =>
        new NotSupportedException($"an object of type {value.GetType()} is not part of what a checkpoint can hold");
}
