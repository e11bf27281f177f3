using System.Diagnostics;
using CraneAnomaly.Tests.Support;

namespace CraneAnomaly.Tests.Datasets;

/// <summary>The script that brings public data sets, as far as it can be tried without a network.</summary>
public class FetchScriptTests
{
    private static readonly string s_folder = Path.Combine(Shared.RepositoryRoot, "datasets");

    [Fact]
    public void Sets_AreThoseOfTheReadme_EachWithCommitAndLicence()
    {
        // Rows of the README's table of public sets: | `name` | repository | licence | what |
        string[][] named =
        [
            .. File.ReadLines(Path.Combine(s_folder, "README.md")).Where(line => line.StartsWith("| `", StringComparison.Ordinal))
                .Select(line => line.Split('|', StringSplitOptions.TrimEntries)),
        ];
        string[][] sets = [.. Run("--list").Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split('|'))];

        Assert.Equal(6, named.Length);
        Assert.Equal(named.Select(row => row[1].Trim('`')), sets.Select(set => set[0]));
        Assert.Equal(named.Select(row => row[2]), sets.Select(set => set[1]));
        Assert.All(sets, set =>
        {
            Assert.Equal(5, set.Length);
            Assert.Matches("^[A-Za-z0-9_-]+/[A-Za-z0-9_.-]+$", set[1]);
            Assert.Matches("^[0-9a-f]{7,40}$", set[2]);
            Assert.All(set[3..], Assert.NotEmpty);
        });
    }

    [Theory]
    [InlineData]
    [InlineData("--what")]
    [InlineData("/tmp/sets", "no-such-set")]
    public void Run_WrongUsage_SaysSoAndEndsWithTwo(params string[] arguments)
    {
        var (output, error, code) = Run(arguments);

        Assert.Equal(2, code);
        Assert.Empty(output);
        Assert.Contains("--list", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_TargetInTheRepository_IsRefused()
    {
        string target = Path.Combine(s_folder, "quay", "..", "fetched");

        var (_, error, code) = Run(target);

        Assert.Equal(2, code);
        Assert.Contains("lies in the repository", error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(target));
    }

    [Fact]
    public void Script_Syntax_IsSound() => Assert.Equal(0, Bash("-n", Path.Combine(s_folder, "fetch.sh")).Code);

    private static (string Output, string Error, int Code) Run(params string[] arguments) =>
        Bash([Path.Combine(s_folder, "fetch.sh"), .. arguments]);

    private static (string Output, string Error, int Code) Bash(params string[] arguments)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "there is no bash");
        using var process = Process.Start(
            new ProcessStartInfo("bash", arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        string output = process.StandardOutput.ReadToEnd(), error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return (output, error, process.ExitCode);
    }
}
