using System.Globalization;
using System.IO.Compression;
using CraneAnomaly.Alerts;
using CraneAnomaly.Cli;
using CraneAnomaly.Simulator;
using CraneAnomaly.Tests.Support;

namespace CraneAnomaly.Tests.Datasets;

/// <summary>The simulated port that is committed: it is what its commands write, and both inputs tell of it.</summary>
public class QuayTests : IAlertSink
{
    private static readonly string Root = Path.Combine(Shared.RepositoryRoot, "datasets", "quay");

    private readonly Dictionary<string, Alert> _alerts = [];

    /// <summary>The commands of the README, one for each folder.</summary>
    public static TheoryData<string, string[]> Commands()
    {
        var commands = new TheoryData<string, string[]>();
        foreach (string line in File.ReadLines(Path.Combine(Root, "README.md")))
        {
            const string Begin = "crane-anomaly simulate ";
            if (!line.StartsWith(Begin, StringComparison.Ordinal)) continue;
            string[] words = line[Begin.Length..].Split(' ');
            commands.Add(Path.GetFileName(words[Array.IndexOf(words, "--out") + 1]), words);
        }

        return commands;
    }

    void IAlertSink.OnAlert(Alert alert) => _alerts[alert.Id] = alert;

    [Fact]
    public void Folders_AllHaveTheirCommand() => Assert.Equal(
        Directory.GetDirectories(Root).Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal),
        Commands().Select(row => row.Data.Item1).Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Commands))]
    public void Files_WrittenAgain_AreTheCommittedOnes(string folder, string[] words)
    {
        string again = Directory.CreateTempSubdirectory().FullName;
        try
        {
            Simulation.Write(OptionsOf(words), again);
            foreach (string path in Directory.GetFiles(again))
            {
                string committed = Path.Combine(Root, folder, Path.GetFileName(path));
                Assert.True(Content(path).AsSpan().SequenceEqual(Content(committed)), $"{committed} differs");
            }

            Assert.Equal(Directory.GetFiles(again).Length, Directory.GetFiles(Path.Combine(Root, folder)).Length);
        }
        finally
        {
            Directory.Delete(again, recursive: true);
        }
    }

    [Theory]
    [InlineData("telemetry.csv.gz")]
    [InlineData("traffic.pcap")]
    public async Task UnlockAloft_IsToldByEachInputAlone(string input)
    {
        string folder = Path.Combine(Root, "unlock-aloft");
        await using var pipeline = DetectionPipeline.Create(
            options: new() { Tags = SiteFiles.TagsIn([folder]), Cranes = SiteFiles.CranesIn([folder]) }, sink: this);
        await pipeline.RunAsync(
            new CaptureInputs { Paths = [Path.Combine(folder, input)] }, TestContext.Current.CancellationToken);
        pipeline.Complete();

        var falls = _alerts.Values.Where(alert => alert.Type.Name == "interlock.I2").ToList();
        Assert.Equal(2, falls.Count);
        Assert.All(falls, alert => Assert.Equal("QC02", alert.Crane));
    }

    // The compressed form depends on the compressor: what counts is what is in it.
    private static byte[] Content(string path)
    {
        using var file = File.OpenRead(path);
        using Stream stream = path.EndsWith(".gz", StringComparison.Ordinal)
            ? new GZipStream(file, CompressionMode.Decompress)
            : file;
        using var content = new MemoryStream();
        stream.CopyTo(content);
        return content.ToArray();
    }

    private static SimulationOptions OptionsOf(string[] words)
    {
        string? Of(string name) => Array.IndexOf(words, name) is >= 0 and var at ? words[at + 1] : null;
        double Number(string name) => double.Parse(Of(name)!, CultureInfo.InvariantCulture);
        return new()
        {
            Scenario = Of("--scenario")!,
            Cranes = (int)Number("--cranes"),
            Duration = TimeSpan.FromHours(Number("--hours")),
            RateHz = Number("--rate"),
            Seed = (long)Number("--seed"),
            Strength = Of("--strength") is null ? null : Number("--strength"),
            Traffic = words.Contains("--traffic"),
            Gzip = words.Contains("--gzip"),
        };
    }
}
