using System.Globalization;

namespace CraneAnomaly;

/// <summary>What changed from one baseline to another, as lines to be read by people before they sign it off.</summary>
public static class BaselineComparison
{
    /// <summary>The changes, most telling first; empty when both hold the same.</summary>
    public static IReadOnlyList<string> Changes(Baseline before, Baseline after)
    {
        var (old, now) = (before.Manifest, after.Manifest);
        var lines = new List<string>();
        AddFindings(lines, old, now);
        AddModels(lines, before, after);
        if (!before.State.Span.SequenceEqual(after.State.Span))
        {
            lines.Add(string.Create(CultureInfo.InvariantCulture,
                $"reference: {before.State.Length:N0} bytes before, {after.State.Length:N0} now"));
        }

        AddDifferences(lines, "readiness", old.Readiness, now.Readiness);
        AddDifferences(
            lines, "input", [.. old.Inputs.Select(Text)], [.. now.Inputs.Select(Text)]);
        if (old.Seed != now.Seed) lines.Add($"seed: {old.Seed} before, {now.Seed} now");
        if (old.Product != now.Product) lines.Add($"product: {old.Product} before, {now.Product} now");
        return lines;
    }

    private static void AddFindings(List<string> lines, BaselineManifest old, BaselineManifest now)
    {
        foreach (var finding in now.Findings.ExceptBy(old.Findings.Select(f => f.Key), f => f.Key))
            lines.Add($"new finding: {finding.Kind}: {finding.Subject}: {finding.Text}");
        foreach (var finding in old.Findings.ExceptBy(now.Findings.Select(f => f.Key), f => f.Key))
            lines.Add($"no longer found: {finding.Kind}: {finding.Subject}: {finding.Text}");
    }

    private static void AddModels(List<string> lines, Baseline before, Baseline after)
    {
        foreach (var model in after.Models)
        {
            var old = before.Model(model.Name);
            if (old is null)
            {
                lines.Add(string.Create(CultureInfo.InvariantCulture,
                    $"new model {model.Name}: trained on {model.TrainingRows:N0} rows"));
            }
            else if (!old.Kernel.Span.SequenceEqual(model.Kernel.Span) || !old.ModelZip.Span.SequenceEqual(model.ModelZip.Span))
            {
                lines.Add(string.Create(CultureInfo.InvariantCulture,
                    $"model {model.Name}: trained on {old.TrainingRows:N0} rows before, on {model.TrainingRows:N0} now"));
            }
        }

        foreach (var model in before.Models.Where(model => after.Model(model.Name) is null))
            lines.Add($"model {model.Name}: is no longer there");
    }

    private static void AddDifferences(
        List<string> lines, string what, IReadOnlyList<string> old, IReadOnlyList<string> now)
    {
        foreach (string line in old.Except(now)) lines.Add($"{what} before: {line}");
        foreach (string line in now.Except(old)) lines.Add($"{what} now: {line}");
    }

    private static string Text(BaselineInput input) => string.Create(CultureInfo.InvariantCulture,
        $"{input.Name}, {input.Bytes:N0} bytes, SHA-256 {input.Sha256}");
}
