using CraneAnomaly.Records;

namespace CraneAnomaly.Detectors.Clocks;

/// <summary>Who was asked for the time while learning.</summary>
internal sealed class TimeReference
{
    private const string SectionName = "time-sources";
    private const int MaxSources = 4_096;

    private readonly HashSet<IpAddress> _sources = [];

    /// <summary>How many there are.</summary>
    public int Count => _sources.Count;

    /// <summary>Sources not remembered because there were too many.</summary>
    public long Refused { get; private set; }

    /// <summary>All of them, in the order of their addresses.</summary>
    public IEnumerable<IpAddress> All => _sources.OrderBy(source => source.High).ThenBy(source => source.Low);

    /// <summary>Learns one.</summary>
    public void Add(IpAddress source)
    {
        if (_sources.Count < MaxSources) _sources.Add(source);
        else if (!_sources.Contains(source)) Refused++;
    }

    /// <summary>Whether somebody was one.</summary>
    public bool Knows(IpAddress source) => _sources.Contains(source);

    public void Save(StateWriter writer)
    {
        writer.Section(SectionName, 1);
        writer.WriteInt32(_sources.Count);
        foreach (var source in All) writer.WriteKey(new(source.High, source.Low));
    }

    public static TimeReference Load(ref StateReader reader)
    {
        reader.Section(SectionName, 1);
        var reference = new TimeReference();
        for (int left = reader.ReadCount(16); left > 0; left--)
        {
            var key = reader.ReadKey();
            if (!reference._sources.Add(new(key.High, key.Low)) || reference.Count > MaxSources) throw reader.Damaged("a source of time stands twice, or there are too many");
        }

        return reference;
    }
}
