using CraneAnomaly.Alerts;
using CraneAnomaly.Checkpoints;
using CraneAnomaly.Sinks.Delivery;
using CraneAnomaly.Sinks.Formats.Alerts;

namespace CraneAnomaly;

/// <summary>
/// Puts a synthetic attack through a pipeline made like the real one: a host of the network that is reserved for
/// documentation (RFC 5737) tells a controller there, over TCP and Modbus, to stop answering. The packets go through
/// decoding, detectors, policy and episodes; the alert has to come out. The pipeline is one of its own, so that nothing of
/// the canary is ever in what is learned, counted or told of real cranes: it shows that what is installed and configured
/// still finds, and not that real packets come (silent sources and the count of records show that).
/// </summary>
/// <param name="baseline">The baseline of the real pipeline.</param>
/// <param name="options">The options of the real pipeline.</param>
public sealed class DetectionCanary(Baseline? baseline, DetectionOptions options)
{
    /// <summary>The alert that has to come.</summary>
    public const string AlertName = "command.listen-only";

    private const int Ethernet = 1;

    // 192.0.2.66:50000 to 192.0.2.11:502, the checksums left out: SYN, SYN with ACK, ACK, and force listen only mode (function 8, 4).
    private static readonly string[] Packets =
    [
        "0200C000020B 0200C0000242 0800 4500002800010000400600 00 C0000242 C000020B C35001F6 00000001 00000000 5002FAF0 0000 0000",
        "0200C0000242 0200C000020B 0800 4500002800010000400600 00 C000020B C0000242 01F6C350 00000064 00000002 5012FAF0 0000 0000",
        "0200C000020B 0200C0000242 0800 4500002800020000400600 00 C0000242 C000020B C35001F6 00000002 00000065 5010FAF0 0000 0000",
        "0200C000020B 0200C0000242 0800 4500003400030000400600 00 C0000242 C000020B C35001F6 00000002 00000065 5018FAF0 0000 0000 "
            + "0001 0000 0006 01 08 0004 0000",
    ];

    /// <summary>Runs it.</summary>
    /// <param name="at">The time that its packets bear.</param>
    public CanaryResult Run(DateTimeOffset at)
    {
        var found = new Finder();
        var pipeline = DetectionPipeline.Create(baseline, options, found);
        for (int i = 0; i < Packets.Length; i++)
            pipeline.Process(Convert.FromHexString(Packets[i].Replace(" ", "", StringComparison.Ordinal)), Ethernet, at.AddMilliseconds(i));
        pipeline.Complete();
        return new(found.Alert, new AlertSource { Symbols = pipeline.Symbols },
            found.Alert is null ? $"Of {pipeline.Statistics.Capture.Packets} packets {pipeline.Statistics.Capture.Pdus} requests were read, and {pipeline.Statistics.Findings} findings made, but no {AlertName}." : null);
    }

    [NotState("Judges no traffic.")]
    private sealed class Finder : IAlertSink
    {
        public Alert? Alert { get; private set; }

        public void OnAlert(Alert alert)
        {
            if (alert.Type.Name == AlertName) Alert ??= alert;
        }
    }
}
