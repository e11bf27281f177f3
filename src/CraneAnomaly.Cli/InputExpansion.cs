namespace CraneAnomaly.Cli;

/// <summary>From what a user names (files, folders, globs, <c>-</c>) to the inputs themselves.</summary>
internal static class InputExpansion
{
    // Files in a folder of captures that describe it rather than belong to it.
    private static readonly string[] Companions =
        ["cranes.json", "tags.json", "policy.json", "permits.csv", "labels.json"];

    /// <summary>The inputs in a fixed order: as named, folders and globs sorted by ordinal path.</summary>
    /// <param name="names">What the user named.</param>
    /// <param name="missing">Takes a sentence for each name that leads nowhere: the others are read all the same.</param>
    /// <exception cref="UnusableException">No name leads anywhere.</exception>
    public static IReadOnlyList<string> Expand(IEnumerable<string> names, List<string> missing)
    {
        var inputs = new List<string>();
        foreach (string name in names)
        {
            try
            {
                if (name == "-") inputs.Add(name);
                else if (Directory.Exists(name)) inputs.AddRange(FilesOf(name));
                else if (File.Exists(name)) inputs.Add(name);
                else inputs.AddRange(Glob(name));
            }
            catch (Exception e) when (e is UnusableException or IOException or UnauthorizedAccessException)
            {
                missing.Add(e.Message);
            }
        }

        return inputs.Count > 0 ? inputs : throw new UnusableException(string.Join(Environment.NewLine, missing));
    }

    private static IEnumerable<string> FilesOf(string folder)
    {
        var files = Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Where(file => !Companions.Contains(Path.GetFileName(file), StringComparer.Ordinal))
            .Where(file => !Path.GetFileName(file).StartsWith('.'))
            .Order(StringComparer.Ordinal).ToList();
        return files.Count > 0
            ? files
            : throw new UnusableException($"{folder}: the folder holds no input; name a capture, a log or telemetry.");
    }

    private static IEnumerable<string> Glob(string name)
    {
        string pattern = Path.GetFileName(name);
        string folder = Path.GetDirectoryName(name) is { Length: > 0 } named ? named : ".";
        if (pattern.AsSpan().ContainsAny('*', '?') && Directory.Exists(folder))
        {
            var files = Directory.EnumerateFiles(folder, pattern)
                .Select(file => folder == "." && !name.StartsWith('.') ? Path.GetFileName(file) : file)
                .Order(StringComparer.Ordinal).ToList();
            if (files.Count > 0) return files;
            throw new UnusableException($"{name}: no file fits this pattern.");
        }

        throw new UnusableException($"{name}: there is no such file or folder.");
    }
}
