using CraneAnomaly.Checkpoints;

namespace CraneAnomaly.Telemetry.Logs;

/// <summary>What logs were read, and what was left aside.</summary>
public sealed class LogCounters
{
    private const int MostNames = 256, MostName = 64;

    private readonly Dictionary<string, LogCount> _logs = new(StringComparer.Ordinal);
    [NotState("A view of the logs.")]
    private readonly Dictionary<string, LogCount>.AlternateLookup<ReadOnlySpan<char>> _byName;

    internal LogCounters() => _byName = _logs.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>The logs and the types of events, by name.</summary>
    public IEnumerable<LogCount> Logs => _logs.Values.OrderBy(log => log.Name, StringComparer.Ordinal);

    /// <summary>Lines that were read, comments and empty ones not counted.</summary>
    public long Lines { get; internal set; }

    /// <summary>Lines that were refused.</summary>
    public long BadLines { get; internal set; }

    /// <summary>Records handed on after later ones of their input.</summary>
    public long Late { get; internal set; }

    /// <summary>Records that another log of the same sensor tells with more: they were not handed on.</summary>
    public long ToldTwice { get; internal set; }

    /// <summary>Flows forgotten before they ended because too many were open.</summary>
    public long FlowsForgotten { get; internal set; }

    /// <summary>The counts of a log, by what it is called in front and its own name; of those past the cap all together.</summary>
    internal LogCount Of(string prefix, ReadOnlySpan<byte> name)
    {
        Span<char> text = stackalloc char[MostName];
        prefix.CopyTo(text);
        int length = prefix.Length;

        // It may stand on somebody's terminal.
        foreach (byte c in name[..Math.Min(name.Length, MostName - length)]) text[length++] = c is > 0x20 and < 0x7F ? (char)c : '?';
        if (_byName.TryGetValue(text[..length], out var count)) return count;
        string called = _logs.Count >= MostNames ? "(other logs)" : length == prefix.Length ? "(without a name)" : new string(text[..length]);
        if (!_logs.TryGetValue(called, out count)) _logs.Add(called, count = new(called));
        return count;
    }
}

/// <summary>What became of the rows of one log.</summary>
public sealed class LogCount
{
    internal LogCount(string name) => Name = name;

    /// <summary>Its name, as in <c>conn</c> or <c>eve flow</c>.</summary>
    public string Name { get; }

    /// <summary>Rows read.</summary>
    public long Rows { get; internal set; }

    /// <summary>Records made of them.</summary>
    public long Records { get; internal set; }

    /// <summary>Rows left aside, because nothing here is made of such a log or row.</summary>
    public long LeftAside { get; internal set; }
}
