namespace CraneAnomaly.Cli;

/// <summary>Where results go: standard output, or the file that <c>--out</c> names.</summary>
internal static class Output
{
    /// <exception cref="UnusableException">The file cannot be written.</exception>
    public static Stream Open(string? path)
    {
        if (path is null or "-") return Console.OpenStandardOutput();
        try
        {
            return new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 0);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UnusableException($"{path}: cannot be written: {e.Message}");
        }
    }
}
