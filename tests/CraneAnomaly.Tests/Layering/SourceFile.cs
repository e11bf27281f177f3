using System.Text.RegularExpressions;

namespace CraneAnomaly.Tests.Layering;

/// <summary>One C# file of the repository.</summary>
internal sealed partial class SourceFile
{
    /// <param name="project">Name of the project, which is its root namespace.</param>
    /// <param name="path">Path within the project, with slashes.</param>
    /// <param name="text">The content.</param>
    public SourceFile(string project, string path, string text)
    {
        (Project, Path, Text) = (project, path, text);
        (Code, Comments) = SourceLexer.Split(text);
        Types = [.. FindTypes(Code)];
    }

    public string Project { get; }

    public string Path { get; }

    public string Text { get; }

    public string Code { get; }

    public string Comments { get; }

    /// <summary>Types outside of any other, in order.</summary>
    public IReadOnlyList<DeclaredType> Types { get; }

    /// <summary>Folder within the project, empty for its root.</summary>
    public string Folder => System.IO.Path.GetDirectoryName(Path)!.Replace('\\', '/');

    /// <summary>File name up to its first dot: <c>Type.Part.cs</c> belongs to <c>Type</c>.</summary>
    public string Stem => System.IO.Path.GetFileName(Path).Split('.')[0];

    /// <summary>The declared namespace, or null.</summary>
    public string? Namespace => NamespacePattern().Match(Code) is { Success: true } match ? match.Groups[1].Value : null;

    public override string ToString() => $"{Project}/{Path}";

    /// <summary>Every C# file under a top folder of the repository, generated ones left out, in order.</summary>
    public static IReadOnlyList<SourceFile> Under(string topFolder)
    {
        var found = new List<SourceFile>();
        string top = System.IO.Path.Combine(Support.Shared.RepositoryRoot, topFolder);
        foreach (string project in Directory.GetDirectories(top).Order(StringComparer.Ordinal))
        {
            foreach (string file in Directory.GetFiles(project, "*.cs", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
            {
                string path = System.IO.Path.GetRelativePath(project, file).Replace('\\', '/');
                if (path.StartsWith("bin/", StringComparison.Ordinal) || path.StartsWith("obj/", StringComparison.Ordinal)) continue;
                found.Add(new SourceFile(System.IO.Path.GetFileName(project), path, File.ReadAllText(file)));
            }
        }

        return found;
    }

    private static IEnumerable<DeclaredType> FindTypes(string code)
    {
        int depth = 0, at = 0;
        foreach (Match match in TypePattern().Matches(code))
        {
            for (; at < match.Index; at++) depth += code[at] == '{' ? 1 : code[at] == '}' ? -1 : 0;
            if (depth == 0) yield return new DeclaredType(match.Groups[1].Value, LinesOf(code, match.Index));
        }
    }

    // From the declaration to its closing brace, or to the semicolon of one without a body.
    private static int LinesOf(string code, int start)
    {
        int depth = 0, lines = 1;
        for (int at = start; at < code.Length; at++)
        {
            if (code[at] == '\n') lines++;
            if (code[at] == '{') depth++;
            if ((code[at] == '}' && --depth == 0) || (code[at] == ';' && depth == 0)) break;
        }

        return lines;
    }

    [GeneratedRegex(@"^\s*namespace\s+([\w.]+)\s*[;{]", RegexOptions.Multiline)]
    private static partial Regex NamespacePattern();

    [GeneratedRegex(@"\b(?:class|struct|interface|enum|record)\s+(?!class\b|struct\b|where\b)(\w+)")]
    private static partial Regex TypePattern();
}

/// <summary>A type declared in a file, and how many lines it takes.</summary>
internal sealed record DeclaredType(string Name, int Lines);
