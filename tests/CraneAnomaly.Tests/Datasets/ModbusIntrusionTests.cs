using CraneAnomaly.Alerts;
using CraneAnomaly.MLNet;
using CraneAnomaly.Simulator.Traffic.Intrusion;
using CraneAnomaly.Tests.Support;

namespace CraneAnomaly.Tests.Datasets;

/// <summary>The committed data set: it is what its program writes, and the product finds in it what the labels say.</summary>
public class ModbusIntrusionTests
{
    private const int Severe = 40;

    private static readonly string Folder = Path.Combine(Shared.RepositoryRoot, "datasets", ModbusIntrusion.Name);
    private static readonly Lazy<Task<Baseline>> Learned = new(LearnAsync);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void Files_WrittenAgain_AreTheCommittedBytes()
    {
        foreach (var (name, bytes) in ModbusIntrusion.Files())
            Assert.True(bytes.AsSpan().SequenceEqual(File.ReadAllBytes(Path.Combine(Folder, name))), $"{name} differs");
    }

    [Fact]
    public async Task Detect_AttackWithBaseline_FindsTheLabelsAndNothingElse()
    {
        var episodes = await DetectAsync("attack.pcap", await Learned.Value);
        var labels = Label.Read(Folder);

        string[] missed = [.. labels.Where(label => !episodes.Any(e => Shows(e, label))).Select(label => label.Name)];
        string[] others = [.. episodes.Where(e => e.Severity >= Severe && !labels.Any(label => Shows(e, label))).Select(e => e.Title)];
        Assert.Equal(5, labels.Count);
        Assert.Empty(missed);
        Assert.Empty(others);

        // By its own name too, so that no event is a footnote of another; the identification began what became a scan.
        Assert.All(labels.Skip(1), label => Assert.Contains(episodes, e => e.Type.Name == label.Name && Shows(e, label)));
    }

    [Fact]
    public async Task Detect_CleanWithItsBaseline_RaisesNothingSevere()
    {
        var episodes = await DetectAsync("clean.pcap", await Learned.Value);

        Assert.All(episodes, e => Assert.True(e.Severity < Severe, e.Title));
    }

    [Fact]
    public async Task Detect_AttackWithoutBaseline_ShowsScanAndListenOnly()
    {
        var episodes = await DetectAsync("attack.pcap", null);
        var labels = Label.Read(Folder).Where(l => l.Name is "command.scan" or "command.listen-only").ToList();

        Assert.Equal(2, labels.Count);
        Assert.All(labels, label => Assert.Contains(episodes, e => e.Type.Name == label.Name && Shows(e, label)));
    }

    private static bool Shows(Alert alert, Label label) => alert.Type.Kind == label.Family
        && alert.Evidence.Any(e => e.Fixed.Frame >= label.Frames[0] && e.Fixed.Frame <= label.Frames[1]);

    private static async Task<Baseline> LearnAsync()
    {
        var learner = new BaselineLearner();
        await learner.RunAsync(Inputs("clean.pcap"), CancellationToken.None);
        return learner.Complete(new MlNetTrainer(1).Train);
    }

    /// <summary>The last state of every episode.</summary>
    private static async Task<IReadOnlyCollection<Alert>> DetectAsync(string capture, Baseline? baseline)
    {
        await using var pipeline = DetectionPipeline.Create(baseline);
        await pipeline.RunAsync(Inputs(capture), Token);
        pipeline.Complete();
        var last = new Dictionary<string, Alert>();
        await foreach (var alert in pipeline.ReadAlertsAsync(Token)) last[alert.Id] = alert;
        return last.Values;
    }

    private static CaptureInputs Inputs(string capture) => new() { Paths = [Path.Combine(Folder, capture)] };
}
