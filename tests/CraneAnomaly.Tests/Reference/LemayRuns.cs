using System.Globalization;
using CraneAnomaly.Alerts;
using CraneAnomaly.MLNet;
using CraneAnomaly.Tests.Support;

namespace CraneAnomaly.Tests.Reference;

/// <summary>
/// Three captures of a small control network of one master and its controllers, with the attack labelled packet by
/// packet (Lemay and Fernandez, Providing SCADA network data sets for intrusion detection research, CSET 2016), and
/// what is learned from the quiet part of the first.
/// </summary>
internal static class LemayRuns
{
    public const string FakeCommand = "modbus/lemay/send_a_fake_command_modbus_6RTU_with_operate.pcap";
    public const string Characterization = "modbus/lemay/characterization_modbus_6RTU_with_operate.pcap";
    public const string CommandAndControl = "modbus/lemay/CnC_uploading_exe_modbus_6RTU_with_operate.pcap";

    public const string Attacker = "192.168.1.101";
    public const string Master = "192.168.1.100";

    /// <summary>The last frame before the forged command's connection.</summary>
    public const long QuietUntil = 4781;

    private static readonly Lazy<Task<Baseline>> Learned = new(LearnAsync);

    /// <summary>The baseline, learned once.</summary>
    public static Task<Baseline> BaselineAsync() => Learned.Value;

    /// <summary>Learns as the command line does.</summary>
    public static async Task<Baseline> LearnAsync()
    {
        var learner = new BaselineLearner();
        await learner.RunAsync(new CaptureInputs { Paths = [Shared.Capture(FakeCommand)], LastFrame = QuietUntil });
        return learner.Complete(new MlNetTrainer(1).Train);
    }

    /// <summary>The episodes of a capture.</summary>
    public static async Task<List<Alert>> DetectAsync(string capture, Baseline? baseline, long firstFrame = 1)
    {
        var alerts = new AlertList();
        await using var pipeline = DetectionPipeline.Create(baseline, sink: alerts);
        await pipeline.RunAsync(new CaptureInputs { Paths = [Shared.Capture(capture)], FirstFrame = firstFrame });
        pipeline.Complete();
        return [.. alerts.Episodes];
    }

    /// <summary>Whether an episode belongs to the attack: by its source, or because its evidence is labelled.</summary>
    public static bool IsTrue(string capture, Alert alert)
    {
        if (alert.Source.Ip.ToString() == Attacker) return true;
        var labelled = Labelled(capture);
        return alert.Evidence.Any(copy => labelled.Contains(copy.Fixed.Frame));
    }

    /// <summary>One line of a table of alerts.</summary>
    public static string Describe(string capture, Alert alert)
    {
        string verdict = IsTrue(capture, alert) ? "true" : "false";
        string frames = $"{alert.Frames.First}-{alert.Frames.Last}";
        return $"{alert.Severity,3} {verdict,-5} {alert.Type.Name,-22} {frames,-12} {alert.Count,5}x {alert.Title}";
    }

    private static HashSet<long> Labelled(string capture) =>
        [.. File.ReadLines(Shared.Capture(capture) + ".labels.csv").Select(line => line.Split(';'))
            .Where(cells => cells[1] == "1").Select(cells => long.Parse(cells[0], CultureInfo.InvariantCulture))];
}
