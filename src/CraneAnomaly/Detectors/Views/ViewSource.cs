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
    // Sources are late by up to this, each in its own way: they agree when one says what the other said within it.
    private const long WindowNs = 2_000_000_000;

    // A source that calls its own values bad is not held to them for this long.
    private const long BadForNs = 60_000_000_000;

    private const long Never = long.MinValue / 2;

    private double _before, _beforeThat, _low, _high, _oldLow, _oldHigh;
    private long _beforeNs, _beforeThatNs, _bucket, _badUntilNs;

    public SourceKey Key;
    public long LastNs;
    public double Last;

    /// <summary>Mean size of what a straight line between neighbours does not explain.</summary>
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

    /// <summary>How fast it changed last, per second; 0 where that is not known.</summary>
    public readonly double Rate => _beforeNs == Never ? 0 : Math.Abs(Last - _before) / ((LastNs - _beforeNs) / 1e9);

    /// <summary>Whether what it says at a time can be compared.</summary>
    public readonly bool IsFreshAt(long nowNs) => nowNs - LastNs <= WindowNs && nowNs >= _badUntilNs;

    public void CallBad(long nowNs) => _badUntilNs = nowNs + BadForNs;

    /// <summary>Takes a value; false when it is older than the last one.</summary>
    public bool Take(long nowNs, double value)
    {
        if (nowNs <= LastNs) return false;
        long bucket = nowNs / WindowNs;
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
        if (_beforeThatNs != Never) Noise += (OffLine() - Noise) / 16;
        return true;
    }

    /// <summary>How far a value is from all that was said in the window.</summary>
    public readonly double DistanceOf(double value)
    {
        double low = Math.Min(_low, _oldLow), high = Math.Max(_high, _oldHigh);
        return value < low ? low - value : value > high ? value - high : 0;
    }

    // How far the one in the middle is from the line between its neighbours.
    private readonly double OffLine()
    {
        double share = (double)(_beforeNs - _beforeThatNs) / (LastNs - _beforeThatNs);
        return Math.Abs(_before - (_beforeThat + share * (Last - _beforeThat)));
    }
}
