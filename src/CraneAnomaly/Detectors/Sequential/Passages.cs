namespace CraneAnomaly.Detectors.Sequential;

/// <summary>
/// When each of many paths came to each level first: the records of each path, one path after another.
/// </summary>
internal sealed class Passages(int paths, int length)
{
    private readonly List<(int Time, double Level)> _records = [];
    private readonly List<int> _starts = new(paths + 1);

    /// <summary>Observations of a path.</summary>
    public int Length => length;

    /// <summary>Begins the next path.</summary>
    public void Begin() => _starts.Add(_records.Count);

    /// <summary>A level higher than all before on this path.</summary>
    public void Record(int time, double level) => _records.Add((time, level));

    /// <summary>The highest level that so many paths come to.</summary>
    public double HighestPassedBy(int count)
    {
        var last = new double[_starts.Count];
        for (int i = 0; i < last.Length; i++) last[i] = End(i) > _starts[i] ? _records[End(i) - 1].Level : 0;
        Array.Sort(last);
        return last[^Math.Min(count, last.Length)];
    }

    /// <summary>
    /// The time between alarms at a level: all observations until a passage or the end of a path, over the passages (the
    /// estimate for exponential times that are cut off).
    /// </summary>
    public double RunLength(double level)
    {
        double exposure = 0;
        int passed = 0;
        for (int i = 0; i < _starts.Count; i++)
        {
            int at = FirstAtLeast(_starts[i], End(i), level);
            exposure += at < End(i) ? _records[at].Time : length;
            if (at < End(i)) passed++;
        }

        return passed > 0 ? exposure / passed : double.MaxValue;
    }

    /// <summary>The lowest level with at least a run length, which must be one that some level has.</summary>
    public double LevelOf(double runLength)
    {
        double low = double.MaxValue, high = double.MinValue;
        foreach (var (_, level) in _records) (low, high) = (Math.Min(low, level), Math.Max(high, level));
        for (int i = 0; i < 40; i++)
        {
            double middle = 0.5 * (low + high);
            if (RunLength(middle) < runLength) low = middle;
            else high = middle;
        }

        return high;
    }

    private int End(int path) => path + 1 < _starts.Count ? _starts[path + 1] : _records.Count;

    private int FirstAtLeast(int low, int high, double level)
    {
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (_records[middle].Level < level) low = middle + 1;
            else high = middle;
        }

        return low;
    }
}
