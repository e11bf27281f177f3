using System.Security.Cryptography;
using System.Text;
using SharpFuzz;

namespace CraneAnomaly.Fuzz.Engine;

/// <summary>A copy of this program in which the product, and the canary, count the edges they pass.</summary>
internal static class InstrumentedCopy
{
    private static readonly string[] Instrumented = ["CraneAnomaly.dll", "CraneAnomaly.Fuzz.Canary.dll"];

    /// <summary>
    /// Makes the copy inside a folder, once for each build: the numbers of edges are drawn by chance when it is made,
    /// and the same seed is the same run only on the same numbers. Returns its executable.
    /// </summary>
    public static string Make(string folder)
    {
        string[] files = [.. Directory.GetFiles(AppContext.BaseDirectory).Order(StringComparer.Ordinal)];
        string copy = Path.Combine(folder, "instrumented-" + HashOf(files));
        string executable = Path.Combine(copy, OperatingSystem.IsWindows() ? "CraneAnomaly.Fuzz.exe" : "CraneAnomaly.Fuzz");
        if (Directory.Exists(copy)) return executable;

        if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
        string unfinished = copy + ".new";
        Directory.CreateDirectory(unfinished);
        foreach (string file in files) File.Copy(file, Path.Combine(unfinished, Path.GetFileName(file)));
        foreach (string assembly in Instrumented)
        {
            var types = Fuzzer.Instrument(Path.Combine(unfinished, assembly), _ => true, Options.Value);
            if (!types.Any()) throw new InvalidOperationException($"Nothing in {assembly} was instrumented.");
        }

        Directory.Move(unfinished, copy);
        return executable;
    }

    private static string HashOf(IEnumerable<string> files)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (string file in files)
        {
            hash.AppendData(Encoding.UTF8.GetBytes(Path.GetFileName(file)));
            hash.AppendData(SHA256.HashData(File.ReadAllBytes(file)));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset())[..12];
    }
}
