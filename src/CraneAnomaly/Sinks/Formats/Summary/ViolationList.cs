using CraneAnomaly.Records;

namespace CraneAnomaly.Sinks.Formats.Summary;

/// <summary>The table of all violation codes for a person.</summary>
public static class ViolationList
{
    /// <summary>Prints one line a code: its name and what it means.</summary>
    public static void Print(TextWriter to)
    {
        var table = new TextTable(("CODE", false), ("MEANING", false));
        for (int code = 1; code < Violations.Count; code++)
        {
            var violation = (Violation)code;
            table.Add(violation.Name(), violation.Describe());
        }

        table.Print(to, indent: 0);
    }
}
