using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace CraneAnomaly.Detectors;

/// <summary>Rows for training a model outside of the core: named columns, one float row per observation.</summary>
public sealed class TrainingSet
{
    /// <summary>Most columns of a set.</summary>
    public const int MaximumColumns = 256;

    /// <summary>The resolution of a column for which none is given.</summary>
    public const float DefaultResolution = 1e-3f;

    private string? _hash;

    /// <summary>Makes a set.</summary>
    /// <param name="model">
    /// Name of the model: lower-case letters, digits and hyphens, 64 at most; it becomes a file name.
    /// </param>
    /// <param name="columns">Names of the columns.</param>
    /// <param name="rows">Whole rows, one after another; every value finite.</param>
    /// <param name="resolutions">
    /// The smallest step that means something, per column, above 0; <see cref="DefaultResolution"/> when omitted.
    /// </param>
    /// <param name="label">
    /// The column to be foretold from the others, which is the last one; null when there is none.
    /// </param>
    public TrainingSet(
        string model,
        IReadOnlyList<string> columns,
        ReadOnlyMemory<float> rows,
        IReadOnlyList<float>? resolutions = null,
        string? label = null)
    {
        if (!IsName(model))
            throw new ArgumentException("A model is named by lower-case letters, digits and hyphens.", nameof(model));
        if (columns.Count is 0 or > MaximumColumns)
            throw new ArgumentException($"A set has 1 to {MaximumColumns} columns.", nameof(columns));
        if (rows.Length % columns.Count != 0)
            throw new ArgumentException("Rows must be a whole number of columns long.", nameof(rows));
        if (resolutions is not null
            && (resolutions.Count != columns.Count || resolutions.Any(r => !float.IsFinite(r) || r <= 0)))
            throw new ArgumentException("Every column has a resolution above 0, or none has.", nameof(resolutions));
        if (label is not null && (columns.Count < 2 || columns[^1] != label))
            throw new ArgumentException("The label is the last of several columns.", nameof(label));
        (Model, Columns, Rows, Label) = (model, columns, rows, label);
        Features = label is null ? columns : [.. columns.SkipLast(1)];
        Resolutions = resolutions ?? [.. Enumerable.Repeat(DefaultResolution, columns.Count)];
    }

    /// <summary>
    /// Name of the model to be trained, such as <c>command-window</c>: lower case, used as a file name.
    /// </summary>
    public string Model { get; }

    /// <summary>Names of the columns, with units where they have one.</summary>
    public IReadOnlyList<string> Columns { get; }

    /// <summary>
    /// The column to be foretold from the others: the set asks for a regression. Null: it asks for a model of how all
    /// columns move together.
    /// </summary>
    public string? Label { get; }

    /// <summary>
    /// How many kinds of rows are to be told apart: the set asks for as many centres (k-means). 0: it asks for none.
    /// </summary>
    public int Groups { get; init; }

    /// <summary>The columns without the label: what the model reads.</summary>
    public IReadOnlyList<string> Features { get; }

    /// <summary>
    /// The smallest difference that means something, per column: the least significant bit of a sensor, 1 for a
    /// count. A column is never judged more finely than this, however still it stood during learning.
    /// </summary>
    public IReadOnlyList<float> Resolutions { get; }

    /// <summary>The rows one after another.</summary>
    public ReadOnlyMemory<float> Rows { get; }

    /// <summary>Number of rows.</summary>
    public int Count => Rows.Length / Columns.Count;

    /// <summary>Lower-case hex SHA-256 of model name, columns, resolutions, rows, label and groups.</summary>
    public string Hash => _hash ??= ComputeHash();

    /// <summary>One row.</summary>
    public ReadOnlySpan<float> Row(int index) => Rows.Span.Slice(index * Columns.Count, Columns.Count);

    /// <summary>Whether a name may be that of a model, and so a file name in a baseline.</summary>
    internal static bool IsName(string name)
    {
        if (name.Length is 0 or > 64 || name[0] == '-') return false;
        foreach (char c in name)
        {
            if (!char.IsAsciiLetterLower(c) && !char.IsAsciiDigit(c) && c != '-') return false;
        }

        return true;
    }

    private string ComputeHash()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> number = stackalloc byte[4];
        AppendText(hash, Model);
        for (int i = 0; i < Columns.Count; i++)
        {
            AppendText(hash, Columns[i]);
            BinaryPrimitives.WriteSingleLittleEndian(number, Resolutions[i]);
            hash.AppendData(number);
        }

        byte[] chunk = new byte[4 * 4096];
        for (var rest = Rows.Span; rest.Length > 0;)
        {
            int taken = Math.Min(rest.Length, chunk.Length / 4);
            for (int i = 0; i < taken; i++) BinaryPrimitives.WriteSingleLittleEndian(chunk.AsSpan(4 * i), rest[i]);
            hash.AppendData(chunk, 0, 4 * taken);
            rest = rest[taken..];
        }

        if (Label is not null) AppendText(hash, Label);
        if (Groups > 0) AppendText(hash, Groups.ToString(CultureInfo.InvariantCulture));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    // Length first, so that no two lists of names run together into the same bytes.
    private static void AppendText(IncrementalHash hash, string text)
    {
        byte[] utf8 = Encoding.UTF8.GetBytes(text);
        Span<byte> length = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(length, utf8.Length);
        hash.AppendData(length);
        hash.AppendData(utf8);
    }
}
