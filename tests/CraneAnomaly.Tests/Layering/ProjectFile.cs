using System.Xml.Linq;

namespace CraneAnomaly.Tests.Layering;

/// <summary>What a project file refers to.</summary>
internal sealed class ProjectFile
{
    /// <param name="topFolder"><c>src</c>, <c>tests</c> or <c>benchmarks</c>.</param>
    /// <param name="name">Name of the project.</param>
    /// <param name="xml">The content.</param>
    public ProjectFile(string topFolder, string name, XElement xml)
    {
        (TopFolder, Name) = (topFolder, name);
        Projects = [.. Included("ProjectReference").Select(i => i.Name)];
        Packages = [.. Included("PackageReference").Where(i => !i.IsPrivate).Select(i => i.Name)];
        Friends = [.. Included("InternalsVisibleTo").Select(i => i.Name)];
        AllowsUnsafe = xml.Descendants("AllowUnsafeBlocks").Any(e => e.Value.Trim() != "false");

        IEnumerable<(string Name, bool IsPrivate)> Included(string element) =>
            from e in xml.Descendants(element)
            let include = (string?)e.Attribute("Include")
            where include is not null

            // What runs in the compiler alone is no part of what is built.
            where (string?)e.Attribute("OutputItemType") != "Analyzer"
            let assets = (string?)e.Attribute("PrivateAssets") ?? (string?)e.Element("PrivateAssets")
            select (include.EndsWith(".csproj", StringComparison.Ordinal)
                ? Path.GetFileNameWithoutExtension(include.Replace('\\', '/')) : include,
                string.Equals(assets, "all", StringComparison.OrdinalIgnoreCase));
    }

    public string TopFolder { get; }

    public string Name { get; }

    public IReadOnlyList<string> Projects { get; }

    /// <summary>Packages that whoever uses the assembly gets as well.</summary>
    public IReadOnlyList<string> Packages { get; }

    public IReadOnlyList<string> Friends { get; }

    public bool AllowsUnsafe { get; }

    /// <summary>Every project of the repository, in order.</summary>
    public static IReadOnlyList<ProjectFile> All(string root) =>
        [.. from top in new[] { "src", "tests", "benchmarks" }
            // Not deeper: benchmark runs leave projects of their own in output folders.
            from folder in Directory.GetDirectories(Path.Combine(root, top)).Order(StringComparer.Ordinal)
            from file in Directory.GetFiles(folder, "*.csproj")
            select new ProjectFile(top, Path.GetFileNameWithoutExtension(file), XElement.Load(file))];
}
