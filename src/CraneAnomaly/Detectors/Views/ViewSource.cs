using CraneAnomaly.Records;

namespace CraneAnomaly.Detectors.Views;

/// <summary>Who tells a signal: an input, and in it telemetry or the registers of one controller.</summary>
internal readonly record struct SourceKey(long Place, IpAddress Server)
{
    public static SourceKey Of(in OtRecord record, RecordBody body) =>
        new((long)record.Input << 24 | (long)record.Unit << 8 | (byte)record.Protocol, body.Flow.Responder);

    public int Input => (int)(Place >> 24);

    public OtProtocol Protocol => (OtProtocol)(byte)Place;
}

/// <summary>What one source said of one signal lately.</summary>
internal struct ViewSource
{
    // What was said longer ago than this is not compared.
    private const long FreshNs = 2_000_000_000;

    // Sources are late, each in its own way: they agree when one says what the other said in the last one to two of these.
    private const long BucketNs = 1_000_000_000;

    // A source that calls its own values bad is not held to them for this long.
    private const long BadForNs = 60_000_000_000;

    private const long Never = long.MinValue / 2;

    private double _before, _beforeThat, _low, _high, _oldLow, _oldHigh;
    private long _beforeNs, _beforeThatNs, _bucket, _badUntilNs;

    public SourceKey Key;
    public long LastNs;
    public double Last;

    /// <summary>Usual size of what a straight line between neighbours does not explain.</summary>
    public double Noise;

    /// <summary>Smallest change ever seen: what the source can tell apart. 0 before the first one.</summary>
    public double Step;

    public static ViewSource New(SourceKey key) => new()
    {
        Key = key,
        LastNs = Never,
        _beforeNs = Never,
        _beforeThatNs = Never,
        _badUntilNs = Never,
    };

    /// <summary>How fast it changed last, per second; 0 where that is not known. Between samples that are closer than a
    /// window the window says more.</summary>
    public readonly double Rate => LastNs - _beforeNs is >= BucketNs / 2 and < 10 * BucketNs and var between
        ? Math.Abs(Last - _before) / (between / 1e9)
        : 0;

    /// <summary>Whether what it says at a time can be compared.</summary>
    public readonly bool IsFreshAt(long nowNs) => nowNs - LastNs <= FreshNs && nowNs >= _badUntilNs;

    public void CallBad(long nowNs) => _badUntilNs = nowNs + BadForNs;

    /// <summary>Takes a value; false when it is older than the last one. Noise below <paramref name="least"/> is
    /// none.</summary>
    public bool Take(long nowNs, double value, double least)
    {
        if (nowNs <= LastNs) return false;
        long bucket = nowNs / BucketNs;
        if (LastNs == Never || bucket - _bucket > 2)
        {
            (_low, _high, _oldLow, _oldHigh) = (value, value, value, value);
        }
        else if (bucket != _bucket)
        {
            (_oldLow, _oldHigh, _low, _high) = (_low, _high, value, value);
        }
        else
        {
            (_low, _high) = (Math.Min(_low, value), Math.Max(_high, value));
        }

        _bucket = bucket;
        (_beforeThat, _before, Last) = (_before, Last, value);
        (_beforeThatNs, _beforeNs, LastNs) = (_beforeNs, LastNs, nowNs);
        if (_beforeNs != Never && Math.Abs(Last - _before) is > 0 and var change && (Step == 0 || change < Step)) Step = change;

        // Where a motion begins or ends is no noise: what stands out counts for little.
        if (_beforeThatNs != Never) Noise += (Math.Min(OffLine(), 2 * Noise + least / 2) - Noise) / 16;
        return true;
    }

    /// <summary>How far apart what was said lately by the two is; 0 when they said something alike.</summary>
    public readonly double DistanceOf(in ViewSource other)
    {
        double low = Math.Min(_low, _oldLow), high = Math.Max(_high, _oldHigh);
        double otherLow = Math.Min(other._low, other._oldLow), otherHigh = Math.Max(other._high, other._oldHigh);
        return Math.Max(0, Math.Max(low - otherHigh, otherLow - high));
    }

    // How far the one in the middle is from the line between its neighbours.
    private readonly double OffLine()
    {
        double share = (double)(_beforeNs - _beforeThatNs) / (LastNs - _beforeThatNs);
        return Math.Abs(_before - (_beforeThat + share * (Last - _beforeThat)));
    }
}
