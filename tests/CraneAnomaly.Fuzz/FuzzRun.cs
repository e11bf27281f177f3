using CraneAnomaly.Fuzz.Engine;
using CraneAnomaly.Fuzz.Targets;

namespace CraneAnomaly.Fuzz;

/// <summary>One run over some targets, one after another: the machine is left to the worker that is measured.</summary>
internal sealed class FuzzRun(string folder, FuzzOptions options)
{
    private readonly string _executable = InstrumentedCopy.Make(Path.Combine(folder, "instrumented"));

    /// <summary>Fuzzes targets; true when nothing is found in any.</summary>
    public bool Targets(IEnumerable<string> targets)
    {
        int count = 0, bad = 0;
        foreach (string target in targets)
        {
            var (result, findings) = Run(target, options.Bounds, _ => false);
            count++;
            // A target that reached no code of ours was not fuzzed at all.
            bool ran = result is { Executions: > 0, Edges: > 0 };
            if (!ran) Console.WriteLine("  did not run: no execution, or no instrumented code was reached");
            foreach (string name in result.Findings) Console.WriteLine($"  {name}: {findings.Title(name)}");
            if (!ran || result.Findings.Count > 0) bad++;
        }

        Console.WriteLine($"fuzz: {count} targets, {bad} with findings{(bad > 0 ? $"; inputs are under {folder}" : "")}");
        return count > 0 && bad == 0;
    }

    /// <summary>Fuzzes the reader with planted bugs; true when each is found.</summary>
    public bool Canary()
    {
        FindingKind[] planted = [FindingKind.Exception, FindingKind.Hang, FindingKind.Allocation, FindingKind.Abort];
        // The time is a limit, not a duration: the run ends with the last of them.
        var bounds = options.Bounds with { Seconds = Math.Max(options.Bounds.Seconds, 120) };
        var (_, findings) = Run(CanaryTarget.TargetName, bounds, f => planted.All(f.Has));
        foreach (var kind in planted) Console.WriteLine($"  planted {kind.ToString().ToLowerInvariant()}: {(findings.Has(kind) ? "found" : "MISSED")}");
        return planted.All(findings.Has);
    }

    private (TargetResult Result, FindingStore Findings) Run(string target, Bounds bounds, Func<FindingStore, bool> enough)
    {
        var place = new TargetFolder(Path.Combine(folder, target));
        place.Reset();
        var result = new Supervisor(_executable, target, place).Run(bounds, options.Seed, enough);
        Console.WriteLine(result);
        return (result, new FindingStore(place.Findings));
    }
}
