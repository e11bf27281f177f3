using CraneAnomaly.Features;

namespace CraneAnomaly.Detectors;

/// <summary>
/// Something about each stream, and about each thing in a stream. Streams and keys are 128 bits each, so a pair is
/// held by their two indexes: as exact, and half the size. When a table is full, new things are refused and counted.
/// </summary>
internal sealed class PairTable<TStream, TPair>(int maxStreams, int maxPairs)
    where TStream : struct, IStateValue<TStream>
    where TPair : struct, IStateValue<TPair>
{
    private readonly ExactTable<NoValue> _keys = new(maxPairs);

    public ExactTable<TStream> Streams { get; } = new(maxStreams);

    public ExactTable<TPair> Pairs { get; } = new(maxPairs);

    public long Refused => Streams.Refused + Pairs.Refused + _keys.Refused;

    /// <summary>Finds a stream's index, or -1.</summary>
    public int FindStream(in ExactKey stream) => Streams.Find(stream);

    /// <summary>Finds the index of a thing in a stream, or -1. <paramref name="slot"/> tells apart parts of a
    /// thing.</summary>
    public int FindPair(int stream, in ExactKey key, int slot = 0)
    {
        int code = _keys.Find(key);
        return code < 0 ? -1 : Pairs.Find(Pack(stream, slot, code));
    }

    /// <summary>Finds or adds a thing in a stream; -1 when it was refused.</summary>
    public int AddPair(int stream, in ExactKey key, int slot, out bool added)
    {
        added = false;
        int code = _keys.FindOrAdd(key, out _);
        return code < 0 ? -1 : Pairs.FindOrAdd(Pack(stream, slot, code), out added);
    }

    public void Save(StateWriter writer)
    {
        int[] streams = TableState.Write(writer, Streams);
        int[] keys = TableState.Write(writer, _keys);

        // Indexes follow the order of arrival; ranks do not, so equal content gives equal bytes.
        var packed = new ExactKey[Pairs.Count];
        int[] order = new int[packed.Length];
        for (int i = 0; i < packed.Length; i++)
        {
            var pair = Pairs.KeyAt(i);
            packed[i] = Pack(streams[(int)(pair.High >> 32)], (int)(uint)pair.High, keys[(int)pair.Low]);
            order[i] = i;
        }

        Array.Sort(packed, order);
        writer.WriteInt64(Pairs.Refused);
        writer.WriteInt32(order.Length);
        for (int rank = 0; rank < order.Length; rank++)
        {
            writer.WriteKey(packed[rank]);
            Pairs[order[rank]].Write(writer);
        }
    }

    public void Load(ref StateReader reader, int slots = 1)
    {
        TableState.Read(ref reader, Streams);
        TableState.Read(ref reader, _keys);
        TableState.Read(ref reader, Pairs);
        for (int i = 0; i < Pairs.Count; i++)
        {
            var pair = Pairs.KeyAt(i);
            if (pair.High >> 32 >= (ulong)Streams.Count || (uint)pair.High >= (uint)slots
                || pair.Low >= (ulong)_keys.Count)
                throw reader.Damaged("a pair refers to what is not there");
        }
    }

    private static ExactKey Pack(int stream, int slot, int code) =>
        new((ulong)(uint)stream << 32 | (uint)slot, (uint)code);
}
