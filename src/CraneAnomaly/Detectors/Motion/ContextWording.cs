using System.Globalization;
using CraneAnomaly.Detectors.Motion.Laws;
using CraneAnomaly.Detectors.Motion.References;
using CraneAnomaly.Records;
using CraneAnomaly.Records.Signals;

namespace CraneAnomaly.Detectors.Motion;

/// <summary>Puts into words what else was so when a move was slow: what was taken into account, and what came before it.</summary>
internal static class ContextWording
{
    // Logarithms: less of an effect is not worth a word, and less doubt either.
    private const double LeastEffect = 0.003, LeastDoubt = 0.01;

    private static readonly CultureInfo s_culture = CultureInfo.InvariantCulture;
    private static readonly Signal s_checksum = Known("parameter.checksum");

    /// <summary>What of its context matters for such moves of this crane, with a comma before each; empty for nothing.</summary>
    public static string Where(in SlowMove slow)
    {
        string text = "";
        if (Law(slow) is not { } law) return text;
        var terms = slow.Observation.Terms;
        foreach (int term in Said(law, terms)) text += $", {Name(term, slow.Observation)}";
        return text;
    }

    /// <summary>The same as reasons, with what it makes of the speed that is expected.</summary>
    public static IEnumerable<Explanation> Explanations(SlowMove slow)
    {
        if (Law(slow) is not { } law) yield break;
        var terms = slow.Observation.Terms;
        foreach (int term in Said(law, terms))
        {
            double effect = law.EffectOf(term, terms), doubt = law.DoubtOf(term, terms);
            string learned = term is MoveTerms.TrolleyWay or MoveTerms.HoistWay ? "already taken into account"
                : Math.Abs(effect) < LeastEffect
                ? string.Create(s_culture, $"hardly ever seen while learning; {100 * doubt:0} % either way are allowed for")
                : string.Create(s_culture, $"{100 * (Math.Exp(-effect) - 1):+0.0;-0.0} % as learned, already taken into account");
            yield return new("context", Name(term, slow.Observation), learned, 0);
        }
    }

    /// <summary>That the set of parameters became another one shortly before; empty where it did not.</summary>
    public static string ParametersBefore(in SlowMove slow)
    {
        if (ParametersNs(slow) is not { } changedNs) return "";
        double minutes = (slow.Test.OnsetNs - changedNs) / 6e10;
        return string.Create(s_culture,
            $"; its set of parameters changed at {EventTime.ToText(changedNs).AsSpan(11, 5)} UTC, {Math.Max(0, minutes):0} min before");
    }

    /// <summary>The same as a reason; null where it did not.</summary>
    public static Explanation? Parameters(in SlowMove slow) => ParametersNs(slow) is { } changedNs
        ? new("parameter.checksum", $"another one since {EventTime.ToText(changedNs)}", "the same as before the slow moves", 0.2)
        : null;

    // A move may have been under way.
    private static long? ParametersNs(in SlowMove slow)
    {
        const long Before = 3600L * 1_000_000_000, Behind = 30_000_000_000;
        long changedNs = slow.Watch.State.ChangedNs(s_checksum), onsetNs = slow.Test.OnsetNs;
        return changedNs != long.MaxValue && changedNs <= onsetNs + Behind && onsetNs - changedNs <= Before ? changedNs : null;
    }

    private static ContextLaw? Law(in SlowMove slow) =>
        slow.Watch.Learned?[CraneReference.SlotOf(slow.Observation.Feature, slow.Observation.Axis)]?.Context;

    private static List<int> Said(ContextLaw law, in MoveTerms terms)
    {
        var said = new List<int>();
        for (int term = 0; term < MoveTerms.Count; term++)
        {
            // Two speeds of cooling are one thing to say.
            if (term == MoveTerms.ColdLong && said.Contains(MoveTerms.ColdShort)) continue;
            if (Math.Abs(law.EffectOf(term, terms)) >= LeastEffect || law.DoubtOf(term, terms) >= LeastDoubt) said.Add(term);
        }

        return said;
    }

    private static string Name(int term, in MotionObservation observation) => term switch
    {
        MoveTerms.Stick => string.Create(s_culture, $"stick at {100 * observation.Demand:0} %"),
        MoveTerms.HoistUp => observation.Terms[term] > 0 ? "hoist going up as well" : "hoist not going up",
        MoveTerms.HoistDown => observation.Terms[term] > 0 ? "hoist going down as well" : "hoist not going down",
        MoveTerms.Trolley => observation.Terms[term] > 0 ? "trolley moving as well" : "trolley at rest",
        MoveTerms.Gantry => observation.Terms[term] > 0 ? "gantry moving as well" : "gantry at rest",
        MoveTerms.TrolleyWay => string.Create(s_culture, $"trolley over {observation.TrolleyRange:0} m"),
        MoveTerms.HoistWay => string.Create(s_culture, $"hoist over {observation.HoistRange:0} m"),
        _ => string.Create(s_culture, $"{observation.Hours:0.0} h into its work"),
    };

    private static Signal Known(string name) =>
        SignalCatalog.TryFind(name, out var signal) ? signal : throw new ArgumentException(name, nameof(name));
}
