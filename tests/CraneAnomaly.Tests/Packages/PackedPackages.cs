using System.IO.Compression;
using System.Xml.Linq;
using CraneAnomaly.Tests.Pipeline;
using CraneAnomaly.Tests.Support;

namespace CraneAnomaly.Tests.Packages;

/// <summary>The packages as <c>dotnet pack</c> makes them out of what was built for this run, once for all tests that look at them.</summary>
public sealed class PackedPackages : IAsyncLifetime
{
    /// <summary>Ids of all packages.</summary>
    public static readonly string[] Ids =
    [
        "CraneAnomaly", "CraneAnomaly.Cli", "CraneAnomaly.Extensions.Hosting", "CraneAnomaly.Kafka", "CraneAnomaly.LiveCapture", "CraneAnomaly.MLNet", "CraneAnomaly.Mqtt",
    ];

    private readonly TempFolder _folder = new();

    /// <summary>A folder that NuGet can take as a source.</summary>
    public string Folder => _folder.At("packages");

    internal static string Configuration { get; } =
        AppContext.BaseDirectory.Contains($"{Path.DirectorySeparatorChar}Debug{Path.DirectorySeparatorChar}", StringComparison.Ordinal) ? "Debug" : "Release";

    /// <inheritdoc/>
    public async ValueTask InitializeAsync() => await DotnetCommand.RunAsync(
        Shared.RepositoryRoot, "pack", "--no-build", "-c", Configuration, "-o", Folder, "-v", "q");

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    internal string PathOf(string id, string extension = "nupkg") => Path.Combine(Folder, $"{id}.{Version}.{extension}");

    internal ZipArchive Open(string id, string extension = "nupkg") => ZipFile.OpenRead(PathOf(id, extension));

    internal XElement Nuspec(string id)
    {
        using var package = Open(id);
        using var stream = package.GetEntry($"{id}.nuspec")!.Open();
        var metadata = XElement.Load(stream);
        foreach (var element in metadata.DescendantsAndSelf()) element.Name = element.Name.LocalName;
        return metadata.Element("metadata")!;
    }

    private static string Version { get; } =
        XElement.Load(Path.Combine(Shared.RepositoryRoot, "Directory.Build.props")).Descendants("Version").Single().Value;
}
