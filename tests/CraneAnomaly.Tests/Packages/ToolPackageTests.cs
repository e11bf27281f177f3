using CraneAnomaly.Tests.Pipeline;
using CraneAnomaly.Tests.Support;

namespace CraneAnomaly.Tests.Packages;

/// <summary>The command line installs from its package and says the same as the one that was built here.</summary>
[Collection(nameof(PackedPackages))]
public class ToolPackageTests(PackedPackages packages)
{
    [Fact]
    public async Task Tool_InstalledFromThePackage_Detects()
    {
        using var folder = new TempFolder();
        folder.Write("nuget.config", LocalSource.Config(packages.Folder, only: true));
        await DotnetCommand.RunAsync(folder.At(), "tool", "install", "CraneAnomaly.Cli", "--tool-path", folder.At("tools"), "--configfile", folder.At("nuget.config"));
        string[] arguments = ["detect", Path.Combine(Shared.RepositoryRoot, "datasets", "quay", "unlock-aloft")];

        var installed = await DotnetCommand.StartAsync(folder.At("tools", OperatingSystem.IsWindows() ? "crane-anomaly.exe" : "crane-anomaly"), folder.At(), arguments);
        var built = await Cli.CraneCli.RunAsync(arguments);

        Assert.Equal(0, installed.Code);
        Assert.NotEmpty(installed.Out);
        Assert.Equal(built.Out, installed.Out);
    }
}
