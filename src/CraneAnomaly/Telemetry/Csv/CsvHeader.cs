using System.Text;
using CraneAnomaly.Capture.Formats;
using CraneAnomaly.Records;
using CraneAnomaly.Records.Signals;
using CraneAnomaly.Telemetry.Names;
using CraneAnomaly.Telemetry.Text;

namespace CraneAnomaly.Telemetry.Csv;

/// <summary>The first line of a table: its delimiter, and what each column is.</summary>
internal sealed class CsvHeader
{
    private const string QualitySuffix = ".quality";

    private CsvHeader(byte delimiter, CsvColumn[] columns, int values, bool hasCrane, int ignored) =>
        (Delimiter, Columns, ValueCount, HasCrane, HasCraneColumns, Ignored) =
            (delimiter, columns, values, hasCrane, columns.Any(column => column.Binding.Crane != SymbolTable.None), ignored);

    /// <summary>What stands between two cells.</summary>
    public byte Delimiter { get; }

    /// <summary>The columns.</summary>
    public CsvColumn[] Columns { get; }

    /// <summary>How many of them are signals.</summary>
    public int ValueCount { get; }

    /// <summary>Whether one says of which crane a row is.</summary>
    public bool HasCrane { get; }

    /// <summary>Whether the user says of a column of which crane it is.</summary>
    public bool HasCraneColumns { get; }

    /// <summary>Columns left out because another means the same signal.</summary>
    public int Ignored { get; }

    /// <summary>Reads the line.</summary>
    /// <returns>Null, and in <paramref name="finding"/> why, when it is no header of telemetry.</returns>
    public static CsvHeader? TryRead(ReadOnlySpan<byte> line, SignalNames names, Limits limits, out string finding)
    {
        byte delimiter = CsvText.FindDelimiter(line);
        var titles = new List<string>();
        bool last = false;
        while (!last)
        {
            if (!CsvText.TryReadCell(ref line, delimiter, out var cell, out _, out last))
            {
                finding = "a quote in its header is not closed";
                return null;
            }

            titles.Add(Encoding.UTF8.GetString(cell).Replace("\"\"", "\"").Trim());
            if (titles.Count <= limits.RowValues + 16) continue;
            finding = $"its header names more than {limits.RowValues} columns";
            return null;
        }

        return Build(delimiter, titles, names, out finding);
    }

    private static CsvHeader? Build(byte delimiter, List<string> titles, SignalNames names, out string finding)
    {
        var columns = new CsvColumn[titles.Count];
        var places = new Dictionary<string, int>(StringComparer.Ordinal);
        var owners = new Dictionary<(Signal, int), int>();
        int times = 0, cranes = 0, values = 0, ignored = 0;
        for (int i = 0; i < columns.Length; i++)
        {
            string name = Units.Split(titles[i], out string? unit);
            if (!places.TryAdd(name, i))
            {
                finding = $"the column '{name}' stands twice in its header";
                return null;
            }

            ref var column = ref columns[i];
            column.Owner = i;
            column.Role = RoleOf(name);
            if (column.Role == ColumnRole.Time && times++ > 0) column.Role = ColumnRole.Ignored;
            if (column.Role == ColumnRole.Crane && cranes++ > 0) column.Role = ColumnRole.Ignored;
            if (column.Role != ColumnRole.Value || name.EndsWith(QualitySuffix, StringComparison.OrdinalIgnoreCase)) continue;
            if (!names.TryResolve(name, unit, knownOnly: false, out column.Binding)) column.Role = ColumnRole.Ignored;
            else if (!owners.TryAdd((column.Binding.Signal, column.Binding.Crane), i))
                ignored += Join(columns, i, owners[(column.Binding.Signal, column.Binding.Crane)]);
            if (column.Role == ColumnRole.Value) values++;
        }

        for (int i = 0; i < columns.Length; i++)
        {
            string name = Units.Split(titles[i], out _);
            if (columns[i].Role == ColumnRole.Value && name.EndsWith(QualitySuffix, StringComparison.OrdinalIgnoreCase))
                columns[i] = Quality(i, name, places, columns, names, ref values);
        }

        finding = times == 0 ? "its header names no column 'timestamp'" : "";
        return times == 0 ? null : new(delimiter, columns, values, cranes > 0, ignored);
    }

    private static ColumnRole RoleOf(string name) => name.ToLowerInvariant() switch
    {
        "" => ColumnRole.Ignored,
        "crane" or "crane_id" or "crane.id" => ColumnRole.Crane,
        "received" or "received_at" or "receiver.timestamp" or "receivedtimestamp" => ColumnRole.ReceivedTime,
        _ => InputFormatDetector.IsTimeColumn(Encoding.UTF8.GetBytes(name)) ? ColumnRole.Time : ColumnRole.Value,
    };

    // Several columns of one signal: halves by direction, choices of a size; anything else counts once.
    private static int Join(CsvColumn[] columns, int column, int owner)
    {
        bool belongs = (columns[column].Binding.IsDirected && columns[owner].Binding.IsDirected)
            || (columns[column].Binding.Choice != 0 && columns[owner].Binding.Choice != 0);
        if (belongs) columns[column].Owner = owner;
        else columns[column].Role = ColumnRole.Ignored;
        return belongs ? 0 : 1;
    }

    private static CsvColumn Quality(
        int column, string name, Dictionary<string, int> places, CsvColumn[] columns, SignalNames names, ref int values)
    {
        string of = name[..^QualitySuffix.Length];
        if (places.TryGetValue(of, out int place) || places.TryGetValue(of + ".value", out place))
        {
            bool isValue = columns[place].Role == ColumnRole.Value;
            return new() { Role = isValue ? ColumnRole.Quality : ColumnRole.Ignored, Owner = columns[place].Owner };
        }

        // Of a catalog's signal that is not there, it says nothing.
        if (SignalCatalog.TryFind(of, out _)) return new() { Role = ColumnRole.Ignored, Owner = column };
        var own = new CsvColumn { Role = ColumnRole.Value, Owner = column };
        if (!names.TryResolve(name, null, knownOnly: false, out own.Binding)) own.Role = ColumnRole.Ignored;
        else values++;
        return own;
    }
}
