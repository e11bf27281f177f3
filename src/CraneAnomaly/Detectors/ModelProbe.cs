using System.Buffers;

namespace CraneAnomaly.Detectors;

/// <summary>
/// Rows and the trainer's own outputs for them, stored beside a model: what shows that the kernel in the core is the
/// model that was trained.
/// </summary>
public sealed class ModelProbe
{
    private const string SectionName = "model-probe";

    // Version 1 has one output for each row; version 2 says how many.
    private const int Version = 2;
    private const int MaximumRows = 4096;
    private const int MaximumOutputs = 16;

    private readonly float[] _rows;
    private readonly float[] _outputs;

    /// <summary>Makes a probe.</summary>
    /// <param name="columns">Values per row.</param>
    /// <param name="rows">The rows one after another.</param>
    /// <param name="outputs">The outputs, those of a row side by side.</param>
    /// <param name="outputsPerRow">Outputs per row, 1 to 16.</param>
    public ModelProbe(int columns, ReadOnlySpan<float> rows, ReadOnlySpan<float> outputs, int outputsPerRow = 1)
    {
        int count = outputsPerRow is < 1 or > MaximumOutputs ? 0 : outputs.Length / outputsPerRow;
        if (columns is < 1 or > TrainingSet.MaximumColumns || count is 0 or > MaximumRows
            || rows.Length != columns * count || outputs.Length != count * outputsPerRow)
            throw new ArgumentException("A probe has the same number of outputs for each row.", nameof(outputs));
        (Columns, OutputsPerRow, _rows, _outputs) = (columns, outputsPerRow, rows.ToArray(), outputs.ToArray());
    }

    /// <summary>Values per row.</summary>
    public int Columns { get; }

    /// <summary>Outputs per row.</summary>
    public int OutputsPerRow { get; }

    /// <summary>Number of rows.</summary>
    public int Count => _outputs.Length / OutputsPerRow;

    /// <summary>One row.</summary>
    public ReadOnlySpan<float> Row(int index) => _rows.AsSpan(index * Columns, Columns);

    /// <summary>What the trainer's own model gave for a row; not a number where it gives none.</summary>
    public float Output(int index) => Output(index, 0);

    /// <summary>One of several outputs for a row.</summary>
    public float Output(int index, int which) => Outputs(index)[which];

    private ReadOnlySpan<float> Outputs(int index) => _outputs.AsSpan(index * OutputsPerRow, OutputsPerRow);

    /// <summary>The probe as bytes, little-endian.</summary>
    public byte[] ToBytes()
    {
        var output = new ArrayBufferWriter<byte>();
        var writer = new StateWriter(output);
        writer.Section(SectionName, OutputsPerRow == 1 ? 1 : Version);
        if (OutputsPerRow != 1) writer.WriteInt32(OutputsPerRow);
        writer.WriteInt32(Columns);
        writer.WriteInt32(Count);
        foreach (float value in _rows) writer.WriteInt32(BitConverter.SingleToInt32Bits(value));
        foreach (float value in _outputs) writer.WriteInt32(BitConverter.SingleToInt32Bits(value));
        return output.WrittenSpan.ToArray();
    }

    /// <summary>Reads what <see cref="ToBytes"/> wrote.</summary>
    /// <exception cref="InvalidDataException">The bytes are damaged or of a newer version.</exception>
    public static ModelProbe FromBytes(ReadOnlySpan<byte> bytes)
    {
        var reader = new StateReader(bytes);
        int outputsPerRow = reader.Section(SectionName, Version) == 1 ? 1 : TableState.ReadIn(ref reader, 2, MaximumOutputs);
        int columns = reader.ReadCount(4);
        int count = reader.ReadCount(4);
        if (columns is < 1 or > TrainingSet.MaximumColumns || count is < 1 or > MaximumRows)
            throw reader.Damaged($"{count} rows of {columns} values");
        if (reader.Remaining != 4L * count * (columns + outputsPerRow))
            throw reader.Damaged("the length does not fit the number of rows");
        var rows = new float[columns * count];
        var outputs = new float[count * outputsPerRow];
        foreach (ref float value in rows.AsSpan())
        {
            value = BitConverter.Int32BitsToSingle(reader.ReadInt32());
            if (!float.IsFinite(value)) throw reader.Damaged("a number is not finite");
        }

        foreach (ref float value in outputs.AsSpan()) value = BitConverter.Int32BitsToSingle(reader.ReadInt32());
        return new(columns, rows, outputs, outputsPerRow);
    }
}
