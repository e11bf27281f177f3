using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace CraneAnomaly.Checkpoints;

/// <summary>
/// Reads what <see cref="ImageWriter"/> wrote into an object that was just made: what it leads to already is filled, what is
/// missing is made. Bytes can be damaged: every read is checked, and nothing is made that is larger than what is left to read
/// of it.
/// </summary>
internal ref struct ImageReader(ReadOnlySpan<byte> bytes)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;
    private readonly List<object> _objects = [];
    private readonly HashSet<object> _claimed = new(ReferenceEqualityComparer.Instance);
    private readonly List<Action> _afterwards = [];
    private int _at;
    private int _depth;

    /// <summary>Bytes not read yet.</summary>
    public readonly int Remaining => _bytes.Length - _at;

    /// <summary>Reads a mention; true where the object is new, and follows. Otherwise it is in its place now.</summary>
    public bool Begin<T>(ref T? place) where T : class
    {
        int code = ReadCount();
        switch (code)
        {
            case ImageWriter.Nothing:
                place = null;
                return false;
            case ImageWriter.New:
                return true;
            default:
                int number = code - ImageWriter.Known;
                if ((uint)number >= (uint)_objects.Count) throw Damaged("an object is mentioned that was not written");
                place = _objects[number] as T ?? throw Damaged($"an object is not the {typeof(T).Name} that it should be");
                return false;
        }
    }

    /// <summary>The object that is there already, if it is of exactly this type, and stands for none that was read.</summary>
    public readonly T? Claim<T>(object? there) where T : class =>
        there is not null && there.GetType() == typeof(T) && _claimed.Add(there) ? Unsafe.As<T>(there) : null;

    /// <summary>The object that is there, or a new one without content.</summary>
    public readonly T Make<[DynamicallyAccessedMembers(
        DynamicallyAccessedMemberTypes.PublicConstructors | DynamicallyAccessedMemberTypes.NonPublicConstructors)] T>(object? there)
        where T : class
    {
        var made = Claim<T>(there) ?? New<T>();
        _objects.Add(made);
        return made;
    }

    /// <summary>A new object without content.</summary>
    public static T New<[DynamicallyAccessedMembers(
        DynamicallyAccessedMemberTypes.PublicConstructors | DynamicallyAccessedMemberTypes.NonPublicConstructors)] T>() where T : class =>
        Unsafe.As<T>(RuntimeHelpers.GetUninitializedObject(typeof(T)));

    /// <summary>The object that is there, of a type that holds more than a checkpoint does.</summary>
    public readonly T Keep<T>(object? there) where T : class
    {
        var kept = Claim<T>(there) ?? throw Damaged($"there is no {typeof(T).Name} to be restored");
        _objects.Add(kept);
        return kept;
    }

    /// <summary>The object that was given to the pipeline.</summary>
    public readonly T Given<T>(T? there) where T : class
    {
        _objects.Add(there ?? throw Damaged($"the {typeof(T).Name} is not there that it was made with"));
        return there;
    }

    /// <summary>Notes an object that was read.</summary>
    public readonly void Add(object made) => _objects.Add(made);

    /// <summary>
    /// An array of this length, with what the one held that is there: its objects can be claimed. Never the one that is there:
    /// it may be shared by all pipelines.
    /// </summary>
    public readonly T[] MakeArray<T>(T[]? there, int length)
    {
        if (length == 0) return [];
        var made = new T[length];
        if (there is not null) Array.Copy(there, made, Math.Min(there.Length, length));
        _objects.Add(made);
        return made;
    }

    /// <summary>Goes one object deeper.</summary>
    public void Enter()
    {
        if (++_depth > ImageWriter.Deepest) throw Damaged("it is nested too deeply");
    }

    /// <summary>Comes back.</summary>
    public void Leave() => _depth--;

    /// <summary>Has something done when everything is read.</summary>
    public readonly void Afterwards(Action action) => _afterwards.Add(action);

    /// <summary>Everything is read.</summary>
    public readonly void End()
    {
        if (Remaining > 0) throw Damaged("it goes on behind its end");
        foreach (var action in _afterwards) action();
    }

    /// <summary>Reads a value without references.</summary>
    public T Read<T>() where T : unmanaged => MemoryMarshal.Read<T>(Take(Unsafe.SizeOf<T>()));

    /// <summary>Reads a truth value.</summary>
    public bool ReadBool() => Take(1)[0] switch { 0 => false, 1 => true, _ => throw Damaged("a truth value is neither") };

    /// <summary>Reads values without references.</summary>
    public void ReadBlock<T>(Span<T> values) where T : unmanaged =>
        Take(values.Length * Unsafe.SizeOf<T>()).CopyTo(MemoryMarshal.AsBytes(values));

    /// <summary>Reads a count or a number.</summary>
    public int ReadCount()
    {
        uint value = 0;
        for (int shift = 0; shift < 35; shift += 7)
        {
            byte next = Take(1)[0];
            value |= (uint)(next & 0x7F) << shift;
            if (next < 0x80) return (int)value;
        }

        throw Damaged("a number does not end");
    }

    /// <summary>Reads a count of things that each take at least so many bytes.</summary>
    public int ReadCount(int minimumBytes)
    {
        int count = ReadCount();
        return count >= 0 && (long)count * minimumBytes <= Remaining ? count : throw Damaged($"a count of {count} does not fit");
    }

    /// <summary>Reads text.</summary>
    public string? ReadText()
    {
        int code = ReadCount();
        if (code == 0) return null;
        if (code < 0 || (long)(code - 1) * sizeof(char) > Remaining) throw Damaged($"a text of {code - 1} characters does not fit");
        return code == 1 ? "" : new(MemoryMarshal.Cast<byte, char>(Take((code - 1) * sizeof(char))));
    }

    /// <summary>Reads which comparer a collection is made with.</summary>
    public IEqualityComparer<T>? ReadComparer<T>(bool isThere)
    {
        if (Comparers.TryMake(ReadCount(), out IEqualityComparer<T>? comparer) || isThere) return comparer;
        throw Damaged("a collection has a comparer that cannot be made");
    }

    /// <summary>Reads in which order a collection is made.</summary>
    public IComparer<T>? ReadOrder<T>(bool isThere)
    {
        if (Comparers.TryMake(ReadCount(), out IComparer<T>? order) || isThere) return order;
        throw Damaged("a collection has an order that cannot be made");
    }

    /// <summary>The exception for bytes that contradict themselves, or the pipeline.</summary>
    public readonly InvalidDataException Damaged(string reason) => Checkpoint.Refuse($"its state is damaged at byte {_at}: {reason}");

    private ReadOnlySpan<byte> Take(int count)
    {
        if (count > Remaining) throw Damaged("it ends too early");
        var taken = _bytes.Slice(_at, count);
        _at += count;
        return taken;
    }
}
