using CraneAnomaly.Tests.Cli;
using CraneAnomaly.Tests.Pipeline;
using CraneAnomaly.Tests.Support;

namespace CraneAnomaly.Tests.Packages;

/// <summary>The command line installs from its package and says the same as the one that was built here.</summary>
[Collection(nameof(PackedPackages))]
public class ToolPackageTests(PackedPackages packages)
{
    [Fact]
    public async Task Tool_InstalledFromThePackage_LearnsAndDetects()
    {
        using var folder = new TempFolder();
        folder.Write("nuget.config", LocalSource.Config(packages.Folder, only: true));
        await DotnetCommand.RunAsync(folder.At(), "tool", "install", "CraneAnomaly.Cli", "--tool-path", folder.At("tools"), "--configfile", folder.At("nuget.config"));
        string tool = folder.At("tools", OperatingSystem.IsWindows() ? "crane-anomaly.exe" : "crane-anomaly");
        string quay = Path.Combine(Shared.RepositoryRoot, "datasets", "quay");
        string[] learn = ["learn", Path.Combine(quay, "clean"), "--baseline"], detect = ["detect", Path.Combine(quay, "unlock-aloft"), "--baseline"];

        var learned = await DotnetCommand.StartAsync(tool, folder.At(), [.. learn, folder.At("tool.baseline")]);
        await CraneCli.RunAsync([.. learn, folder.At("built.baseline")]);
        var installed = await DotnetCommand.StartAsync(tool, folder.At(), [.. detect, folder.At("tool.baseline")]);
        var built = await CraneCli.RunAsync([.. detect, folder.At("built.baseline")]);

        Assert.True(learned.Code == 0, learned.Error);
        Assert.Equal(File.ReadAllBytes(folder.At("built.baseline")), File.ReadAllBytes(folder.At("tool.baseline")));
        Assert.NotEmpty(installed.Out);
        Assert.Equal(built.Out, installed.Out);
    }
}
