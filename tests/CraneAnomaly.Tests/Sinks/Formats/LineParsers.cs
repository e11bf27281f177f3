using System.Text;

namespace CraneAnomaly.Tests.Sinks.Formats;

/// <summary>Readers of the text formats, by their documents alone.</summary>
internal static class LineParsers
{
    /// <summary>Header fields and extension of CEF: blanks part pairs, a key is the word before an unescaped equals sign.</summary>
    public static (string[] Header, Dictionary<string, string> Values) Cef(string line)
    {
        Assert.StartsWith("CEF:0|", line, StringComparison.Ordinal);
        var header = new List<string>();
        int at = 0;
        for (var field = new StringBuilder(); header.Count < 7; at++)
        {
            if (line[at] == '\\') field.Append(line[++at]);
            else if (line[at] != '|') field.Append(line[at]);
            else
            {
                header.Add(field.ToString());
                field.Clear();
            }
        }

        string rest = line[at..];
        var equals = new List<int>();
        for (int i = 0; i < rest.Length; i++)
        {
            if (rest[i] == '\\') i++;
            else if (rest[i] == '=') equals.Add(i);
        }

        var values = new Dictionary<string, string>();
        for (int i = 0; i < equals.Count; i++)
        {
            int start = rest.LastIndexOf(' ', equals[i]) + 1;
            int end = i + 1 < equals.Count ? rest.LastIndexOf(' ', equals[i + 1]) : rest.Length;
            string key = rest[start..equals[i]];
            Assert.Matches("^[A-Za-z0-9_]+$", key);
            values.Add(key, Unescape(rest[(equals[i] + 1)..end]));
        }

        return ([.. header], values);
    }

    /// <summary>Header and attributes of LEEF 2.0 with a tab between attributes; nothing is escaped.</summary>
    public static (string[] Header, Dictionary<string, string> Values) Leef(string line)
    {
        string[] parts = line.Split('|', 7);
        Assert.Equal(("LEEF:2.0", "x09"), (parts[0], parts[5]));
        return (parts[..6], parts[6].Split('\t').Select(pair => pair.Split('=', 2)).ToDictionary(p => p[0], p => p[1]));
    }

    /// <summary>The seven header fields, the elements of structured data and the message of RFC 5424.</summary>
    public static (string[] Header, Dictionary<string, string> Data, string Message) Syslog(string line)
    {
        string[] parts = line.Split(' ', 7);
        string rest = parts[6];
        var data = new Dictionary<string, string>();
        int at = 0;
        while (rest[at] == '[')
        {
            int end = rest.IndexOf(' ', at);
            string element = rest[(at + 1)..end];
            at = end;
            while (rest[at] == ' ')
            {
                int equals = rest.IndexOf('=', at);
                string name = rest[(at + 1)..equals];
                Assert.Equal('"', rest[equals + 1]);
                var value = new StringBuilder();
                for (at = equals + 2; rest[at] != '"'; at++)
                {
                    if (rest[at] == '\\') at++;
                    value.Append(rest[at]);
                }

                data.Add($"{element}.{name}", value.ToString());
                at++;
            }

            Assert.Equal(']', rest[at++]);
        }

        Assert.Equal(' ', rest[at]);
        return (parts[..6], data, rest[(at + 1)..]);
    }

    /// <summary>A text as a line may carry it: controls as blanks (line ends only where they are not escaped).</summary>
    public static string OnOneLine(string text, bool keepsLineEnds = false)
    {
        var line = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
        {
            bool kept = keepsLineEnds && rune.Value is '\r' or '\n';
            bool control = Rune.IsControl(rune) || rune.Value is 0x2028 or 0x2029;
            line.Append(control && !(keepsLineEnds && kept) ? " " : rune.ToString());
        }

        return line.ToString();
    }

    private static string Unescape(string value)
    {
        var text = new StringBuilder();
        for (int i = 0; i < value.Length; i++)
        {
            if (value[i] != '\\')
            {
                text.Append(value[i]);
                continue;
            }

            i++;
            text.Append(value[i] switch { 'n' => '\n', 'r' => '\r', '\\' or '=' => value[i], _ => throw new FormatException(value) });
        }

        return text.ToString();
    }
}
