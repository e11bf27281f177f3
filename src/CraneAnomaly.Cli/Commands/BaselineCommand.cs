using System.CommandLine;
using System.Globalization;

namespace CraneAnomaly.Cli.Commands;

/// <summary>
/// <c>baseline diff</c> and <c>baseline approve</c>: what changed, and who took it for normal. Nothing becomes normal
/// in any other way.
/// </summary>
internal static class BaselineCommand
{
    public static Command Create() => new("baseline", "Compares baselines, and signs off what they hold.")
    {
        Diff(),
        Approve(),
    };

    private static Command Diff()
    {
        var before = new Argument<string>("BEFORE") { Description = "The baseline in force." };
        var after = new Argument<string>("AFTER") { Description = "The one that may take its place." };
        var command = new Command("diff", "Prints what changed from one baseline to another, a line a change.") { before, after };
        command.SetAction(parsed =>
        {
            var changes = BaselineComparison.Changes(
                Load(parsed.GetRequiredValue(before)), Load(parsed.GetRequiredValue(after)));
            foreach (string line in changes) Console.Out.WriteLine(line);
            if (changes.Count == 0) Console.Error.WriteLine("both hold the same.");
            return ExitCode.Done;
        });
        return command;
    }

    private static Command Approve()
    {
        var file = new Argument<string>("BASELINE") { Description = "The baseline to sign." };
        var by = new Option<string>("--by") { Description = "Who signs.", Required = true };
        var finding = new Option<string[]>("--finding")
        {
            Description = "A finding to sign off, as 'KIND SUBJECT' or SUBJECT; may be repeated.",
        };
        var all = new Option<bool>("--all-findings") { Description = "Sign off every finding that is unsigned." };
        var over = new Option<string?>("--over")
        {
            Description = "The baseline in whose place it comes: what changed is logged with the signature.",
        };
        var reason = new Option<string>("--reason") { Description = "Why.", DefaultValueFactory = _ => "" };
        var output = CommonOptions.Out("Where to write the signed baseline; in place by default.");
        var command = new Command("approve", "Signs off findings of a baseline, or a baseline that takes the place of another.")
        {
            file, by, finding, all, over, reason, output,
        };
        command.Validators.Add(result =>
        {
            if (result.GetValue(by) is { } who && string.IsNullOrWhiteSpace(who)) result.AddError("--by takes a name.");
            if (result.GetValue(finding) is not { Length: > 0 } && !result.GetValue(all) && result.GetValue(over) is null)
                result.AddError("Say what to sign off: --finding, --all-findings or --over BASELINE.");
        });
        command.SetAction(parsed =>
        {
            string path = parsed.GetRequiredValue(file);
            var signature = new BaselineApproval(
                parsed.GetRequiredValue(by), Now(), "", parsed.GetRequiredValue(reason), []);
            var signed = Load(path);
            if (parsed.GetValue(over) is { } old)
            {
                var before = Load(old);
                signed = signed.Approve(signature with
                {
                    What = $"baseline {before.Hash}",
                    Changes = BaselineComparison.Changes(before, signed),
                });
            }

            foreach (var found in Chosen(signed, parsed.GetValue(finding) ?? [], parsed.GetValue(all), path))
                signed = signed.Approve(signature with { What = found.Key });
            Save(signed, parsed.GetValue(output) ?? path);
            return ExitCode.Done;
        });
        return command;
    }

    private static List<BaselineFinding> Chosen(Baseline baseline, string[] named, bool all, string path)
    {
        var unsigned = baseline.Manifest.Unsigned.ToList();
        if (all) return unsigned;
        var chosen = new List<BaselineFinding>();
        foreach (string name in named)
        {
            var found = unsigned.Where(finding => finding.Key == name || finding.Subject == name).ToList();
            if (found.Count == 0)
            {
                throw new UnusableException(
                    $"{path}: no unsigned finding is '{name}'; there are: {Names(unsigned)}.");
            }

            chosen.AddRange(found.Except(chosen));
        }

        return chosen;
    }

    private static string Names(List<BaselineFinding> findings) =>
        findings.Count == 0 ? "none" : string.Join(", ", findings.Select(finding => $"'{finding.Key}'"));

    private static void Save(Baseline signed, string path)
    {
        try
        {
            signed.Save(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UnusableException($"{path}: the baseline cannot be written: {e.Message}");
        }

        int left = signed.Manifest.Unsigned.Count();
        Console.Out.WriteLine($"baseline {path}, hash {signed.Hash}");
        foreach (var approval in signed.Manifest.Approvals)
        {
            string because = approval.Reason.Length == 0 ? "" : $": {approval.Reason}";
            Console.Out.WriteLine($"  {approval.At} {approval.By} signed off {approval.What}{because}");
            foreach (string line in approval.Changes) Console.Out.WriteLine($"    {line}");
        }

        Console.Out.WriteLine(left == 0 ? "nothing is left to be signed off" : $"{left} finding(s) are left to be signed off");
    }

    private static string Now() =>
        TimeProvider.System.GetUtcNow().UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static Baseline Load(string path)
    {
        try
        {
            return Baseline.Load(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UnusableException($"{path}: the baseline cannot be read: {e.Message}");
        }
    }
}
