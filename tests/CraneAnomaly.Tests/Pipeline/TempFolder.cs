namespace CraneAnomaly.Tests.Pipeline;

/// <summary>A folder for the files of one test, gone at its end.</summary>
internal sealed class TempFolder : IDisposable
{
    private readonly string _path = Directory.CreateTempSubdirectory("crane-").FullName;

    public string At(params string[] names) => Path.Combine([_path, .. names]);

    public string Write(string name, byte[] bytes)
    {
        string path = At(name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, bytes);
        return path;
    }

    public void Dispose() => Directory.Delete(_path, recursive: true);
}
