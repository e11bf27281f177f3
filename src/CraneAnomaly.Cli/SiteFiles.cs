using System.CommandLine;
using CraneAnomaly.Records.Site;

namespace CraneAnomaly.Cli;

/// <summary>The files that describe a site: those in the folders that are named as inputs, or those that options name.</summary>
internal sealed class SiteFiles
{
    private readonly Option<string?> _tags = new("--tags")
    {
        Description = "What registers and names of telemetry mean (tags.json); by default that in an input folder.",
    };

    public void AddTo(Command command) => command.Add(_tags);

    /// <summary>Reads the tag map; empty when there is none.</summary>
    /// <exception cref="SiteFileException">It holds what it should not.</exception>
    public IReadOnlyList<Tag> Tags(ParseResult parsed, IEnumerable<string> inputs)
    {
        if (parsed.GetValue(_tags) is { } named)
            return File.Exists(named) ? Tag.Load(named) : throw new UnusableException($"{named}: there is no such file.");
        return TagsIn(inputs);
    }

    /// <summary>The tag maps of folders.</summary>
    /// <exception cref="SiteFileException">One holds what it should not.</exception>
    public static IReadOnlyList<Tag> TagsIn(IEnumerable<string> folders) =>
        [.. folders.Select(folder => Path.Combine(folder, "tags.json")).Where(File.Exists).SelectMany(Tag.Load)];

    /// <summary>The sheets of the cranes of folders.</summary>
    /// <exception cref="SiteFileException">One holds what it should not.</exception>
    public static IReadOnlyList<CraneSheet> CranesIn(IEnumerable<string> folders) =>
        [.. folders.Select(folder => Path.Combine(folder, "cranes.json")).Where(File.Exists).SelectMany(CraneSheet.Load)];

    /// <summary>Refuses a file of a folder that cannot be used, whether or not this command looks into it.</summary>
    public static void Check(IEnumerable<string> inputs)
    {
        foreach (string folder in inputs.Where(Directory.Exists))
        {
            Load(Path.Combine(folder, "cranes.json"), path => CraneSheet.Load(path));
            Load(Path.Combine(folder, "policy.json"), path => SitePolicy.Load(path));
            Load(Path.Combine(folder, "permits.csv"), path => Permit.Load(path));
        }

        static void Load(string path, Action<string> read)
        {
            if (File.Exists(path)) read(path);
        }
    }
}
