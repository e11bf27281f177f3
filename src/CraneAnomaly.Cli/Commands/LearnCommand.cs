using System.CommandLine;
using System.Globalization;
using CraneAnomaly.MLNet;
using CraneAnomaly.Records.Site;

namespace CraneAnomaly.Cli.Commands;

/// <summary><c>learn</c>: normal, from a period believed clean.</summary>
internal static class LearnCommand
{
    public static Command Create()
    {
        var inputs = new InputSet();
        var baseline = CommonOptions.Baseline("The file to write the baseline to.");
        baseline.Required = true;
        var seed = CommonOptions.Seed();
        var proposal = new Option<string?>("--propose-policy")
        {
            Description = "A file for a policy that allows what was learned, to be read and signed by somebody. What has to be signed off is left out of it.",
            HelpName = "FILE",
        };
        var command = new Command("learn", "Learns what is normal from a period that is believed to be clean.") { baseline, seed, proposal };
        inputs.AddTo(command);
        inputs.AddRulesTo(command);
        command.SetAction((parsed, cancellation) => RunAsync(
            parsed, inputs, parsed.GetRequiredValue(baseline)!, parsed.GetValue(seed), parsed.GetValue(proposal), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(
        ParseResult parsed, InputSet inputs, string path, long seed, string? proposal, CancellationToken cancellation)
    {
        var named = inputs.Read(parsed);
        Output.CheckNotInput(path, named.Paths);
        if (proposal is not null) Output.CheckNotInput(proposal, named.Paths);
        var learner = new BaselineLearner(new DetectionOptions
        {
            Seed = seed,
            Tags = inputs.Tags(parsed),
            Cranes = inputs.Cranes(parsed),
            Policy = inputs.Policy(parsed),
        });
        var results = await learner.RunAsync(named, cancellation);
        int code = inputs.Report(parsed, named, results);
        var about = named.Paths.Where((_, i) => results[i].Packets > 0).Select(About).OfType<BaselineInput>().ToList();
        var trainer = new MlNetTrainer((int)(seed & int.MaxValue));
        var learned = learner.Complete(trainer.Train, about);
        Save(learned, path);
        Print(learned, path);
        if (proposal is not null) Propose(learner.ProposePolicy(), proposal);
        return code;
    }

    private static void Propose(SitePolicy policy, string path)
    {
        try
        {
            File.WriteAllText(path, policy.ToJson());
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UnusableException($"{path}: the policy cannot be written: {e.Message}");
        }

        Console.Out.WriteLine();
        Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"policy {path} proposed: {policy.Devices.Count} devices, {policy.Writers.Count} writers, {policy.KnownPolling.Count} of known polling; nobody outside, no cellular hardware, no second writer and no second master. It holds for nobody before somebody has read it."));
    }

    private static BaselineInput? About(string input) => InputSet.HashOf(input) is { } hash
        ? new BaselineInput(input, new FileInfo(input).Length, hash, null, null)
        : null;

    private static void Save(Baseline learned, string path)
    {
        try
        {
            learned.Save(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UnusableException($"{path}: the baseline cannot be written: {e.Message}");
        }
    }

    private static void Print(Baseline learned, string path)
    {
        var manifest = learned.Manifest;
        Console.Out.WriteLine($"baseline {path}, hash {learned.Hash}");
        Console.Out.WriteLine();
        Console.Out.WriteLine("readiness");
        foreach (string line in manifest.Readiness) Console.Out.WriteLine($"  {line}");
        foreach (var model in manifest.Models)
        {
            Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"  model {model.Name}: trained on {model.TrainingRows:N0} rows"));
        }

        Console.Out.WriteLine();
        Console.Out.WriteLine(manifest.Findings.Count == 0
            ? "nothing has to be signed off"
            : "to be signed off (these go on alerting until they are)");
        foreach (var finding in manifest.Findings)
            Console.Out.WriteLine($"  {finding.Kind}: {finding.Subject}: {finding.Text}");
    }
}
