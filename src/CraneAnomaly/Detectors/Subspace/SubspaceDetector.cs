using CraneAnomaly.Features;

namespace CraneAnomaly.Detectors.Subspace;

/// <summary>
/// Judges windows of features against a frozen subspace model: do the signals still move together as they did, and
/// no further than they did? The score is the greater of the two exceedances of <see cref="SubspaceScore"/>.
/// </summary>
public sealed class SubspaceDetector : IStreamingDetector
{
    private const string SectionName = "subspace";
    private const int Version = 1;

    /// <summary>Makes a detector around a kernel, which may be shared.</summary>
    public SubspaceDetector(SubspaceKernel kernel) => Kernel = kernel;

    /// <summary>Makes a detector out of a model of a baseline, which has been checked on loading.</summary>
    /// <exception cref="InvalidDataException">The model has no subspace kernel.</exception>
    public SubspaceDetector(TrainedModel model) : this(SubspaceKernel.FromBytes(model.Kernel.Span))
    {
    }

    /// <summary>The model.</summary>
    public SubspaceKernel Kernel { get; }

    /// <inheritdoc/>
    /// <remarks>A row that is short or holds a value that is not finite has no score.</remarks>
    public bool IsReady(in Observation observation)
    {
        if (observation.Values.Length < Kernel.Dimensions) return false;
        foreach (double value in observation.Values[..Kernel.Dimensions])
        {
            if (!double.IsFinite(value)) return false;
        }

        return true;
    }

    /// <inheritdoc/>
    public double Score(in Observation observation) => Readouts(observation).Max;

    /// <summary>Both readouts, each to be calibrated by itself: they answer different questions.</summary>
    public SubspaceScore Readouts(in Observation observation) => Kernel.Score(observation.Values);

    /// <summary>Does nothing: the model is trained once, when learning ends, and frozen from then on.</summary>
    public void Learn(in Observation observation)
    {
    }

    /// <summary>Does nothing: each window is judged by itself.</summary>
    public void Advance(in Observation observation)
    {
    }

    /// <inheritdoc/>
    public void Save(StateWriter writer)
    {
        writer.Section(SectionName, Version);
        writer.WriteBytes(Kernel.ToBytes());
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    /// <exception cref="InvalidDataException">The state is damaged.</exception>
    public static SubspaceDetector Load(ref StateReader reader)
    {
        reader.Section(SectionName, Version);
        return new(SubspaceKernel.FromBytes(reader.ReadBytes()));
    }
}
