using Microsoft.ML;
using Microsoft.ML.Data;

namespace CraneAnomaly.MLNet;

/// <summary>
/// Scores single rows with any fitted ML.NET chain of row-to-row transforms, without cursors, threads or allocation:
/// for models that have no kernel in the core. One thread at a time; the model itself may be shared.
/// </summary>
public sealed class RowMapperScorer
{
    private readonly FeatureRow _input;
    private readonly ValueGetter<float> _score;

    /// <summary>Makes a scorer.</summary>
    /// <param name="model">The fitted model.</param>
    /// <param name="dimensions">Number of features.</param>
    /// <param name="featureColumn">The vector column that the model reads.</param>
    /// <param name="scoreColumn">The float column that the model writes.</param>
    /// <exception cref="ArgumentException">The model does not map row to row, or has no such score.</exception>
    public RowMapperScorer(
        ITransformer model, int dimensions, string featureColumn = "Features", string scoreColumn = "Score")
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(dimensions, 1);
        if (!model.IsRowToRowMapper) throw new ArgumentException("The model does not map row to row.", nameof(model));
        _input = new FeatureRow(featureColumn, dimensions);
        var mapper = model.GetRowToRowMapper(_input.Schema);
        if (mapper.OutputSchema.GetColumnOrNull(scoreColumn) is not { } column
            || column.Type != NumberDataViewType.Single)
            throw new ArgumentException($"The model has no float column '{scoreColumn}'.", nameof(scoreColumn));
        _score = mapper.GetRow(_input, [column]).GetGetter<float>(column);
    }

    /// <summary>Number of features.</summary>
    public int Dimensions => _input.Dimensions;

    /// <summary>
    /// The model's score for a row of at least <see cref="Dimensions"/> values; padding behind them is ignored.
    /// </summary>
    public float Score(ReadOnlySpan<float> row)
    {
        _input.Set(row[..Dimensions]);
        float score = 0;
        _score(ref score);
        return score;
    }

    private sealed class FeatureRow : DataViewRow
    {
        private readonly ValueGetter<VBuffer<float>> _getter;
        private readonly float[] _values;
        private long _position = -1;

        public FeatureRow(string column, int dimensions)
        {
            var builder = new DataViewSchema.Builder();
            builder.AddColumn(column, new VectorDataViewType(NumberDataViewType.Single, dimensions));
            Schema = builder.ToSchema();
            _values = new float[dimensions];
            _getter = Copy;
        }

        public int Dimensions => _values.Length;

        public override DataViewSchema Schema { get; }

        // The mapper caches its outputs by position: a row that changes must move.
        public override long Position => _position;

        public override long Batch => 0;

        public void Set(ReadOnlySpan<float> row)
        {
            row.CopyTo(_values);
            _position++;
        }

        public override bool IsColumnActive(DataViewSchema.Column column) => true;

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) =>
            _getter as ValueGetter<TValue>
                ?? throw new InvalidOperationException($"Column '{column.Name}' holds a vector of floats.");

        public override ValueGetter<DataViewRowId> GetIdGetter() =>
            (ref DataViewRowId id) => id = new((ulong)_position, 0);

        // A transform may edit the buffer it is given, so it gets a copy.
        private void Copy(ref VBuffer<float> value)
        {
            var editor = VBufferEditor.Create(ref value, _values.Length);
            _values.CopyTo(editor.Values);
            value = editor.Commit();
        }
    }
}
