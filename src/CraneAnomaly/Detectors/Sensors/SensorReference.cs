using CraneAnomaly.Features.Sensors;
using CraneAnomaly.Records.Signals;

namespace CraneAnomaly.Detectors.Sensors;

/// <summary>What is usual for the sensors of each crane, by its name: a section of the baseline.</summary>
internal sealed class SensorReference
{
    private const string SectionName = "sensor-reference";

    // 3: where sticks end.
    private const int Version = 3;
    private const int MaxCranes = 10_000;

    private readonly SortedDictionary<string, SensorNormal> _cranes = new(StringComparer.Ordinal);

    /// <summary>Number of cranes.</summary>
    public int Count => _cranes.Count;

    /// <summary>What is usual for a crane; null when it is not known.</summary>
    public SensorNormal? Find(string name) => _cranes.GetValueOrDefault(name);

    /// <summary>Keeps what is usual for a crane; those past the cap stay unknown.</summary>
    public void Add(string name, SensorNormal normal)
    {
        if (_cranes.Count < MaxCranes) _cranes[name] = normal;
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    public static SensorReference Load(ref StateReader reader)
    {
        var reference = new SensorReference();
        int version = reader.Section(SectionName, Version);
        int count = reader.ReadCount(64);
        if (count > MaxCranes) throw reader.Damaged($"{count} cranes are more than the cap of {MaxCranes}");
        for (int i = 0; i < count; i++)
        {
            string name = reader.ReadString();
            if (!reference._cranes.TryAdd(name, LoadNormal(ref reader, version))) throw reader.Damaged("a crane stands twice");
        }

        return reference;
    }

    /// <summary>Writes it, sorted by name.</summary>
    public void Save(StateWriter writer)
    {
        writer.Section(SectionName, Version);
        writer.WriteInt32(_cranes.Count);
        foreach (var (name, normal) in _cranes)
        {
            writer.WriteString(name);
            SaveNormal(writer, normal);
        }
    }

    private static void SaveNormal(StateWriter writer, SensorNormal normal)
    {
        foreach (ref readonly var counts in normal.Repeats.AsSpan())
        {
            writer.WriteInt64(counts.Samples);
            writer.WriteInt64(counts.Repeats);
            writer.WriteInt32(counts.Longest);
        }

        foreach (ref readonly var axis in normal.Axes.AsSpan())
        {
            writer.WriteInt64(axis.Moves);
            writer.WriteDouble(axis.Ratio);
            writer.WriteDouble(axis.RatioSquares);
            writer.WriteDouble(axis.Hold);
            writer.WriteDouble(axis.Acceleration);
        }

        writer.WriteInt32(normal.Pairs.Length);
        foreach (ref readonly var pair in normal.Pairs.AsSpan())
        {
            writer.WriteInt64(pair.Count);
            writer.WriteDouble(pair.Mean);
            writer.WriteDouble(pair.Spread);
        }

        foreach (ref readonly var fit in normal.Torque.AsSpan())
        {
            writer.WriteDouble(fit.Count);
            writer.WriteDouble(fit.X);
            writer.WriteDouble(fit.Y);
            writer.WriteDouble(fit.XX);
            writer.WriteDouble(fit.XY);
        }

        writer.WriteInt32(normal.RowsBetween.Length);
        foreach (int rows in normal.RowsBetween) writer.WriteInt32(rows);
        writer.WriteString(normal.Checksum ?? "");
        writer.WriteString(normal.Firmware ?? "");
        SaveControl(writer, normal);
    }

    private static void SaveControl(StateWriter writer, SensorNormal normal)
    {
        foreach (ref readonly var span in normal.Limits.AsSpan())
        {
            writer.WriteInt32(span.Rows);
            writer.WriteDouble(span.OffLeast);
            writer.WriteDouble(span.OffMost);
            writer.WriteDouble(span.OnMinus);
            writer.WriteDouble(span.OnPlus);
            writer.WriteDouble(span.Depth);
        }

        foreach (ref readonly var stick in normal.Sticks.AsSpan())
        {
            writer.WriteInt32(stick.With);
            writer.WriteInt32(stick.Without);
        }

        foreach (ref readonly var law in normal.Laws.AsSpan())
        {
            writer.WriteInt32(law.Count);
            writer.WriteDouble(law.FullSpeed);
        }

        foreach (ref readonly var end in normal.Ends.AsSpan())
        {
            writer.WriteInt32(end.Count);
            writer.WriteInt32(end.AtEnd);
            writer.WriteDouble(end.End);
        }

        writer.WriteInt32(normal.Protections);
        writer.WriteInt32(normal.Radios.Count);
        foreach (string radio in normal.Radios) writer.WriteString(radio);
    }

    private static void LoadControl(ref StateReader reader, SensorNormal normal, int version)
    {
        foreach (ref var span in normal.Limits.AsSpan())
        {
            span = new()
            {
                Rows = reader.ReadInt32(),
                OffLeast = reader.ReadDouble(),
                OffMost = reader.ReadDouble(),
                OnMinus = reader.ReadDouble(),
                OnPlus = reader.ReadDouble(),
                Depth = reader.ReadDouble(),
            };
            if (span.Rows < 0 || !(span.Depth >= 0) || span.OffLeast > span.OffMost) throw reader.Damaged("a limit is below zero");
        }

        foreach (ref var stick in normal.Sticks.AsSpan())
        {
            stick = new() { With = reader.ReadInt32(), Without = reader.ReadInt32() };
            if (stick.With < 0 || stick.Without < 0) throw reader.Damaged("moves are below zero");
        }

        foreach (ref var law in normal.Laws.AsSpan())
        {
            law = new() { Count = reader.ReadInt32(), FullSpeed = reader.ReadDouble() };
            if (law.Count < 0 || law.FullSpeed < 0) throw reader.Damaged("a speed is below zero");
        }

        if (version >= 3) LoadEnds(ref reader, normal);
        normal.Protections = reader.ReadInt32();
        int radios = reader.ReadCount(4);
        if (radios > SensorNormal.MostRadios) throw reader.Damaged($"{radios} radios are more than the cap of {SensorNormal.MostRadios}");
        for (int i = 0; i < radios; i++) normal.Radios.Add(reader.ReadString());
    }

    private static void LoadEnds(ref StateReader reader, SensorNormal normal)
    {
        foreach (ref var end in normal.Ends.AsSpan())
        {
            end = new() { Count = reader.ReadInt32(), AtEnd = reader.ReadInt32(), End = reader.ReadDouble() };
            if (end.AtEnd < 0 || end.Count < end.AtEnd || !(end.End is >= 0 and <= 2)) throw reader.Damaged("the end of a stick does not fit");
        }
    }

    private static SensorNormal LoadNormal(ref StateReader reader, int version)
    {
        var normal = new SensorNormal();
        foreach (ref var counts in normal.Repeats.AsSpan())
        {
            counts = new() { Samples = reader.ReadInt64(), Repeats = reader.ReadInt64(), Longest = reader.ReadInt32() };
            if (counts.Repeats < 0 || counts.Samples < counts.Repeats || counts.Longest < 0) throw reader.Damaged("repeats do not fit");
        }

        foreach (ref var axis in normal.Axes.AsSpan())
        {
            axis = new()
            {
                Moves = reader.ReadInt64(),
                Ratio = reader.ReadDouble(),
                RatioSquares = reader.ReadDouble(),
                Hold = reader.ReadDouble(),
                Acceleration = reader.ReadDouble(),
            };
            if (axis.Moves < 0 || axis.RatioSquares < 0 || axis.Hold < 0 || axis.Acceleration < 0) throw reader.Damaged("an axis is below zero");
        }

        if (reader.ReadCount(24) != normal.Pairs.Length) throw reader.Damaged("the pairs of signals are others");
        foreach (ref var pair in normal.Pairs.AsSpan())
        {
            pair = new() { Count = reader.ReadInt64(), Mean = reader.ReadDouble(), Spread = reader.ReadDouble() };
            if (pair.Count < 0 || pair.Spread < 0) throw reader.Damaged("a pair is below zero");
        }

        foreach (ref var fit in normal.Torque.AsSpan())
        {
            fit = new()
            {
                Count = reader.ReadDouble(),
                X = reader.ReadDouble(),
                Y = reader.ReadDouble(),
                XX = reader.ReadDouble(),
                XY = reader.ReadDouble(),
            };
        }

        // Signals are added at the end: an older baseline knows fewer.
        int signals = reader.ReadCount(4);
        for (int i = 0; i < signals; i++)
        {
            int rows = reader.ReadInt32();
            if (i < SignalCatalog.Count) normal.RowsBetween[i] = Math.Max(0, rows);
        }

        normal.Checksum = Text(reader.ReadString());
        normal.Firmware = Text(reader.ReadString());
        LoadControl(ref reader, normal, version);
        return normal;
    }

    private static string? Text(string text) => text.Length == 0 ? null : text;
}
