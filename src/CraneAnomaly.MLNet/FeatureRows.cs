using CraneAnomaly.Detectors;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace CraneAnomaly.MLNet;

/// <summary>Float rows in memory as ML.NET reads them: one vector column.</summary>
internal static class FeatureRows
{
    /// <summary>The name of the vector column.</summary>
    public const string Column = "Features";

    /// <summary>The name of the column to be foretold.</summary>
    public const string Label = "Label";

    public static DataViewSchema Schema(int d)
    {
        var builder = new DataViewSchema.Builder();
        builder.AddColumn(Column, new VectorDataViewType(NumberDataViewType.Single, d));
        return builder.ToSchema();
    }

    public static IDataView View(MLContext context, float[] rows, int d)
    {
        var definition = SchemaDefinition.Create(typeof(Row));
        definition[nameof(Row.Features)].ColumnType = new VectorDataViewType(NumberDataViewType.Single, d);
        return context.Data.LoadFromEnumerable(Rows(rows, d), definition);
    }

    /// <summary>
    /// Rows with the value to be foretold. <paramref name="labels"/> has one for each row; rows for which
    /// <paramref name="takes"/> says no are left out.
    /// </summary>
    public static IDataView View(MLContext context, float[] rows, float[] labels, int d, Func<int, bool> takes)
    {
        var definition = SchemaDefinition.Create(typeof(LabelledRow));
        definition[nameof(LabelledRow.Features)].ColumnType = new VectorDataViewType(NumberDataViewType.Single, d);
        return context.Data.LoadFromEnumerable(Rows(rows, labels, d, takes), definition);
    }

    /// <summary>The rows as the normaliser gives them: (x - offset) * scale in floats.</summary>
    public static float[] Standardise(TrainingSet set, float[] offset, float[] scale)
    {
        int d = set.Columns.Count;
        var rows = set.Rows.ToArray();
        for (int i = 0; i < rows.Length; i += d)
        {
            for (int j = 0; j < d; j++) rows[i + j] = (rows[i + j] - offset[j]) * scale[j];
        }

        return rows;
    }

    // One object for all rows: ML.NET copies a row before it asks for the next.
    private static IEnumerable<Row> Rows(float[] rows, int d)
    {
        var row = new Row { Features = new float[d] };
        for (int i = 0; i < rows.Length; i += d)
        {
            rows.AsSpan(i, d).CopyTo(row.Features);
            yield return row;
        }
    }

    private static IEnumerable<LabelledRow> Rows(float[] rows, float[] labels, int d, Func<int, bool> takes)
    {
        var row = new LabelledRow { Features = new float[d] };
        for (int i = 0; i < labels.Length; i++)
        {
            if (!takes(i)) continue;
            rows.AsSpan(i * d, d).CopyTo(row.Features);
            row.Label = labels[i];
            yield return row;
        }
    }

    private class Row
    {
        public float[] Features { get; set; } = [];
    }

    private sealed class LabelledRow : Row
    {
        public float Label { get; set; }
    }
}
