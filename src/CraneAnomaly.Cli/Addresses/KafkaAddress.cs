using CraneAnomaly.Capture;
using CraneAnomaly.Capture.Live;
using CraneAnomaly.Kafka;
using CraneAnomaly.Sinks.Spool;
using CraneAnomaly.Sinks.Transports;

namespace CraneAnomaly.Cli.Addresses;

/// <summary>What <c>kafka:</c> and <c>kafka+tls:</c> stand for. Apart, so that the client is loaded for those who use it.</summary>
internal static class KafkaAddress
{
    /// <summary>Where alerts go.</summary>
    public static AlertTransport Transport(SettingsUri uri, AlertRendering rendering) => new KafkaTransport(Cluster(uri), uri.Parts("TOPIC").What, rendering);

    /// <summary>Where telemetry comes from.</summary>
    public static LiveSource Source(SettingsUri uri) =>
        new KafkaSource(Cluster(uri), uri.Parts("TOPIC").What, uri["group"]!, InputSet.FormatOf(uri["payload"] ?? nameof(InputFormat.Json).ToLowerInvariant()));

    private static KafkaCluster Cluster(SettingsUri uri) => new(uri.Parts("TOPIC").Who)
    {
        IsEncrypted = uri.IsEncrypted,
        TrustedRootsFile = Existing(uri["ca"]),
        CertificateFile = Existing(uri["cert"]),
        KeyFile = Existing(uri["key"]),
        User = uri["user"],
        Password = uri.Secret("password"),
    };

    private static string? Existing(string? path) => path is null || File.Exists(path) ? path : throw new IOException($"{path}: there is no such file.");
}
