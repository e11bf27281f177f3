using System.Globalization;
using CraneAnomaly.Detectors.Groups;
using CraneAnomaly.Detectors.Subspace;
using CraneAnomaly.Detectors.Trees;

namespace CraneAnomaly.Detectors;

/// <summary>
/// Proves that a kernel is the model that ML.NET trained, without ML.NET: the kernel must give ML.NET's outputs for
/// the rows of the probe.
/// </summary>
public static class KernelCheck
{
    // 1e-3 relative. Close to 0 the root in ML.NET's score magnifies its float rounding, so there 2e-3 absolute.
    private const double Relative = 1e-3;
    private const double Absolute = 2e-3;

    // Of a row within the subspace nothing is left but what ML.NET's components lack in being orthogonal, in the square.
    private const double OfSquare = 3e-5;

    // A sum of trees crosses 0, so there the measure is the largest output of the probe.
    private const double OfLargest = 1e-5;

    /// <summary>Checks one model. A model without a kernel passes: it is scored by ML.NET itself.</summary>
    /// <exception cref="InvalidDataException">
    /// Kernel or probe is damaged, or the kernel does not give the probe's outputs.
    /// </exception>
    public static void Verify(TrainedModel model)
    {
        if (model.Kernel.IsEmpty) return;
        try
        {
            var probe = ModelProbe.FromBytes(model.Probe.Span);
            if (TreeEnsembleKernel.IsKernel(model.Kernel.Span))
                Verify(model, TreeEnsembleKernel.FromBytes(model.Kernel.Span), probe);
            else if (GroupKernel.IsKernel(model.Kernel.Span))
                Verify(model, GroupKernel.FromBytes(model.Kernel.Span), probe);
            else
                Verify(model, SubspaceKernel.FromBytes(model.Kernel.Span), probe);
        }
        catch (InvalidDataException e)
        {
            throw new InvalidDataException(
                $"model '{model.Name}' cannot be used: {e.Message}; run 'crane-anomaly learn' again", e);
        }
    }

    private static void Verify(TrainedModel model, SubspaceKernel kernel, ModelProbe probe)
    {
        VerifyShape(model, kernel.Dimensions, probe, 1);
        int compared = 0;
        for (int i = 0; i < probe.Count; i++)
        {
            double trained = probe.Output(i);
            double own = kernel.RelativeScore(probe.Row(i));
            // At the mean ML.NET's score is not a number, and close to it which of the two it is depends on rounding.
            if (double.IsNaN(trained) || double.IsNaN(own)) continue;
            compared++;
            bool isEqual = Math.Abs(own - trained) <= Math.Max(Relative * trained, Absolute)
                || Math.Abs((own * own) - (trained * trained)) <= OfSquare;
            if (!isEqual) throw Differs(i, own, trained);
        }

        if (2 * compared < probe.Count)
            throw new InvalidDataException("fewer than half of the probe's rows can be compared");
    }

    private static void Verify(TrainedModel model, TreeEnsembleKernel kernel, ModelProbe probe)
    {
        VerifyShape(model, kernel.Dimensions, probe, 2);
        for (int which = 0; which < 2; which++)
        {
            double largest = 0;
            for (int i = 0; i < probe.Count; i++) largest = Math.Max(largest, Math.Abs(probe.Output(i, which)));
            for (int i = 0; i < probe.Count; i++)
            {
                double trained = probe.Output(i, which);
                double own = which == 0 ? kernel.Expected(probe.Row(i)) : kernel.Spread(probe.Row(i));
                if (!(Math.Abs(own - trained) <= Math.Max(Relative * Math.Abs(trained), OfLargest * largest)))
                    throw Differs(i, own, trained);
            }
        }
    }

    private static void Verify(TrainedModel model, GroupKernel kernel, ModelProbe probe)
    {
        VerifyShape(model, kernel.Dimensions, probe, kernel.Count);
        for (int i = 0; i < probe.Count; i++)
        {
            // ML.NET takes the difference of squares: its rounding grows with the largest of a row.
            double largest = 0;
            for (int k = 0; k < kernel.Count; k++) largest = Math.Max(largest, probe.Output(i, k));
            for (int k = 0; k < kernel.Count; k++)
            {
                double trained = probe.Output(i, k), own = kernel.SquaredDistance(probe.Row(i), k);
                if (!(Math.Abs(own - trained) <= Math.Max(Relative * trained, Absolute + OfLargest * largest)))
                    throw Differs(i, own, trained);
            }
        }
    }

    private static void VerifyShape(TrainedModel model, int dimensions, ModelProbe probe, int outputs)
    {
        if (dimensions != model.Columns.Count || probe.Columns != model.Columns.Count)
            throw new InvalidDataException(
                $"of {model.Columns.Count} columns its kernel has {dimensions}, its probe {probe.Columns}");
        if (probe.OutputsPerRow != outputs)
            throw new InvalidDataException($"its probe has {probe.OutputsPerRow} outputs for a row, not {outputs}");
    }

    private static InvalidDataException Differs(int row, double own, double trained) => new(string.Create(
        CultureInfo.InvariantCulture,
        $"the kernel gives {own:G6} for row {row} of the probe where ML.NET gave {trained:G6} at learning"));
}
