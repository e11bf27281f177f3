using System.Globalization;
using CraneAnomaly.Detectors.Motion.References;

namespace CraneAnomaly.Detectors.Motion;

/// <summary>Puts into words that a crane tells of its moves what an independent source does not.</summary>
internal static class LieWording
{
    private static readonly CultureInfo s_culture = CultureInfo.InvariantCulture;

    /// <summary>One sentence with the numbers.</summary>
    /// <param name="slow">The move.</param>
    /// <param name="axis">Name of its axis.</param>
    /// <param name="since">Since when, and in how many moves.</param>
    public static string Title(in SlowMove slow, string axis, string since)
    {
        string name = slow.Watch.State.Name;
        double value = slow.Observation.Value, expected = slow.ExpectedValue;
        string what = slow.Observation.Feature == MotionFeature.Way
            ? string.Create(s_culture,
                $"{name} {axis} covers {100 * value:0.0} % of the way that it reports, by its independent position; {100 * expected:0.0} % is usual")
            : string.Create(s_culture,
                $"{name} {axis} takes {100 * expected / value:0} % of the power that its reported speed needs with this load");
        return $"{what}, {since} moves; position, speed and reference may tell the same lie";
    }

    /// <summary>What else makes two sources differ.</summary>
    public static IReadOnlyList<RuledOut> RuledOut(in SlowMove slow) => slow.Observation.Feature == MotionFeature.Way
        ?
        [
            new("the sources are told at different times", "excluded", "both are compared where the axis stands"),
            new("slipping or changed encoder wheel", "possible", "it would shift as a whole, as this does"),
            new("anchor at fault instead", "possible", "only two sources tell the way"),
        ]
        :
        [
            new("load", "excluded", string.Create(s_culture, $"{slow.Observation.Load:0.0} t; it is compared with such loads")),
            new("other axes or consumers", "possible", "only moves of this axis alone are compared; heating and lights are not seen"),
            new("load told wrong instead", "possible", "the power needs both speed and load"),
            new("power meter at fault instead", "possible", "only two sources tell it"),
        ];
}
