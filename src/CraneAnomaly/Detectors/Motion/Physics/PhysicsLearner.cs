using System.Globalization;
using CraneAnomaly.Detectors.Motion.Learning;
using CraneAnomaly.Detectors.Motion.References;

namespace CraneAnomaly.Detectors.Motion.Physics;

/// <summary>
/// Has the models of moves trained on the first part of each crane's clean moves, and lets a crane's feature use its
/// model only where that errs less than the classes of moves do on the rest, which neither the model nor the choice of
/// its size has seen.
/// </summary>
internal sealed class PhysicsLearner(MotionReference reference, long seed)
{
    private const int FewestHeldOut = 20;

    // Better by less than this is chance, and classes are easier to explain.
    private const double Better = 0.95;

    // Of moves that nobody slows, one in forty is as slow as two spreads; where a model has more of them, it is too sure.
    private const double Slow = 2, MostSlow = 0.1;
    private const int Strata = 8;

    private readonly List<string> _lines = [];

    /// <summary>What was learned, and where it is used.</summary>
    public IReadOnlyList<string> Lines => _lines;

    /// <summary>Trains; gives the models that are of use.</summary>
    public List<TrainedModel> Train(Func<TrainingSet, TrainedModel> train)
    {
        var useful = new List<TrainedModel>();
        for (int i = 0; i < MotionContext.Models.Count; i++)
        {
            var rows = new TrainingSetCollector(
                MotionContext.Models[i], MotionContext.Columns, MotionContext.Resolutions, seed, label: MotionContext.Label);
            foreach (var crane in reference.Cranes.Values) Collect(crane, i, rows);
            if (rows.Count == 0) continue;
            var model = train(rows.ToSet());
            if (!model.IsTrained)
            {
                Say(model.Name, $"not trained: {model.WhyUntrained}; classes of moves are used");
                continue;
            }

            var physics = new MotionPhysics(name => name == model.Name ? model.Kernel : default);
            if (Choose(model.Name, i, physics)) useful.Add(model);
        }

        return useful;
    }

    private static void Collect(CraneReference crane, int model, TrainingSetCollector rows)
    {
        var clean = crane.Clean.Span;
        Span<float> row = stackalloc float[MotionContext.Width + 1];
        foreach (ref readonly var observation in clean[..crane.Clean.FirstHeldOut])
        {
            if (MotionContext.ModelOf(observation.Feature) != model || !TryExpect(crane, observation, out var expected)) continue;
            MotionContext.Fill(observation, row);
            row[^1] = (float)(observation.Slowness - expected.Location);
            rows.Add(row);
        }
    }

    private bool Choose(string name, int model, MotionPhysics physics)
    {
        int used = 0, compared = 0;
        double byClass = 0, byTrees = 0;
        foreach (var crane in reference.Cranes.Values)
        {
            for (int slot = 0; slot < CraneReference.Slots; slot++)
            {
                if (crane[slot] is not { } feature || MotionContext.ModelOf(CraneReference.FeatureAt(slot)) != model) continue;
                var (count, classes, trees, honest) = Compare(crane, slot, physics);
                if (count < FewestHeldOut) continue;
                compared++;
                feature.UsesTrees = honest && trees < Better * classes;
                if (!feature.UsesTrees) continue;
                used++;
                (byClass, byTrees) = (byClass + classes, byTrees + trees);
            }
        }

        Say(name, used == 0
            ? string.Create(CultureInfo.InvariantCulture, $"not used: on held-out moves it errs as much as classes of moves, or is too sure, in all of {compared} features of cranes")
            : string.Create(CultureInfo.InvariantCulture, $"used for {used} of {compared} features of cranes, where on held-out moves it errs {100 * (1 - (byTrees / byClass)):0} % less than classes of moves"));
        return used > 0;
    }

    // Mean absolute errors on the moves at the end, and whether in every class of load and direction few are slow by the
    // spread that the trees foretell: evidence is gathered in each of them.
    private static (int Count, double ByClass, double ByTrees, bool IsHonest) Compare(CraneReference crane, int slot, MotionPhysics physics)
    {
        int count = 0;
        double byClass = 0, byTrees = 0;
        Span<int> moves = stackalloc int[Strata], slow = stackalloc int[Strata];
        foreach (ref readonly var observation in crane.Clean.Span[crane.Clean.FirstHeldOut..])
        {
            if (CraneReference.SlotOf(observation.Feature, observation.Axis) != slot) continue;
            if (!TryExpect(crane, observation, out var expected)) continue;
            count++;
            byClass += Math.Abs(observation.Slowness - expected.Location);
            physics.Refine(observation, ref expected);
            byTrees += Math.Abs(observation.Slowness - expected.Location);
            int stratum = (2 * FeatureReference.LoadBin(observation.Load)) + FeatureReference.DirectionIndex(observation.Direction);
            moves[stratum]++;
            if (MotionDeviation.Of(observation, expected).Score >= Slow) slow[stratum]++;
        }

        bool honest = true;
        for (int i = 0; i < Strata; i++) honest &= slow[i] <= Math.Max(2, MostSlow * moves[i]);
        return (count, byClass / count, byTrees / count, honest);
    }

    private static bool TryExpect(CraneReference crane, in MotionObservation observation, out Expected expected) =>
        MotionCalibration.TryExpect(
            crane, null, CraneReference.SlotOf(observation.Feature, observation.Axis), observation, out expected);

    private void Say(string model, string what) => _lines.Add($"model {model}: {what}");
}
