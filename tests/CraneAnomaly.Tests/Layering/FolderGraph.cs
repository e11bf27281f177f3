using System.Text.RegularExpressions;

namespace CraneAnomaly.Tests.Layering;

/// <summary>Which folder of the core may know which. Folders are written with slashes, the root is empty.</summary>
internal static partial class FolderGraph
{
    public const string Root = nameof(CraneAnomaly);

    private static readonly Dictionary<string, string[]> MayReference = new()
    {
        ["Checkpoints"] = [],
        ["Records"] = [],
        ["Capture"] = ["Records"],
        ["Protocols"] = ["Capture", "Records"],
        ["Telemetry"] = ["Capture", "Records"],
        ["Features"] = ["Records"],
        ["Detectors"] = ["Features", "Records"],
        ["Alerts"] = ["Detectors", "Records"],
        ["Sinks"] = ["Alerts", "Detectors", "Records"],
    };

    // Put together out of siblings: the folder's own files, the detectors of commands and those of the network.
    private static readonly string[] ComposingDetectors = ["", "Calibration", "Commands", "Network"];

    // Parts that several algorithms are made of.
    private static readonly string[] SharedDetectorParts = ["Calibration", "Sequences", "Sequential", "Subspace", "Trees"];

    // A log says in a sensor's words what a packet said: what functions are called and do is known with the protocols.
    private const string LogFolder = "Telemetry/Logs";

    // Formats know nobody of these, anchors sign the log, the spool keeps what they write, transports send what it holds, delivery runs both.
    private static readonly string[] SinkOrder = ["Formats", "Anchors", "Spool", "Transports", "Delivery"];

    /// <summary>What a detector says, for those who only pass it on.</summary>
    private static readonly string[] DetectorResults = ["Finding", "Explanation", "RuledOut", "Expectation", "RecordCopy"];

    // What is no state says so where it stands; how state is written, only the pipeline knows.
    private const string CheckpointFolder = "Checkpoints";

    /// <summary>Whether code in one folder may name what another holds.</summary>
    public static bool Allows(string from, string to)
    {
        if (from.Length == 0 || from == to) return true;
        if (to.Length == 0) return false;
        if (to == CheckpointFolder) return true;
        var (fromTop, fromPart) = Parts(from);
        var (toTop, toPart) = Parts(to);
        if (!MayReference.TryGetValue(fromTop, out string[]? allowed)) return false;
        if (fromTop != toTop)
        {
            if (from.StartsWith(LogFolder, StringComparison.Ordinal) && toTop == "Protocols") return true;

            // Of the detectors others know what they say, not how they work.
            return allowed.Contains(toTop) && (toTop != "Detectors" || toPart.Length == 0);
        }

        return fromTop switch
        {
            "Protocols" => fromPart.Length == 0 || toPart.Length == 0 || fromPart == toPart,
            "Detectors" => toPart.Length == 0 || fromPart == toPart || ComposingDetectors.Contains(fromPart)
                || SharedDetectorParts.Contains(toPart),
            "Sinks" => Array.IndexOf(SinkOrder, fromPart) is >= 0 and var at && Array.IndexOf(SinkOrder, toPart, 0, at + 1) >= 0,
            _ => true,
        };
    }

    /// <summary>
    /// Whether one type may name another: as for folders, but sinks see of the detectors only results and the
    /// enumerations that results are made of, and no protocol knows the list of all.
    /// </summary>
    public static bool Allows(TypeReference reference)
    {
        if (!Allows(reference.FromFolder, reference.ToFolder)) return false;
        return (Parts(reference.FromFolder), reference.ToFolder) switch
        {
            (_, CheckpointFolder) when reference.FromFolder is not ("" or CheckpointFolder) =>
                reference.ToName is "NotStateAttribute" or "RestoredAttribute" or "Checkpoint",
            (("Sinks", _), "Detectors") => reference.ToIsEnum || DetectorResults.Contains(reference.ToName),
            (("Protocols", not ""), "Protocols") => !reference.ToName.StartsWith("ProtocolCatalog", StringComparison.Ordinal),
            _ => true,
        };
    }

    /// <summary>Every reference between two types of the assembly that is not allowed.</summary>
    public static IEnumerable<string> Violations(IEnumerable<TypeReference> references) =>
        references.Where(r => !r.IsForeign && !Allows(r)).Select(r => r.ToString()).Order(StringComparer.Ordinal);

    /// <summary>Everything in the files that names a folder which it may not know.</summary>
    public static IEnumerable<string> Violations(IReadOnlyList<SourceFile> files)
    {
        // The types of each namespace, to tell "Records.Violation" from a property called Records.
        var types = files.Where(f => f.Namespace is not null)
            .SelectMany(f => f.Types.Select(t => $"{f.Namespace}.{t.Name}")).ToHashSet();
        var namespaces = files.Select(f => f.Namespace).OfType<string>().ToHashSet();
        foreach (var file in files)
        {
            foreach (string to in Referenced(file, types, namespaces).Distinct().Where(to => !Allows(file.Folder, to)))
                yield return $"{file}: names {(to.Length == 0 ? "the root" : to)}";
        }
    }

    private static IEnumerable<string> Referenced(SourceFile file, HashSet<string> types, HashSet<string> namespaces)
    {
        foreach (Match match in UsingPattern().Matches(file.Code))
        {
            if (FolderOf(match.Groups[1].Value, namespaces) is { } folder) yield return folder;
        }

        foreach (Match match in QualifiedNamePattern().Matches(UsingPattern().Replace(file.Code, "")))
        {
            string name = WhitespacePattern().Replace(match.Value, "");
            // As the compiler looks it up: from the own namespace outwards. Not as far as the root: a property there
            // may have a type's name, and the scan of the assembly says for certain.
            for (string? scope = file.Namespace; scope is not null and not Root; scope = Outer(scope))
            {
                if (LongestType($"{scope}.{name}", types) is not { } found) continue;
                yield return FolderOf(found, namespaces)!;
                break;
            }

            if (LongestType($"{Root}.{name}", types) is { } inFolder && FolderOf(inFolder, namespaces) is { Length: > 0 } folder)
                yield return folder;
            if (LongestType(name, types) is { } absolute) yield return FolderOf(absolute, namespaces)!;
        }
    }

    private static string? LongestType(string name, HashSet<string> types)
    {
        for (string? at = name; at is not null; at = Outer(at))
            if (types.Contains(at)) return at;
        return null;
    }

    private static string? FolderOf(string name, HashSet<string> namespaces)
    {
        for (string? at = name; at is not null; at = Outer(at))
        {
            if (at != Root && !namespaces.Contains(at)) continue;
            return at.Length == Root.Length ? "" : at[(Root.Length + 1)..].Replace('.', '/');
        }

        return null;
    }

    private static string? Outer(string name) => name.LastIndexOf('.') is var dot and > 0 ? name[..dot] : null;

    private static (string Top, string Part) Parts(string folder)
    {
        string[] parts = folder.Split('/');
        return (parts[0], parts.Length > 1 ? parts[1] : "");
    }

    [GeneratedRegex(@"^\s*(?:global\s+)?using\s+(?:static\s+)?(?:\w+\s*=\s*)?(?:global::)?(CraneAnomaly(?:\.\w+)*)[^;\n(]*;",
        RegexOptions.Multiline)]
    private static partial Regex UsingPattern();

    [GeneratedRegex(@"(?<![\w.]|\.\s)\w+(?:\s*\.\s*\w+)+")]
    private static partial Regex QualifiedNamePattern();

    [GeneratedRegex(@"\s+")]
    private static partial Regex WhitespacePattern();
}
