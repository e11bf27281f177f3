using System.Diagnostics;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;

namespace CraneAnomaly.Fuzz.Engine;

/// <summary>
/// The findings of a target: for each key the first input (<c>.bin</c>) and what is known about it (<c>.txt</c>). File
/// names come from the key, so that a finding has the same name in every run.
/// </summary>
internal sealed class FindingStore
{
    private const int FramesInKey = 3;
    private readonly string _folder;

    /// <summary>Opens the findings of a folder, which is made when missing.</summary>
    public FindingStore(string folder)
    {
        _folder = folder;
        Directory.CreateDirectory(folder);
    }

    /// <summary>Names of all findings, in order.</summary>
    public IReadOnlyList<string> Names() =>
        [.. Directory.GetFiles(_folder, "*.bin").Select(f => Path.GetFileNameWithoutExtension(f)!).Order(StringComparer.Ordinal)];

    /// <summary>First line of what is known about a finding.</summary>
    public string Title(string name) => File.ReadLines(PathOf(name, ".txt")).First();

    /// <summary>Whether there is a finding of this kind.</summary>
    public bool Has(FindingKind kind) => Names().Any(n => n.StartsWith(Prefix(kind), StringComparison.Ordinal));

    /// <summary>Inputs that ended a worker: none of them may be executed again, or every worker ends like it.</summary>
    public IReadOnlyList<byte[]> Fatal() =>
        [.. Names().Where(n => n.StartsWith(Prefix(FindingKind.Hang), StringComparison.Ordinal)
                || n.StartsWith(Prefix(FindingKind.Abort), StringComparison.Ordinal))
            .Select(n => File.ReadAllBytes(PathOf(n, ".bin")))];

    /// <summary>Adds an exception that came out of a target.</summary>
    public bool Add(Exception exception, ReadOnlySpan<byte> input)
    {
        if (exception is OracleException) return Add(FindingKind.Oracle, exception.Message, input, exception.ToString());
        var frames = new StackTrace(exception).GetFrames();
        // Frames of the runtime come and go with inlining: ours say where it is.
        var ours = frames.Where(f => Name(f).StartsWith("CraneAnomaly.", StringComparison.Ordinal)
            && !Name(f).StartsWith("CraneAnomaly.Fuzz.Engine.", StringComparison.Ordinal)).Take(FramesInKey);
        var key = new StringBuilder(exception.GetType().FullName);
        foreach (var frame in ours) key.Append(" < ").Append(Name(frame)).Append('@').Append(frame.GetILOffset());
        return Add(FindingKind.Exception, key.ToString(), input, exception.ToString());
    }

    /// <summary>Adds a finding; false when its key is known.</summary>
    public bool Add(FindingKind kind, string key, ReadOnlySpan<byte> input, string details)
    {
        string name = Prefix(kind) + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)))[..12];
        if (File.Exists(PathOf(name, ".bin"))) return false;
        var shown = input[..Math.Min(input.Length, 64)];
        string text = $"{key}\n{input.Length} bytes, beginning {Convert.ToHexStringLower(shown)}\n\n{details}\n";
        File.WriteAllText(PathOf(name, ".txt"), text);
        File.WriteAllBytes(PathOf(name, ".bin"), input);
        return true;
    }

    private static string Prefix(FindingKind kind) => kind.ToString().ToLowerInvariant() + "-";

    private static string Name(StackFrame frame) =>
        frame.GetMethod() is MethodBase method ? $"{method.DeclaringType?.FullName}.{method.Name}" : "?";

    private string PathOf(string name, string extension) => Path.Combine(_folder, name + extension);
}
