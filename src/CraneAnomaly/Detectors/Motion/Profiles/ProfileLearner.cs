using System.Globalization;
using CraneAnomaly.Detectors.Motion.Learning;
using CraneAnomaly.Detectors.Motion.References;
using CraneAnomaly.Records.Signals;

namespace CraneAnomaly.Detectors.Motion.Profiles;

/// <summary>
/// Has a model trained of how the deviations of a move go together, on the first part of each crane's clean moves, and
/// learns on the rest how far moves are from it. One model for a state and all cranes: what is a crane's own is in its references.
/// </summary>
internal sealed class ProfileLearner(MotionReference reference, long seed)
{
    // Enough for the model and, of the last quarter of them, for its limits.
    private const int FewestMoves = 160;
    private const int FewestFeatures = 3;

    private readonly List<Row>[] _rows = [.. Enumerable.Range(0, MoveStates.Count).Select(_ => new List<Row>())];
    private readonly List<string> _lines = [];

    /// <summary>What was learned.</summary>
    public IReadOnlyList<string> Lines => _lines;

    /// <summary>Trains; gives the models, those that could not be trained among them.</summary>
    public List<TrainedModel> Train(Func<TrainingSet, TrainedModel> train)
    {
        foreach (var crane in reference.Cranes.Values) Collect(crane);
        var models = new List<TrainedModel>();
        for (int state = 0; state < MoveStates.Count; state++)
        {
            int[] features = FeaturesOf(_rows[state]);
            if (features.Length < FewestFeatures)
            {
                Say(state, string.Create(CultureInfo.InvariantCulture,
                    $"not learned, fewer than {FewestFeatures} features are told of {FewestMoves} of {_rows[state].Count} moves"));
                continue;
            }

            var model = train(SetOf(state, features));
            models.Add(model);
            if (model.IsTrained) Calibrate(state, model);
        }

        return models;
    }

    private void Collect(CraneReference crane)
    {
        var clean = crane.Clean.Span;
        var rows = new MoveRow[MoveStates.Axes];
        var directions = new sbyte[rows.Length];
        foreach (ref var row in rows.AsSpan()) row = new();
        for (int i = 0; i < clean.Length; i++)
        {
            ref readonly var observation = ref clean[i];
            if (observation.Feature >= MotionFeature.Wait) continue;
            int axis = (int)observation.Axis;
            if (rows[axis].StartNs != observation.StartNs) Add(rows[axis], axis, directions[axis], i > crane.Clean.FirstHeldOut);
            directions[axis] = observation.Direction;
            int slot = CraneReference.SlotOf(observation.Feature, observation.Axis);
            if (MotionCalibration.TryExpect(crane, reference.Physics, slot, observation, out var expected))
                rows[axis].Take(observation, expected, MotionDeviation.Of(observation, expected));
        }

        for (int axis = 0; axis < rows.Length; axis++) Add(rows[axis], axis, directions[axis], true);
    }

    private void Add(MoveRow row, int axis, sbyte direction, bool isHeldOut)
    {
        int state = MoveStates.Of((Axis)axis, direction);
        if (state < 0 || row.Known == 0) return;
        var shares = new double[MoveRow.Features];
        for (int feature = 0; feature < shares.Length; feature++) row.TryFill([feature], shares.AsSpan(feature));
        _rows[state].Add(new(shares, row.Known, isHeldOut));
    }

    // As many features as there are moves enough that have them all: those that fewest moves have are left out first.
    private static int[] FeaturesOf(List<Row> rows)
    {
        var features = Enumerable.Range(0, MoveRow.Features).ToList();

        // The speed at full stick is what the other two make of it, wherever the stick stands.
        if (rows.Any(row => row.Has((int)MotionFeature.Clamp) && row.Has((int)MotionFeature.Tracking))) features.Remove((int)MotionFeature.Plateau);
        while (features.Count >= FewestFeatures)
        {
            int mask = features.Sum(feature => 1 << feature);
            if (rows.Count(row => (row.Known & mask) == mask) >= FewestMoves) break;
            features.Remove(features.MinBy(feature => rows.Count(row => row.Has(feature))));
        }

        return [.. features];
    }

    private TrainingSet SetOf(int state, int[] features)
    {
        // No spread is believed to be smaller than for a feature by itself; in shares of what is nobody's business.
        float[] resolutions = [.. features.Select(feature => MotionTrait.Of((MotionFeature)feature)).Select(trait => (float)(trait.Floor / trait.Indifferent))];
        var set = new TrainingSetCollector(
            MoveStates.Models[state], [.. features.Select(feature => MoveRow.Names[feature])], resolutions, seed, capacity: 50_000);
        double[] values = new double[features.Length];
        foreach (var row in _rows[state])
            if (!row.IsHeldOut && row.TryFill(features, values)) set.Add(values);
        return set.ToSet();
    }

    private void Calibrate(int state, TrainedModel model)
    {
        var profile = reference.Profiles[state];
        profile.Use(model);
        double[] values = new double[profile.Features.Length];
        foreach (var row in _rows[state])
            if (row.IsHeldOut && row.TryFill(profile.Features, values)) profile.Calibrate(values);
        Say(state, string.Create(CultureInfo.InvariantCulture,
            $"{(profile.IsReady ? "calibrated" : "not calibrated")} with {profile.HeldBack} moves held back, by {string.Join(", ", model.Columns)}"));
    }

    private void Say(int state, string what) => _lines.Add($"moves as a whole, {MoveStates.NameOf(state)}: {what}");

    private readonly record struct Row(double[] Shares, int Known, bool IsHeldOut)
    {
        public bool Has(int feature) => (Known >> feature & 1) != 0;

        public bool TryFill(ReadOnlySpan<int> features, Span<double> values)
        {
            for (int i = 0; i < features.Length; i++)
            {
                if (!Has(features[i])) return false;
                values[i] = Shares[features[i]];
            }

            return true;
        }
    }
}
