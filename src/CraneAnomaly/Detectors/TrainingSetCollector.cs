using System.Text;

namespace CraneAnomaly.Detectors;

/// <summary>
/// Collects the rows for one model while learning: all of them up to a cap, from there on a uniform sample of all
/// that came (reservoir sampling; Vitter 1985, Algorithm R). Which row stays is decided by a hash of the seed, the
/// model and the row's ordinal, so that the same stream gives the same set. Not for use from two threads.
/// </summary>
public sealed class TrainingSetCollector
{
    /// <summary>Most rows kept, unless told otherwise.</summary>
    public const int DefaultCapacity = 200_000;

    private readonly string _model;
    private readonly string[] _columns;
    private readonly string? _label;
    private readonly float[] _resolutions;
    private readonly int _capacity;
    private readonly ulong _key;
    private float[] _rows = [];
    private int _count;

    /// <summary>Makes an empty collector.</summary>
    /// <param name="model">Name of the model, see <see cref="TrainingSet.Model"/>.</param>
    /// <param name="columns">Names of the columns.</param>
    /// <param name="resolutions">
    /// See <see cref="TrainingSet.Resolutions"/>; <see cref="TrainingSet.DefaultResolution"/> when omitted.
    /// </param>
    /// <param name="seed">The seed of the run.</param>
    /// <param name="capacity">Most rows kept; 200,000 rows of 32 columns are 26 MB.</param>
    /// <param name="label">See <see cref="TrainingSet.Label"/>.</param>
    public TrainingSetCollector(
        string model,
        IReadOnlyList<string> columns,
        IReadOnlyList<float>? resolutions = null,
        long seed = 1,
        int capacity = DefaultCapacity,
        string? label = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        var empty = new TrainingSet(model, columns, default, resolutions, label);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(
            (long)capacity * columns.Count, Array.MaxLength, nameof(capacity));
        _model = model;
        _columns = [.. columns];
        _label = label;
        _resolutions = [.. empty.Resolutions];
        _capacity = capacity;
        _key = Mix((ulong)seed);
        foreach (byte b in Encoding.UTF8.GetBytes(model)) _key = Mix(_key ^ b);
    }

    /// <summary>Rows offered and usable; the set holds at most its capacity of them.</summary>
    public long Offered { get; private set; }

    /// <summary>Rows refused because a value was not finite as a float: nothing can be learned from them.</summary>
    public long Refused { get; private set; }

    /// <summary>Rows held.</summary>
    public int Count => _count;

    /// <summary>Offers a row, one value per column in their order, padding behind them ignored.</summary>
    public void Add(ReadOnlySpan<float> row)
    {
        row = row[.._columns.Length];
        foreach (float value in row)
        {
            if (float.IsFinite(value)) continue;
            Refused++;
            return;
        }

        var slot = Slot();
        if (!slot.IsEmpty) row.CopyTo(slot);
    }

    /// <inheritdoc cref="Add(ReadOnlySpan{float})"/>
    public void Add(ReadOnlySpan<double> row)
    {
        row = row[.._columns.Length];
        foreach (double value in row)
        {
            if (float.IsFinite((float)value)) continue;
            Refused++;
            return;
        }

        var slot = Slot();
        for (int i = 0; i < slot.Length; i++) slot[i] = (float)row[i];
    }

    /// <summary>The set as it is now; later rows do not change it.</summary>
    public TrainingSet ToSet() =>
        new(_model, _columns, _rows.AsSpan(0, _count * _columns.Length).ToArray(), _resolutions, _label);

    // Where the next row goes; empty when the sample passes it over.
    private Span<float> Slot()
    {
        ulong ordinal = (ulong)Offered++;
        int at = _count;
        if (_count < _capacity)
        {
            Grow();
            _count++;
        }
        else
        {
            // Uniform on 0..ordinal by the high half of the product; the bias is below 2^-32 for 2^32 rows.
            ulong draw = Math.BigMul(Mix(_key + (ordinal * 0x9E3779B97F4A7C15)), ordinal + 1, out _);
            if (draw >= (ulong)_capacity) return default;
            at = (int)draw;
        }

        return _rows.AsSpan(at * _columns.Length, _columns.Length);
    }

    private void Grow()
    {
        int needed = (_count + 1) * _columns.Length;
        if (needed <= _rows.Length) return;
        long room = Math.Min(Math.Max(2L * _rows.Length, 64L * _columns.Length), (long)_capacity * _columns.Length);
        Array.Resize(ref _rows, (int)Math.Max(room, needed));
    }

    // The finaliser of SplitMix64 (Steele, Lea, Flood 2014).
    private static ulong Mix(ulong z)
    {
        z += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
