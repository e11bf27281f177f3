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

    private readonly Option<string?> _policy = new("--policy")
    {
        Description = "Who may do what (policy.json); by default that in an input folder.",
    };

    private readonly Option<string?> _permits = new("--permits")
    {
        Description = "Work that was approved (permits.csv); by default that in an input folder.",
    };

    private readonly Option<string?> _prefixes = new("--prefixes")
    {
        Description = "To which country and network addresses belong: a file of prefix,country,network name, separated by commas or tabs; the longest prefix holds.",
    };

    public void AddTo(Command command) => command.Add(_tags);

    /// <summary>Adds what only those who judge need.</summary>
    public void AddRulesTo(Command command)
    {
        command.Add(_policy);
        command.Add(_permits);
    }

    /// <summary>Adds what only those who name endpoints need.</summary>
    public void AddNamesTo(Command command) => command.Add(_prefixes);

    /// <summary>Reads to whom addresses belong; null where no file is named.</summary>
    /// <exception cref="SiteFileException">It holds what it should not.</exception>
    public PrefixNames? Prefixes(ParseResult parsed) => Named(parsed, _prefixes) is { } named ? PrefixNames.Load(named) : null;

    /// <summary>Reads the tag map; empty when there is none.</summary>
    /// <exception cref="SiteFileException">It holds what it should not.</exception>
    public IReadOnlyList<Tag> Tags(ParseResult parsed, IEnumerable<string> inputs) =>
        Named(parsed, _tags) is { } named ? Tag.Load(named) : TagsIn(inputs);

    /// <summary>Reads what is allowed; empty when there is no such file.</summary>
    /// <exception cref="SiteFileException">It holds what it should not.</exception>
    public SitePolicy Policy(ParseResult parsed, IEnumerable<string> inputs) =>
        Named(parsed, _policy) is { } named ? SitePolicy.Load(named) : PolicyIn(inputs);

    /// <summary>Reads the permits; empty when there is no such file.</summary>
    /// <exception cref="SiteFileException">It holds what it should not.</exception>
    public IReadOnlyList<Permit> Permits(ParseResult parsed, IEnumerable<string> inputs) =>
        Named(parsed, _permits) is { } named ? Permit.Load(named) : PermitsIn(inputs);

    /// <summary>The tag maps of folders.</summary>
    /// <exception cref="SiteFileException">One holds what it should not.</exception>
    public static IReadOnlyList<Tag> TagsIn(IEnumerable<string> folders) =>
        [.. folders.Select(folder => Path.Combine(folder, "tags.json")).Where(File.Exists).SelectMany(Tag.Load)];

    /// <summary>The sheets of the cranes of folders.</summary>
    /// <exception cref="SiteFileException">One holds what it should not.</exception>
    public static IReadOnlyList<CraneSheet> CranesIn(IEnumerable<string> folders) =>
        [.. folders.Select(folder => Path.Combine(folder, "cranes.json")).Where(File.Exists).SelectMany(CraneSheet.Load)];

    /// <summary>What is allowed by the policies of folders.</summary>
    /// <exception cref="SiteFileException">One holds what it should not.</exception>
    public static SitePolicy PolicyIn(IEnumerable<string> folders) => SitePolicy.Join(
        [.. folders.Select(folder => Path.Combine(folder, "policy.json")).Where(File.Exists).Select(SitePolicy.Load)]);

    /// <summary>The permits of folders.</summary>
    /// <exception cref="SiteFileException">One holds what it should not.</exception>
    public static IReadOnlyList<Permit> PermitsIn(IEnumerable<string> folders) =>
        [.. folders.Select(folder => Path.Combine(folder, "permits.csv")).Where(File.Exists).SelectMany(Permit.Load)];

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

    private static string? Named(ParseResult parsed, Option<string?> option) => parsed.GetValue(option) is not { } named ? null
        : File.Exists(named) ? named
        : throw new UnusableException($"{named}: there is no such file.");
}
