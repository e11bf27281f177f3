using CraneAnomaly.Checkpoints;

namespace CraneAnomaly.Telemetry.Logs;

/// <summary>
/// The names of columns and keys that some log is read by, each with a number: rows are bound by name, wherever in a line a
/// name stands. What has no number is not looked at.
/// </summary>
internal sealed class LogFields
{
    private const int MostName = 128;

    private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);
    [NotState("A view of the names.")]
    private Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _byName;

    public LogFields() => Restore();

    [Restored]
    internal void Restore() => _byName = _numbers.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>How many there are.</summary>
    public int Count => _numbers.Count;

    /// <summary>The number of a name, made when it is new.</summary>
    public int Of(string name)
    {
        if (!_numbers.TryGetValue(name, out int number)) _numbers.Add(name, number = _numbers.Count);
        return number;
    }

    /// <summary>The number of a name that stands in a log; -1 for one that nobody reads.</summary>
    public int Find(ReadOnlySpan<byte> name)
    {
        if (name.Length > MostName) return -1;
        Span<char> text = stackalloc char[MostName];
        for (int i = 0; i < name.Length; i++) text[i] = (char)name[i];
        return _byName.TryGetValue(text[..name.Length], out int number) ? number : -1;
    }
}
