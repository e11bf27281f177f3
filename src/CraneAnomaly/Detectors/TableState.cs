using CraneAnomaly.Features;

namespace CraneAnomaly.Detectors;

/// <summary>How exact tables are written: in an order that depends on what they hold, never on slots or
/// seeds.</summary>
internal static class TableState
{
    private const int KeyBytes = 16;

    /// <summary>Writes a table that refuses, by key; returns for each index its rank in that order.</summary>
    public static int[] Write<TValue>(StateWriter writer, ExactTable<TValue> table)
        where TValue : struct, IStateValue<TValue>
    {
        int[] order = table.OrderByKey(), ranks = new int[order.Length];
        writer.WriteInt64(table.Refused);
        writer.WriteInt32(order.Length);
        for (int rank = 0; rank < order.Length; rank++)
        {
            ranks[order[rank]] = rank;
            writer.WriteKey(table.KeyAt(order[rank]));
            table[order[rank]].Write(writer);
        }

        return ranks;
    }

    public static void Read<TValue>(ref StateReader reader, ExactTable<TValue> table)
        where TValue : struct, IStateValue<TValue>
    {
        table.Refused = ReadNonNegative(ref reader);
        int count = ReadCount(ref reader, KeyBytes + TValue.MinimumBytes, table.Capacity);
        table.EnsureRoom(count);
        ExactKey last = default;
        for (int i = 0; i < count; i++)
        {
            var key = reader.ReadKey();
            if (i > 0 && key.CompareTo(last) <= 0) throw reader.Damaged("keys are not in ascending order");
            last = key;
            table[table.FindOrAdd(key, out _)] = TValue.Read(ref reader);
        }
    }

    /// <summary>Writes a table that evicts, from the entry touched longest ago: that order is part of the
    /// state.</summary>
    public static void WriteRecency<TValue>(StateWriter writer, ExactTable<TValue> table)
        where TValue : struct, IStateValue<TValue>
    {
        writer.WriteInt64(table.Evicted);
        writer.WriteInt32(table.Count);
        foreach (int index in table.OrderByTouch())
        {
            writer.WriteKey(table.KeyAt(index));
            table[index].Write(writer);
        }
    }

    public static void ReadRecency<TValue>(ref StateReader reader, ExactTable<TValue> table)
        where TValue : struct, IStateValue<TValue>
    {
        table.Evicted = ReadNonNegative(ref reader);
        int count = ReadCount(ref reader, KeyBytes + TValue.MinimumBytes, table.Capacity);
        table.EnsureRoom(count);
        for (int i = 0; i < count; i++)
        {
            int index = table.FindOrAdd(reader.ReadKey(), out bool added);
            if (!added) throw reader.Damaged("a key stands twice");
            table[index] = TValue.Read(ref reader);
        }
    }

    /// <summary>Writes hosts by their numbers: these stand in the keys of what is written beside them.</summary>
    public static void WriteHosts(StateWriter writer, AssetTable hosts)
    {
        writer.WriteInt32(hosts.Count);
        for (int number = 1; number <= hosts.Count; number++)
        {
            var address = hosts.Address(number);
            writer.WriteKey(new(address.High, address.Low));
        }
    }

    public static void ReadHosts(ref StateReader reader, AssetTable hosts)
    {
        int count = reader.ReadCount(KeyBytes);
        for (int number = 1; number <= count; number++)
        {
            var key = reader.ReadKey();
            if (hosts.Number(new(key.High, key.Low)) != number) throw reader.Damaged("a host stands twice, or there are too many");
        }
    }

    /// <summary>Reads a count that fits the bytes left and the cap.</summary>
    public static int ReadCount(ref StateReader reader, int minimumBytes, int cap)
    {
        int count = reader.ReadCount(minimumBytes);
        return count <= cap ? count : throw reader.Damaged($"{count} entries are more than the cap of {cap}");
    }

    public static long ReadNonNegative(ref StateReader reader)
    {
        long value = reader.ReadInt64();
        // Half of the range is headroom: counters go on counting after loading.
        return value is >= 0 and < long.MaxValue / 2 ? value : throw reader.Damaged($"{value} is no count");
    }

    public static int ReadIn(ref StateReader reader, int low, int high)
    {
        int value = reader.ReadInt32();
        return value >= low && value <= high ? value : throw reader.Damaged($"{value} is not in {low} to {high}");
    }

    public static double ReadNonNegativeDouble(ref StateReader reader)
    {
        double value = reader.ReadDouble();
        return value >= 0 ? value : throw reader.Damaged($"{value} is below 0");
    }

    /// <summary>Reads a setting the state was made with; continuing with another one would not be the same
    /// detector.</summary>
    public static void Expect(ref StateReader reader, long setting, string name)
    {
        long found = reader.ReadInt64();
        if (found == setting) return;
        throw reader.Damaged($"made with {name} {found}, opened with {setting}; use the same options or learn again");
    }
}
