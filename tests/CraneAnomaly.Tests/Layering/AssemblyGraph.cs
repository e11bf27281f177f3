namespace CraneAnomaly.Tests.Layering;

/// <summary>Which assembly may know which: an assembly exists only to isolate a dependency or a deployment unit.</summary>
internal static class AssemblyGraph
{
    private const string Core = "CraneAnomaly";
    private const string CommandLine = "CraneAnomaly.Cli";
    private const string Fuzzer = "CraneAnomaly.Fuzz";

    public static IEnumerable<string> Violations(IReadOnlyList<ProjectFile> projects)
    {
        var product = projects.Where(p => p.TopFolder == "src").ToList();
        var productNames = product.Select(p => p.Name).ToHashSet();
        foreach (var project in product)
        {
            foreach (string reference in project.Projects.Where(r => !MayReference(project.Name, r, productNames)))
                yield return $"{project.Name} refers to {reference}";
            foreach (string friend in project.Friends.Where(productNames.Contains))
                yield return $"{project.Name} opens its internals to {friend}";
            if (project.Name == Core && project.Packages.Count > 0)
                yield return $"{project.Name} depends on {string.Join(", ", project.Packages)}";
        }

        foreach (var project in projects.Where(p => p.AllowsUnsafe && p.Name != Fuzzer))
            yield return $"{project.Name} allows unsafe code";
    }

    // The core knows nobody, siblings know the core, the command line knows them all.
    private static bool MayReference(string from, string to, HashSet<string> product) => from switch
    {
        Core => false,
        CommandLine => product.Contains(to),
        _ => to == Core,
    };
}
