namespace CraneAnomaly.Sinks.Formats.Summary;

/// <summary>Aligned columns for a person.</summary>
/// <param name="columns">Headings, and whether the column is set to the right.</param>
internal sealed class TextTable(params (string Heading, bool Right)[] columns)
{
    private readonly List<string[]> _rows = [];

    /// <summary>Adds a row with a cell for each column.</summary>
    public void Add(params string[] cells)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(cells.Length, columns.Length);
        _rows.Add(cells);
    }

    /// <summary>Prints headings and rows; two spaces between columns, none at the end of a line.</summary>
    public void Print(TextWriter to, int indent)
    {
        var widths = new int[columns.Length];
        for (int i = 0; i < columns.Length; i++)
        {
            widths[i] = columns[i].Heading.Length;
            foreach (var row in _rows) widths[i] = Math.Max(widths[i], row[i].Length);
        }

        var line = new System.Text.StringBuilder();
        PrintLine(Array.ConvertAll(columns, c => c.Heading));
        foreach (var row in _rows) PrintLine(row);

        void PrintLine(string[] cells)
        {
            line.Clear().Append(' ', indent);
            for (int i = 0; i < cells.Length; i++)
            {
                if (i > 0) line.Append("  ");
                int pad = widths[i] - cells[i].Length;
                if (columns[i].Right) line.Append(' ', pad).Append(cells[i]);
                else line.Append(cells[i]).Append(' ', pad);
            }

            to.WriteLine(line.ToString().TrimEnd());
        }
    }
}
