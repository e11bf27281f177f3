using CraneAnomaly.Features.Sensors.Sticks;
using CraneAnomaly.Records.Signals;

namespace CraneAnomaly.Features.Sensors;

/// <summary>What is usual for the sensors of one crane: learned before, or gathered while watching.</summary>
internal sealed class SensorNormal
{
    /// <summary>Signals whose exact repeats are counted: three speeds, load, two anemometers.</summary>
    public const int RepeatChannels = 6;

    /// <summary>States of the crane in which they are counted.</summary>
    public const int States = 3;

    /// <summary>Pairs: both anemometers, the neighbours' wind, then the twins.</summary>
    public const int OwnWind = 0, OtherWind = 1, FirstTwin = 2;

    /// <summary>Axes with limits: the three that are followed, and the boom; and their flags: both ends, slow-down.</summary>
    public const int LimitAxes = 4, LimitFlags = 3;

    /// <summary>Radios that are kept by name.</summary>
    public const int MostRadios = 16;

    /// <summary>Exact repeats, by channel and state.</summary>
    public RepeatCounts[] Repeats { get; } = new RepeatCounts[RepeatChannels * States];

    /// <summary>The axes: hoist, trolley, gantry.</summary>
    public AxisNormal[] Axes { get; } = new AxisNormal[SensorPlaces.Axes];

    /// <summary>Pairs of signals that measure the same.</summary>
    public PairNormal[] Pairs { get; } = new PairNormal[FirstTwin + SensorPlaces.Twins.Length];

    /// <summary>Torque of the hoist by load, downwards and upwards.</summary>
    public LineFit[] Torque { get; } = new LineFit[2];

    /// <summary>Rows from one value of a signal to the next at most; 0 for never told often.</summary>
    public int[] RowsBetween { get; } = new int[SignalCatalog.Count];

    /// <summary>Where the flags of limits are on, by axis and flag.</summary>
    public LimitSpan[] Limits { get; } = [.. Enumerable.Repeat(LimitSpan.None, LimitAxes * LimitFlags)];

    /// <summary>How the axes answer their sticks.</summary>
    public StickNormal[] Sticks { get; } = new StickNormal[SensorPlaces.Axes];

    /// <summary>What controllers make of full stick, by axis.</summary>
    public LawNormal[] Laws { get; } = new LawNormal[SensorPlaces.Axes];

    /// <summary>Where the pushes of sticks end, by axis.</summary>
    public EndNormal[] Ends { get; } = new EndNormal[SensorPlaces.Axes];

    /// <summary>Protective functions that were told to be enabled, by bits.</summary>
    public int Protections { get; set; }

    /// <summary>Radio controls that had the crane; those past the cap are not kept.</summary>
    public SortedSet<string> Radios { get; } = new(StringComparer.Ordinal);

    /// <summary>The parameter set's checksum and the firmware; null when never told.</summary>
    public string? Checksum { get; set; }

    /// <inheritdoc cref="Checksum"/>
    public string? Firmware { get; set; }
}

/// <summary>What is usual for an axis.</summary>
internal struct AxisNormal
{
    /// <summary>Moves seen from standstill to standstill.</summary>
    public long Moves;

    /// <summary>Way by position over way by speed: mean, and sum of squared deviations.</summary>
    public double Ratio, RatioSquares;

    /// <summary>Way by speed during which the position was not renewed, m, at most.</summary>
    public double Hold;

    /// <summary>Greatest change of speed, m/s2.</summary>
    public double Acceleration;

    /// <summary>Spread of the ratio.</summary>
    public readonly double RatioSpread => Moves > 1 ? Math.Sqrt(RatioSquares / (Moves - 1)) : 0;

    /// <summary>Counts a move.</summary>
    public void Add(double ratio)
    {
        Moves++;
        double away = ratio - Ratio;
        Ratio += away / Moves;
        RatioSquares += away * (ratio - Ratio);
    }
}

/// <summary>What is usual between two signals that measure the same.</summary>
internal struct PairNormal
{
    /// <summary>Differences seen.</summary>
    public long Count;

    /// <summary>Their mean, and their mean distance from it.</summary>
    public double Mean, Spread;

    /// <summary>Counts a difference: exactly at first, then as slowly as a thousand samples.</summary>
    public void Add(double difference)
    {
        Count++;
        double share = 1.0 / Math.Min(Count, 1000);
        Mean += (difference - Mean) * share;
        Spread += (Math.Abs(difference - Mean) - Spread) * share;
    }
}

/// <summary>A straight line through points, by their sums.</summary>
internal struct LineFit
{
    public double Count, X, Y, XX, XY;

    /// <summary>Whether there are enough points, far enough apart, for a line that rises.</summary>
    public readonly bool IsReady => Count >= 60 && (XX / Count) - (X / Count * (X / Count)) > 25 && Slope > 1e-9;

    public readonly double Slope => ((Count * XY) - (X * Y)) / ((Count * XX) - (X * X));

    /// <summary>The x at which the line has this height.</summary>
    public readonly double At(double y)
    {
        double slope = Slope;
        return (y - ((Y - (slope * X)) / Count)) / slope;
    }

    public void Add(double x, double y)
    {
        Count++;
        X += x;
        Y += y;
        XX += x * x;
        XY += x * y;
    }
}
