using System.Runtime.CompilerServices;
using CraneAnomaly.Features.Motion;

namespace CraneAnomaly.Detectors.Motion.Laws;

/// <summary>
/// What of the context of a steady stretch, or of a lift, may make it slower, as terms of a sum; NaN for what nobody tells.
/// Those of a stretch are all zero for a warm crane of which one axis alone moves at full stick.
/// </summary>
[InlineArray(Count)]
internal struct MoveTerms
{
    /// <summary>Number of terms.</summary>
    public const int Count = 9;

    /// <summary>The logarithm of the stick's place: a power of it is a line.</summary>
    public const int Stick = 0;

    /// <summary>Share of the stretch in which the hoist goes up: it draws power.</summary>
    public const int HoistUp = 1;

    /// <summary>Share of it in which the hoist goes down: it gives power back.</summary>
    public const int HoistDown = 2;

    /// <summary>Share of it in which the trolley moves.</summary>
    public const int Trolley = 3;

    /// <summary>Share of it in which the gantry moves.</summary>
    public const int Gantry = 4;

    /// <summary>What is left of the cold, if it goes in half an hour.</summary>
    public const int ColdShort = 5;

    /// <summary>What is left of it, if it goes in two hours.</summary>
    public const int ColdLong = 6;

    /// <summary>Of a lift: how far apart the trolley's places were, m.</summary>
    public const int TrolleyWay = 7;

    /// <summary>Of a lift: how far apart the hoist's places were, m.</summary>
    public const int HoistWay = 8;

    // Gears, motors and oil become warm in something between these, so that a sum of both is near to any of them.
    private const double ShortHours = 0.5, LongHours = 2;

    // Before anybody has seen it: what another axis that moves does to this one, and what a twentieth of the stick's way
    // does beyond its share. Drives that share a supply are some per cent slower. The begin of work, and ways, are in every learning period.
    private const double AxisDoubt = 0.05, StickStep = 0.05, StickDoubt = 0.02;

    private float _first;

    /// <summary>Nothing is told.</summary>
    public static MoveTerms Untold
    {
        get
        {
            var terms = default(MoveTerms);
            for (int i = 0; i < Count; i++) terms[i] = float.NaN;
            return terms;
        }
    }

    /// <summary>
    /// The spread of a term's factor by what was seen of it: as if once, before, a move had been off by what such terms may
    /// do. It shrinks with what was seen, and less where the moves that have it do not agree.
    /// </summary>
    public static double DoubtOf(int term, in FittedColumn fitted)
    {
        var (step, doubt) = term switch
        {
            Stick => (StickStep, StickDoubt),
            ColdShort or ColdLong or TrolleyWay or HoistWay => (1, 0),
            _ => (1, AxisDoubt),
        };
        if (doubt == 0) return 0;
        double square = step * step;
        double spread = ((doubt * doubt) + (fitted.Rests / square)) / (1 + (fitted.Squares / square));
        return Math.Sqrt(spread / (1 + (fitted.Seen / square))) / step;
    }

    /// <summary>Of a stretch.</summary>
    /// <param name="demand">Share of full stick.</param>
    /// <param name="beside">What the other axes did.</param>
    /// <param name="hours">Since the crane began to work; NaN for not known.</param>
    public static MoveTerms Of(double demand, in Company beside, double hours)
    {
        var terms = default(MoveTerms);
        terms[Stick] = demand > 0 ? (float)Math.Log(demand) : float.NaN;
        terms[HoistUp] = beside.HoistUp;
        terms[HoistDown] = beside.HoistDown;
        terms[Trolley] = beside.Trolley;
        terms[Gantry] = beside.Gantry;
        terms[ColdShort] = (float)Math.Exp(-hours / ShortHours);
        terms[ColdLong] = (float)Math.Exp(-hours / LongHours);
        (terms[TrolleyWay], terms[HoistWay]) = (float.NaN, float.NaN);
        return terms;
    }

    /// <summary>Of a lift.</summary>
    /// <param name="trolley">How far apart the trolley's places were, m; NaN for not told.</param>
    /// <param name="hoist">The same of the hoist.</param>
    public static MoveTerms OfLift(double trolley, double hoist)
    {
        var terms = Untold;
        (terms[TrolleyWay], terms[HoistWay]) = ((float)trolley, (float)hoist);
        return terms;
    }
}
