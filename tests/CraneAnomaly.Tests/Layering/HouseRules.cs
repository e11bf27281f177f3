using System.Text.RegularExpressions;

namespace CraneAnomaly.Tests.Layering;

/// <summary>What every C# file has to keep. Each rule is pure: files in, what is wrong out.</summary>
internal static partial class HouseRules
{
    public const int MaxLines = 500;
    public const int MaxFilesInFolder = 16;
    public const int MaxTypesBeside = 4;
    public const int MaxLinesOfTypeBeside = 45;

    public static IEnumerable<string> TooLong(IEnumerable<SourceFile> files) =>
        from file in files
        let lines = file.Text.TrimEnd('\n').Count(c => c == '\n') + 1
        where lines > MaxLines
        select $"{file}: {lines} lines, at most {MaxLines}";

    public static IEnumerable<string> CrowdedFolders(IEnumerable<SourceFile> files) =>
        from file in files
        group file by (file.Project, file.Folder) into folder
        where folder.Count() > MaxFilesInFolder
        select $"{folder.Key.Project}/{folder.Key.Folder}: {folder.Count()} files, at most {MaxFilesInFolder}";

    public static IEnumerable<string> NamesThatSayNothing(IEnumerable<SourceFile> files) =>
        from file in files
        let names = TypeNamePattern().Matches(file.Code).Select(m => m.Groups[1].Value).Append(file.Stem)
        from name in names.Distinct()
        where EmptyNamePattern().IsMatch(name)
        select $"{file}: the name {name} does not say what it is";

    public static IEnumerable<string> ForbiddenDirectives(IEnumerable<SourceFile> files) =>
        from file in files
        from Match match in DirectivePattern().Matches(file.Code)
        select $"{file}: {match.Value.Trim()}";

    public static IEnumerable<string> UnsafeCode(IEnumerable<SourceFile> files) =>
        from file in files
        where UnsafePattern().IsMatch(file.Code)
        select $"{file}: unsafe code";

    public static IEnumerable<string> UnfinishedWork(IEnumerable<SourceFile> files) =>
        from file in files
        from Match match in UnfinishedPattern().Matches(file.Comments)
        select $"{file}: {match.Value} in a comment; an issue is the place for it";

    /// <summary>Folder = namespace. Extension classes may stand in the root namespace, where they are found.</summary>
    public static IEnumerable<string> NamespaceIsNotFolder(IEnumerable<SourceFile> files) =>
        from file in files
        where file.Types.Count > 0
        let expected = file.Folder.Length == 0 ? file.Project : $"{file.Project}.{file.Folder.Replace('/', '.')}"
        where file.Namespace != expected
        where !(file.Stem.EndsWith("Extensions", StringComparison.Ordinal) && file.Namespace == file.Project)
        select $"{file}: namespace {file.Namespace ?? "(none)"}, expected {expected}";

    /// <summary>
    /// A file is one type, named like it; a few small ones that belong to it may stand beside, and what carries its
    /// name (an enumeration's names, a static class for a generic one).
    /// </summary>
    public static IEnumerable<string> MoreThanOneType(IEnumerable<SourceFile> files)
    {
        foreach (var file in files.Where(f => f.Types.Count > 0))
        {
            if (file.Types.All(t => t.Name != file.Stem)) yield return $"{file}: no type is named like the file";
            var beside = file.Types.Where(t => !t.Name.StartsWith(file.Stem, StringComparison.Ordinal)).ToList();
            if (beside.Count > MaxTypesBeside) yield return $"{file}: {beside.Count} types beside its own";
            foreach (var type in beside.Where(t => t.Lines > MaxLinesOfTypeBeside))
                yield return $"{file}: {type.Name} takes {type.Lines} lines; it is a file of its own";
        }
    }

    [GeneratedRegex(@"\b(?:class|struct|interface|enum|record)\s+(?!class\b|struct\b|where\b)(\w+)")]
    private static partial Regex TypeNamePattern();

    [GeneratedRegex("(?:Utils?|Utility|Utilities|Helpers?|Managers?)(?![a-z])")]
    private static partial Regex EmptyNamePattern();

    [GeneratedRegex(@"^[ \t]*#[ \t]*(?:region|pragma[ \t]+warning[ \t]+disable).*$", RegexOptions.Multiline)]
    private static partial Regex DirectivePattern();

    [GeneratedRegex(@"\bunsafe\b")]
    private static partial Regex UnsafePattern();

    [GeneratedRegex(@"\b(?:TODO|FIXME)\b")]
    private static partial Regex UnfinishedPattern();
}
