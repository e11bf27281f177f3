using System.Text.Json;
using CraneAnomaly.Tests.Cli;
using CraneAnomaly.Tests.Sinks.Formats;
using CraneAnomaly.Tests.Support;

namespace CraneAnomaly.Tests.Packages;

/// <summary>
/// What the README promises a stranger: an empty worker project, the packages out of a folder, the sample as it is printed,
/// and valid events arrive where they are to.
/// </summary>
[Collection(nameof(PackedPackages))]
public class ConsumerTests(PackedPackages packages, ITestOutputHelper log)
{
    private const int MostLines = 15;

    [Fact]
    public async Task Sample_OfTheReadme_InAnEmptyWorker_SendsValidEvents()
    {
        string sample = Sample("CraneAnomaly.Extensions.Hosting");
        Assert.InRange(sample.Split('\n').Count(line => line.Trim().Length > 0), 5, MostLines);
        using var project = new StrangersProject(packages.Folder, "Microsoft.NET.Sdk.Worker", "", "CraneAnomaly.Extensions.Hosting", "Microsoft.Extensions.Hosting/10.0.0");
        project.Write("Program.cs", sample);
        await project.PublishAsync();
        string quay = Path.Combine(Shared.RepositoryRoot, "datasets", "quay");
        File.Copy(Path.Combine(quay, "unlock-aloft", "traffic.pcap"), project.At("quay.pcap"));
        Assert.Equal(0, (await CraneCli.RunAsync("learn", Path.Combine(quay, "clean", "traffic.pcap"), "--baseline", project.At("quay.baseline"))).Code);
        await using var receiver = new EventReceiver();

        var run = await DotnetCommand.StartAsync("dotnet", project.At(), project.At("out", "stranger.dll"), $"--Siem={receiver.Address}");

        Assert.True(run.Code == 0, run.Out + run.Error);
        Assert.Equal(1, receiver.Refused);
        await ValidateAsync(receiver.Accepted);
        var built = await DotnetCommand.StartAsync(
            Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "crane-anomaly.exe" : "crane-anomaly"), project.At(),
            "detect", "quay.pcap", "--baseline", "quay.baseline", "--format", "ocsf");
        Assert.Equal(built.Out, string.Concat(receiver.Accepted));
    }

    [Fact]
    public async Task Sample_OfTheCore_InAnEmptyProgram_PrintsAlerts()
    {
        string sample = Sample("CraneAnomaly");
        Assert.InRange(sample.Split('\n').Count(line => line.Trim().Length > 0), 3, MostLines);
        using var project = new StrangersProject(packages.Folder, "Microsoft.NET.Sdk", "", "CraneAnomaly");
        project.Write("Program.cs", sample);
        await project.PublishAsync();
        string quay = Path.Combine(Shared.RepositoryRoot, "datasets", "quay");
        File.Copy(Path.Combine(quay, "unlock-aloft", "traffic.pcap"), project.At("quay.pcap"));
        Assert.Equal(0, (await CraneCli.RunAsync("learn", Path.Combine(quay, "clean", "traffic.pcap"), "--baseline", project.At("quay.baseline"))).Code);

        var run = await DotnetCommand.StartAsync("dotnet", project.At(), project.At("out", "stranger.dll"));

        Assert.True(run.Code == 0, run.Error);
        var alerts = (await CraneCli.RunAsync("detect", project.At("quay.pcap"), "--baseline", project.At("quay.baseline"))).Lines
            .Select(line => JsonDocument.Parse(line).RootElement).Select(a => $"{a.GetProperty("severity")} {a.GetProperty("title")}");
        Assert.Equal(alerts, run.Out.TrimEnd().Split(Environment.NewLine));
    }

    // Whose receivers and sources are not here: they compile, and tests of Sinks/Brokers say what they do.
    [Theory]
    [InlineData("CraneAnomaly.Mqtt")]
    [InlineData("CraneAnomaly.Kafka")]
    [InlineData("CraneAnomaly.LiveCapture")]
    public async Task Sample_OfAPackageBeside_InAnEmptyProgram_Compiles(string id)
    {
        using var project = new StrangersProject(packages.Folder, "Microsoft.NET.Sdk", "", id);
        project.Write("Program.cs", Sample(id));
        await project.PublishAsync();

        Assert.True(File.Exists(project.At("out", $"{id}.dll")));
    }

    private async Task ValidateAsync(IReadOnlyList<string> events)
    {
        Assert.NotEmpty(events);
        Assert.All(events, text =>
        {
            var json = JsonDocument.Parse(text).RootElement;
            Assert.InRange(json.GetProperty("type_uid").GetInt32(), 200401, 200503);
            Assert.Equal("1.8.0", json.GetProperty("metadata").GetProperty("version").GetString());
        });
        if (!SharedSchemas.Present)
        {
            log.WriteLine("the schema of OCSF is not on this machine: only what it requires first was checked");
            return;
        }

        var detection = await SharedSchemas.LoadAsync("ocsf/detection_finding-1.8.0.schema.json");
        var incident = await SharedSchemas.LoadAsync("ocsf/incident_finding-1.8.0.schema.json");
        Assert.All(events, text => Assert.Empty((text.Contains("\"class_uid\":2005", StringComparison.Ordinal) ? incident : detection).Validate(text)));
    }

    /// <summary>The first block of C# in the README of a package, as it lies in the package.</summary>
    private string Sample(string id)
    {
        using var package = packages.Open(id);
        using var reader = new StreamReader(package.GetEntry("README.md")!.Open());
        string readme = reader.ReadToEnd();
        int from = readme.IndexOf("```csharp\n", StringComparison.Ordinal) + "```csharp\n".Length;
        return readme[from..readme.IndexOf("```", from, StringComparison.Ordinal)];
    }
}
