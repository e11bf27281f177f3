using System.Runtime.CompilerServices;
using CraneAnomaly.Features;

namespace CraneAnomaly.Detectors.Sequences;

/// <summary>
/// What every sequence detector needs: event keys as codes of 24 bits (given in learning only), the streams that have
/// a reference of their own, and the last events of every stream.
/// </summary>
internal sealed class SequenceMemory<TStream>(bool perStream, int maxStreams, int maxSymbols)
    where TStream : struct, IStateValue<TStream>
{
    private readonly ExactTable<NoValue> _symbols = new(maxSymbols);
    private readonly ExactTable<RecentEvents> _recent = new(maxStreams, ExactTablePolicy.EvictOldest);

    /// <summary>References, one a stream; one for all, under the empty key, when streams are pooled.</summary>
    public ExactTable<TStream> Streams { get; } = new(perStream ? maxStreams : 1);

    public int Codes => _symbols.Count;

    public long Refused => _symbols.Refused + Streams.Refused;

    public long Evicted => _recent.Evicted;

    /// <summary>The index of the reference a stream is judged by, or -1.</summary>
    public int FindStream(in ExactKey stream) => Streams.Find(perStream ? stream : default);

    public int AddStream(in ExactKey stream) => Streams.FindOrAdd(perStream ? stream : default, out _);

    /// <summary>The code of an event, 0 when it was never learned.</summary>
    public int Code(in ExactKey key) => _symbols.Find(key) + 1;

    /// <summary>The code of an event, made when it is new; 0 when the table is full.</summary>
    public int AddCode(in ExactKey key) => _symbols.FindOrAdd(key, out _) + 1;

    /// <summary>The last events of a stream.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public RecentEvents Recent(in ExactKey stream)
    {
        int index = _recent.Find(stream);
        return index < 0 ? default : _recent[index];
    }

    /// <summary>The last events of a stream, looked for first where they were.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public RecentEvents Recent(in ExactKey stream, ref int place)
    {
        int index = _recent.FindNear(stream, ref place);
        return index < 0 ? default : _recent[index];
    }

    /// <summary>Moves a stream past an event; the level is for the detector that wants it.</summary>
    public void Advance(in ExactKey stream, in ExactKey key, double level = 0)
    {
        int place = -1;
        Advance(stream, Code(key), ref place, level);
    }

    /// <summary>Moves a stream past an event given by its code.</summary>
    public void Advance(in ExactKey stream, int code, ref int place, double level = 0)
    {
        int index = _recent.FindNear(stream, ref place);
        if (index < 0) place = index = _recent.FindOrAdd(stream, out _);
        else _recent.Touch(index);
        ref var recent = ref _recent[index];
        recent.Push(code);
        recent.Level = level;
    }

    /// <summary>Forgets the last events of all streams.</summary>
    public void Reset() => _recent.Clear();

    /// <summary>Forgets the last events of a stream.</summary>
    public void Reset(in ExactKey stream)
    {
        int index = _recent.Find(stream);
        if (index >= 0) _recent[index] = default;
    }

    /// <summary>Writes all of it; returns the ranks that keys of grams are to be written with.</summary>
    public (int[] StreamRanks, int[] CodeRanks) Save(StateWriter writer)
    {
        int[] streams = TableState.Write(writer, Streams);
        int[] codes = TableState.Write(writer, _symbols);
        writer.WriteInt64(_recent.Evicted);
        writer.WriteInt32(_recent.Count);
        foreach (int index in _recent.OrderByTouch())
        {
            var recent = _recent[index];
            recent.First = Rank(recent.First, codes);
            recent.Second = Rank(recent.Second, codes);
            recent.Third = Rank(recent.Third, codes);
            writer.WriteKey(_recent.KeyAt(index));
            recent.Write(writer);
        }

        return (streams, codes);
    }

    public void Load(ref StateReader reader)
    {
        TableState.Read(ref reader, Streams);
        if (!perStream && Streams.Count == 1 && Streams.KeyAt(0) != default)
            throw reader.Damaged("a pooled reference has a key");
        TableState.Read(ref reader, _symbols);
        TableState.ReadRecency(ref reader, _recent);
        for (int i = 0; i < _recent.Count; i++)
        {
            ref var recent = ref _recent[i];
            if (!IsCode(recent.First, recent.Length > 0) || !IsCode(recent.Second, recent.Length > 1)
                || !IsCode(recent.Third, recent.Length > 2))
                throw reader.Damaged("a recent event refers to what is not there");
        }
    }

    /// <summary>Writes a table of grams with the ranks of <see cref="Save"/>.</summary>
    public static void WriteGrams<TValue>(
        StateWriter writer, ExactTable<TValue> grams, int[] streamRanks, int[] codeRanks)
        where TValue : struct, IStateValue<TValue>
    {
        var keys = new ExactKey[grams.Count];
        int[] order = new int[keys.Length];
        for (int i = 0; i < keys.Length; i++)
            (keys[i], order[i]) = (GramKey.Rank(grams.KeyAt(i), streamRanks, codeRanks), i);

        Array.Sort(keys, order);
        writer.WriteInt64(grams.Refused);
        writer.WriteInt32(keys.Length);
        for (int rank = 0; rank < keys.Length; rank++)
        {
            writer.WriteKey(keys[rank]);
            grams[order[rank]].Write(writer);
        }
    }

    public void ReadGrams<TValue>(ref StateReader reader, ExactTable<TValue> grams, int lowestOrder, int highestOrder)
        where TValue : struct, IStateValue<TValue>
    {
        TableState.Read(ref reader, grams);
        for (int i = 0; i < grams.Count; i++)
        {
            if (!GramKey.IsValid(grams.KeyAt(i), lowestOrder, highestOrder, Streams.Count, Codes))
                throw reader.Damaged("a sequence refers to what is not there");
        }
    }

    private static int Rank(int code, int[] ranks) => code == 0 ? 0 : ranks[code - 1] + 1;

    private bool IsCode(int code, bool present) => present ? code > 0 && code <= Codes : code == 0;
}
