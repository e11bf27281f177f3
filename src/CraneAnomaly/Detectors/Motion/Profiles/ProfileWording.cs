using System.Globalization;
using CraneAnomaly.Detectors.Motion.References;
using CraneAnomaly.Records;

namespace CraneAnomaly.Detectors.Motion.Profiles;

/// <summary>Puts into words in what moves are others as a whole: the features that add most, with what is expected of them.</summary>
internal static class ProfileWording
{
    // Less of the distance is not worth a word.
    private const double LeastShare = 0.08;
    private const int MostReasons = 4;

    private static readonly CultureInfo s_culture = CultureInfo.InvariantCulture;

    /// <summary>One sentence with the numbers.</summary>
    public static string Title(in OddMoves odd, ReadOnlySpan<double> row)
    {
        var told = odd.Test.Told;
        string[] what = [.. Reasons(odd, row).Select(reason => $"{MoveRow.Names[reason.Feature]} {Change(reason.Feature, reason.Mean)}")];
        string together = what.Length == 1 ? what[0] : $"{string.Join(", ", what[..^1])} and {what[^1]} together";
        return string.Create(s_culture,
            $"{odd.Watch.State.Name} {MoveStates.NameOf(odd.State)} moves are unlike any learned: {together}, since {EventTime.ToText(told.OnsetNs).AsSpan(11, 5)} UTC, in {told.SlowSince} of {told.Since} moves; none of it is enough by itself");
    }

    /// <summary>What the expectation rests on.</summary>
    public static string Basis(in OddMoves odd) => string.Create(s_culture,
        $"the furthest of {odd.Profile.HeldBack} moves held back from training, the one feature that explains most left out");

    /// <summary>The features that add most, on average over the moves since they are others.</summary>
    public static IReadOnlyList<Explanation> Explanations(in OddMoves odd, ReadOnlySpan<double> row)
    {
        string axis = Enum.GetName(MoveStates.AxisOf(odd.State))!.ToLowerInvariant();
        return
        [
            .. Reasons(odd, row).Select(reason =>
            {
                var mean = reason.Mean;
                return new Explanation(
                    $"{axis}.{MoveRow.Names[reason.Feature].Replace(' ', '-')}",
                    $"{Value(reason.Feature, mean.Expected + mean.Slower)}, {Change(reason.Feature, mean)}",
                    Range(reason.Feature, mean), Math.Round(reason.Share, 3));
            }),
        ];
    }

    /// <summary>What else makes moves others.</summary>
    public static IReadOnlyList<RuledOut> RuledOut(in OddMoves odd) =>
    [
        new("one cause that is told by itself", "excluded", "no feature of this axis is slower than its own bounds for long enough"),
        new("load", "excluded", "each feature is compared with moves of such loads first"),
        new("wind derating", "excluded", "moves with a speed limit are not judged as a whole"),
        new("thermal derating or a fault", "excluded", "the crane told no alarm in these moves"),
        new("wear, or drives tuned anew", "possible", "each change is within what tuning does; several at once point to a set of parameters"),
        new("supply dip over all cranes", "possible", "compare with the other cranes of the quay at that minute"),
    ];

    private static List<(int Feature, double Share, MoveMeasure Mean)> Reasons(in OddMoves odd, ReadOnlySpan<double> row)
    {
        Span<double> shares = stackalloc double[row.Length];
        odd.Profile.Contributions(row, shares);
        double total = 0;
        foreach (double share in shares) total += Math.Max(0, share);
        var reasons = new List<(int Feature, double Share, MoveMeasure Mean)>();
        for (int i = 0; i < shares.Length; i++)
        {
            int feature = odd.Profile.Features[i];
            reasons.Add((feature, total > 0 ? Math.Max(0, shares[i]) / total : 0, odd.Test.MeanOf(feature)));
        }

        reasons.Sort((a, b) => a.Share == b.Share ? a.Feature.CompareTo(b.Feature) : b.Share.CompareTo(a.Share));
        int kept = Math.Max(1, reasons.FindLastIndex(reason => reason.Share >= LeastShare) + 1);
        return reasons[..Math.Min(MostReasons, kept)];
    }

    private static string Change(int feature, in MoveMeasure mean)
    {
        if (IsSeconds(feature)) return string.Create(s_culture, $"{Math.Abs(mean.Slower):0.00} s {(mean.Slower > 0 ? "longer" : "shorter")}");
        double change = 1 - Math.Exp(-mean.Slower);
        return string.Create(s_culture, $"{100 * Math.Abs(change):0.0} % {(change > 0 ? "lower" : "higher")}");
    }

    private static string Range(int feature, in MoveMeasure mean)
    {
        double least = mean.Expected - mean.Bound, most = mean.Expected + mean.Bound;
        return IsSeconds(feature)
            ? string.Create(s_culture, $"{Math.Max(0, least):0.00} to {most:0.00} s")
            : string.Create(s_culture, $"{Math.Exp(-most):0.000} to {Math.Exp(-least):0.000} {Unit(feature)}").TrimEnd();
    }

    private static string Value(int feature, double slowness) => IsSeconds(feature)
        ? string.Create(s_culture, $"{slowness:0.00} s")
        : string.Create(s_culture, $"{Math.Exp(-slowness):0.000} {Unit(feature)}").TrimEnd();

    private static string Unit(int feature) => (MotionFeature)feature switch
    {
        MotionFeature.Tracking => "",
        MotionFeature.RampUp or MotionFeature.RampDown => "m/s²",
        _ => "m/s",
    };

    private static bool IsSeconds(int feature) => MotionTrait.Of((MotionFeature)feature).IsSeconds;
}
