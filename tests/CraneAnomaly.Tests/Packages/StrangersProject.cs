using CraneAnomaly.Tests.Pipeline;

namespace CraneAnomaly.Tests.Packages;

/// <summary>
/// A project in an empty folder that refers to the packed packages, as somebody else's would. Our packages go to a cache of
/// its own, as their version is used again by every run; all others are those of the machine.
/// </summary>
internal sealed class StrangersProject : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly string _source;

    /// <param name="source">The folder with the packed packages.</param>
    /// <param name="sdk">Name of the SDK.</param>
    /// <param name="properties">Properties of the project, as elements.</param>
    /// <param name="packages">Packages that it refers to: ids of ours, <c>ID/VERSION</c> of others.</param>
    public StrangersProject(string source, string sdk, string properties, params string[] packages)
    {
        _source = source;
        Write("stranger.csproj", $"""
            <Project Sdk="{sdk}">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <Nullable>enable</Nullable>
                <ImplicitUsings>enable</ImplicitUsings>
                <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
                <WarningsNotAsErrors>NU1900</WarningsNotAsErrors>
                <DefaultItemExcludes>$(DefaultItemExcludes);cache/**;out/**</DefaultItemExcludes>
                {properties}
              </PropertyGroup>
              <ItemGroup>
                {string.Concat(packages.Select(p => p.Split('/')).Select(p => $"<PackageReference Include=\"{p[0]}\" Version=\"{p.ElementAtOrDefault(1) ?? "0.1.0"}\" />"))}
              </ItemGroup>
            </Project>
            """);
        _folder.Write("nuget.config", LocalSource.Config(source, only: false));
    }

    /// <summary>A path in the project's folder.</summary>
    public string At(params string[] names) => _folder.At(names);

    /// <summary>Writes a file of the project.</summary>
    public void Write(string name, string text) => _folder.Write(name, System.Text.Encoding.UTF8.GetBytes(text));

    /// <summary>Restores and publishes it to <c>out</c>.</summary>
    /// <param name="runtime">The runtime to publish for; null for the portable one.</param>
    public async Task PublishAsync(string? runtime = null)
    {
        // What the SDK needs for a runtime is large: it goes to the machine's cache, once, by a project without our packages.
        string[] forRuntime = runtime is null ? [] : ["-r", runtime];
        if (runtime is not null)
        {
            string alone = (await File.ReadAllTextAsync(At("stranger.csproj"))).Replace("<ItemGroup>", "<ItemGroup Condition=\"false\">", StringComparison.Ordinal);
            Write(Path.Combine("compiler", "compiler.csproj"), alone);
            await DotnetCommand.RunAsync(At("compiler"), ["restore", "-v", "q", .. forRuntime]);
            Directory.Delete(At("compiler"), recursive: true);
        }

        string output = await DotnetCommand.RunAsync(At(), "nuget", "locals", "global-packages", "--list", "--force-english-output");
        string machine = output[(output.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim();
        Assert.False(Directory.Exists(Path.Combine(machine, "craneanomaly", "0.1.0")), $"the packages of another build of 0.1.0 are in {machine}: remove them");
        await DotnetCommand.RunAsync(
            At(), ["publish", "-c", "Release", "-o", At("out"), "-v", "q", $"-p:RestorePackagesPath={At("cache")}", $"-p:RestoreFallbackFolders={machine}", .. forRuntime]);
        Assert.True(Directory.Exists(At("cache", "craneanomaly", "0.1.0")), $"CraneAnomaly was not restored from {_source}");
    }

    public void Dispose() => _folder.Dispose();
}
