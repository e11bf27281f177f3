using System.Text;
using CraneAnomaly.Telemetry.Text;

namespace CraneAnomaly.Tests.Telemetry.Text;

public class CsvTextTests
{
    [Theory]
    [InlineData("a,b,c", ',')]
    [InlineData("a;b,5;c", ';')]
    [InlineData("a\tb\tc", '\t')]
    [InlineData("\"a;;;\",b", ',')]
    [InlineData("a", '\0')]
    public void FindDelimiter_Header_IsFound(string header, char delimiter) =>
        Assert.Equal((byte)delimiter, CsvText.FindDelimiter(Encoding.UTF8.GetBytes(header)));

    [Theory]
    [InlineData("a,b", "a|b")]
    [InlineData(",", "|")]
    [InlineData("", "")]
    [InlineData("\"a,b\",c", "a,b|c")]
    [InlineData("\"\",\"x\"\"y\"", "|x\"y")]
    [InlineData("a\"b,c", "a\"b|c")]
    public void TryReadCell_Line_GivesItsCells(string line, string cells) => Assert.Equal(cells, Cells(line));

    [Theory]
    [InlineData("\"a")]
    [InlineData("\"a\"b,c")]
    [InlineData("a,\"")]
    [InlineData("\"\"\"")]
    public void TryReadCell_BrokenQuotes_AreRefused(string line) => Assert.Null(Cells(line));

    private static string? Cells(string line)
    {
        ReadOnlySpan<byte> rest = Encoding.UTF8.GetBytes(line);
        var cells = new List<string>();
        bool last = false;
        while (!last)
        {
            if (!CsvText.TryReadCell(ref rest, (byte)',', out var cell, out bool doubled, out last)) return null;
            byte[] text = cell.ToArray();
            if (doubled) text = text[..CsvText.Undouble(cell, text)];
            cells.Add(Encoding.UTF8.GetString(text));
        }

        return string.Join('|', cells);
    }
}
