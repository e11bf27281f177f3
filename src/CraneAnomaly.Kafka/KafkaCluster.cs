using Confluent.Kafka;

namespace CraneAnomaly.Kafka;

/// <summary>A cluster of Kafka, and who we are to it. Certificates and keys are files in PEM, as librdkafka reads them itself.</summary>
/// <param name="Brokers">Some of its brokers, <c>HOST:PORT</c> with commas between; the others are found.</param>
public sealed record KafkaCluster(string Brokers)
{
    /// <summary>Whether connections are TLS; a broker's certificate has to name its host.</summary>
    public bool IsEncrypted { get; init; }

    /// <summary>Certificates to trust instead of the system's; null for the system's.</summary>
    public string? TrustedRootsFile { get; init; }

    /// <summary>Our own certificate, where brokers want one; null for none.</summary>
    public string? CertificateFile { get; init; }

    /// <summary>Its key.</summary>
    public string? KeyFile { get; init; }

    /// <summary>The user, who shows by SCRAM-SHA-512 that he knows the password; null for none.</summary>
    public string? User { get; init; }

    /// <summary>Asked for the user's password before each connection.</summary>
    public Func<string>? Password { get; init; }

    internal string Address => $"{(IsEncrypted ? "kafka+tls" : "kafka")}://{Brokers}";

    /// <summary>Fills in how to reach it.</summary>
    internal TConfig In<TConfig>(TConfig config) where TConfig : ClientConfig
    {
        config.BootstrapServers = Brokers;
        config.ClientId = "crane-anomaly";
        config.SecurityProtocol = (IsEncrypted, User) switch
        {
            (true, null) => SecurityProtocol.Ssl,
            (true, _) => SecurityProtocol.SaslSsl,
            (_, null) => SecurityProtocol.Plaintext,
            _ => SecurityProtocol.SaslPlaintext,
        };
        if (IsEncrypted) config.SslEndpointIdentificationAlgorithm = SslEndpointIdentificationAlgorithm.Https;
        if (TrustedRootsFile is not null) config.SslCaLocation = TrustedRootsFile;
        if (CertificateFile is not null) (config.SslCertificateLocation, config.SslKeyLocation) = (CertificateFile, KeyFile);
        if (User is not null) (config.SaslMechanism, config.SaslUsername, config.SaslPassword) = (SaslMechanism.ScramSha512, User, Password?.Invoke() ?? "");
        return config;
    }
}
