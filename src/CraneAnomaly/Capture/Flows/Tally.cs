namespace CraneAnomaly.Capture.Flows;

/// <summary>Counts, and says when it is time to tell: at the 1st, 10th, 100th ... time.</summary>
internal struct Tally
{
    private long _due;

    /// <summary>How often it has happened.</summary>
    public long Count;

    /// <summary>How often it has happened since it was last told.</summary>
    public long Untold;

    /// <summary>Bytes that go with <see cref="Untold"/>.</summary>
    public long UntoldBytes;

    /// <summary>Counts one more; true when it is to be told, after which the caller calls <see cref="Told"/>.</summary>
    public bool Add(long bytes) => Add(bytes, 1);

    /// <summary>Counts several at once.</summary>
    public bool Add(long bytes, long times)
    {
        Count += times;
        Untold += times;
        UntoldBytes += bytes;
        if (_due == 0) _due = 1;
        if (Count < _due) return false;
        while (_due <= Count && _due <= long.MaxValue / 10) _due *= 10;
        return true;
    }

    public void Told() => Untold = UntoldBytes = 0;
}
