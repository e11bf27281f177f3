namespace CraneAnomaly.Fuzz.Engine;

/// <summary>Where a run keeps what belongs to one target.</summary>
internal sealed record TargetFolder(string Path)
{
    public string CurrentInput => System.IO.Path.Combine(Path, "current");

    public string Pool => System.IO.Path.Combine(Path, "pool");

    public string Findings => System.IO.Path.Combine(Path, "findings");

    /// <summary>Makes it empty: a run owes nothing to the one before.</summary>
    public void Reset()
    {
        if (Directory.Exists(Path)) Directory.Delete(Path, recursive: true);
        Directory.CreateDirectory(Path);
    }
}
