namespace CraneAnomaly.Cli;

/// <summary>Where results go: standard output, or the file that <c>--out</c> names.</summary>
internal static class Output
{
    /// <exception cref="UnusableException">The file cannot be written, or is an input.</exception>
    public static Stream Open(string? path, IReadOnlyList<string> inputs)
    {
        if (path is null or "-") return Console.OpenStandardOutput();
        CheckNotInput(path, inputs);
        try
        {
            return new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 0);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UnusableException($"{path}: cannot be written: {e.Message}");
        }
    }

    /// <summary>A capture is evidence: it is not written over.</summary>
    /// <exception cref="UnusableException">The file is an input.</exception>
    public static void CheckNotInput(string path, IReadOnlyList<string> inputs)
    {
        string full = Path.GetFullPath(path);
        if (inputs.Any(input => input != "-" && Path.GetFullPath(input) == full))
            throw new UnusableException($"{path}: is one of the inputs and would be lost; name another file.");
    }
}
