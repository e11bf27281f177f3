using CraneAnomaly.Detectors.Motion.References;
using CraneAnomaly.Detectors.Trees;

namespace CraneAnomaly.Detectors.Motion.Physics;

/// <summary>
/// What a move's class does not know: how much slower or faster it is to be with this load, height, wind, limit and way,
/// and how far that spreads, by the regression trees that ML.NET trained. One model for all cranes, as what is its own of
/// a crane is in its classes.
/// </summary>
internal sealed class MotionPhysics
{
    private readonly TreeEnsembleKernel?[] _kernels = new TreeEnsembleKernel?[MotionContext.Models.Count];

    /// <summary>Takes the models that there are.</summary>
    /// <param name="find">A model's kernel by its name; empty for none.</param>
    /// <exception cref="InvalidDataException">A kernel is damaged or has other columns.</exception>
    public MotionPhysics(Func<string, ReadOnlyMemory<byte>> find)
    {
        for (int i = 0; i < _kernels.Length; i++)
        {
            var bytes = find(MotionContext.Models[i]);
            if (bytes.IsEmpty) continue;
            var kernel = TreeEnsembleKernel.FromBytes(bytes.Span);
            if (kernel.Dimensions != MotionContext.Width)
                throw new InvalidDataException($"model '{MotionContext.Models[i]}' reads {kernel.Dimensions} columns, not {MotionContext.Width}; run 'crane-anomaly learn' again");
            _kernels[i] = kernel;
        }
    }

    /// <summary>Betters what a class expects; false where there is no model for it.</summary>
    public bool Refine(in MotionObservation observation, ref Expected expected)
    {
        int model = MotionContext.ModelOf(observation.Feature);
        if (model < 0 || _kernels[model] is not { } kernel) return false;
        Span<float> row = stackalloc float[MotionContext.Width];
        MotionContext.Fill(observation, row);
        var foretold = kernel.Predict(row);

        // Times lie in lumps, a sample apart, and lifts are people's work: a leaf that has seen one lump, or a few lifts of one
        // of them, foretells no spread, but there is one.
        bool keepsSpread = MotionTrait.Of(observation.Feature).IsSeconds || observation.Feature == MotionFeature.Cycle;
        double scale = keepsSpread ? Math.Max(expected.Scale, foretold.Deviation) : foretold.Deviation;
        // What is foretold within that is the step of the samples, and no property of the crane.
        double unsure = MotionDeviation.SampleShift(observation);
        double shift = Math.CopySign(Math.Max(0, Math.Abs(foretold.Expected) - unsure), foretold.Expected);
        expected = expected with { Location = expected.Location + shift, Scale = scale, IsByTrees = true };
        return true;
    }
}
