using CraneAnomaly.Alerts;
using CraneAnomaly.Records.Site;
using CraneAnomaly.Simulator;

namespace CraneAnomaly.Tests.Pipeline.Network;

/// <summary>A simulated port with traffic: an hour of work that is learned, and scenarios on the same fleet that are judged.</summary>
public sealed class NetworkPort : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly Lazy<Baseline> _baseline;

    public NetworkPort() => _baseline = new(() =>
    {
        Simulate("normal", TimeSpan.FromHours(1), 3);
        var learner = new BaselineLearner(Options("normal"));
        learner.RunAsync(Inputs("normal"), CancellationToken.None).GetAwaiter().GetResult();
        return learner.Complete(train: null);
    });

    public Baseline Baseline => _baseline.Value;

    public void Dispose() => _folder.Dispose();

    /// <summary>The episodes of a scenario, in the order in which they began.</summary>
    internal async Task<IReadOnlyList<Alert>> JudgeAsync(
        string scenario, Func<DetectionOptions, DetectionOptions>? change = null, bool learned = true, Baseline? baseline = null)
    {
        Simulate(scenario, TimeSpan.FromHours(1), 5);
        var run = new DetectionRun();
        var options = Options(scenario);
        var pipeline = DetectionPipeline.Create(learned ? baseline ?? Baseline : null, change?.Invoke(options) ?? options, run);
        await pipeline.RunAsync(Inputs(scenario), TestContext.Current.CancellationToken);
        pipeline.Complete();
        return run.Episodes;
    }

    /// <summary>Learns a scenario, as if nobody had noticed.</summary>
    internal async Task<Baseline> LearnAsync(string scenario)
    {
        Simulate(scenario, TimeSpan.FromHours(1), 5);
        var learner = new BaselineLearner(Options(scenario));
        await learner.RunAsync(Inputs(scenario), TestContext.Current.CancellationToken);
        return learner.Complete(train: null);
    }

    private void Simulate(string scenario, TimeSpan duration, int seed)
    {
        lock (_folder)
        {
            if (Directory.Exists(_folder.At(scenario))) return;
            Directory.CreateDirectory(_folder.At(scenario));
            Simulation.Write(
                new() { Scenario = scenario, Cranes = 2, Duration = duration, RateHz = 1, Seed = seed, Traffic = true }, _folder.At(scenario));
        }
    }

    private CaptureInputs Inputs(string scenario) =>
        new() { Paths = [_folder.At(scenario, "telemetry.csv"), _folder.At(scenario, "traffic.pcap")] };

    private DetectionOptions Options(string scenario) => new()
    {
        Cranes = CraneSheet.Load(_folder.At(scenario, "cranes.json")),
        Tags = Tag.Load(_folder.At(scenario, "tags.json")),
        Policy = SitePolicy.Load(_folder.At(scenario, "policy.json")),
        Permits = Permit.Load(_folder.At(scenario, "permits.csv")),
    };
}
