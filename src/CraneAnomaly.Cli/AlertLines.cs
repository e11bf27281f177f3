using System.Text;
using System.Text.Json;

namespace CraneAnomaly.Cli;

/// <summary>The lines of alerts that <c>detect</c> wrote, read again.</summary>
internal static class AlertLines
{
    /// <summary>The last line of an alert, which holds the most: later revisions repeat what earlier ones said.</summary>
    /// <param name="path">The file of alerts, or - for standard input.</param>
    /// <param name="wanted">The id, or the beginning of it.</param>
    /// <exception cref="UnusableException">There is no such alert, or more than one.</exception>
    public static JsonDocument Find(string path, string wanted)
    {
        JsonDocument? found = null;
        string? id = null;
        int number = 0;
        using var reader = Open(path);
        while (reader.ReadLine() is { } line)
        {
            number++;
            if (!line.Contains(wanted, StringComparison.Ordinal)) continue;
            var alert = Parse(path, number, line);
            string has = AlertText.Text(alert.RootElement, "id") ?? "";
            if (!has.StartsWith(wanted, StringComparison.Ordinal))
            {
                alert.Dispose();
                continue;
            }

            if (id is not null && id != has)
                throw new UnusableException($"{path}: both {id} and {has} begin with '{wanted}'; name more of the id.");
            id = has;
            found?.Dispose();
            found = alert;
        }

        return found ?? throw new UnusableException(
            $"{path}: none of its {number} line(s) is an alert whose id begins with '{wanted}'; ids look like ca- and 29 characters.");
    }

    private static StreamReader Open(string path)
    {
        try
        {
            return path == "-"
                ? new(Console.OpenStandardInput(), Encoding.UTF8)
                : new(path, Encoding.UTF8);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UnusableException($"{path}: the alerts cannot be read: {e.Message}");
        }
    }

    private static JsonDocument Parse(string path, int number, string line)
    {
        try
        {
            return JsonDocument.Parse(line);
        }
        catch (JsonException e)
        {
            throw new UnusableException($"{path}: line {number} is no alert ({e.Message}); name a file that 'detect --out' wrote.");
        }
    }
}
