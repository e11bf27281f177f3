namespace CraneAnomaly.Detectors;

/// <summary>Rows for training a model outside of the core: named columns, one float row per observation.</summary>
public sealed class TrainingSet
{
    /// <summary>Makes a set.</summary>
    public TrainingSet(string model, IReadOnlyList<string> columns, float[] rows)
    {
        if (columns.Count == 0 || rows.Length % columns.Count != 0)
            throw new ArgumentException("Rows must be a whole number of columns long.", nameof(rows));
        (Model, Columns, Rows) = (model, columns, rows);
    }

    /// <summary>Name of the model to be trained, such as <c>command-window</c>: lower case, used as a file name.</summary>
    public string Model { get; }

    /// <summary>Names of the columns, with units where they have one.</summary>
    public IReadOnlyList<string> Columns { get; }

    /// <summary>The rows one after another.</summary>
    public ReadOnlyMemory<float> Rows { get; }

    /// <summary>Number of rows.</summary>
    public int Count => Rows.Length / Columns.Count;

    /// <summary>One row.</summary>
    public ReadOnlySpan<float> Row(int index) => Rows.Span.Slice(index * Columns.Count, Columns.Count);
}

/// <summary>A trained model as it is stored in a baseline.</summary>
/// <param name="Name">The name of the training set.</param>
/// <param name="Columns">The columns it was trained on.</param>
/// <param name="ModelZip">What ML.NET's <c>mlContext.Model.Load</c> opens.</param>
/// <param name="Kernel">The same model in the core's own form; empty when there is none for its type.</param>
/// <param name="Probe">Rows, and ML.NET's outputs for them at learning: what the kernel is checked against.</param>
public sealed record TrainedModel(
    string Name, IReadOnlyList<string> Columns, ReadOnlyMemory<byte> ModelZip, ReadOnlyMemory<byte> Kernel, ReadOnlyMemory<byte> Probe);
