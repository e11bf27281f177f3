using System.Text.Json;
using CraneAnomaly.Fuzz.Engine;

namespace CraneAnomaly.Fuzz.Traffic;

/// <summary>What holds for every line of output (O8): one line is one object, and nothing in it moves a terminal.</summary>
internal static class JsonLines
{
    private static readonly byte[] Hostile =
        [.. "\"\\\n\r\t/<>&'{}"u8, 0x1b, 0x7f, 0xc2, 0x85, 0x9b, 0xe2, 0xa8, 0xed, 0xa0, 0xf0, 0xd8, 0xdc, 0x2b, 0x0e];

    /// <summary>What text is made of that means something to JSON, to UTF-8, to UTF-16 or to a terminal.</summary>
    public static ReadOnlySpan<byte> HostileBytes => Hostile;

    /// <summary>Checks lines, each with its end, and returns how many there are.</summary>
    public static long Check(ReadOnlySpan<byte> lines)
    {
        long count = 0;
        while (!lines.IsEmpty)
        {
            int end = lines.IndexOf((byte)'\n');
            Oracle.Require(end > 0, "O8: a line ends with its end");
            CheckLine(lines[..end]);
            lines = lines[(end + 1)..];
            count++;
        }

        return count;
    }

    private static void CheckLine(ReadOnlySpan<byte> line)
    {
        Oracle.Require(!line.ContainsAnyInRange((byte)0, (byte)0x1f) && !line.Contains((byte)0x7f), "O8: no control character");
        // C1 controls, and the separators of lines and paragraphs, in UTF-8.
        for (int i = 0; i + 1 < line.Length; i++)
        {
            Oracle.Require(line[i] != 0xC2 || line[i + 1] >= 0xA0, "O8: no C1 control character");
            Oracle.Require(
                line[i] != 0xE2 || line[i + 1] != 0x80 || i + 2 >= line.Length || line[i + 2] is not (0xA8 or 0xA9),
                "O8: no line separator of Unicode");
        }

        var reader = new Utf8JsonReader(line);
        try
        {
            Oracle.Require(reader.Read() && reader.TokenType == JsonTokenType.StartObject, "O8: a line is an object");
            while (reader.Read())
            {
                // Unescapes, which is where text that is not UTF-8 shows.
                if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName) reader.GetString();
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new OracleException("O8: a line parses: " + e.GetType().Name);
        }

        Oracle.Require(reader.BytesConsumed == line.Length, "O8: a line is one object");
    }
}
