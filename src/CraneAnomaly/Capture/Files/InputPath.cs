namespace CraneAnomaly.Capture.Files;

/// <summary>What can be said of an input by its path.</summary>
internal static class InputPath
{
    /// <summary>Whether a second reading gives what the first gave: files do, pipes do not.</summary>
    public static bool CanBeReadAgain(string path)
    {
        if (path == "-") return false;
        try
        {
            var file = new FileInfo(path);
            if (file.LinkTarget is not null) file = File.ResolveLinkTarget(path, returnFinalTarget: true) as FileInfo;
            // A pipe has no length, and what a shell's <(...) leads to has no name.
            return file is { Exists: true, Length: > 0 };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return false;
        }
    }
}
